package dev.millrace.job;

import dev.millrace.answer.Conflict;
import dev.millrace.error.FieldError;
import dev.millrace.error.InvalidDocument;
import dev.millrace.error.JobError;
import dev.millrace.error.LogFields;
import dev.millrace.error.Warning;
import dev.millrace.error.WarningCode;
import dev.millrace.job.LifecycleState.Active;
import dev.millrace.job.LifecycleState.Stopping;
import dev.millrace.spec.JobSpec;
import dev.millrace.spec.SourceSpec;
import dev.millrace.spec.StoredSource;
import dev.millrace.status.StatusBoard;
import dev.millrace.timeline.DocumentDiff;
import dev.millrace.timeline.EntryKind;
import dev.millrace.timeline.JobTimeline;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives a started job another document, on trial until all lanes have run by it once: where it
 * cannot start, the newest document that did run goes on. A restart, or another source under it,
 * leaves the trial open; a stop ends it. Event loop only.
 */
final class DocumentExchange {
  private static final Logger LOG = LoggerFactory.getLogger(DocumentExchange.class);

  private final EngineParts engineParts;
  private final String name;
  private final CatalogEntry entry;
  private final StatusBoard board;
  private final CurrentState current;
  private final JobTimeline timeline;
  private final Consumer<Stopping> settled;

  /** Of a new document that has not run yet, or null. */
  private Trial trial;

  /**
   * @param settled told when what ran has ended and the catalog knows
   */
  DocumentExchange(
      EngineParts engineParts,
      String name,
      CatalogEntry entry,
      StatusBoard board,
      CurrentState current,
      JobTimeline timeline,
      Consumer<Stopping> settled) {
    this.engineParts = engineParts;
    this.name = name;
    this.entry = entry;
    this.board = board;
    this.current = current;
    this.timeline = timeline;
    this.settled = settled;
  }

  /**
   * Ends what runs, stores another document, and goes on with it. Where it cannot be stored, the
   * one that the job has goes on.
   *
   * @param store stores it
   * @param source that it reads
   * @param sourceBefore of the one that the job has
   */
  DocumentSwap swap(
      Active state, Supplier<Future<Void>> store, SourceSpec source, SourceSpec sourceBefore) {
    Trial next = new Trial(trial == null ? entry.now() : trial.before(), Promise.promise());
    Stopping stopping = state.toStopping(SettledState.interrupted(), sourceBefore);
    current.enter(stopping);
    Future<Void> stored =
        state
            .run()
            .end()
            .compose(v -> stopping.restart() == null ? gaveUp() : store.get())
            .onSuccess(v -> taken(next, stopping, source))
            .onFailure(next.outcome()::tryFail);
    stored
        .transform(done -> entry.change(stopping::settled))
        .onFailure(e -> entry.notWritten(e))
        .onComplete(saved -> settled.accept(stopping));
    return new DocumentSwap(stored, next.outcome().future());
  }

  private void taken(Trial next, Stopping stopping, SourceSpec source) {
    if (stopping.restart() == null) {
      next.outcome().tryFail(stopped());
      return;
    }
    stopping.goesOnWith(source);
    if (trial != null) {
      trial
          .outcome()
          .tryFail(new Conflict("job " + name + " was given another document before this one ran"));
    }
    trial = next;
  }

  private Future<Void> gaveUp() {
    return Future.failedFuture(stopped());
  }

  private Conflict stopped() {
    return new Conflict(
        "job " + name + " was stopped before its new document ran: GET it to see which it has");
  }

  /** All lanes run by the document that the job has. */
  void ran() {
    if (trial != null) {
      trial.outcome().tryComplete();
      trial = null;
    }
  }

  /** The job stops, or a person starts it: nothing goes back to an earlier document any more. */
  void giveUp() {
    if (trial != null) {
      trial.outcome().tryFail(stopped());
      trial = null;
    }
  }

  /**
   * The job cannot run by the document that it has: where that was on trial, the one before goes
   * on.
   *
   * @return what the job is to fail with where none goes on
   */
  Optional<JobError> backOr(Active state, JobError cause) {
    Trial tried = trial;
    trial = null;
    if (tried == null) {
      return Optional.of(cause);
    }
    String sourceBefore = tried.before().spec().source();
    StoredSource source = engineParts.catalog().sources().get(sourceBefore);
    if (source == null) {
      String gone =
          "; the document before cannot go on, for its source "
              + sourceBefore
              + " is gone: mend the job's document, then start it";
      tried.outcome().tryFail(refused("the job could not start with this document: ", cause, gone));
      return Optional.of(cause.withMore(gone));
    }
    goBack(state, cause, tried, source.spec());
    return Optional.empty();
  }

  private void goBack(Active state, JobError cause, Trial tried, SourceSpec source) {
    LOG.atWarn()
        .addKeyValue(LogFields.JOB, name)
        .log(
            "job {}: its new document could not start, so the one before goes on: {}",
            name,
            cause.logged());
    Stopping stopping = state.toStopping(SettledState.interrupted(), source);
    current.enter(stopping);
    JobSpec triedSpec = entry.now().spec();
    state
        .run()
        .end()
        .compose(v -> entry.change(e -> stopping.settled(e.backTo(tried.before()))))
        .onFailure(e -> entry.notWritten(e))
        .onComplete(
            saved -> {
              board.warnings(
                  StatusBoard.DOCUMENT,
                  List.of(
                      Warning.of(
                          WarningCode.DOCUMENT_NOT_TAKEN,
                          "the newest document could not start, so the one before goes on: "
                              + cause.message())));
              tellGoingBack(triedSpec, cause);
              tried
                  .outcome()
                  .tryFail(
                      refused(
                          "the job could not start with this document, and goes on with the one"
                              + " before: ",
                          cause,
                          ""));
              settled.accept(stopping);
            });
  }

  private void tellGoingBack(JobSpec tried, JobError cause) {
    timeline.add(
        EntryKind.EDIT,
        null,
        "the newest document could not start, so the one before goes on: " + cause.logged(),
        Map.of(
            "revision",
            entry.now().desired().revision(),
            "code",
            cause.code(),
            "changes",
            DocumentDiff.of(tried, entry.now().spec())));
  }

  private static InvalidDocument refused(String what, JobError cause, String more) {
    return new InvalidDocument(List.of(new FieldError("", what + cause.message() + more)));
  }
}
