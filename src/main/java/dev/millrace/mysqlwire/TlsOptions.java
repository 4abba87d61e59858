package dev.millrace.mysqlwire;

import dev.millrace.mysqlerror.HandshakeException;
import dev.millrace.secret.Secret;
import dev.millrace.spec.Destination;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.TrustOptions;

/**
 * A destination's TLS as the driver's options; PEM texts are tried first, away from event loops.
 */
public final class TlsOptions {
  private TlsOptions() {}

  /**
   * Fails with {@link dev.millrace.mysqlerror.DestinationException} that names the field whose text
   * cannot be read.
   *
   * @param to its secrets resolved
   */
  public static Future<ClientSSLOptions> of(Vertx vertx, Destination to) {
    ClientSSLOptions options = new ClientSSLOptions();
    boolean verify = to.tls() == Destination.Tls.VERIFY;
    options.setHostnameVerificationAlgorithm(verify ? "HTTPS" : "");
    Destination.Certificates certificates = to.certificates();
    if (certificates.equals(Destination.Certificates.NONE)) {
      return Future.succeededFuture(verify ? options : options.setTrustAll(true));
    }
    TrustOptions trust =
        certificates.ca() == null
            ? null
            : new PemTrustOptions().addCertValue(buffer(certificates.ca()));
    KeyCertOptions own =
        certificates.certificate() == null
            ? null
            : new PemKeyCertOptions()
                .setCertValue(buffer(certificates.certificate()))
                .setKeyValue(buffer(certificates.key()));
    return vertx.executeBlocking(
        () -> {
          if (trust != null) {
            readable(() -> trust.getTrustManagerFactory(vertx), "tls.ca");
          }
          if (own != null) {
            readable(() -> own.getKeyManagerFactory(vertx), "tls.certificate or tls.key");
          }
          return (verify && trust != null
                  ? options.setTrustOptions(trust)
                  : trusting(options, verify))
              .setKeyCertOptions(own);
        },
        false);
  }

  private static ClientSSLOptions trusting(ClientSSLOptions options, boolean verify) {
    return verify ? options : options.setTrustAll(true);
  }

  private interface Reading {
    Object read() throws Exception;
  }

  private static void readable(Reading reading, String field) {
    try {
      reading.read();
    } catch (Exception e) {
      throw HandshakeException.badPem(field);
    }
  }

  private static Buffer buffer(Secret text) {
    return Buffer.buffer(text.reveal());
  }
}
