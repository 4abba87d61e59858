package dev.millrace.preflight;

import dev.millrace.error.FieldError;
import dev.millrace.error.JobError;
import dev.millrace.error.SecretNotRead;
import dev.millrace.kafka.BrokerException;
import dev.millrace.mysqlerror.DestinationException;
import java.util.List;

/**
 * What keeps a job from starting, whichever side it came from.
 *
 * @param mayPass whether trying again later may help without anybody doing anything
 */
public record JobFailure(JobError error, boolean mayPass) {
  private static final int MOST_OTHERS = 2;

  /**
   * The failure, and what else was found: where both servers are away, both are named.
   *
   * @param faults those of the failure among them
   */
  public JobError and(List<FieldError> faults) {
    List<String> others =
        faults.stream()
            .map(FieldError::detail)
            .filter(detail -> !error.message().contains(detail))
            .distinct()
            .limit(MOST_OTHERS)
            .toList();
    return others.isEmpty() ? error : error.withMore("; also: " + String.join("; ", others));
  }

  public static JobFailure of(Throwable thrown) {
    if (thrown instanceof BrokerException broker) {
      return new JobFailure(broker.error(), broker.mayPass());
    }
    if (thrown instanceof DestinationException database) {
      return new JobFailure(database.error(), database.mayPass());
    }
    if (thrown instanceof NotStartableException notStartableException) {
      return new JobFailure(notStartableException.error(), false);
    }
    if (thrown instanceof SecretNotRead secret) {
      return new JobFailure(secret.error(), true);
    }
    if (thrown instanceof TopicRecreatedException replaced) {
      return new JobFailure(replaced.error(), false);
    }
    return new JobFailure(
        JobError.of(
            "engine",
            "bug",
            "the engine met a bug ("
                + thrown.getClass().getSimpleName()
                + "): see the log, and report it"),
        false);
  }

  /** Whether it is neither the broker, nor the database, nor the job's document. */
  public boolean isBug() {
    return error.code().equals("bug");
  }
}
