package dev.millrace.render;

import dev.millrace.answer.JobChange;
import dev.millrace.answer.JobStatus;
import dev.millrace.answer.JobStatus.PartitionStatus;
import dev.millrace.error.JobError;
import dev.millrace.model.JobState;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Comparator;
import java.util.Objects;

/** A job's change as an event: its name and its data. */
public final class EventJson {
  /**
   * One event.
   *
   * @param name as clients listen for it
   */
  public record Event(String name, JsonObject data) {}

  private EventJson() {}

  public static Event of(JobChange change) {
    Named named = new Named();
    change.accept(named);
    return named.event;
  }

  /** The job's state as an event, as if it had just been entered. */
  public static Event stateOf(JobStatus status) {
    return new Event("state", state(status.job(), status.state(), status.since(), status.error()));
  }

  private static JsonObject state(String job, JobState state, Instant since, JobError error) {
    return new JsonObject()
        .put("job", job)
        .put("state", state.name())
        .put("since", StatusJson.text(StatusJson.millis(since)))
        .put("error", StatusJson.error(state, error));
  }

  private static JsonObject progress(JobStatus status) {
    return new JsonObject()
        .put("job", status.job())
        .put("state", status.state().name())
        .put("balanced", status.balanced())
        .put("lagRecords", status.lagRecords() < 0 ? null : status.lagRecords())
        .put(
            "lagSeconds",
            status.partitions().stream()
                .map(PartitionStatus::lagSeconds)
                .filter(Objects::nonNull)
                .max(Comparator.naturalOrder())
                .orElse(null))
        .put("rates", StatusJson.rates(status))
        .put("totals", StatusJson.totals(status))
        .put("warnings", status.warnings().size())
        .put("ledgerAsOf", StatusJson.text(StatusJson.millis(status.ledgerAsOf())));
  }

  private static final class Named implements JobChange.Visitor {
    private Event event;

    @Override
    public void state(JobChange.StateChanged change) {
      event =
          new Event(
              "state",
              EventJson.state(change.job(), change.state(), change.since(), change.error()));
    }

    @Override
    public void progress(JobChange.Progress change) {
      event = new Event("progress", EventJson.progress(change.status()));
    }

    @Override
    public void document(JobChange.DocumentChanged change) {
      event =
          new Event(
              "document",
              new JsonObject().put("job", change.job()).put("revision", change.view().revision()));
    }

    @Override
    public void deleted(JobChange.Deleted change) {
      event = new Event("deleted", new JsonObject().put("job", change.job()));
    }
  }
}
