package dev.millrace.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.job.TestEngine;
import dev.millrace.testkit.Browser;
import dev.millrace.testkit.OneServer;
import io.vertx.core.json.JsonArray;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Records in the browser: text that nobody parses, however large it is. */
@OneServer("the console is the same of every server")
class ConsoleRecordsIT {
  @RegisterExtension
  @Order(1)
  final TestEngine engine = TestEngine.withPartitions(2);

  @RegisterExtension
  @Order(2)
  final ConsolePage console = new ConsolePage(engine);

  @Test
  void aRecordIsReadAsTextAndNeverAsNumbers() throws Exception {
    String value =
        "{\"a\":9223372036854775807,\"b\":1e400,\"a\":1.10,\"s/x\":{\"t~\":[{},\"\\u00e4\\\"\"]}}";
    engine.send(0, value, "{\"text\":\"" + "0123456789".repeat(30_000) + "\",\"last\":1}");
    Browser browser = console.browser();
    console.open();
    browser.untilText("No job yet");
    browser.value("location.hash = '#/new'");
    browser.click("Take this source");
    browser.untilText("These are the first 16,384 characters.");
    browser.click("Show all 293 KiB");
    browser.untilText("characters 1–20,000 of 300,020");
    for (int page = 2; page <= 16; page++) {
      browser.value("document.querySelector('[aria-label=\"Later part\"]').click()");
    }
    browser.untilText("characters 300,001–300,020 of 300,020");
    browser.untilText("\"last\":1}");
    browser.click("▶");
    browser.untilText("2 of the newest 2");

    assertThat((String) browser.value("document.querySelector('.tree').innerText"))
        .contains("a: 9223372036854775807", "b: 1e400", "a: 1.10", "\"\\u00e4\\\"\"");
    browser.click("As sent");
    assertThat((String) browser.value("document.querySelector('pre.record').textContent"))
        .isEqualTo(value);
    assertThat(read(browser, value, "/a")).as("the last one counts").isEqualTo("1.10");
    assertThat(read(browser, value, "/s~1x/t~0/1")).isEqualTo("\"\\u00e4\\\"\"");
    assertThat(read(browser, value, "/s~1x/none")).isNull();
    for (String broken :
        List.of("{\"a\":1", "{\"a\" 1}", "[1,]", "{,}", "01a", "{} {}", "\"", "")) {
      assertThat(
              browser.value(
                  "import('/console/jsontext.js').then(m => m.tree(%s) === null)"
                      .formatted(new JsonArray().add(broken).encode() + "[0]")))
          .as(broken)
          .isEqualTo(true);
    }
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void recordsOf16MegabytesAreReadInPartsAndTheNextStepsGoOn() {
    String huge = "{\"id\":1,\"text\":\"" + "0123456789".repeat(1_677_000) + "\",\"last\":1}";
    // The broker takes them: what it counts is compressed.
    Map<String, Object> large =
        Map.of(
            "compression.type", "gzip", "max.request.size", 32 << 20, "buffer.memory", 96L << 20);
    try (KafkaProducer<byte[], byte[]> producer = engine.kafka().producer(large)) {
      for (int i = 0; i < 2; i++) {
        byte[] bytes = huge.getBytes(StandardCharsets.UTF_8);
        producer.send(new ProducerRecord<>(engine.topic().name(), i, null, bytes));
      }
      producer.flush();
    }
    engine.send(1, "{\"id\":9223372036854775807,\"id\":2,\"price\":1.10,\"far\":1e400}");
    Browser browser = console.browser();
    console.open();
    browser.untilText("1 of the newest 3");
    assertThat((String) browser.value("document.querySelector('.tree').innerText"))
        .contains("id: 9223372036854775807", "id: 2", "price: 1.10", "far: 1e400");

    browser.click("▶");
    browser.untilText("2 of the newest 3");
    browser.untilText("These are the first 16,384 characters.");
    browser.click("Show 10,000,000 characters of 16 MiB");
    browser.untilText("characters 1–20,000 of 10,000,000");
    browser.untilText("only in part");
    browser.page().getByLabel("Part of the value").press("End");
    browser.untilText("characters 9,980,001–10,000,000 of 10,000,000");
    assertThat((Integer) browser.value("document.body.textContent.length"))
        .as("what is drawn of 10 million characters")
        .isLessThan(100_000);
    String largest =
        "Math.max(...performance.getEntriesByType('resource').filter(e =>"
            + " e.name.includes('/sample')).map(e => e.decodedBodySize)) / 1e6";
    assertThat(((Number) browser.value(largest)).doubleValue())
        .as("megabytes of the largest answer that the page reads")
        .isBetween(10., 24.);
    console.pictures("record-16-mb");

    browser.click("◀");
    browser.untilText("1 of the newest 3");
    browser.untilText("3 written");
    assertThat(browser.complaints()).isEmpty();
  }

  private static String read(Browser browser, String value, String pointer) {
    return (String)
        browser.value(
            "import('/console/jsontext.js').then(m => m.at(m.tree(%s[0]), '%s')?.text ?? null)"
                .formatted(new JsonArray().add(value).encode(), pointer));
  }
}
