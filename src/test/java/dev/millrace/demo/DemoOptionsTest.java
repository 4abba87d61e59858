package dev.millrace.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class DemoOptionsTest {
  @Test
  void withoutArgumentsItRunsUntilStopped() {
    DemoOptions options = DemoOptions.parse();

    assertThat(options.bounded()).isFalse();
    assertThat(options.rate()).isEqualTo(5_000);
  }

  @Test
  void optionsAreRead() {
    DemoOptions options =
        DemoOptions.parse("--records", "100_000", "--rate", "0", "--lanes", "4", "--port", "9000");

    assertThat(options).isEqualTo(new DemoOptions(100_000, 0, 4, 9000));
  }

  @Test
  void faultsNameTheOption() {
    assertThatThrownBy(() -> DemoOptions.parse("--rate"))
        .hasMessageContaining("--rate needs a number");
    assertThatThrownBy(() -> DemoOptions.parse("--records", "many"))
        .hasMessageContaining("not many");
    assertThatThrownBy(() -> DemoOptions.parse("--speed", "9"))
        .hasMessageContaining("unknown option --speed");
  }
}
