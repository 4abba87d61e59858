package dev.millrace.kafka;

import java.util.Locale;

/** What the JDK says of a TLS handshake that failed, with what to do about it. */
final class TlsErrors {
  private static final int MAX_CAUSES = 10;

  private static final String NO_TLS =
      "the port has no TLS; set the property security.protocol to PLAINTEXT or SASL_PLAINTEXT, or"
          + " name the port with TLS";

  private TlsErrors() {}

  static String noTls(String place) {
    return "TLS with the broker at " + place + " failed: " + NO_TLS;
  }

  static String told(Throwable thrown) {
    StringBuilder all = new StringBuilder();
    String last = "";
    Throwable cause = thrown;
    for (int i = 0; cause != null && i < MAX_CAUSES; i++) {
      if (cause.getMessage() != null) {
        last = cause.getMessage();
        all.append(last).append('\n');
      }
      cause = cause.getCause();
    }
    return last + ": " + cure(all.toString().toLowerCase(Locale.ROOT));
  }

  private static String cure(String said) {
    if (said.contains("unrecognized ssl message") || said.contains("plaintext connection")) {
      return "the port has no TLS; set the property security.protocol to PLAINTEXT or"
          + " SASL_PLAINTEXT, or name the port with TLS";
    }
    if (said.contains("no subject alternative") || said.contains("no name matching")) {
      return "the broker's certificate is for another host name; name the broker as the certificate"
          + " does, or set ssl.endpoint.identification.algorithm to \"\" where that is safe";
    }
    if (said.contains("notafter") || said.contains("expired")) {
      return "the certificate has expired; renew it";
    }
    if (said.contains("pkix") || said.contains("unable to find valid certification path")) {
      return "the certificate of the broker is from an authority that is not trusted; name it by"
          + " ssl.truststore.certificates (PEM) or ssl.truststore.location";
    }
    if (said.contains("bad_certificate") || said.contains("certificate_required")) {
      return "the broker wants a certificate of the client's; set ssl.keystore.certificate.chain"
          + " and ssl.keystore.key, or ssl.keystore.location";
    }
    return "compare the properties ssl.* with the broker's";
  }
}
