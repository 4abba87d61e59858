package dev.millrace.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.millrace.mysqlerror.DatabaseFailure;
import dev.millrace.mysqlerror.DatabaseFailure.Recovery;
import dev.millrace.mysqlerror.DestinationException;
import dev.millrace.mysqlerror.ServerErrors;
import dev.millrace.sink.DatabaseIT;
import dev.millrace.spec.Destination;
import dev.millrace.spec.Dialect;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class SessionIT extends DatabaseIT {
  private static final String CHARACTERS =
      "plain äöüß éèê ÿ \u0080\u009f\u00a0 Ωλ Привет 漢字かな 한글 עברית ไทย 😀👩‍👩‍👧 𝔘 \uFFFD \u2028"
          + " end";

  @Test
  void utf8BytesTravelUntouchedThroughTheLatin1Connection() {
    Session session = open(destination());

    on(() -> session.send("CREATE TABLE `täb` (`spalte_ü漢` TEXT)"));
    on(() -> session.send("INSERT INTO `täb` (`spalte_ü漢`) VALUES (" + Sql.text(CHARACTERS) + ")"));

    assertThat(
            on(() -> session.send("SELECT `spalte_ü漢` AS `a漢` FROM `täb`"))
                .iterator()
                .next()
                .getString("a漢"))
        .isEqualTo(CHARACTERS);
    assertThat(one("SELECT HEX(`spalte_ü漢`) FROM `täb`")).isEqualTo(hex(CHARACTERS));
  }

  @Test
  void everyCodePointArrivesAsItWas() {
    Session session = open(destination());
    StringBuilder all = new StringBuilder();
    for (int c = 1; c < 0x2FFFF; c += c < 0x3000 ? 1 : 97) {
      if (c < 0xD800 || c > 0xDFFF) {
        all.appendCodePoint(c);
      }
    }

    String back =
        on(() -> session.send("SELECT HEX(" + Sql.text(all.toString()) + ")"))
            .iterator()
            .next()
            .getString(0);

    assertThat(back).isEqualTo(hex(all.toString()));
  }

  @Test
  void theServerReallyIsAsAskedFor() {
    Session session = open(destination());

    var row =
        on(() ->
                session.send(
                    "SELECT @@sql_mode,@@time_zone,"
                        + isolation()
                        + ",@@autocommit,"
                        + "@@character_set_client,@@character_set_results,@@wait_timeout"))
            .iterator()
            .next();

    assertThat(row.getString(0)).contains("STRICT_TRANS_TABLES").doesNotContain("ANSI_QUOTES");
    assertThat(row.getString(1)).isEqualTo("+00:00");
    assertThat(row.getString(2)).isEqualTo("READ-COMMITTED");
    assertThat(row.getString(4)).isEqualTo("utf8mb4");
    assertThat(row.getString(5)).isEqualTo("utf8mb4");
    assertThat(row.getLong(6)).as("an abandoned transaction ends").isEqualTo(120);
    assertThat(session.facts().maxAllowedPacketBytes()).isEqualTo(16 << 20);
    assertThat(session.dialect().title()).isEqualTo(server.isMySql() ? "MySQL" : "MariaDB");
    assertThat(session.facts().knowsRowAlias()).isEqualTo(server.isMySql());
  }

  /** MariaDB before 11.1 has no other name for it, MySQL since 8.0 not this one. */
  private String isolation() {
    return server.isMySql() ? "@@transaction_isolation" : "@@tx_isolation";
  }

  @Test
  void aSessionWhoseModeMakesTextUnsafeIsRefused() {
    String before = one("SELECT @@GLOBAL.sql_mode");
    sql("SET GLOBAL sql_mode='ANSI_QUOTES'");
    try {
      Throwable failure =
          catchThrowable(() -> open(destination(Dialect.ANALYTICDB, server.port())));

      assertThat(failure)
          .isInstanceOf(DestinationException.class)
          .hasMessageContaining("ANSI_QUOTES");
      assertThat(open(destination()).usable()).isTrue();
    } finally {
      sql("SET GLOBAL sql_mode='" + before + "'");
    }
  }

  @Test
  void aStatementWithoutAnswerBreaksTheSessionInTime() {
    DatabaseTimeouts impatient =
        new DatabaseTimeouts(
            Duration.ofSeconds(5), Duration.ofMillis(300), Duration.ZERO, Duration.ZERO);
    Session session = on(() -> new Connections(vertx, destination(), impatient).open());

    Throwable failure = catchThrowable(() -> on(() -> session.send("SELECT SLEEP(5)")));

    assertThat(failure.getCause()).isInstanceOf(java.util.concurrent.TimeoutException.class);
    assertThat(ServerErrors.of(failure.getCause()).recovery()).isEqualTo(Recovery.RETRY_LATER);
    assertThat(session.usable()).isFalse();
  }

  @Test
  void whatKeepsFromConnectingIsToldApart() {
    Destination good = destination();
    sql("CREATE USER u1@'%' IDENTIFIED BY 'right'");
    Destination wrong = as(good, "u1", "wrong");
    Destination nowhere = destination(dialect(), 1);
    Destination noDatabase =
        new Destination(
            good.dialect(),
            good.host(),
            good.port(),
            "nix",
            good.user(),
            good.password(),
            good.tls(),
            good.certificates(),
            good.serverKey());

    assertThat(failure(wrong).code()).isEqualTo("access-denied");
    assertThat(failure(wrong).recovery()).isEqualTo(Recovery.NEEDS_OPERATOR);
    assertThat(failure(wrong).message())
        .contains("refused user 'u1'", "Access denied", "check user and password")
        .doesNotContain("wrong");
    assertThat(failure(nowhere).code()).isEqualTo("unreachable");
    assertThat(failure(nowhere).message()).contains(":1: nothing listens there");
    assertThat(failure(nowhere).recovery()).isEqualTo(Recovery.RETRY_LATER);
    assertThat(failure(noDatabase).code()).isEqualTo("unknown-database");
    assertThat(failure(noDatabase).message()).contains("has no database 'nix'", "create it");
    sql("DROP USER u1@'%'");
  }

  @Test
  void aServerThatTakesConnectionsAndSaysNothingIsToldApart() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"))) {
      DatabaseFailure databaseFailure = failure(destination(dialect(), silent.getLocalPort()));

      assertThat(databaseFailure.code()).isEqualTo("timeout");
      assertThat(databaseFailure.recovery()).isEqualTo(Recovery.RETRY_LATER);
      assertThat(databaseFailure.message())
          .contains(
              ":" + silent.getLocalPort() + " takes connections, but did not answer",
              "it is slow, or it is no MySQL server");
    }
  }

  @Test
  void tlsIsUsedWhereItIsAskedForAndItsAbsenceOrForgeryIsNamed() {
    Destination.Tls[] kinds = {Destination.Tls.REQUIRED, Destination.Tls.VERIFY};
    Destination d = destination();
    for (Destination.Tls kind : kinds) {
      Destination tls =
          new Destination(d.dialect(), d.host(), d.port(), database, d.user(), d.password(), kind);
      if (hasTls() && kind == Destination.Tls.REQUIRED) {
        Session session = open(tls);
        assertThat(
                on(() -> session.send("SHOW STATUS LIKE 'Ssl_cipher'"))
                    .iterator()
                    .next()
                    .getString(1))
            .isNotEmpty();
      } else {
        DatabaseFailure databaseFailure = failure(tls);
        assertThat(databaseFailure.code()).isIn("certificate", "no-tls", "unreachable");
        assertThat(databaseFailure.message()).containsAnyOf("TLS", "certif");
      }
    }
  }

  private boolean hasTls() {
    String name = server.isMySql() ? "have_openssl" : "have_ssl";
    List<List<String>> said = sql("SHOW VARIABLES LIKE '" + name + "'");
    // MySQL since 8.4 does not say it; it has made itself a certificate.
    return said.isEmpty() || said.get(0).get(1).equals("YES");
  }

  @Test
  void tooManyConnectionsPass() {
    sql("CREATE USER u2@'%' WITH MAX_USER_CONNECTIONS 1");
    sql("GRANT ALL ON *.* TO u2@'%'");
    Destination one = as(destination(), "u2", null);
    Session first = open(one);

    DatabaseFailure databaseFailure = failure(one);

    assertThat(first.usable()).isTrue();
    assertThat(databaseFailure.code()).isEqualTo("too-many-connections");
    assertThat(databaseFailure.recovery()).isEqualTo(Recovery.RETRY_LATER);
    sql("DROP USER u2@'%'");
  }

  private DatabaseFailure failure(Destination destination) {
    Throwable failure = catchThrowable(() -> open(destination));
    return ServerErrors.of(
        failure.getClass() == RuntimeException.class ? failure.getCause() : failure);
  }

  private Session open(Destination destination) {
    return on(() -> new Connections(vertx, destination, QUICK).open());
  }

  private static String hex(String text) {
    StringBuilder hex = new StringBuilder();
    for (byte b : text.getBytes(java.nio.charset.StandardCharsets.UTF_8)) {
      hex.append(String.format("%02X", b));
    }
    return hex.toString();
  }
}
