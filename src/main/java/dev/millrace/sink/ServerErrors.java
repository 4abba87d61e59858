package dev.millrace.sink;

import static dev.millrace.model.RejectCode.CHECK_VIOLATED;
import static dev.millrace.model.RejectCode.DUPLICATE_KEY;
import static dev.millrace.model.RejectCode.FOREIGN_KEY;
import static dev.millrace.model.RejectCode.REFUSED_BY_SERVER;

import dev.millrace.model.Fatal;
import dev.millrace.model.RejectCode;
import dev.millrace.sink.Trouble.Cure;
import io.vertx.sqlclient.ClosedConnectionException;
import io.vertx.sqlclient.DatabaseException;
import java.io.IOException;
import java.security.cert.CertificateException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;

/**
 * The only home of the table of error numbers: what each means for a batch. Numbers not in it are
 * judged by their SQLSTATE class; what is left needs a person, for trouble of unknown kind must not
 * be taken for the record's fault.
 *
 * @see <a href="https://mariadb.com/kb/en/mariadb-error-code-reference/">MariaDB's numbers</a>
 * @see <a
 *     href="https://dev.mysql.com/doc/mysql-errors/8.4/en/server-error-reference.html">MySQL's</a>
 */
final class ServerErrors {
  static final int NO_SUCH_TABLE = 1146;
  private static final int BAD_VALUE = 1366;

  /** MySQL names the column with its table there, in one pair of quotes. */
  private static final int BAD_JSON = 3140;

  private static final Map<Integer, Trouble> TABLE = new HashMap<>();
  private static final Pattern COLUMN =
      Pattern.compile("[Cc]olumn (?:`[^`]*`\\.)*[`']([^`']+)[`']");

  static {
    put(Cure.AGAIN, "deadlock", 1213, 1020, 3101, 8002, 8022, 9007);
    put(Cure.AGAIN, "lock-wait-timeout", 1205, 3572);
    put(Cure.AGAIN, "table-changed", 1412, 8028);

    put(Cure.WAITING, "too-many-connections", 1040, 1203, 1226, 1129);
    put(Cure.WAITING, "shutdown", 1053, 1927, 4031);
    put(Cure.WAITING, "killed", 1317, 1028, 1969, 3024);
    put(Cure.WAITING, "connection-lost", 1152, 1158, 1159, 1160, 1161, 1184, 2006, 2013);
    put(Cure.WAITING, "read-only", 1290, 1792, 1836, 3100);
    put(Cure.WAITING, "disk-full", 1021, 1114, 1030, 1026, 3, 1598);
    put(Cure.WAITING, "out-of-memory", 1037, 1038, 1041, 1135, 1637);
    put(Cure.WAITING, "not-ready", 1047, 1180, 1181, 9002, 9003, 9005, 1888);

    put(Cure.PERSON, "access-denied", 1045, 1130, 1142, 1143, 1227, 1251, 1370, 1396);
    put(Cure.PERSON, "access-denied", 1410, 1524, 1698, 1820, 1862, 3118, 4151);
    put(Cure.PERSON, "database-denied", 1044);
    put(Cure.PERSON, "unknown-database", 1049);
    put(Cure.PERSON, "no-such-table", NO_SUCH_TABLE, 1932, 1109, 1051);
    put(Cure.PERSON, "unknown-column", 1054);
    put(Cure.PERSON, "no-default", 1364);
    put(Cure.PERSON, "column-count", 1136);
    put(Cure.PERSON, "column-twice", 1110);
    put(Cure.PERSON, "packet-too-large", 1153, 1301);
    put(Cure.PERSON, "binlog-format", 1665);
    put(Cure.PERSON, "generated-column", 1906, 3105);
    put(Cure.PERSON, "trigger-broken", 1422, 1442, 1360, 1305);
    put(Cure.PERSON, "syntax", 1064, 1149);

    putRow(DUPLICATE_KEY, 1062, 1022, 1169, 1586, 1761, 1762);
    putRow(CHECK_VIOLATED, 4025, 3819, 1369);
    putRow(FOREIGN_KEY, 1451, 1452, 1216, 1217, 1557);
    putRow(REFUSED_BY_SERVER, 1048, 1118, 1263, 1264, 1265, 1292, BAD_VALUE, 1367, 1406, 1411);
    putRow(REFUSED_BY_SERVER, 1416, 1526, 1365, 1644, 1690, 1748, BAD_JSON, 3156, 4038, 1467);
  }

  private ServerErrors() {}

  /** What {@code failure} means; it is a driver's exception or a {@link DatabaseTrouble}. */
  static Trouble of(Throwable failure) {
    Fatal.check(failure);
    if (failure instanceof DatabaseTrouble known) {
      Cure cure = known.mayPass() ? Cure.WAITING : Cure.PERSON;
      return new Trouble(cure, known.error().code(), 0, known.error().message(), null, null);
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
      return new Trouble(Cure.PERSON, "certificate", 0, message, null, null);
    }
    if (failure instanceof SSLException && message.startsWith("not an SSL/TLS record")) {
      return new Trouble(Cure.PERSON, "no-tls", 0, "the server offers no TLS", null, null);
    }
    if (failure instanceof IOException) {
      return waiting("unreachable", message);
    }
    // What is left of the driver are states of a connection that broke: SSL, "not active now", …
    return waiting("connection-lost", message);
  }

  static Trouble of(int number, String sqlState, String message) {
    if (number == BAD_VALUE && message.contains(LedgerSql.FENCED)) {
      return new Trouble(Cure.NOTHING_FENCED, "fenced", number, message, null, null);
    }
    if (number == BAD_VALUE && message.contains(LedgerSql.FULL)) {
      return new Trouble(Cure.NOTHING_FULL, "quarantine-full", number, message, null, null);
    }
    if (number == BAD_VALUE && message.contains(TableGuard.CHANGED)) {
      return new Trouble(Cure.TABLE_CHANGED, "table-changed", number, message, null, null);
    }
    if (number == BAD_VALUE && message.contains(LoadSql.INCOMPLETE)) {
      return new Trouble(Cure.AS_INSERT, "load-incomplete", number, message, null, null);
    }
    Trouble known = TABLE.get(number);
    if (known == null) {
      known = byState(sqlState == null ? "" : sqlState);
    }
    String column = known.cure() == Cure.OTHER_ROWS ? column(message) : null;
    if (number == BAD_JSON && column != null) {
      column = column.substring(column.indexOf('.') + 1);
    }
    return new Trouble(known.cure(), known.code(), number, message, known.reject(), column);
  }

  private static Trouble byState(String sqlState) {
    String sqlClass = sqlState.length() < 2 ? "" : sqlState.substring(0, 2);
    return switch (sqlClass) {
      case "22", "23", "44", "45" -> kind(Cure.OTHER_ROWS, REFUSED_BY_SERVER);
      case "40" -> new Trouble(Cure.AGAIN, "deadlock", 0, "", null, null);
      case "08" -> waiting("connection-lost", "");
      case "28" -> new Trouble(Cure.PERSON, "access-denied", 0, "", null, null);
      case "70" -> waiting("killed", "");
      default -> new Trouble(Cure.PERSON, "server-error", 0, "", null, null);
    };
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

  private static void put(Cure cure, String code, int... numbers) {
    for (int number : numbers) {
      TABLE.put(number, new Trouble(cure, code, number, "", null, null));
    }
  }

  private static void putRow(RejectCode reject, int... numbers) {
    for (int number : numbers) {
      TABLE.put(number, kind(Cure.OTHER_ROWS, reject));
    }
  }

  private static Trouble kind(Cure cure, RejectCode reject) {
    return new Trouble(cure, reject.label(), 0, "", reject, null);
  }

  private static Trouble waiting(String code, String message) {
    return new Trouble(Cure.WAITING, code, 0, message, null, null);
  }
}
