package dev.millrace.config;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import dev.millrace.secret.SecretMask;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.slf4j.event.KeyValuePair;

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
  void whatALineIsAboutIsFieldsOfItsOwnInJsonAlone() throws Exception {
    SecretMask.learn("t0p1c-secret");
    LoggingEvent event = event("job orders stopped", new IllegalStateException("boom"));
    event.setKeyValuePairs(
        List.of(
            new KeyValuePair("job", "orders"),
            new KeyValuePair("partition", 3),
            new KeyValuePair("offset", Long.MAX_VALUE),
            new KeyValuePair("topic", "t0p1c-secret \"x\""),
            new KeyValuePair("column", null),
            new KeyValuePair("message", "forged")));

    JsonObject json =
        new JsonObject(new String(new JsonLines().encode(event), StandardCharsets.UTF_8));

    assertThat(json.fieldNames())
        .containsExactly(
            "time",
            "level",
            "logger",
            "thread",
            "message",
            "job",
            "partition",
            "offset",
            "topic",
            "column",
            "trace");
    assertThat(json.getValue("partition")).isEqualTo(3);
    assertThat(json.getValue("offset")).isEqualTo(Long.MAX_VALUE);
    assertThat(json.getString("topic")).isEqualTo("*** \"x\"");
    assertThat(json.getString("message")).isEqualTo("job orders stopped");
    assertThat(line(event)).contains("millrace: job orders stopped | java").doesNotContain("=3");
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
    assertThat(line(event("a\r\nforged line", null)))
        .matches("\\S+Z WARN  millrace: a \\| forged line\n");
    assertThat(line(event("x", new IllegalStateException("boom"))))
        .contains("WARN  millrace: x | java.lang.IllegalStateException: boom | at dev.millrace")
        .containsOnlyOnce("\n");
  }

  @Test
  void noTerminalObeysALine() throws Exception {
    String words = "a\u001b[2Jb\u009b31mc\u202ed\u0000e\u2028f";

    String text = line(event(words, new IllegalStateException("\u001b]0;x\u0007")));
    String json = new String(new JsonLines().encode(event(words, null)), StandardCharsets.UTF_8);

    assertThat(text)
        .contains("a\\u001b[2Jb\\u009b31mc\\u202ed\\u0000e\\u2028f")
        .contains("\\u001b]0;x\\u0007");
    assertThat((text + json).chars().filter(c -> c != '\n' && Character.isISOControl(c))).isEmpty();
    assertThat(new JsonObject(json).getString("message")).isEqualTo(words);
  }

  @Test
  void knownSecretsAreHiddenWhoeverWroteThem() throws Exception {
    SecretMask.learn("l0g-\"secret\"-1");
    Throwable trace = new IllegalStateException("refused l0g-\"secret\"-1 for good");

    String text = line(event("got l0g-\"secret\"-1", trace));
    String json =
        new String(
            new JsonLines().encode(event("got l0g-\"secret\"-1", trace)), StandardCharsets.UTF_8);

    assertThat(text).contains("got ***", "refused *** for good").doesNotContain("l0g-");
    assertThat(json).doesNotContain("l0g-");
    assertThat(new JsonObject(json).getString("message")).isEqualTo("got ***");
    assertThat(new JsonObject(json).getString("trace")).contains("refused *** for good");
  }

  @Test
  void longWordsAreCut() throws Exception {
    String words = "x".repeat(1_000_000);

    assertThat(line(event(words, null))).hasSizeLessThan(40_000).contains("more characters)");
    assertThat(new JsonLines().encode(event(words, null))).hasSizeLessThan(40_000);
  }

  /** As the engine's own logback.xml makes it. */
  private static String line(LoggingEvent event) throws Exception {
    LoggerContext own = new LoggerContext();
    JoranConfigurator configurator = new JoranConfigurator();
    configurator.setContext(own);
    configurator.doConfigure(LogLinesTest.class.getResource("/logback.xml"));
    OutputStreamAppender<ILoggingEvent> stderr =
        (OutputStreamAppender<ILoggingEvent>) own.getLogger("ROOT").getAppender("STDERR");
    return new String(stderr.getEncoder().encode(event), StandardCharsets.UTF_8);
  }

  private LoggingEvent event(String message, Throwable trace) {
    return new LoggingEvent(
        "fqcn", context.getLogger("dev.millrace"), Level.WARN, message, trace, null);
  }

  @Test
  void aSecretOfOddCharactersIsHiddenAndTheLinesOwnWordsAreNot() throws Exception {
    String odd = "s\uD83D\uDE00\u0001cr\nt-odd\u202e";
    SecretMask.learn(odd);
    SecretMask.learn("message");

    LoggingEvent event = event("got " + odd + " in a message", null);
    String text = line(event);
    String json = new String(new JsonLines().encode(event), StandardCharsets.UTF_8);

    assertThat(text).contains("got *** in a ***");
    assertThat(new JsonObject(json).getString("message")).isEqualTo("got *** in a ***");
    assertThat(json).contains("\"message\":\"got");
  }
}
