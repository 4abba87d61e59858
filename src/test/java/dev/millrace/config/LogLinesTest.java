package dev.millrace.config;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.spi.LoggingEvent;
import io.vertx.core.json.JsonObject;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class LogLinesTest {
  private final LoggerContext context = new LoggerContext();

  @Test
  void anEventIsOneLineOfJson() {
    String line =
        new String(
            new JsonLines().encode(event("a \"b\"\n\tc\\ é😀", null)), StandardCharsets.UTF_8);

    JsonObject json = new JsonObject(line);
    assertThat(line).endsWith("}\n").containsOnlyOnce("\n");
    assertThat(json.fieldNames()).containsExactly("time", "level", "logger", "thread", "message");
    assertThat(json.getString("message")).isEqualTo("a \"b\"\n\tc\\ é😀");
    assertThat(json.getString("level")).isEqualTo("WARN");
  }

  @Test
  void aTraceStaysInTheLine() {
    String line =
        new String(
            new JsonLines().encode(event("x", new IllegalStateException("boom"))),
            StandardCharsets.UTF_8);

    assertThat(line).containsOnlyOnce("\n");
    assertThat(new JsonObject(line).getString("trace"))
        .contains("IllegalStateException: boom", "LogLinesTest");
  }

  @Test
  void anEventIsOneLineOfText() throws Exception {
    PatternLayout layout = new PatternLayout();
    layout.setContext(context);
    layout.setPattern(pattern());
    layout.start();

    assertThat(layout.doLayout(event("a\r\nforged line", null)))
        .matches("\\S+Z WARN  millrace: a \\| forged line\n");
    assertThat(layout.doLayout(event("x", new IllegalStateException("boom"))))
        .contains("WARN  millrace: x | java.lang.IllegalStateException: boom | at dev.millrace")
        .containsOnlyOnce("\n");
  }

  private LoggingEvent event(String message, Throwable trace) {
    return new LoggingEvent(
        "fqcn", context.getLogger("dev.millrace"), Level.WARN, message, trace, null);
  }

  /** As in the engine's own logback.xml. */
  private static String pattern() throws Exception {
    try (InputStream in = LogLinesTest.class.getResourceAsStream("/logback.xml")) {
      Matcher pattern =
          Pattern.compile("<pattern>(.*)</pattern>")
              .matcher(new String(in.readAllBytes(), StandardCharsets.UTF_8));
      assertThat(pattern.find()).isTrue();
      return pattern.group(1);
    }
  }
}
