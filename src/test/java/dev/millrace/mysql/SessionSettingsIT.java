package dev.millrace.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.millrace.mysqlerror.DestinationException;
import dev.millrace.schema.TableInspection;
import dev.millrace.sink.DatabaseIT;
import dev.millrace.sink.DestinationDatabase;
import dev.millrace.spec.Destination;
import dev.millrace.spec.Dialect;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.nio.charset.StandardCharsets;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever server and proxy say of sessions, ours are as they must be, or are refused. */
class SessionSettingsIT extends DatabaseIT {
  @ParameterizedTest
  @CsvSource({
    "sql_select_limit, 5",
    "max_join_size, 3",
    "sql_safe_updates, 1",
    "completion_type, 2",
    "foreign_key_checks, 0"
  })
  void theServersDefaultsDoNotReachTheSession(String variable, String value) {
    sql(
        "CREATE TABLE wide ("
            + IntStream.range(0, 40)
                .mapToObj(i -> "c" + i + " INT")
                .collect(Collectors.joining(","))
            + ")");
    String before = one("SELECT @@GLOBAL." + variable);
    sql("SET GLOBAL " + variable + "=" + value);
    try {
      DestinationDatabase db = new DestinationDatabase(vertx, destination());
      TableInspection found = on(() -> db.inspect("wide"));
      on(db::close);

      assertThat(found.table().orElseThrow().columns()).hasSize(40);
    } finally {
      sql("SET GLOBAL " + variable + "=" + (before.matches("[0-9]+") ? before : "0"));
    }
  }

  @Test
  void whatInitConnectSetsIsUndone() {
    sql("CREATE USER plain@'%' IDENTIFIED BY 'right'");
    sql("GRANT ALL ON " + database + ".* TO plain@'%'");
    sql(
        "SET GLOBAL init_connect='SET sql_select_limit=1, time_zone=\\'+05:00\\',"
            + " sql_mode=\\'\\''");
    try {
      Session session = open(as(destination(), "plain", "right"));

      var row =
          on(() -> session.send("SELECT @@sql_select_limit,@@time_zone,@@sql_mode"))
              .iterator()
              .next();
      assertThat(String.valueOf(row.getValue(0))).isEqualTo("18446744073709551615");
      assertThat(row.getString(1)).isEqualTo("+00:00");
      assertThat(row.getString(2)).contains("STRICT_TRANS_TABLES");
    } finally {
      sql("SET GLOBAL init_connect=''");
      sql("DROP USER plain@'%'");
    }
  }

  /** As if a proxy had swallowed it and the server had another default. */
  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '^',
      value = {
        "time_zone='+00:00', time_zone='+05:00', time_zone, +05:00",
        "READ COMMITTED, SERIALIZABLE, transaction_isolation, SERIALIZABLE",
        "^'STRICT_TRANS_TABLES,^, ', sql_mode, STRICT_TRANS_TABLES",
        "autocommit=1, autocommit=0, autocommit, '0'"
      })
  void aSessionThatIsNotAsItWasSetIsRefusedByTheVariablesName(
      String said, String arrives, String variable, String told) {
    String padded = " ".repeat(said.length() - arrives.length()) + arrives;
    int port = proxy(text -> text.replace(said, padded));

    Throwable failure = catchThrowable(() -> open(destination(Dialect.MARIADB, port)));

    assertThat(failure).isInstanceOf(DestinationException.class).hasMessageContaining(variable);
    assertThat(failure).hasMessageContaining(told).hasMessageContaining("proxy");
    assertThat(((DestinationException) failure).error().code()).isEqualTo("session-variable");
    assertThat(((DestinationException) failure).mayPass()).isFalse();
  }

  /** The driver would take it for a greeting and the connection for lost. */
  @Test
  void anErrorInPlaceOfTheGreetingIsTheServersAnswer() {
    NetServer full =
        vertx
            .createNetServer()
            .connectHandler(
                socket -> {
                  Buffer payload =
                      Buffer.buffer(new byte[] {(byte) 0xFF, 0x10, 0x04})
                          .appendString("Too many connections");
                  socket.end(
                      Buffer.buffer()
                          .appendMediumLE(payload.length())
                          .appendByte((byte) 0)
                          .appendBuffer(payload));
                });
    int port = get(full.listen(0, "127.0.0.1")).actualPort();

    Throwable failure = catchThrowable(() -> open(destination(Dialect.MARIADB, port)));

    assertThat(failure).isInstanceOf(DestinationException.class);
    assertThat(((DestinationException) failure).error().code()).isEqualTo("too-many-connections");
    assertThat(failure).hasMessageContaining("Too many connections");
    assertThat(((DestinationException) failure).mayPass()).isTrue();
  }

  private int proxy(UnaryOperator<String> change) {
    NetServer proxy =
        vertx
            .createNetServer()
            .connectHandler(
                client -> {
                  client.pause();
                  vertx
                      .createNetClient()
                      .connect(server.port(), server.host())
                      .onSuccess(
                          behind -> {
                            join(client, behind, change);
                            join(behind, client, UnaryOperator.identity());
                            client.resume();
                          });
                });
    return get(proxy.listen(0, "127.0.0.1")).actualPort();
  }

  private static void join(NetSocket from, NetSocket to, UnaryOperator<String> change) {
    from.handler(
        bytes ->
            to.write(
                Buffer.buffer(
                    change
                        .apply(bytes.toString(StandardCharsets.ISO_8859_1.name()))
                        .getBytes(StandardCharsets.ISO_8859_1))));
    from.closeHandler(closed -> to.close());
  }

  private Session open(Destination destination) {
    return on(() -> new Connections(vertx, destination, QUICK).open());
  }
}
