package dev.millrace.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.error.Fatal;
import dev.millrace.testkit.ChildProcesses;
import dev.millrace.testkit.Eventually;
import dev.millrace.testkit.OneServer;
import io.netty.buffer.PooledByteBufAllocator;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.common.utils.KafkaThread;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** A process that is out of memory ends, whichever thread found out, and says why. */
@OneServer("the process matters here")
@Timeout(120)
class OutOfMemoryIT {
  private static final Pattern READY = Pattern.compile("api=http://127\\.0\\.0\\.1:(\\d+)/api");

  @TempDir Path dir;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "event-loop",
        "event-bus",
        "worker",
        "timer",
        "thread",
        "kafka-thread",
        "logged",
        "direct",
        "caused"
      })
  void anyThreadThatRunsOutEndsTheProcess(String where) throws Exception {
    Process child =
        start(
            List.of(
                "-Xmx48m",
                "-XX:MaxDirectMemorySize=8m",
                "-cp",
                System.getProperty("java.class.path"),
                Child.class.getName(),
                where));

    assertThat(child.waitFor(60, TimeUnit.SECONDS)).as("it goes on: " + log()).isTrue();
    assertThat(child.exitValue()).as(log()).isEqualTo(3);
    assertThat(log()).contains("it ran out of memory");
  }

  @Test
  void theJarEndsToo() throws Exception {
    Process engine =
        start(
            List.of("-Xmx18m", "-jar", System.getProperty("millrace.jar", "target/millrace.jar")));
    Matcher ready =
        Eventually.get(
            "it is ready or has ended",
            Duration.ofSeconds(60),
            () -> READY.matcher(log()),
            found -> found.find() || !engine.isAlive());
    // More than such a heap can hold, as a tree.
    String many =
        IntStream.range(0, 90_000)
            .mapToObj(i -> "\"f" + i + "\":0")
            .collect(Collectors.joining(",", "{", "}"));
    for (int i = 0; engine.isAlive() && i < 20; i++) {
      put(Integer.parseInt(ready.group(1)), many);
    }

    assertThat(engine.waitFor(60, TimeUnit.SECONDS)).as("it goes on: " + log()).isTrue();
    assertThat(engine.exitValue()).as(log()).isEqualTo(3);
    assertThat(log()).contains("it ran out of memory");
  }

  private Process start(List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.redirectOutput(dir.resolve("log").toFile());
    builder.environment().put("MILLRACE_HTTP_PORT", "0");
    builder.environment().put("MILLRACE_DATA_DIR", dir.resolve("data").toString());
    return ChildProcesses.start(builder);
  }

  private static void put(int port, String body) throws InterruptedException {
    try {
      HttpClient.newHttpClient()
          .send(
              HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/v1/sources/s"))
                  .header("content-type", "application/json")
                  .timeout(Duration.ofSeconds(10))
                  .PUT(HttpRequest.BodyPublishers.ofString(body))
                  .build(),
              HttpResponse.BodyHandlers.discarding());
    } catch (IOException e) {
      // It ended while it was asked.
    }
  }

  private String log() throws IOException {
    return Files.readString(dir.resolve("log"));
  }

  /** Stands as the engine does, and runs out of memory in one place. */
  static final class Child {
    private static final Map<Integer, byte[]> KEPT = new TreeMap<>();

    public static void main(String[] args) {
      Vertx vertx = Vertx.vertx();
      Logs.apply(false, "info");
      OutOfMemory.endsTheProcess(vertx);
      switch (args[0]) {
        case "event-loop" -> vertx.runOnContext(x -> runOut());
        case "event-bus" -> {
          vertx.eventBus().consumer("a", message -> runOut());
          vertx.eventBus().send("a", "b");
        }
        case "worker" ->
            vertx
                .executeBlocking(Child::runOut)
                .onFailure(failure -> dev.millrace.error.BugReport.of(failure));
        case "timer" -> vertx.setTimer(1, x -> runOut());
        case "thread" -> new Thread(Child::runOut, "plain").start();
        case "kafka-thread" -> KafkaThread.nonDaemon("kafka-admin", Child::runOut).start();
        case "logged" -> {
          try {
            runOut();
          } catch (OutOfMemoryError e) {
            KEPT.clear();
            LoggerFactory.getLogger("org.apache.kafka.x").debug("swallowed", e);
          }
        }
        case "direct" ->
            vertx.runOnContext(
                x -> {
                  for (int i = 0; ; i++) {
                    PooledByteBufAllocator.DEFAULT.directBuffer(1 << 20).writeZero(1 << 20);
                  }
                });
        case "caused" ->
            Future.failedFuture(new IllegalStateException(new OutOfMemoryError("x")))
                .onFailure(failure -> Fatal.check(failure));
        default -> throw new IllegalArgumentException(args[0]);
      }
    }

    private static Object runOut() {
      for (int i = 0; ; i++) {
        KEPT.put(i, new byte[1 << 20]);
      }
    }
  }
}
