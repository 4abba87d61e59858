package dev.millrace.mysqlerror;

import dev.millrace.error.Fatal;
import dev.millrace.mysqlerror.DatabaseFailure.Recovery;
import io.vertx.core.VertxException;
import io.vertx.sqlclient.ClosedConnectionException;
import io.vertx.sqlclient.DatabaseException;
import java.io.IOException;
import java.security.cert.CertificateException;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;

/**
 * What a failure means for a batch: {@link ErrorNumbers} where the server answered, the exception's
 * kind where it did not. What is left needs a person: a failure of unknown kind must neither be
 * taken for the record's fault nor be waited out for ever.
 */
public final class ServerErrors {
  public static final int NO_SUCH_TABLE = ErrorNumbers.NO_SUCH_TABLE;
  private static final int BAD_VALUE = 1366;

  /** MySQL names the column with its table there, in one pair of quotes. */
  private static final int BAD_JSON = 3140;

  private static final Pattern COLUMN =
      Pattern.compile("[Cc]olumn (?:`[^`]*`\\.)*[`']([^`']+)[`']");

  /** Codes where no server answered, or none that is to be trusted. */
  private static final Set<String> UNANSWERED =
      Set.of(
          "timeout",
          "connection-lost",
          "unreachable",
          "file-asked",
          "bad-answer",
          "answer-too-large");

  private ServerErrors() {}

  /** Codes of failures after which the same may work. */
  public static Set<String> passingCodes() {
    Set<String> codes = ErrorNumbers.passingCodes();
    codes.addAll(UNANSWERED);
    return codes;
  }

  /** What {@code failure} means; it is a driver's exception or a {@link DestinationException}. */
  public static DatabaseFailure of(Throwable failure) {
    Fatal.check(failure);
    if (failure instanceof DestinationException known) {
      Recovery recovery = known.mayPass() ? Recovery.RETRY_LATER : Recovery.NEEDS_OPERATOR;
      return new DatabaseFailure(
          recovery, known.error().code(), 0, known.error().message(), null, null);
    }
    if (failure instanceof DatabaseException answered) {
      return of(answered.getErrorCode(), answered.getSqlState(), words(answered));
    }
    String message = failure.getMessage() == null ? failure.toString() : failure.getMessage();
    if (failure instanceof TimeoutException) {
      return waiting("timeout", "the server did not answer in time: " + message);
    }
    if (failure instanceof ClosedConnectionException) {
      return waiting("connection-lost", "the connection was lost");
    }
    if (failure instanceof SSLException && failure.getCause() instanceof CertificateException) {
      return new DatabaseFailure(Recovery.NEEDS_OPERATOR, "certificate", 0, message, null, null);
    }
    if (failure instanceof SSLException && message.startsWith("not an SSL/TLS record")) {
      return new DatabaseFailure(
          Recovery.NEEDS_OPERATOR, "no-tls", 0, "the server offers no TLS", null, null);
    }
    if (failure instanceof IOException) {
      return waiting("unreachable", message);
    }
    if (failure instanceof UnsupportedOperationException && message.contains("authentication")) {
      return new DatabaseFailure(
          Recovery.NEEDS_OPERATOR,
          "auth-plugin",
          0,
          message
              + ": give the account one of mysql_native_password and caching_sha2_password,"
              + " or name another account",
          null,
          null);
    }
    if (failure instanceof VertxException) {
      // The driver's "not active now" and the like.
      return waiting("connection-lost", message);
    }
    return new DatabaseFailure(
        Recovery.NEEDS_OPERATOR,
        "driver-error",
        0,
        "the database driver failed with an unknown error ("
            + failure.getClass().getSimpleName()
            + "): "
            + message,
        null,
        null);
  }

  static DatabaseFailure of(int number, String sqlState, String message) {
    DatabaseFailure raised = number == BAD_VALUE ? RaisedError.of(number, message) : null;
    if (raised != null) {
      return raised;
    }
    DatabaseFailure known = ErrorNumbers.of(number, sqlState == null ? "" : sqlState, message);
    String column = known.recovery() == Recovery.REJECT_ROWS ? column(message) : null;
    if (number == BAD_JSON && column != null) {
      column = column.substring(column.indexOf('.') + 1);
    }
    return new DatabaseFailure(
        known.recovery(), known.code(), number, message, known.reject(), column);
  }

  /** The server's own message; the driver wraps it together with the number and the state. */
  private static String words(DatabaseException answered) {
    String message = String.valueOf(answered.getMessage());
    String tail =
        ", errorCode=" + answered.getErrorCode() + ", sqlState=" + answered.getSqlState() + "}";
    String head = "{errorMessage=";
    return message.startsWith(head) && message.endsWith(tail)
        ? message.substring(head.length(), message.length() - tail.length())
        : message;
  }

  /** The column that the message names last; a value quoted before it cannot pose as one. */
  private static String column(String message) {
    String column = null;
    for (Matcher found = COLUMN.matcher(message); found.find(); ) {
      column = found.group(1);
    }
    return column;
  }

  private static DatabaseFailure waiting(String code, String message) {
    return new DatabaseFailure(Recovery.RETRY_LATER, code, 0, message, null, null);
  }
}
