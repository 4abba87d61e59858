package dev.millrace.mysqlwire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.millrace.mysql.Connections;
import dev.millrace.mysql.DatabaseTimeouts;
import dev.millrace.mysql.LogInServer;
import dev.millrace.mysql.Session;
import dev.millrace.mysqlerror.DatabaseFailure;
import dev.millrace.mysqlerror.ServerErrors;
import dev.millrace.secret.Secret;
import dev.millrace.spec.Destination;
import dev.millrace.spec.Destination.ServerKey;
import dev.millrace.spec.Destination.Tls;
import dev.millrace.spec.Dialect;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import javax.crypto.Cipher;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Who gets the password, and how: against servers that ask for more than they should. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HandshakeTest {
  private static final String PASSWORD = "wheel-and-water";
  private static final byte[] NONCE = "12345678123456789012".getBytes(StandardCharsets.US_ASCII);

  private static Vertx vertx;
  private static KeyPair rsa;

  @BeforeAll
  static void begin() throws Exception {
    vertx = Vertx.vertx();
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    rsa = generator.generateKeyPair();
  }

  @AfterAll
  static void end() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
  }

  @ParameterizedTest
  @EnumSource(
      value = Tls.class,
      names = {"DISABLED", "PREFERRED", "REQUIRED"})
  void aGreetingThatNamesClearTextGetsNothing(Tls tls) throws Exception {
    try (LogInServer server =
        new LogInServer(
            wire -> {
              wire.greet("mysql_clear_password", tls == Tls.REQUIRED);
              wire.read();
            })) {
      DatabaseFailure databaseFailure = failure(to(server, tls, ServerKey.NONE));

      assertThat(databaseFailure.code()).isEqualTo("tls-needed");
      assertThat(databaseFailure.recovery()).isEqualTo(DatabaseFailure.Recovery.NEEDS_OPERATOR);
      assertThat(databaseFailure.message()).contains("mysql_clear_password", "\"tls\": \"verify\"");
      assertThat(server.received()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Tls.class,
      names = {"DISABLED", "PREFERRED"})
  void aChangeToClearTextGetsNothing(Tls tls) throws Exception {
    try (LogInServer server =
        new LogInServer(
            wire -> {
              wire.greet("mysql_native_password", false);
              wire.read();
              wire.changeTo("mysql_clear_password");
              wire.read();
            })) {
      assertThat(failure(to(server, tls, ServerKey.NONE)).code()).isEqualTo("tls-needed");
      assertThat(server.received()).doesNotContain(PASSWORD);
    }
  }

  @Test
  void whatComesBeforeTlsIsNotAnswered() throws Exception {
    try (LogInServer server =
        new LogInServer(
            wire -> {
              wire.together(
                  () -> {
                    wire.greet("mysql_native_password", true);
                    wire.next(2);
                    wire.changeTo("mysql_clear_password");
                  });
              wire.read();
              wire.read();
            })) {
      DatabaseFailure databaseFailure = failure(to(server, Tls.VERIFY, ServerKey.NONE));

      assertThat(databaseFailure.recovery()).isNotEqualTo(DatabaseFailure.Recovery.RETRY_NOW);
      assertThat(server.received()).doesNotContain(PASSWORD);
    }
  }

  @Test
  void aKeyOfWhoeverAnswersIsNotTrusted() throws Exception {
    try (LogInServer server = new LogInServer(wire -> cachingSha2(wire, true))) {
      DatabaseFailure databaseFailure = failure(to(server, Tls.PREFERRED, ServerKey.NONE));

      assertThat(databaseFailure.code()).isEqualTo("tls-needed");
      assertThat(databaseFailure.message())
          .contains("caching_sha2_password", "serverPublicKey", "allowPublicKeyRetrieval");
      assertThat(server.asked()).isFalse();
    }
  }

  @Test
  void thatThePasswordIsInTheServersMemoryMakesNoDifference() throws Exception {
    try (LogInServer server =
        new LogInServer(
            wire -> {
              wire.greet("caching_sha2_password", false);
              wire.read();
              wire.packet(new byte[] {1, 3});
              wire.ok();
              wire.read();
            })) {
      assertThat(failure(to(server, Tls.DISABLED, ServerKey.NONE)).code()).isEqualTo("tls-needed");
    }
  }

  @Test
  void aChangeToSha2WithoutTlsGetsNoScramble() throws Exception {
    for (String plugin : new String[] {"caching_sha2_password", "sha256_password"}) {
      try (LogInServer server =
          new LogInServer(
              wire -> {
                wire.greet("mysql_native_password", false);
                wire.read();
                wire.changeTo(plugin);
                wire.read();
              })) {
        DatabaseFailure databaseFailure = failure(to(server, Tls.DISABLED, ServerKey.NONE));
        assertThat(databaseFailure.code()).as(plugin).isEqualTo("tls-needed");
        assertThat(databaseFailure.message()).contains(plugin, "disabled by the job");
      }
    }
  }

  @Test
  void aKeyThatIsGivenIsUsedAndNotAskedFor() throws Exception {
    try (LogInServer server = new LogInServer(wire -> cachingSha2(wire, false))) {
      open(to(server, Tls.DISABLED, new ServerKey(new Secret(pem()), false)));

      assertThat(server.asked()).isFalse();
      assertThat(server.decrypted()).isEqualTo(PASSWORD + "\0");
    }
  }

  @Test
  void aKeyIsAskedForWhereThatIsAllowed() throws Exception {
    try (LogInServer server = new LogInServer(wire -> cachingSha2(wire, true))) {
      open(to(server, Tls.DISABLED, new ServerKey(null, true)));

      assertThat(server.asked()).isTrue();
      assertThat(server.decrypted()).isEqualTo(PASSWORD + "\0");
    }
  }

  @Test
  void anUnknownWayToAuthenticateIsTold() throws Exception {
    try (LogInServer server =
        new LogInServer(
            wire -> {
              wire.greet("mysql_native_password", false);
              wire.read();
              wire.changeTo("client_ed25519");
              wire.read();
            })) {
      DatabaseFailure databaseFailure = failure(to(server, Tls.DISABLED, ServerKey.NONE));

      assertThat(databaseFailure.code()).isEqualTo("auth-plugin");
      assertThat(databaseFailure.recovery()).isEqualTo(DatabaseFailure.Recovery.NEEDS_OPERATOR);
      assertThat(databaseFailure.message()).contains("'client_ed25519'", "mysql_native_password");
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Tls.class,
      names = {"REQUIRED", "VERIFY"})
  void aServerWithoutTlsIsNamed(Tls tls) throws Exception {
    try (LogInServer server =
        new LogInServer(
            wire -> {
              wire.greet("mysql_native_password", false);
              wire.read();
            })) {
      DatabaseFailure databaseFailure = failure(to(server, tls, ServerKey.NONE));

      assertThat(databaseFailure.code()).isEqualTo("no-tls");
      assertThat(databaseFailure.message())
          .contains("127.0.0.1:" + server.port(), "offers no TLS", "\"" + tls.label() + "\"");
      assertThat(server.received()).isEmpty();
    }
  }

  @Test
  void anErrorInPlaceOfTheGreetingIsTheServersWord() throws Exception {
    try (LogInServer server =
        new LogInServer(
            wire -> {
              wire.packet(
                  "\u00ff\u0010\u0004Too many connections".getBytes(StandardCharsets.ISO_8859_1));
              wire.read();
            })) {
      DatabaseFailure databaseFailure = failure(to(server, Tls.PREFERRED, ServerKey.NONE));

      assertThat(databaseFailure.code()).isEqualTo("too-many-connections");
      assertThat(databaseFailure.message()).isEqualTo("Too many connections");
    }
  }

  /** A server that does not know the password yet, and offers its key where it is asked. */
  private static void cachingSha2(LogInServer.Wire wire, boolean keyIsAsked) throws Exception {
    wire.greet("caching_sha2_password", false);
    wire.read();
    wire.packet(new byte[] {1, 4});
    byte[] answer = wire.read();
    if (keyIsAsked) {
      wire.asked(answer.length == 1 && answer[0] == 2);
      wire.packet(("\u0001" + pem()).getBytes(StandardCharsets.US_ASCII));
      answer = wire.read();
    }
    Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPWithSHA-1AndMGF1Padding");
    cipher.init(Cipher.DECRYPT_MODE, rsa.getPrivate());
    byte[] text = cipher.doFinal(answer);
    for (int i = 0; i < text.length; i++) {
      text[i] ^= NONCE[i % NONCE.length];
    }
    wire.decrypted(new String(text, StandardCharsets.UTF_8));
    wire.ok();
    wire.statements();
  }

  private static String pem() {
    return "-----BEGIN PUBLIC KEY-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(rsa.getPublic().getEncoded())
        + "\n-----END PUBLIC KEY-----\n";
  }

  private static Destination to(LogInServer server, Tls tls, ServerKey key) {
    return new Destination(
        Dialect.MYSQL,
        "127.0.0.1",
        server.port(),
        "d",
        "u",
        new Secret(PASSWORD),
        tls,
        Destination.Certificates.NONE,
        key);
  }

  private static DatabaseFailure failure(Destination to) {
    Throwable failure = catchThrowable(() -> open(to));
    assertThat(failure).isNotNull();
    return ServerErrors.of(failure.getCause());
  }

  private static void open(Destination to) throws Exception {
    new Connections(vertx, to, DatabaseTimeouts.DEFAULT)
        .open()
        .compose(Session::close)
        .toCompletionStage()
        .toCompletableFuture()
        .get(60, TimeUnit.SECONDS);
  }
}
