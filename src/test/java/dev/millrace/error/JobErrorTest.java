package dev.millrace.error;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class JobErrorTest {
  @Test
  void whatAServerSaysOfRowsIsNotLogged() {
    JobError unexplainedRefusals =
        JobError.of("database", "duplicate-key", "Duplicate entry 'ann@example.com' for key 'e'");

    assertThat(unexplainedRefusals.logged())
        .contains("database duplicate-key")
        .doesNotContain("ann");
    assertThat(JobError.of("database", "unknown-column", "no column c").logged())
        .isEqualTo("unknown-column no column c");
  }
}
