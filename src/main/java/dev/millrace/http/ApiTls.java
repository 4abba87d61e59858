package dev.millrace.http;

import dev.millrace.spec.TlsFiles;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.ServerSSLOptions;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.X509KeyManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The API's TLS, from files that may be renewed while the process runs: it looks every few seconds,
 * and takes up what is new and good for connections from then on. What is broken is told in the
 * log, and the old goes on. Event loop only; files are read on worker threads.
 */
public final class ApiTls {
  private static final Logger LOG = LoggerFactory.getLogger(ApiTls.class);
  private static final int MOST_BYTES = 1 << 20;

  private final Vertx vertx;
  private final TlsFiles files;
  private List<Buffer> seen = List.of();
  private String problem;
  private boolean looking;

  public ApiTls(Vertx vertx, TlsFiles files) {
    this.vertx = vertx;
    this.files = files;
  }

  private record Loaded(List<Buffer> texts, ServerSSLOptions options) {}

  /** The options with TLS; fails with an IOException that has a sentence. */
  public Future<HttpServerOptions> secured(HttpServerOptions options) {
    return vertx
        .executeBlocking(() -> load(read()), false)
        .map(
            loaded -> {
              seen = loaded.texts;
              return options
                  .setSsl(true)
                  .setUseAlpn(false)
                  .setKeyCertOptions(loaded.options.getKeyCertOptions())
                  .setTrustOptions(loaded.options.getTrustOptions())
                  .setClientAuth(loaded.options.getClientAuth());
            });
  }

  /** Renews the server's TLS from now on, when the files have changed. */
  public void watch(HttpServer server, long everyMs) {
    vertx.setPeriodic(everyMs, tick -> look(server));
  }

  private void look(HttpServer server) {
    if (looking) {
      return;
    }
    looking = true;
    vertx
        .executeBlocking(this::read, false)
        .compose(texts -> texts.equals(seen) ? Future.succeededFuture() : renew(server, texts))
        .onSuccess(done -> problem = null)
        .onFailure(this::tell)
        .onComplete(done -> looking = false);
  }

  /** Once, not every few seconds. */
  private void tell(Throwable e) {
    if (!String.valueOf(e.getMessage()).equals(problem)) {
      problem = String.valueOf(e.getMessage());
      LOG.warn("the API's TLS is as it was: {}", problem);
    }
  }

  private Future<Void> renew(HttpServer server, List<Buffer> texts) {
    // What is broken is tried once; it counts as seen until it changes.
    seen = texts;
    return vertx
        .executeBlocking(() -> load(texts), false)
        .compose(loaded -> server.updateSSLOptions(loaded.options, true))
        .onSuccess(done -> LOG.info("the API's TLS was renewed from {}", files.certificate()))
        .mapEmpty();
  }

  private List<Buffer> read() throws IOException {
    Buffer clientCa = files.clientCa() == null ? Buffer.buffer() : read(files.clientCa());
    return List.of(read(files.certificate()), read(files.key()), clientCa);
  }

  private static Buffer read(Path path) throws IOException {
    try (InputStream in = Files.newInputStream(path)) {
      byte[] bytes = in.readNBytes(MOST_BYTES);
      return Buffer.buffer(bytes);
    } catch (IOException e) {
      throw new IOException(path + " cannot be read (" + e.getClass().getSimpleName() + ")", e);
    }
  }

  private Loaded load(List<Buffer> texts) throws IOException {
    PemKeyCertOptions own =
        new PemKeyCertOptions().setCertValue(texts.get(0)).setKeyValue(texts.get(1));
    ServerSSLOptions options = new ServerSSLOptions();
    options.setKeyCertOptions(own).setUseAlpn(false);
    try {
      requirePair(own.getKeyManagerFactory(vertx).getKeyManagers());
    } catch (Exception e) {
      throw new IOException(
          "http.tls.certificate ("
              + files.certificate()
              + ") and http.tls.key ("
              + files.key()
              + ") are not a certificate and its unencrypted private key (PKCS 8) as PEM: "
              + e.getMessage(),
          e);
    }
    if (files.clientCa() != null) {
      PemTrustOptions clients = new PemTrustOptions().addCertValue(texts.get(2));
      try {
        clients.getTrustManagerFactory(vertx);
      } catch (Exception e) {
        throw new IOException(
            "http.tls.clientCa (" + files.clientCa() + ") holds no certificates as PEM", e);
      }
      options.setTrustOptions(clients);
      options.setClientAuth(ClientAuth.REQUIRED);
    }
    return new Loaded(texts, options);
  }

  /** Between the renewal of one file and of the other they do not belong together. */
  private static void requirePair(KeyManager[] managers) throws GeneralSecurityException {
    X509KeyManager manager =
        (X509KeyManager)
            Arrays.stream(managers).filter(m -> m instanceof X509KeyManager).findFirst().get();
    for (String type : List.of("RSA", "EC", "EdDSA")) {
      String[] aliases = manager.getServerAliases(type, null);
      if (aliases != null) {
        X509Certificate certificate = manager.getCertificateChain(aliases[0])[0];
        PrivateKey key = manager.getPrivateKey(aliases[0]);
        if (certificate.getNotAfter().before(new Date())) {
          LOG.warn("the API's certificate has expired on {}", certificate.getNotAfter());
        }
        requirePair(certificate, key);
        return;
      }
    }
    throw new GeneralSecurityException("no RSA, EC or EdDSA key in it");
  }

  private static void requirePair(X509Certificate certificate, PrivateKey key)
      throws GeneralSecurityException {
    String algorithm =
        switch (key.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> key.getAlgorithm();
        };
    byte[] text = {1, 2, 3};
    Signature signing = Signature.getInstance(algorithm);
    signing.initSign(key);
    signing.update(text);
    Signature verifying = Signature.getInstance(algorithm);
    verifying.initVerify(certificate.getPublicKey());
    verifying.update(text);
    if (!verifying.verify(signing.sign())) {
      throw new GeneralSecurityException("the key is another certificate's");
    }
  }
}
