package dev.millrace.infer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * The example by which APS explains its parse depths, as it stands in the documentation of that
 * product.
 */
class WorkedExampleTest {
  private static final String FAMILY = "{\"fa\":\"zhangsan\",\"mo\":\"limei\"}";
  private static final String OS = "{\"test\":\"lag\",\"member\":" + FAMILY + "}";
  private static final String DEVICE =
      "{\"os\":" + OS + ",\n  \"brand\":\"none\",\"version\":\"11.4.2\"}";
  private static final String MESSAGE =
      "{\"name\":\"zhangle\",\"age\":18,\n \"device\":" + DEVICE + "}";

  @Test
  void depth0KeepsTheMessage() {
    assertThat(Samples.of(0, MESSAGE).columns()).isEqualTo(Map.of("__value__", "LONGTEXT"));
    assertThat(Samples.of(0, MESSAGE).suggestion().mapping().get(0).path().text())
        .isEqualTo("$value");
  }

  @Test
  void depth1KeepsTheDevice() {
    assertThat(row(1)).containsExactlyEntriesOf(values("device", DEVICE));
  }

  @Test
  void depth2KeepsTheOperatingSystem() {
    assertThat(row(2))
        .containsExactlyEntriesOf(
            values("device_os", OS, "device_brand", "none", "device_version", "11.4.2"));
  }

  @Test
  void depth3KeepsTheMembers() {
    assertThat(row(3))
        .containsExactlyEntriesOf(
            values(
                "device_os_test",
                "lag",
                "device_os_member",
                FAMILY,
                "device_brand",
                "none",
                "device_version",
                "11.4.2"));
  }

  @Test
  void depth4AndMoreExpandEverything() {
    Map<String, String> all =
        values(
            "device_os_test",
            "lag",
            "device_os_member_fa",
            "zhangsan",
            "device_os_member_mo",
            "limei",
            "device_brand",
            "none",
            "device_version",
            "11.4.2");

    assertThat(row(4)).containsExactlyEntriesOf(all);
    assertThat(row(32)).containsExactlyEntriesOf(all);
  }

  private static Map<String, String> row(int layers) {
    return Samples.of(layers, MESSAGE).rows().get(0);
  }

  private static Map<String, String> values(String... more) {
    Map<String, String> values = new LinkedHashMap<>();
    values.put("name", "zhangle");
    values.put("age", "18");
    for (int i = 0; i < more.length; i += 2) {
      values.put(more[i], more[i + 1]);
    }
    return values;
  }
}
