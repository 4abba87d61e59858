package dev.millrace.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.millrace.mysqlerror.DatabaseFailure;
import dev.millrace.mysqlerror.ServerErrors;
import dev.millrace.secret.Secret;
import dev.millrace.spec.Destination;
import dev.millrace.spec.Destination.Certificates;
import dev.millrace.spec.Destination.ServerKey;
import dev.millrace.spec.Destination.Tls;
import dev.millrace.spec.Dialect;
import dev.millrace.testkit.EmbeddedMariaDb;
import dev.millrace.testkit.EmbeddedMariaDb.Settings;
import dev.millrace.testkit.TestCertificate;
import dev.millrace.testkit.TestServer;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** TLS to a real server, and the sentence for each way in which it fails. */
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DestinationTlsIT {
  private static final String PASSWORD = "wheel-and-water";

  @TempDir static Path dir;
  private static EmbeddedMariaDb server;
  private static Vertx vertx;
  private static TestCertificate good;
  private static TestCertificate client;

  @BeforeAll
  static void begin() throws Exception {
    assumeFalse(
        TestServer.isMySql() || !System.getProperty("db.uri", "").isEmpty(),
        "needs a MariaDB of its own, for its certificates");
    good = TestCertificate.make(dir, "server", "-ext", "san=ip:127.0.0.1");
    client = TestCertificate.make(dir, "client");
    write(good);
    Files.writeString(dir.resolve("ca.pem"), client.certificate());
    server =
        new EmbeddedMariaDb(
            Settings.SMALL.with(
                "--ssl-cert=" + dir.resolve("cert.pem"),
                "--ssl-key=" + dir.resolve("key.pem"),
                "--ssl-ca=" + dir.resolve("ca.pem")));
    server.start();
    server.execute("CREATE DATABASE d");
    for (String account :
        new String[] {"plain", "wants_tls' REQUIRE SSL", "wants_x509' REQUIRE X509"}) {
      String name = account.replaceAll("'.*", "");
      String demands = account.contains("'") ? account.substring(account.indexOf('\'') + 1) : "";
      server.execute("CREATE USER '" + name + "'@'%' IDENTIFIED BY '" + PASSWORD + "'" + demands);
      server.execute("GRANT ALL ON d.* TO '" + name + "'@'%'");
    }
    vertx = Vertx.vertx();
  }

  @AfterAll
  static void end() throws Exception {
    if (vertx != null) {
      vertx.close().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
      server.close();
    }
  }

  @Test
  void itIsUsedWhereItIsOfferedUnlessItIsDisabled() throws Exception {
    assertThat(cipher(to("plain", "127.0.0.1", Tls.PREFERRED, Certificates.NONE))).isNotEmpty();
    assertThat(cipher(to("plain", "127.0.0.1", Tls.REQUIRED, Certificates.NONE))).isNotEmpty();
    assertThat(cipher(to("plain", "127.0.0.1", Tls.DISABLED, Certificates.NONE))).isEmpty();
  }

  @Test
  void anAuthorityOfOnesOwnIsTrusted() throws Exception {
    assertThat(cipher(to("plain", "127.0.0.1", Tls.VERIFY, ca(good)))).isNotEmpty();
  }

  @Test
  void aCertificateThatIsNotTrustedIsToldWithTheCure() {
    assertThat(failure(to("plain", "127.0.0.1", Tls.VERIFY, Certificates.NONE)))
        .satisfies(t -> assertThat(t.code()).isEqualTo("certificate"))
        .satisfies(t -> assertThat(t.recovery()).isEqualTo(DatabaseFailure.Recovery.NEEDS_OPERATOR))
        .satisfies(
            t -> assertThat(t.message()).contains("no authority that Java trusts", "\"ca\""));
    assertThat(failure(to("plain", "127.0.0.1", Tls.VERIFY, ca(client))).message())
        .contains("not signed by what tls.ca holds");
    assertThat(failure(to("plain", "localhost", Tls.VERIFY, ca(good))).message())
        .contains("for another name than 'localhost'");
  }

  @Test
  void anExpiredCertificateIsTold() throws Exception {
    TestCertificate authority = TestCertificate.make(dir, "authority", "-ext", "bc:c");
    TestCertificate old =
        good.signedBy(
            authority, "-ext", "san=ip:127.0.0.1", "-startdate", "-30d", "-validity", "2");
    write(old);
    server.execute("FLUSH SSL");
    try {
      DatabaseFailure databaseFailure =
          failure(to("plain", "127.0.0.1", Tls.VERIFY, ca(authority)));
      assertThat(databaseFailure.code()).isEqualTo("certificate");
      assertThat(databaseFailure.message()).contains("has expired");
    } finally {
      write(good);
      server.execute("FLUSH SSL");
    }
  }

  @Test
  void anAccountThatDemandsTlsIsToldSo() throws Exception {
    DatabaseFailure databaseFailure =
        failure(to("wants_tls", "127.0.0.1", Tls.DISABLED, Certificates.NONE));

    assertThat(databaseFailure.code()).isEqualTo("access-denied");
    assertThat(databaseFailure.message())
        .contains("Access denied", "check user and password; if", "REQUIRE SSL", "\"required\"");
    assertThat(cipher(to("wants_tls", "127.0.0.1", Tls.PREFERRED, Certificates.NONE))).isNotEmpty();
  }

  @Test
  void anAccountThatDemandsACertificateGetsIt() throws Exception {
    Certificates own =
        new Certificates(
            new Secret(good.certificate()),
            new Secret(client.certificate()),
            new Secret(client.key()));

    DatabaseFailure databaseFailure =
        failure(to("wants_x509", "127.0.0.1", Tls.PREFERRED, Certificates.NONE));
    assertThat(databaseFailure.code()).isEqualTo("access-denied");
    assertThat(databaseFailure.message()).contains("REQUIRE X509", "tls.certificate");
    assertThat(cipher(to("wants_x509", "127.0.0.1", Tls.VERIFY, own))).isNotEmpty();
  }

  @Test
  void aTextThatIsNoPemIsTold() {
    Certificates broken =
        new Certificates(
            new Secret("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"),
            null,
            null);

    DatabaseFailure databaseFailure = failure(to("plain", "127.0.0.1", Tls.VERIFY, broken));
    assertThat(databaseFailure.code()).isEqualTo("certificate");
    assertThat(databaseFailure.message()).contains("tls.ca cannot be read");
  }

  private static void write(TestCertificate certificate) throws Exception {
    Files.writeString(dir.resolve("cert.pem"), certificate.certificate());
    Files.writeString(dir.resolve("key.pem"), certificate.key());
  }

  private static Certificates ca(TestCertificate certificate) {
    return new Certificates(new Secret(certificate.certificate()), null, null);
  }

  private static Destination to(String user, String host, Tls tls, Certificates certificates) {
    return new Destination(
        Dialect.MARIADB,
        host,
        server.port(),
        "d",
        user,
        new Secret(PASSWORD),
        tls,
        certificates,
        ServerKey.NONE);
  }

  private static DatabaseFailure failure(Destination to) {
    Throwable failure = catchThrowable(() -> cipher(to));
    assertThat(failure).isNotNull();
    return ServerErrors.of(failure.getCause());
  }

  private static String cipher(Destination to) throws Exception {
    return new Connections(vertx, to, DatabaseTimeouts.DEFAULT)
        .open()
        .compose(
            session ->
                session
                    .send("SHOW STATUS LIKE 'Ssl_cipher'")
                    .map(rows -> rows.iterator().next().getString(1))
                    .eventually(session::close))
        .toCompletionStage()
        .toCompletableFuture()
        .get(60, TimeUnit.SECONDS);
  }
}
