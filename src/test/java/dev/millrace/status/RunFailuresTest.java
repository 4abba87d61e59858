package dev.millrace.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.error.JobError;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RunFailuresTest {
  private final List<String> told = new ArrayList<>();
  private final RunFailures failures =
      new RunFailures(error -> told.add(error.message()), () -> told.add("recovered"));

  @Test
  void whereBothServersAreAwayBothAreNamedAndOfOneTheOldestFailure() {
    failures.note("lane 0", JobError.of("database", "unreachable", "no database"));
    failures.note("lane 1", JobError.of("database", "unreachable", "no database there either"));
    failures.note("broker", JobError.of("broker", "unreachable", "no broker"));
    failures.note("lane 0", null);
    failures.note("lane 1", null);
    failures.note("broker", null);

    assertThat(told)
        .containsExactly(
            "no database",
            "no database",
            "no database; also: no broker",
            "no database there either; also: no broker",
            "no broker",
            "recovered");
  }

  @Test
  void theSecondFailureIsNotQuotedWhereItMayHoldARecord() {
    failures.note("broker", JobError.of("broker", "unreachable", "no broker"));
    failures.note(
        "lane 0", JobError.of("refused", "too-long", "the server said: 'a secret value'"));
    failures.note(
        "lane 0",
        new JobError("dirty", "too-long", "'a secret value'", "t", 0, 7L, "c", "/c", "value"));

    assertThat(told)
        .containsExactly(
            "no broker", "no broker; also: refused too-long", "no broker; also: dirty too-long");
  }
}
