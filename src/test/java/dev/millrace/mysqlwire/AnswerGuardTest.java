package dev.millrace.mysqlwire;

import static dev.millrace.mysql.HostileDatabase.VARCHAR;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.millrace.mysql.Connections;
import dev.millrace.mysql.DatabaseTimeouts;
import dev.millrace.mysql.HostileDatabase;
import dev.millrace.mysql.HostileDatabase.Greeter;
import dev.millrace.mysql.HostileDatabase.Script;
import dev.millrace.mysql.Session;
import dev.millrace.mysqlerror.DestinationException;
import dev.millrace.sink.DestinationDatabase;
import dev.millrace.spec.Destination;
import dev.millrace.spec.Dialect;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A database may send what it likes: the bounds hold, and a sentence says what it did. */
@Timeout(120)
class AnswerGuardTest {
  private static final byte[] MIB = new byte[1 << 20];

  private final Vertx vertx = Vertx.vertx();
  private Context context;

  @AfterEach
  void close() throws Exception {
    get(vertx.close());
  }

  @ParameterizedTest
  @MethodSource("dev.millrace.mysql.HostileAnswers#all")
  void theFirstStatementsAnswerIsBounded(Map.Entry<String, Map.Entry<String, Script>> harm)
      throws Exception {
    refused(harm, "SELECT @@version");
    refused(harm, "SET SESSION");
  }

  @ParameterizedTest
  @MethodSource("dev.millrace.mysql.HostileAnswers#all")
  void theSchemaReadersAnswersAreBounded(Map.Entry<String, Map.Entry<String, Script>> harm)
      throws Exception {
    if (harm.getKey().contains("of megabytes")) {
      return; // Within the bounds of a schema.
    }
    String code = harm.getValue().getKey();
    for (String asked : new String[] {"CHECK_CONSTRAINTS", "information_schema.COLUMNS"}) {
      try (HostileDatabase server = new HostileDatabase(at(asked, harm.getValue().getValue()))) {
        DestinationDatabase database = new DestinationDatabase(vertx, to(server));
        Throwable failure = catchThrowable(() -> get(onLoop(() -> database.inspect("t"))));
        assertThat(failure).as(harm.getKey()).isInstanceOf(DestinationException.class);
        assertThat(((DestinationException) failure).error().code())
            .as(harm.getKey())
            .isEqualTo(code);
        get(onLoop(database::close));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("dev.millrace.mysql.HostileAnswers#all")
  void theAnswerToALoadIsBounded(Map.Entry<String, Map.Entry<String, Script>> harm)
      throws Exception {
    try (HostileDatabase server = new HostileDatabase(at("LOAD", harm.getValue().getValue()))) {
      Session session = session(server);

      Throwable failure = catchThrowable(() -> get(load(session)));

      assertThat(failure).as(harm.getKey()).isInstanceOf(DestinationException.class);
      assertThat(server.filesGot()).isZero();
      get(onLoop(session::kill));
    }
  }

  @Test
  void anOfferedFileIsGivenOnce() throws Exception {
    Script asking =
        (sql, to) -> {
          if (!sql.startsWith("LOAD") && !sql.equals("SELECT 1")) {
            return false;
          }
          to.packet(("\u00FB" + LocalInfileHandler.name(0)).getBytes(StandardCharsets.ISO_8859_1));
          return true;
        };
    try (HostileDatabase server = new HostileDatabase(asking)) {
      Session session = session(server);

      get(load(session));
      assertThat(server.filesGot()).isEqualTo(1);
      Throwable failure = catchThrowable(() -> get(onLoop(() -> session.send("SELECT 1"))));

      assertThat(failure)
          .isInstanceOf(DestinationException.class)
          .hasMessageContaining("file-asked");
      assertThat(server.filesGot()).isEqualTo(1);
    }
  }

  static Stream<Map.Entry<String, Greeter>> greetings() {
    return Stream.of(
        Map.entry(
            "a greeting of megabytes",
            to -> {
              to.packet(0, 8 << 20, new byte[] {10});
              while (true) {
                to.raw(MIB);
              }
            }),
        Map.entry(
            "a version without end",
            to -> {
              to.packet(0, 60_000, new byte[] {10});
              to.raw("9".repeat(59_999).getBytes(StandardCharsets.US_ASCII));
            }),
        Map.entry("another protocol", to -> to.raw("SSH-2.0-OpenSSH_9.6\r\n".getBytes())),
        Map.entry("no bytes of sense", to -> to.raw(new byte[] {4, 0, 0, 0, 1, 2, 3, 4})),
        Map.entry(
            "endless changes of the plug-in",
            to -> {
              HostileDatabase.greeting(to);
              while (true) {
                to.packet(2, 4, new byte[] {1, 4, 0, 0});
              }
            }));
  }

  @ParameterizedTest
  @MethodSource("greetings")
  void whatIsNoGreetingIsTold(Map.Entry<String, Greeter> greeting) throws Exception {
    try (HostileDatabase server = new HostileDatabase(greeting.getValue(), (sql, to) -> false)) {
      Throwable failure = catchThrowable(() -> session(server));

      assertThat(failure).as(greeting.getKey()).isInstanceOf(DestinationException.class);
      assertThat(failure.getMessage())
          .containsAnyOf("does not follow the MySQL protocol", "answers more than");
    }
  }

  @Test
  void anAnswerThatNobodyAskedForIsNotTakenForTheNextOne() throws Exception {
    Script twice =
        (sql, to) -> {
          if (sql.equals("COMMIT")) {
            to.ok();
            to.ok();
            return true;
          }
          return false;
        };
    try (HostileDatabase server = new HostileDatabase(twice)) {
      Session session = session(server);

      get(onLoop(() -> session.send("COMMIT")));
      Throwable failure = catchThrowable(() -> get(onLoop(() -> session.send("COMMIT"))));

      assertThat(failure)
          .isInstanceOf(DestinationException.class)
          .hasMessageContaining("bad-answer");
    }
  }

  @Test
  void aSlowDripEndsWithThePatience() throws Exception {
    Script drip =
        (sql, to) -> {
          if (!sql.equals("SELECT 1")) {
            return false;
          }
          to.columns(VARCHAR, "a");
          while (true) {
            to.row("x");
            to.flush();
            pause();
          }
        };
    try (HostileDatabase server = new HostileDatabase(drip)) {
      Session session = session(server);

      Throwable failure = catchThrowable(() -> get(onLoop(() -> session.send("SELECT 1"))));

      assertThat(failure).isInstanceOf(TimeoutException.class);
      assertThat(session.usable()).isFalse();
    }
  }

  @Test
  void noFileIsRead(@TempDir Path temporary) throws Exception {
    Path secret = Files.writeString(temporary.resolve("secret"), "millrace-test-secret");
    for (String asked :
        new String[] {secret.toString(), "", LocalInfileHandler.name(0) + "x", "../x"}) {
      try (HostileDatabase server =
          new HostileDatabase(
              (sql, to) -> {
                to.packet(("\u00FB" + asked).getBytes(StandardCharsets.ISO_8859_1));
                return true;
              })) {
        Throwable failure = catchThrowable(() -> session(server));

        assertThat(failure)
            .isInstanceOf(DestinationException.class)
            .hasMessageContaining("file-asked");
        assertThat(server.filesGot()).as("not even an empty one").isZero();
      }
    }
  }

  @Test
  void whatTheEngineAsksForIsTaken() throws Exception {
    Script large =
        (sql, to) -> {
          if (!sql.equals("SELECT large")) {
            return false;
          }
          to.columns(VARCHAR, "a", "b");
          for (int i = 0; i < 1_000; i++) {
            to.row("x".repeat(1_000), "");
          }
          to.end();
          return true;
        };
    try (HostileDatabase server = new HostileDatabase(large)) {
      Session session = session(server);

      RowSet<Row> rows = get(onLoop(() -> session.send("SELECT large")));

      assertThat(rows.size()).isEqualTo(1_000);
      assertThat(get(load(session)).rowCount()).isZero();
      get(onLoop(session::close));
    }
  }

  private void refused(Map.Entry<String, Map.Entry<String, Script>> harm, String at)
      throws Exception {
    try (HostileDatabase server = new HostileDatabase(at(at, harm.getValue().getValue()))) {
      Throwable thrown = catchThrowable(() -> session(server));

      assertThat(thrown).as(harm.getKey()).isInstanceOf(DestinationException.class);
      DestinationException failure = (DestinationException) thrown;
      assertThat(failure.error().code()).as(harm.getKey()).isEqualTo(harm.getValue().getKey());
      assertThat(failure.error().message())
          .contains("127.0.0.1:" + server.port())
          .contains("connection was cut");
      assertThat(failure.mayPass()).isTrue();
    }
  }

  private static Script at(String statement, Script script) {
    return (sql, to) -> sql.contains(statement) && script.answer(sql, to);
  }

  private static void pause() {
    LockSupport.parkNanos(20_000_000);
  }

  private Future<RowSet<Row>> load(Session session) {
    byte[] rows = "(1),(2)".getBytes(StandardCharsets.US_ASCII);
    return onLoop(
        () ->
            session.load(
                "LOAD DATA LOCAL INFILE 'x'",
                List.of(new LocalFile(LocalInfileHandler.name(0), rows, rows.length))));
  }

  private Session session(HostileDatabase server) throws Exception {
    DatabaseTimeouts databaseTimeouts =
        new DatabaseTimeouts(
            Duration.ofSeconds(30), Duration.ofSeconds(3), Duration.ofSeconds(1), Duration.ZERO);
    return get(onLoop(() -> new Connections(vertx, to(server), databaseTimeouts).open()));
  }

  private <T> Future<T> onLoop(Supplier<Future<T>> work) {
    return Future.future(promise -> loop().runOnContext(x -> work.get().onComplete(promise)));
  }

  private Context loop() {
    if (context == null) {
      context = vertx.getOrCreateContext();
    }
    return context;
  }

  private static Destination to(HostileDatabase server) {
    return new Destination(
        Dialect.MARIADB, "127.0.0.1", server.port(), "d", "u", null, Destination.Tls.DISABLED);
  }

  private static <T> T get(Future<T> future) throws Exception {
    try {
      return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Exception cause ? cause : e;
    }
  }
}
