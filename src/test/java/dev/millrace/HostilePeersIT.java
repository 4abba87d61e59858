package dev.millrace;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.admin.RawCaller;
import dev.millrace.mysql.HostileAnswers;
import dev.millrace.mysql.HostileDatabase;
import dev.millrace.testkit.EmbeddedKafka;
import dev.millrace.testkit.HugeRecord;
import dev.millrace.testkit.OneServer;
import dev.millrace.testkit.RealServers;
import dev.millrace.testkit.TurncoatProxy;
import dev.millrace.testkit.TurncoatProxy.Harm;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A process of the jar with a small heap, one honest job in it, and beside it every kind of hostile
 * peer: while each plays, the honest job's rows go on to arrive and the API answers; in the end
 * nothing is lost or doubled, and the process is the one that was started.
 */
@OneServer("the peers are the test's own")
@ExtendWith(RealServers.class)
@Timeout(180)
class HostilePeersIT {
  private static final Duration PLAY = Duration.ofMillis(1_500);
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final int HUGE = 40 << 20;

  private static BesideHostilePeers engine;

  @BeforeAll
  static void start() {
    engine = new BesideHostilePeers(RealServers.database());
  }

  @AfterAll
  static void stop() throws Exception {
    try {
      engine.verify();
    } finally {
      engine.close();
    }
  }

  @Test
  void databases() throws Exception {
    List<HostileDatabase> servers = new ArrayList<>();
    try {
      engine.whilePlaying(
          "databases",
          () ->
              HostileAnswers.all()
                  .parallel()
                  .forEach(
                      harm -> {
                        String name = "db-" + harm.getKey().replaceAll("[^a-z0-9]", "-");
                        HostileDatabase server =
                            new HostileDatabase(
                                (sql, to) ->
                                    sql.contains("SELECT @@version")
                                        && harm.getValue().getValue().answer(sql, to));
                        synchronized (servers) {
                          servers.add(server);
                        }
                        engine.job(name, "honest", server.port(), "t");
                        String told = engine.refusedStart(name);
                        assertThat(told).as(name).contains("127.0.0.1:" + server.port());
                        assertThat(told)
                            .as(name)
                            .containsAnyOf("more than", "protocol", "file", "asked");
                      }));
    } finally {
      servers.forEach(HostileDatabase::close);
    }
  }

  @Test
  void aDatabaseThatTurnsHostile() throws Exception {
    try (TurncoatProxy proxy = new TurncoatProxy(0).to(RealServers.database().port())) {
      engine.job("turned", "honest", proxy.port(), "t_turned");
      engine.start("turned");
      engine.awaitState("turned", "RUNNING", SOON);
      List<Harm> harms =
          List.of(
              // Packets of 16 MiB without end.
              (honest, client) -> endless(client, new byte[] {-1, -1, -1, honest[3], 1}),
              // Rows without end behind an honest beginning.
              (honest, client) -> {
                client.write(honest);
                endless(client, new byte[] {1, 0, 0, 1, 'x'});
              },
              // A file of the machine.
              (honest, client) ->
                  client.write("\u000c\u0000\u0000\u0001\u00fb/etc/passwd".getBytes(ISO_8859_1)),
              (honest, client) -> client.write("HTTP/1.1 400 Bad Request\r\n".getBytes(ISO_8859_1)),
              (honest, client) -> {});
      for (Harm harm : harms) {
        proxy.turn(harm);
        engine.whilePlaying("a database that turns hostile", PLAY);
        proxy.heal();
      }

      engine.awaitExact("turned", "t_turned", SOON.multipliedBy(2));
      engine.stop("turned");
    }
  }

  @Test
  void brokers() throws Exception {
    List<byte[]> answers =
        List.of(
            "HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(ISO_8859_1),
            "\u0015\u0003\u0003\u0000\u0002\u0002\u0050".getBytes(ISO_8859_1),
            "\u007f\u00ff\u00ff\u00ffxxxxxxxxxxxx".getBytes(ISO_8859_1),
            "\u0000\u0000\u0000\u0010garbage garbage.".getBytes(ISO_8859_1),
            new byte[0]);
    List<TurncoatProxy> brokers = new ArrayList<>();
    try (ServerSocket talks = talker()) {
      engine.whilePlaying(
          "brokers",
          () ->
              answers.parallelStream()
                  .forEach(
                      answer -> {
                        String name = "broker-" + answers.indexOf(answer);
                        TurncoatProxy broker = new TurncoatProxy(0).to(talks.getLocalPort());
                        broker.turn((honest, client) -> client.write(answer));
                        synchronized (brokers) {
                          brokers.add(broker);
                        }
                        engine.source(name, "127.0.0.1:" + broker.port(), "t");
                        engine.honestlyStored(name, name);
                        assertThat(engine.refusedStart(name))
                            .contains("127.0.0.1:" + broker.port());
                      }));
    } finally {
      brokers.forEach(TurncoatProxy::close);
    }
  }

  @Test
  void aBrokerThatTurnsHostile() throws Exception {
    engine.source("by-proxy", engine.proxiedBrokers(), engine.topic());
    for (int i = 0; i < 2; i++) {
      engine.honestlyStored("proxied-" + i, "by-proxy", i == 0 ? "classic" : "consumer");
      engine.start("proxied-" + i);
    }
    for (int i = 0; i < 2; i++) {
      engine.awaitState("proxied-" + i, "RUNNING", SOON);
    }
    byte[] much = new byte[1 << 20];
    List<Harm> harms =
        List.of(
            (honest, client) -> client.write(size(Integer.MAX_VALUE)),
            (honest, client) -> client.write(size(-1)),
            // As much as is taken of one answer, to each connection; its last byte never comes.
            (honest, client) -> {
              client.write(size(64 << 20));
              for (int i = 0; i < 63; i++) {
                client.write(much);
              }
            },
            (honest, client) ->
                client.write("\u0015\u0003\u0003\u0000\u0002\u0002\u0050".getBytes(ISO_8859_1)),
            // Of the right size, another's answer.
            (honest, client) -> {
              byte[] other = honest.clone();
              for (int i = 4; i < other.length; i++) {
                other[i] ^= 0x55;
              }
              client.write(other);
            },
            // Its own, with large numbers in it.
            (honest, client) -> {
              byte[] other = honest.clone();
              for (int i = 8; i < other.length; i += 3) {
                other[i] = 0x7f;
              }
              client.write(other);
            },
            (honest, client) -> {});
    for (Harm harm : harms) {
      engine.turnBroker(harm);
      engine.whilePlaying("a broker that turns hostile", PLAY);
    }
    engine.turnBroker(null);

    for (int i = 0; i < 2; i++) {
      engine.awaitExact("proxied-" + i, "t_proxied-" + i, SOON.multipliedBy(2));
      engine.stop("proxied-" + i);
    }
  }

  @Test
  void clients() throws Exception {
    String put =
        "PUT /api/v1/jobs/j HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n";
    List<String> beginnings =
        List.of(
            "GET /health/live HTTP/1.1\r\nX-A: ",
            put + "Content-Length: 1000000\r\n\r\n" + "x".repeat(990_000),
            put + "Transfer-Encoding: chunked\r\n\r\nfffff\r\n" + "x".repeat(900_000),
            put + "Content-Length: 10\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            put + "Host: other\r\n\r\n",
            put + "X-A: b\r\n".repeat(100_000) + "\r\n",
            "");
    List<RawCaller> callers = new CopyOnWriteArrayList<>();
    try {
      engine.whilePlaying(
          "clients",
          () -> {
            for (int i = 0; i < 600; i++) {
              RawCaller caller = new RawCaller(engine.port());
              callers.add(caller);
              try {
                caller.send(beginnings.get(i % beginnings.size()));
              } catch (IOException e) {
                // Refused and closed meanwhile.
              }
            }
          });
      engine.whilePlaying("clients that wait", PLAY);
    } finally {
      for (RawCaller caller : callers) {
        caller.close();
      }
    }
  }

  @Test
  void topics() throws Exception {
    List<String> codecs = List.of("zstd", "gzip", "lz4", "snappy");
    EmbeddedKafka kafka = engine.kafka();
    for (String codec : codecs) {
      kafka.createTopic(codec, 1, Map.of("max.message.bytes", String.valueOf(HUGE)));
      HugeRecord.send(kafka, codec, codec, HUGE, 5, 4);
      engine.source(codec, kafka.bootstrapServers(), codec);
      engine.honestlyStored(codec, codec);
    }
    engine.whilePlaying(
        "topics",
        () ->
            codecs.parallelStream()
                .forEach(
                    codec -> {
                      engine.start(codec);
                      assertThat(engine.sample(codec)).as(codec).contains("\"records\"");
                      engine.awaitState(codec, "FAILED", SOON);
                      assertThat(engine.error(codec)).as(codec).contains("too-large").contains("5");
                    }));
  }

  private static void endless(OutputStream client, byte[] piece) throws IOException {
    byte[] many = new byte[piece.length * 20_000];
    for (int i = 0; i < many.length; i++) {
      many[i] = piece[i % piece.length];
    }
    while (true) {
      client.write(many);
    }
  }

  /** Says something, so that the proxy before it has an answer to replace. */
  private static ServerSocket talker() throws IOException {
    ServerSocket server = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
    Thread thread =
        new Thread(
            () -> {
              try {
                while (true) {
                  Socket socket = server.accept();
                  socket.getOutputStream().write(1);
                }
              } catch (IOException e) {
                return; // closed
              }
            });
    thread.setDaemon(true);
    thread.start();
    return server;
  }

  private static byte[] size(int bytes) {
    return ByteBuffer.allocate(8).putInt(bytes).array();
  }
}
