package dev.millrace.job;

import dev.millrace.model.JobError;
import dev.millrace.model.SecretNotRead;
import dev.millrace.poll.BrokerTrouble;
import dev.millrace.sink.DatabaseTrouble;

/**
 * What keeps a job from starting, whichever side it came from.
 *
 * @param mayPass whether trying again later may help without anybody doing anything
 */
record Trouble(JobError error, boolean mayPass) {

  static Trouble of(Throwable thrown) {
    if (thrown instanceof BrokerTrouble broker) {
      return new Trouble(broker.error(), broker.mayPass());
    }
    if (thrown instanceof DatabaseTrouble database) {
      return new Trouble(database.error(), database.mayPass());
    }
    if (thrown instanceof Unready unready) {
      return new Trouble(unready.error(), false);
    }
    if (thrown instanceof SecretNotRead secret) {
      return new Trouble(secret.error(), true);
    }
    if (thrown instanceof TopicReplaced replaced) {
      return new Trouble(replaced.error(), false);
    }
    return new Trouble(
        JobError.of(
            "engine",
            "bug",
            "the engine met a bug ("
                + thrown.getClass().getSimpleName()
                + "): see the log, and report it"),
        false);
  }

  /** Whether it is neither the broker, nor the database, nor the job's document. */
  boolean isBug() {
    return error.code().equals("bug");
  }
}
