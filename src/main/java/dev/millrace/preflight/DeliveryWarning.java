package dev.millrace.preflight;

import dev.millrace.dialect.Dialects;
import dev.millrace.dialect.Feature;
import dev.millrace.error.Warning;
import dev.millrace.error.WarningCode;
import dev.millrace.spec.JobSpec;
import java.util.List;

/** Says of a job that promises less than exactly once what that means for its table. */
public final class DeliveryWarning {
  private DeliveryWarning() {}

  /** One warning, or none where rows and ledger move together. */
  public static List<Warning> of(JobSpec spec) {
    if (spec.exactlyOnce()) {
      return List.of();
    }
    return List.of(
        Warning.at(
            "/write/delivery",
            WarningCode.NOT_EXACTLY_ONCE,
            "the job writes at least once: after a crash or a lost connection records may be"
                + " written twice, which a key of the table together with the mode upsert or"
                + " replace makes harmless"
                + (Dialects.of(spec.destination().dialect()).can(Feature.TRANSACTIONS)
                    ? "; delivery exactly-once needs a table with transactions and excludes it"
                    : "; this server has no transactions")));
  }
}
