package dev.millrace.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.error.FieldError;
import dev.millrace.error.JobError;
import java.util.List;
import org.junit.jupiter.api.Test;

class JobFailureTest {
  @Test
  void whereBothServersAreAwayBothAreNamedOnce() {
    JobFailure away =
        new JobFailure(JobError.of("broker", "unreachable", "no broker answers"), true);

    JobError both =
        away.and(
            List.of(
                new FieldError("/source", "no broker answers"),
                new FieldError("/destination", "no database answers")));

    assertThat(both.message()).isEqualTo("no broker answers; also: no database answers");
    assertThat(both.code()).isEqualTo("unreachable");
  }
}
