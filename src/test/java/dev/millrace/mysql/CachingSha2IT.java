package dev.millrace.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.millrace.mysqlerror.DatabaseFailure;
import dev.millrace.mysqlerror.ServerErrors;
import dev.millrace.secret.Secret;
import dev.millrace.sink.DatabaseIT;
import dev.millrace.spec.Destination;
import dev.millrace.spec.Destination.Certificates;
import dev.millrace.spec.Destination.ServerKey;
import dev.millrace.spec.Destination.Tls;
import dev.millrace.testkit.TestServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** MySQL's usual accounts: how their password gets to a real server. */
class CachingSha2IT extends DatabaseIT {
  private static final String USER = "sha2_account";

  @BeforeEach
  void account() {
    assumeTrue(TestServer.isMySql(), "needs a MySQL: MariaDB has no caching_sha2_password");
    // Made anew, so that the server does not have the password in its memory.
    sql("CREATE USER " + USER + "@'%' IDENTIFIED WITH caching_sha2_password BY 'wheel-and-water'");
    sql("GRANT ALL ON " + database + ".* TO " + USER + "@'%'");
  }

  @AfterEach
  void noAccount() {
    if (TestServer.isMySql()) {
      sql("DROP USER IF EXISTS " + USER + "@'%'");
    }
  }

  @Test
  void withoutTlsItNeedsAKeyOrTheLeaveToAskForIt() {
    Throwable failure = catchThrowable(() -> open(to(Tls.DISABLED, ServerKey.NONE)));
    DatabaseFailure databaseFailure =
        ServerErrors.of(failure.getCause() == null ? failure : failure.getCause());
    assertThat(databaseFailure.code()).isEqualTo("tls-needed");
    assertThat(databaseFailure.recovery()).isEqualTo(DatabaseFailure.Recovery.NEEDS_OPERATOR);

    String key = sql("SHOW STATUS LIKE 'Caching_sha2_password_rsa_public_key'").get(0).get(1);
    assertThat(open(to(Tls.DISABLED, new ServerKey(new Secret(key), false))).usable()).isTrue();
  }

  @Test
  void itMayBeAskedForItsKeyWhereThatIsAllowed() {
    assertThat(open(to(Tls.DISABLED, new ServerKey(null, true))).usable()).isTrue();
  }

  @Test
  void tlsIsPreferredAndEnough() {
    assertThat(open(to(Tls.PREFERRED, ServerKey.NONE)).usable()).isTrue();
    assertThat(open(to(Tls.REQUIRED, ServerKey.NONE)).usable()).isTrue();
  }

  private Session open(Destination to) {
    return on(() -> new Connections(vertx, to, DatabaseTimeouts.DEFAULT).open());
  }

  private Destination to(Tls tls, ServerKey key) {
    Destination usual = destination();
    return new Destination(
        usual.dialect(),
        usual.host(),
        usual.port(),
        database,
        USER,
        new Secret("wheel-and-water"),
        tls,
        Certificates.NONE,
        key);
  }
}
