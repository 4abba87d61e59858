package dev.millrace.kafka;

import java.util.regex.Pattern;
import javax.security.auth.login.LoginException;

/** What is wrong with a SASL login, in a sentence with its cure. */
final class LoginErrors {
  private static final String OAUTH = "org.apache.kafka.common.security.oauthbearer.";
  private static final Pattern CLASS_NAMES = Pattern.compile("^(?:[\\w$]+\\.[\\w.$]+: )+");

  private LoginErrors() {}

  /**
   * @param cause an authentication that failed, at the broker or before it was asked
   */
  static String told(Throwable cause, String servers) {
    if (isFrom(cause, "com.sun.security.auth.module.Krb5")
        || isFrom(cause, "org.apache.kafka.common.security.kerberos.")
        || isFrom(cause, "sun.security.krb5.")
        || isFrom(cause, "sun.security.jgss.")) {
      return "the Kerberos login (GSSAPI) for the broker at "
          + servers
          + " failed: "
          + Causes.said(cause)
          + "; correct principal and keyTab in sasl.jaas.config (a file that the engine can read),"
          + " sasl.kerberos.service.name, or the machine's krb5.conf";
    }
    if (Causes.has(cause, LoginException.class) && isFrom(cause, OAUTH)) {
      return "no OAuth token was obtained for the broker at "
          + servers
          + ": "
          + reason(cause)
          + allowList(cause)
          + "; correct the client's id and secret, or sasl.oauthbearer.*";
    }
    if (Causes.said(cause).contains("\"invalid_token\"")) {
      return "the broker at "
          + servers
          + " refused the OAuth token: "
          + Causes.said(cause)
          + "; its log says why, such as another issuer or audience, or a signature it has no key"
          + " for: correct sasl.oauthbearer.*, or the client at the authorization server";
    }
    return "the broker at "
        + servers
        + " refused the credentials: "
        + Causes.said(cause)
        + "; correct user and password in sasl.jaas.config, or sasl.mechanism";
  }

  /** Whether SASL is wanted and there is no login module, neither of the source nor of the JVM. */
  static boolean lacksJaas(Throwable thrown) {
    Throwable cause = thrown;
    for (int i = 0; cause != null && i < Causes.MAX_CAUSES; i++) {
      if (Causes.said(cause).matches("(?s)Could not find a '.*' entry in the JAAS .*")) {
        return true;
      }
      cause = cause.getCause();
    }
    return false;
  }

  /** Empty, or what to do where Kafka's allow-lists of URLs and files are the obstacle. */
  static String allowList(Throwable cause) {
    String message = Causes.said(cause);
    return message.contains("oauthbearer.allowed.urls")
        ? "; name it in the setting kafka.allowedUrls"
        : message.contains("oauthbearer.allowed.files")
            ? "; name it in the setting kafka.allowedFiles"
            : "";
  }

  /** Where a login fails, the JDK makes a message of the whole stack trace: its first line. */
  private static String reason(Throwable cause) {
    String line = Causes.said(cause).strip().lines().findFirst().orElse("");
    return CLASS_NAMES.matcher(line).replaceFirst("");
  }

  private static boolean isFrom(Throwable thrown, String classes) {
    Throwable cause = thrown;
    for (int i = 0; cause != null && i < Causes.MAX_CAUSES; i++) {
      for (StackTraceElement frame : cause.getStackTrace()) {
        if (frame.getClassName().startsWith(classes)) {
          return true;
        }
      }
      cause = cause.getCause();
    }
    return false;
  }
}
