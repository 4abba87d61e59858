package dev.millrace.mysqlerror;

import dev.millrace.error.JobError;
import dev.millrace.spec.Destination;
import dev.millrace.spec.Destination.Tls;
import io.vertx.sqlclient.ClosedConnectionException;
import io.vertx.sqlclient.DatabaseException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Locale;
import javax.net.ssl.SSLException;

/** Why a session could not log in, in a sentence with the cure. */
public final class HandshakeException {
  private static final int ACCESS_DENIED = 1045;
  private static final int ACCESS_DENIED_BY_PLUGIN = 1698;
  private static final int DATABASE_DENIED = 1044;
  private static final int UNKNOWN_DATABASE = 1049;
  private static final int INSECURE_TRANSPORT = 3159;

  private HandshakeException() {}

  public static DestinationException noTls(Destination to) {
    return person(
        "no-tls",
        server(to)
            + " offers no TLS, which \"tls\": \""
            + to.tls().label()
            + "\" demands: switch TLS on there, or use preferred or disabled");
  }

  public static DestinationException clearPassword(Destination to) {
    return person(
        "tls-needed",
        server(to)
            + " asks for the password in clear text (mysql_clear_password); it gets it only with"
            + " \"tls\": \"verify\"");
  }

  public static DestinationException tlsNeeded(Destination to, String plugin) {
    return person(
        "tls-needed",
        "the account of user '"
            + to.user()
            + "' authenticates by "
            + plugin
            + ", which needs TLS (it is "
            + (to.tls() == Tls.DISABLED ? "disabled by the job" : "not offered by the server")
            + "): use TLS, give the server's RSA key as serverPublicKey, or, on a network"
            + " that you trust, \"allowPublicKeyRetrieval\": true");
  }

  public static DestinationException unknownPlugin(Destination to, String plugin) {
    return person(
        "auth-plugin",
        "the account of user '"
            + to.user()
            + "' authenticates by '"
            + plugin
            + "', which is not known here: give it mysql_native_password, caching_sha2_password or"
            + " sha256_password, or mysql_clear_password with \"tls\": \"verify\"");
  }

  public static DestinationException badPublicKey(Destination to) {
    return person(
        "public-key",
        to.serverKey().publicKey() == null
            ? server(to) + " sent an RSA key that cannot be read"
            : "serverPublicKey cannot be read: expected the server's RSA key as PEM, as in its file"
                + " public_key.pem or its variable caching_sha2_password_public_key");
  }

  public static DestinationException beforeTls(Destination to) {
    return person(
        "no-tls",
        server(to)
            + " sent data before TLS was established, which may be an attack from in between:"
            + " nothing was sent to it");
  }

  public static DestinationException noProtocol(Destination to) {
    return person(
        "bad-answer",
        server(to)
            + " does not follow the MySQL protocol during the log-in; are host and port"
            + " right?");
  }

  /**
   * The failure, or what is known of it beyond.
   *
   * @param encrypted whether the connection was, or was to be
   */
  public static Throwable explained(Throwable failure, Destination to, boolean encrypted) {
    if (failure instanceof DatabaseException answered) {
      return explained(answered, to, encrypted);
    }
    CertificateException certificate = cause(failure, CertificateException.class);
    if (certificate != null) {
      return person("certificate", certificate(certificate, to));
    }
    SSLException tls = cause(failure, SSLException.class);
    if (tls != null) {
      return tls(tls, to);
    }
    if (failure instanceof ClosedConnectionException && to.certificates().certificate() != null) {
      return waiting(
          server(to)
              + " closed the connection during log-in; it may not trust the certificate in"
              + " tls.certificate");
    }
    return failure instanceof ClosedConnectionException
        ? waiting(server(to) + " closed the connection during log-in")
        : failure;
  }

  private static Throwable explained(
      DatabaseException answered, Destination to, boolean encrypted) {
    int number = answered.getErrorCode();
    DatabaseFailure known = ServerErrors.of(answered);
    if (number == INSECURE_TRANSPORT) {
      return person(
          "tls-needed", known.message() + "; use \"tls\": \"required\" or \"verify\" for it");
    }
    if (number == UNKNOWN_DATABASE) {
      return person(
          known.code(),
          server(to)
              + " has no database '"
              + to.database()
              + "' ("
              + known.message()
              + "): create it, for Millrace creates tables only, or correct the name");
    }
    if (number == DATABASE_DENIED) {
      return person(
          known.code(),
          server(to)
              + " does not let user '"
              + to.user()
              + "' use the database '"
              + to.database()
              + "' ("
              + known.message()
              + "): check its name, or grant the user its rights on it");
    }
    if (number != ACCESS_DENIED && number != ACCESS_DENIED_BY_PLUGIN) {
      return answered;
    }
    String hint =
        !encrypted
            ? "; if they are right and the account demands TLS (REQUIRE SSL), use \"tls\":"
                + " \"required\" or \"verify\""
            : to.certificates().certificate() == null
                ? "; if they are right and the account demands a certificate (REQUIRE X509), give"
                    + " tls.certificate and tls.key"
                : "; if they are right and the account demands a certificate of its own (REQUIRE"
                    + " SUBJECT, ISSUER), check that tls.certificate is that one";
    return person(
        known.code(),
        server(to)
            + " refused user '"
            + to.user()
            + "' ("
            + known.message()
            + "): "
            + (to.password() == null ? "no password is given; " : "")
            + "check user and password"
            + hint);
  }

  private static String certificate(CertificateException e, Destination to) {
    String words = String.valueOf(e.getMessage());
    String why;
    if (cause(e, CertificateExpiredException.class) != null) {
      why = "has expired: renew it there";
    } else if (cause(e, CertificateNotYetValidException.class) != null) {
      why = "is not valid yet: compare the clocks of both machines";
    } else if (words.contains("No subject alternative")
        || words.contains("No name matching")
        || words.contains("hostname")) {
      why =
          "is for another name than '"
              + to.host()
              + "': connect by a name that it has, or give it this one";
    } else {
      why =
          to.certificates().ca() == null
              ? "is signed by no authority that Java trusts: give its authority's certificate as"
                  + " \"tls\": {\"mode\": \"verify\", \"ca\": …}"
              : "is not signed by what tls.ca holds: give the certificate of its authority there";
    }
    return "the certificate of " + server(to) + " " + why + " (" + words + ")";
  }

  private static Throwable tls(SSLException e, Destination to) {
    String words = String.valueOf(e.getMessage());
    String lower = words.toLowerCase(Locale.ROOT);
    if (lower.contains("not an ssl/tls record")) {
      return person("no-tls", server(to) + " offers TLS, but does not speak it (" + words + ")");
    }
    if (lower.contains("alert") && lower.contains("cert") || lower.contains("unknown_ca")) {
      return person(
          "certificate",
          server(to)
              + " does not accept the client's certificate: check that tls.certificate is signed by"
              + " an authority that the server trusts ("
              + words
              + ")");
    }
    if (lower.contains("alert") || lower.contains("protocol")) {
      return person(
          "tls-version",
          server(to) + " and Java have no version or cipher of TLS in common (" + words + ")");
    }
    return e;
  }

  /** For PEM texts that cannot be read, which is found while connecting. */
  public static DestinationException badPem(String field) {
    return person(
        "certificate",
        field
            + " cannot be read: expected "
            + (field.endsWith("key") ? "an unencrypted private key (PKCS #8)" : "certificates")
            + " as PEM text");
  }

  private static String server(Destination to) {
    return "the server at " + to.host() + ":" + to.port();
  }

  private static DestinationException person(String code, String message) {
    return new DestinationException(JobError.of("database", code, message), false);
  }

  private static DestinationException waiting(String message) {
    return new DestinationException(JobError.of("database", "unreachable", message), true);
  }

  private static <T extends Throwable> T cause(Throwable failure, Class<T> kind) {
    Throwable at = failure;
    for (int i = 0; at != null && i < 16; i++) {
      if (kind.isInstance(at)) {
        return kind.cast(at);
      }
      at = at.getCause();
    }
    return null;
  }
}
