package dev.millrace.infer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ColumnNamesTest {
  private final ColumnNames names = new ColumnNames();

  @Test
  void joinsKeysAndReplacesWhatIsNoLetterDigitOrUnderscore() {
    assertThat(name("device", "os")).isEqualTo("device_os");
    assertThat(name("a.b c/d~e`f\"g")).isEqualTo("a_b_c_d_e_f_g");
    assertThat(name("größe", "重さ")).isEqualTo("größe_重さ");
    assertThat(name("x😀y")).isEqualTo("x_y");
    assertThat(name("1st")).isEqualTo("_1st");
    assertThat(name("")).isEqualTo("_");
  }

  @Test
  void collisionsAreFoundWithoutCaseAndAccents() {
    assertThat(name("a", "b")).isEqualTo("a_b");
    assertThat(name("A.B")).isEqualTo("A_B_2");
    assertThat(name("a_b")).isEqualTo("a_b_3");
    assertThat(name("a_b_2")).isEqualTo("a_b_2_2");
    assertThat(name("é")).isEqualTo("é");
    assertThat(name("E")).isEqualTo("E_2");
  }

  @Test
  void longNamesAreCutAndStayDifferent() {
    Set<String> all = new HashSet<>();
    for (int i = 0; i < 1_200; i++) {
      String name = name("n".repeat(70), "k" + i);
      assertThat(name).hasSizeLessThanOrEqualTo(64);
      all.add(name.toLowerCase(Locale.ROOT));
    }

    assertThat(all).hasSize(1_200);
    assertThat(name("N".repeat(63))).hasSize(63);
  }

  private String name(String... keys) {
    return names.name(List.of(keys));
  }
}
