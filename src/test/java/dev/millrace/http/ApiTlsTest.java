package dev.millrace.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.millrace.admin.AdminVerticle;
import dev.millrace.admin.MetricsText;
import dev.millrace.admin.ScriptedControl;
import dev.millrace.metrics.Metrics;
import dev.millrace.spec.TlsFiles;
import dev.millrace.testkit.Eventually;
import dev.millrace.testkit.TestCertificate;
import io.vertx.core.Vertx;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ApiTlsTest {
  private static final Duration RENEWED = Duration.ofSeconds(60);

  private static final ListAppender<ILoggingEvent> LOG = new ListAppender<>();

  @TempDir static Path dir;
  private static Vertx vertx;
  private static TestCertificate first;
  private static TestCertificate second;
  private static TestCertificate client;

  @BeforeAll
  static void begin() throws Exception {
    vertx = Vertx.vertx();
    LOG.list = new java.util.concurrent.CopyOnWriteArrayList<>();
    LOG.start();
    ((Logger) LoggerFactory.getLogger(ApiTls.class)).addAppender(LOG);
    first = TestCertificate.make(dir, "first", "-ext", "san=ip:127.0.0.1");
    second = TestCertificate.make(dir, "second", "-ext", "san=ip:127.0.0.1");
    client = TestCertificate.make(dir, "client");
  }

  @AfterAll
  static void end() throws Exception {
    ((Logger) LoggerFactory.getLogger(ApiTls.class)).detachAppender(LOG);
    vertx.close().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
  }

  @Test
  void filesThatChangeAreTakenUpAndBrokenOnesAreNot() throws Exception {
    Path own = Files.createDirectory(dir.resolve("renewed"));
    TlsFiles files = new TlsFiles(own.resolve("cert.pem"), own.resolve("key.pem"), null);
    write(files, first);
    int port = deploy(files);
    assertThat(seenBy(port, first, null)).isEqualTo("CN=first");

    Files.writeString(files.certificate(), second.certificate());
    Eventually.until("the half pair is refused", RENEWED, () -> told("another certificate's"));
    assertThat(seenBy(port, first, null)).as("certificate without its key").isEqualTo("CN=first");

    Files.writeString(files.key(), second.key());
    Eventually.until("the new certificate is shown", RENEWED, () -> shows(port, second));

    Files.writeString(files.certificate(), "broken");
    Files.delete(files.key());
    Eventually.until("the lost key is told", RENEWED, () -> told("key.pem cannot be read"));
    assertThat(seenBy(port, second, null)).isEqualTo("CN=second");
  }

  @Test
  void whereClientsNeedACertificateNobodyElseGetsIn() throws Exception {
    Path own = Files.createDirectory(dir.resolve("mutual"));
    TlsFiles files =
        new TlsFiles(own.resolve("cert.pem"), own.resolve("key.pem"), own.resolve("ca.pem"));
    write(files, first);
    Files.writeString(files.clientCa(), client.certificate());
    int port = deploy(files);

    assertThat(seenBy(port, first, client)).isEqualTo("CN=first");
    assertThatThrownBy(() -> seenBy(port, first, null)).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> seenBy(port, first, second)).isInstanceOf(IOException.class);
  }

  @Test
  void filesThatAreNoPairAreToldAtTheStart() throws Exception {
    Path own = Files.createDirectory(dir.resolve("unpaired"));
    TlsFiles files = new TlsFiles(own.resolve("cert.pem"), own.resolve("key.pem"), null);
    write(files, first);
    Files.writeString(files.key(), second.key());

    assertThatThrownBy(() -> deploy(files))
        .rootCause()
        .isInstanceOf(Exception.class)
        .hasMessageContaining("another certificate's");
    Files.delete(files.key());
    assertThatThrownBy(() -> deploy(files)).hasMessageContaining("key.pem cannot be read");
  }

  private static boolean told(String words) {
    return List.copyOf(LOG.list).stream()
        .anyMatch(event -> event.getFormattedMessage().contains(words));
  }

  private static void write(TlsFiles files, TestCertificate certificate) throws IOException {
    Files.writeString(files.certificate(), certificate.certificate());
    Files.writeString(files.key(), certificate.key());
  }

  private static int deploy(TlsFiles files) throws Exception {
    AdminVerticle verticle =
        new AdminVerticle(
            new AdminSettings("127.0.0.1", 0, Set.of(), false, files, token -> Optional.empty()),
            new ScriptedControl(),
            accept -> new MetricsText("text/plain", new Metrics().scrape()));
    try {
      vertx
          .deployVerticle(verticle)
          .toCompletionStage()
          .toCompletableFuture()
          .get(30, TimeUnit.SECONDS);
    } catch (java.util.concurrent.ExecutionException e) {
      throw (Exception) e.getCause();
    }
    return verticle.port();
  }

  private static boolean shows(int port, TestCertificate trusted) {
    try {
      return seenBy(port, trusted, null) != null;
    } catch (Exception e) {
      return false;
    }
  }

  /** The name of the server's certificate, after a call that was answered. */
  private static String seenBy(int port, TestCertificate trusted, TestCertificate own)
      throws Exception {
    KeyStore trust = store();
    trust.setCertificateEntry("a", certificate(trusted));
    TrustManagerFactory trusts = TrustManagerFactory.getInstance("PKIX");
    trusts.init(trust);
    KeyManagerFactory keys = null;
    if (own != null) {
      KeyStore mine = store();
      mine.setKeyEntry("a", key(own), new char[0], new Certificate[] {certificate(own)});
      keys = KeyManagerFactory.getInstance("PKIX");
      keys.init(mine, new char[0]);
    }
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys == null ? null : keys.getKeyManagers(), trusts.getTrustManagers(), null);
    HttpsURLConnection call =
        (HttpsURLConnection)
            URI.create("https://127.0.0.1:" + port + "/health/live").toURL().openConnection();
    call.setSSLSocketFactory(context.getSocketFactory());
    call.setRequestProperty("connection", "close");
    call.setConnectTimeout(20_000);
    call.setReadTimeout(20_000);
    assertThat(call.getResponseCode()).isEqualTo(200);
    return ((X509Certificate) call.getServerCertificates()[0]).getSubjectX500Principal().getName();
  }

  private static KeyStore store() throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }

  private static Certificate certificate(TestCertificate of) throws Exception {
    return CertificateFactory.getInstance("X.509")
        .generateCertificate(
            new ByteArrayInputStream(of.certificate().getBytes(StandardCharsets.US_ASCII)));
  }

  private static PrivateKey key(TestCertificate of) throws Exception {
    byte[] bytes = Base64.getMimeDecoder().decode(of.key().replaceAll("-----.*-----", ""));
    return KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(bytes));
  }
}
