package dev.millrace.job;

import dev.millrace.answer.Conflict;
import dev.millrace.answer.Precondition;
import dev.millrace.document.JobDocument;
import dev.millrace.error.FieldError;
import dev.millrace.error.InvalidDocument;
import dev.millrace.job.LifecycleState.Active;
import dev.millrace.model.JobState;
import dev.millrace.preflight.ClientContext;
import dev.millrace.preflight.LedgerCheck;
import dev.millrace.spec.JobEntry;
import dev.millrace.spec.JobSpec;
import dev.millrace.spec.SourceSpec;
import dev.millrace.status.StatusBoard;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Ends what runs of a job so that it goes on anew: by itself, with another document or with another
 * source. What it will go on with is checked while the old still runs; with faults, that goes on.
 * Event loop only.
 */
final class Changeover {
  private static final Set<JobState> AT_REST =
      EnumSet.of(JobState.CREATED, JobState.STOPPED, JobState.FAILED, JobState.FINISHED);

  /** Lanes stop, or are given up, before. */
  private static final Duration MOST_TO_STOP = Duration.ofSeconds(10);

  private final ClientContext clients;
  private final String name;
  private final CatalogEntry entry;
  private final CurrentState current;
  private final Attempts attempts;
  private final StatusBoard board;

  /** Stops that the catalog has not stored yet. */
  private int stopsAsked;

  private DocumentSwap newest = DocumentSwap.DONE;

  /** Goes up with all that a check which is under way must not undo. */
  private int orders;

  Changeover(
      ClientContext clients,
      String name,
      CatalogEntry entry,
      CurrentState current,
      Attempts attempts,
      StatusBoard board) {
    this.clients = clients;
    this.name = name;
    this.entry = entry;
    this.current = current;
    this.attempts = attempts;
    this.board = board;
  }

  /** A check that is still under way must not undo the stop; {@link #stopStored} follows. */
  void stopAsked() {
    stopsAsked++;
    orders++;
  }

  void stopStored() {
    stopsAsked--;
  }

  /** Completes when what runs is about to end; fails with {@link InvalidDocument} for faults. */
  Future<Void> restart(SourceSpec source) {
    return checked(entry.now(), source)
        .map(
            active -> {
              attempts.interrupt(active, source);
              return null;
            });
  }

  /**
   * @param source of the new document
   * @param sourceBefore of the present one
   */
  Future<DocumentSwap> swap(
      JobSpec sent, Precondition precondition, SourceSpec source, SourceSpec sourceBefore) {
    entry.require(precondition);
    JobEntry now = entry.now();
    JobSpec spec = JobDocument.keepSecrets(sent, now.spec());
    if (spec.equals(now.spec())) {
      board.warnings(StatusBoard.DOCUMENT, List.of());
      newest = DocumentSwap.DONE;
      return Future.succeededFuture(DocumentSwap.DONE);
    }
    boolean inferred = now.mappingInferred() && spec.mapsLike(now.spec());
    JobEntry next = now.with(now.desired().withSpec(spec, inferred));
    return checked(next, source)
        .compose(
            active -> {
              DocumentSwap swap =
                  attempts
                      .exchange()
                      .swap(
                          active,
                          () -> entry.put(sent, precondition, board::replaced),
                          source,
                          sourceBefore);
              newest = swap;
              return swap.stored().map(swap);
            });
  }

  /** Another document for a job of which nothing runs. */
  Future<DocumentSwap> atRest(JobSpec sent, Precondition precondition) {
    newest = DocumentSwap.DONE;
    return entry.put(sent, precondition, board::replaced).map(v -> newest);
  }

  /** What comes of the newest document that the job was given. */
  DocumentSwap newest() {
    return newest;
  }

  private Future<Active> checked(JobEntry next, SourceSpec source) {
    int asked = orders;
    return LedgerCheck.once(clients, name, next, source)
        .compose(
            report -> {
              still(asked);
              report.requireNoFault();
              return wanted();
            })
        .map(
            v -> {
              Active active = still(asked);
              orders++;
              return active;
            });
  }

  /**
   * Attempts that come and go by themselves meanwhile, as those of a job that retries, do not
   * matter.
   */
  private Active still(int asked) {
    if (stopsAsked == 0 && orders == asked && current.now() instanceof Active active) {
      return active;
    }
    throw new Conflict(
        "job "
            + name
            + " was stopped or restarted while it was checked, and is "
            + current.state()
            + ": try again");
  }

  /** A first start that still looks at its servers has not said so yet. */
  Future<Void> wanted() {
    return entry.now().started()
        ? Future.succeededFuture()
        : entry.change(e -> e.withDesired(true, JobState.STOPPED, null));
  }

  /**
   * Fails with {@link InvalidDocument} where the job could not run with that source. What is wrong
   * with its database is no reason: other jobs wait for the source, too.
   *
   * @param declared the document that its file has for it by now, which must have no fault at all;
   *     null for the one that it has
   */
  Future<Void> tryOut(SourceSpec source, JobSpec declared) {
    JobEntry now = entry.now();
    if (declared != null) {
      JobEntry next = now.with(now.desired().withSpec(declared, now.mappingInferred()));
      return LedgerCheck.once(clients, name, next, source)
          .map(
              report -> {
                report.requireNoFault();
                return null;
              });
    }
    return LedgerCheck.once(clients, name, entry.now(), source)
        .map(
            report -> {
              List<FieldError> faults =
                  report.faults().stream()
                      .filter(fault -> !fault.pointer().startsWith("/destination"))
                      .toList();
              if (!faults.isEmpty()) {
                throw new InvalidDocument(faults);
              }
              return null;
            });
  }

  /** Ends what runs and keeps the desired state: whoever asks starts it again. */
  Future<Void> pause() {
    if (current.now() instanceof Active active) {
      orders++;
      attempts.interrupt(active, null);
    }
    return rests();
  }

  /** Fails with {@link Conflict} where the job does not rest in time. */
  Future<Void> rests() {
    return awaitRest()
        .compose(
            v ->
                current.isActive()
                    ? Future.failedFuture(
                        new Conflict(
                            "job "
                                + name
                                + " has not stopped within "
                                + MOST_TO_STOP.toSeconds()
                                + " s"))
                    : Future.succeededFuture());
  }

  /** Never fails. */
  Future<Void> awaitRest() {
    return current.await(AT_REST, MOST_TO_STOP);
  }
}
