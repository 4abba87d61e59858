package dev.millrace.poll;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.kafka.BrokerException;
import dev.millrace.kafka.TopicProbe;
import dev.millrace.model.PartitionId;
import dev.millrace.spec.SourceSpec;
import dev.millrace.testkit.Certificates;
import dev.millrace.testkit.EmbeddedKafka;
import dev.millrace.testkit.OneServer;
import dev.millrace.testkit.TurncoatProxy;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is wrong with the way to a broker is told in one sentence, with what to do, and soon. */
@OneServer("the broker matters here")
class BrokerAccessIT {
  private static final String JAAS =
      "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"u\""
          + " password=\"%s\";";
  private static final long SOON_MS = 20_000;

  @TempDir static Path directory;
  private static EmbeddedKafka kafka;
  private static Vertx vertx;
  private static Path trust;

  @BeforeAll
  static void startBroker() throws Exception {
    vertx = Vertx.vertx();
    Path good = Certificates.keyStore(directory, "good", "ip:127.0.0.1", 0);
    Path expired = Certificates.signedKeyStore(directory, "expired", "ip:127.0.0.1", -10);
    Path elsewhere = Certificates.keyStore(directory, "elsewhere", "dns:broker.test", 0);
    trust = Certificates.trustStore(good, "good");
    Map<String, String> overrides = new HashMap<>();
    overrides.putAll(Certificates.ofListener("tls", good));
    overrides.putAll(Certificates.ofListener("expired", expired));
    overrides.putAll(Certificates.ofListener("elsewhere", elsewhere));
    overrides.putAll(Certificates.ofListener("mutual", good));
    overrides.put("listener.name.mutual.ssl.client.auth", "required");
    overrides.put("listener.name.mutual.ssl.truststore.location", trust.toString());
    overrides.put("listener.name.mutual.ssl.truststore.password", Certificates.PASSWORD);
    overrides.put("listener.name.sasl.sasl.enabled.mechanisms", "PLAIN");
    overrides.put(
        "listener.name.sasl.plain.sasl.jaas.config",
        "org.apache.kafka.common.security.plain.PlainLoginModule required user_u=\"right\";");
    kafka =
        new EmbeddedKafka(overrides)
            .listener("TLS", "SSL", null)
            .listener("EXPIRED", "SSL", null)
            .listener("ELSEWHERE", "SSL", null)
            .listener("MUTUAL", "SSL", null)
            .listener("SASL", "SASL_PLAINTEXT", null)
            .listener("LOST", "PLAINTEXT", "broker.invalid:9092")
            .listener("DEAF", "PLAINTEXT", "127.0.0.1:1")
            .start();
    kafka.createTopic("t", 1);
  }

  @AfterAll
  static void stopBroker() {
    kafka.close();
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  private static String ask(String servers, String... properties) throws Exception {
    Map<String, String> map = new HashMap<>();
    for (int i = 0; i < properties.length; i += 2) {
      map.put(properties[i], properties[i + 1]);
    }
    SourceSpec source = new SourceSpec(servers, "t", "json", map, "");
    TopicProbe probe = new TopicProbe(vertx, source);
    long start = System.nanoTime();
    try {
      return probe
          .topic()
          .map(topic -> "partitions " + PartitionId.numbers(topic.partitions()))
          .recover(
              e ->
                  io.vertx.core.Future.succeededFuture(
                      ((BrokerException) e).error().code() + " " + e.getMessage()))
          .toCompletionStage()
          .toCompletableFuture()
          .get(30, TimeUnit.SECONDS);
    } finally {
      assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start)).isLessThan(SOON_MS);
      probe.close();
    }
  }

  private static String[] tls() {
    return new String[] {
      "security.protocol",
      "SSL",
      "ssl.truststore.location",
      trust.toString(),
      "ssl.truststore.password",
      Certificates.PASSWORD
    };
  }

  private static String[] sasl(String mechanism, String password) {
    return new String[] {
      "security.protocol",
      "SASL_PLAINTEXT",
      "sasl.mechanism",
      mechanism,
      "sasl.jaas.config",
      JAAS.formatted(password)
    };
  }

  @Test
  void theRightWaysLeadThere() throws Exception {
    assertThat(ask(kafka.bootstrapServers())).isEqualTo("partitions [0]");
    assertThat(ask(kafka.bootstrapServers("TLS"), tls())).isEqualTo("partitions [0]");
    assertThat(ask(kafka.bootstrapServers("SASL"), sasl("PLAIN", "right")))
        .isEqualTo("partitions [0]");
    assertThat(ask("127.0.0.1:1," + kafka.bootstrapServers())).isEqualTo("partitions [0]");
  }

  @Test
  void nothingListensOrTheNameIsUnknown() throws Exception {
    assertThat(ask("127.0.0.1:1")).startsWith("unreachable ").contains("127.0.0.1:1", "nothing");
    assertThat(ask("broker.invalid:9092"))
        .startsWith("unreachable ")
        .contains("broker.invalid does not resolve");
  }

  @Test
  void tlsOnOneSideOnly() throws Exception {
    assertThat(ask(kafka.bootstrapServers("TLS")))
        .startsWith("unreachable ")
        .contains("TLS", "security.protocol to SSL");
    assertThat(ask(kafka.bootstrapServers("TLS"), sasl("PLAIN", "right")))
        .startsWith("unreachable ")
        .contains("TLS", "security.protocol to SSL");
    assertThat(ask(kafka.bootstrapServers(), tls()))
        .startsWith("tls ")
        .contains("the port has no TLS", "PLAINTEXT");
  }

  @Test
  void certificates() throws Exception {
    assertThat(ask(kafka.bootstrapServers("TLS"), "security.protocol", "SSL"))
        .startsWith("tls ")
        .contains("not trusted", "ssl.truststore");
    Path expired = directory.resolve("ca.trust.p12");
    Path elsewhere = Certificates.trustStore(directory.resolve("elsewhere.p12"), "elsewhere");
    String[] properties = tls();
    properties[3] = expired.toString();
    assertThat(ask(kafka.bootstrapServers("EXPIRED"), properties))
        .startsWith("tls ")
        .contains("has expired");
    properties[3] = elsewhere.toString();
    assertThat(ask(kafka.bootstrapServers("ELSEWHERE"), properties))
        .startsWith("tls ")
        .contains("another host name");
    assertThat(ask(kafka.bootstrapServers("MUTUAL"), tls())).contains("ssl.keystore");
  }

  @Test
  void saslOnOneSideOnlyOrWithOtherCredentials() throws Exception {
    assertThat(ask(kafka.bootstrapServers("SASL")))
        .startsWith("unreachable ")
        .contains("SASL", "security.protocol to SASL_PLAINTEXT");
    assertThat(ask(kafka.bootstrapServers(), sasl("PLAIN", "right")))
        .startsWith("authentication ")
        .contains("takes no SASL");
    assertThat(ask(kafka.bootstrapServers("SASL"), sasl("PLAIN", "wrong")))
        .startsWith("authentication ")
        .contains("credentials", "sasl.jaas.config")
        .doesNotContain("wrong");
    assertThat(
            ask(
                kafka.bootstrapServers("SASL"),
                "security.protocol",
                "SASL_PLAINTEXT",
                "sasl.mechanism",
                "SCRAM-SHA-256",
                "sasl.jaas.config",
                "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"u\""
                    + " password=\"right\";"))
        .startsWith("authentication ")
        .contains("sasl.mechanism", "PLAIN");
  }

  @Test
  void jaasTextThatCannotBeReadIsNotQuoted() throws Exception {
    assertThat(ask(kafka.bootstrapServers("SASL"), sasl("PLAIN", "se\" cret piece")))
        .startsWith("configuration ")
        .contains("sasl.jaas.config")
        .doesNotContain("cret");
  }

  @Test
  void saslWithoutALoginModuleIsToldAsMissing() throws Exception {
    assertThat(
            ask(
                kafka.bootstrapServers("SASL"),
                "security.protocol",
                "SASL_PLAINTEXT",
                "sasl.mechanism",
                "PLAIN"))
        .startsWith("configuration ")
        .contains("sasl.jaas.config is missing");
  }

  @Test
  void advertisedNamesThatLeadNowhere() throws Exception {
    assertThat(ask(kafka.bootstrapServers("LOST")))
        .startsWith("unreachable ")
        .contains("broker.invalid does not resolve", "advertised.listeners");
    assertThat(ask(kafka.bootstrapServers("DEAF")))
        .startsWith("unreachable ")
        .contains("127.0.0.1:1", "nothing listens", "advertised.listeners");
  }

  @Test
  void aBrokerThatDoesNotAnswerIsNotSurelyOneWithSasl() throws Exception {
    byte[] versions = {0, 0, 0, 10, 0x6d, 0x69, 0x6c, 0x6c, 0, 0, 0, 0, 0, 0};
    List<Socket> asked = new CopyOnWriteArrayList<>();
    try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"))) {
      Thread thread =
          new Thread(
              () -> {
                try {
                  while (true) {
                    Socket socket = server.accept();
                    if (asked.isEmpty()) {
                      socket.getOutputStream().write(versions);
                    }
                    asked.add(socket);
                  }
                } catch (IOException e) {
                  return; // closed
                }
              });
      thread.setDaemon(true);
      thread.start();

      assertThat(ask("127.0.0.1:" + server.getLocalPort()))
          .startsWith("unreachable ")
          .contains(
              "did not answer within 7 s",
              "it is slow, or it is a port with SASL; try again",
              "security.protocol to SASL_PLAINTEXT");
    } finally {
      for (Socket socket : asked) {
        socket.close();
      }
    }
  }

  /** Answers each connection with these bytes, after the client has spoken. */
  private static ServerSocket server(byte[] answer) throws IOException {
    ServerSocket server = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
    Thread thread =
        new Thread(
            () -> {
              try {
                while (true) {
                  Socket socket = server.accept();
                  socket.getInputStream().read();
                  socket.getOutputStream().write(answer);
                  socket.getOutputStream().flush();
                }
              } catch (IOException e) {
                return; // closed
              }
            });
    thread.setDaemon(true);
    thread.start();
    return server;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 400 Bad Request\r\n\r\n",
        "SSH-2.0-OpenSSH_9.2\r\n",
        "\u004a\u0000\u0000\u0000\n5.5.5-10.11",
        "\u0015\u0003\u0003\u0000\u0002\u0002\u0050",
        "\u007f\u00ff\u00ff\u00ffxxxxxxxxxxxx",
        "\u0000\u0000\u0000\u0010garbage garbage.",
        ""
      })
  void whateverElseAnswersIsNamed(String answer) throws Exception {
    try (ServerSocket server = server(answer.getBytes(ISO_8859_1))) {
      String place = "127.0.0.1:" + server.getLocalPort();
      assertThat(ask(place)).startsWith("unreachable ").contains(place);
      assertThat(ask(place, sasl("PLAIN", "right"))).startsWith("unreachable ").contains(place);
      assertThat(ask(place, tls())).contains(place);
    }
  }

  /** A garbled answer is no matter of the settings, and a job that meets one goes on trying. */
  @Test
  void anAnswerThatCannotBeReadPasses() throws Exception {
    String honest = kafka.bootstrapServers();
    try (TurncoatProxy proxy =
        new TurncoatProxy(0).to(Integer.parseInt(honest.substring(honest.lastIndexOf(':') + 1)))) {
      proxy.turn(
          (answer, client) -> {
            for (int i = 10; i < answer.length; i++) {
              answer[i] = 0x4A;
            }
            client.write(answer);
          });

      String told = ask("127.0.0.1:" + proxy.port());

      assertThat(told).startsWith("broker ").contains("127.0.0.1:" + proxy.port());
    }
  }
}
