package dev.millrace.status;

import dev.millrace.error.LogFields;
import dev.millrace.error.Warning;
import dev.millrace.error.WarningCode;
import dev.millrace.mysql.UnansweredStatement;
import dev.millrace.sink.DestinationDatabase;
import dev.millrace.spec.JobSpec;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Warns while the database has not answered a lane for some seconds, with what the server says of
 * the session that waits: another session's lock shows nowhere else until the wait times out. Event
 * loop only.
 */
public final class DatabaseWaits {
  private static final Logger LOG = LoggerFactory.getLogger(DatabaseWaits.class);
  private static final String ORIGIN = "waits";
  private static final long LONG_SECONDS = 4;

  /** Looks between two questions to the server about one session. */
  private static final int ASK_EVERY = 5;

  /** The first log line waits so many looks for the server's word. */
  private static final int LOG_AT_LOOK = 3;

  private final String job;
  private final Supplier<List<UnansweredStatement>> unanswered;
  private final StatusBoard board;
  private final JobSpec spec;
  private final DestinationDatabase database;
  private UnansweredStatement longest;
  private String state;
  private int looks;
  private boolean asking;
  private boolean logged;
  private boolean stopped;

  /**
   * @param database of its own, for a look of others may wait for the same lock
   */
  public DatabaseWaits(
      String job,
      Supplier<List<UnansweredStatement>> unanswered,
      StatusBoard board,
      JobSpec spec,
      DestinationDatabase database) {
    this.job = job;
    this.unanswered = unanswered;
    this.board = board;
    this.spec = spec;
    this.database = database;
  }

  /** Once a second while the job runs. */
  public void look() {
    List<UnansweredStatement> waiting =
        unanswered.get().stream().filter(s -> s.seconds() >= LONG_SECONDS).toList();
    if (waiting.isEmpty()) {
      end();
      return;
    }
    UnansweredStatement oldest =
        waiting.stream().min(Comparator.comparingLong(UnansweredStatement::sentNanos)).get();
    if (!oldest.equals(longest)) {
      longest = oldest;
      state = null;
      looks = 0;
    }
    if (looks++ % ASK_EVERY == 0) {
      ask(oldest);
    }
    tell(oldest, waiting.size());
  }

  private void ask(UnansweredStatement about) {
    if (asking || about.connectionId() == 0) {
      return;
    }
    asking = true;
    database
        .sessionState(about.connectionId())
        .onComplete(
            done -> {
              asking = false;
              if (!stopped && about.equals(longest)) {
                state = done.succeeded() ? done.result() : null;
                look();
              }
            });
  }

  private void tell(UnansweredStatement oldest, int lanes) {
    String message = message(oldest, lanes);
    board.warnings(ORIGIN, List.of(Warning.of(WarningCode.DATABASE_WAITS, message)));
    if (!logged && (state != null || looks >= LOG_AT_LOOK)) {
      logged = true;
      LOG.atWarn().addKeyValue(LogFields.JOB, job).log("job {}: {}", job, message);
    }
  }

  private String message(UnansweredStatement oldest, int lanes) {
    String who = lanes == 1 ? "a lane" : lanes + " lanes";
    String says =
        "the database at %s:%d has not answered %s for %d s"
            .formatted(spec.destination().host(), spec.destination().port(), who, oldest.seconds());
    String session = oldest.connectionId() == 0 ? "" : " " + oldest.connectionId();
    says +=
        state == null
            ? "; what its session" + session + " waits for is not known"
            : "; its session" + session + " is '" + state + "'";
    return says
        + ": find the session that holds a lock on "
        + tables()
        + ", its rows or the whole server (SHOW PROCESSLIST), end it, or wait";
  }

  private String tables() {
    return spec.tables().size() == 1
        ? "table '" + spec.tables().get(0).table() + "'"
        : "one of the job's tables";
  }

  private void end() {
    if (longest == null) {
      return;
    }
    longest = null;
    state = null;
    board.warnings(ORIGIN, List.of());
    if (logged) {
      logged = false;
      LOG.atInfo()
          .addKeyValue(LogFields.JOB, job)
          .log("job {}: the database has answered, or the wait was given up", job);
    }
  }

  public void stop() {
    stopped = true;
    end();
    database.close();
  }
}
