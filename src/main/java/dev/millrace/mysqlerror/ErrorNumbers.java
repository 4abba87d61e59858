package dev.millrace.mysqlerror;

import static dev.millrace.error.RejectCode.CHECK_VIOLATED;
import static dev.millrace.error.RejectCode.DUPLICATE_KEY;
import static dev.millrace.error.RejectCode.FOREIGN_KEY;
import static dev.millrace.error.RejectCode.REFUSED_BY_SERVER;

import dev.millrace.error.RejectCode;
import dev.millrace.mysqlerror.DatabaseFailure.Recovery;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The table of the numbers that a server, or what stands before it, may answer to a write: what
 * each means for the batch. Only numbers in the list of the record's faults, the classes of
 * violated constraints (23, 44) and what a trigger raises by itself (45) blame a record; a number
 * that is not here needs a person, whatever its class: class 22 also holds the table's own faults.
 *
 * @see <a href="https://mariadb.com/kb/en/mariadb-error-code-reference/">MariaDB's numbers</a>
 * @see <a
 *     href="https://dev.mysql.com/doc/mysql-errors/9.0/en/server-error-reference.html">MySQL's</a>
 * @see <a href="https://docs.pingcap.com/tidb/stable/error-codes">TiDB's</a>
 */
final class ErrorNumbers {
  static final int NO_SUCH_TABLE = 1146;
  private static final Map<Integer, DatabaseFailure> TABLE = new HashMap<>();

  /** Codes of numbers after which the same may work. */
  static Set<String> passingCodes() {
    return TABLE.values().stream()
        .filter(DatabaseFailure::mayPass)
        .map(DatabaseFailure::code)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  static {
    // Passing: the transaction lost against another one; at once again.
    put(Recovery.RETRY_NOW, "deadlock", 1213, 1020, 1614, 1689, 3101, 8002, 8022, 9007);
    put(Recovery.RETRY_NOW, "lock-wait-timeout", 1205, 3572);
    put(Recovery.RETRY_NOW, "table-changed", 1412, 1615, 8028);

    // Passing: the server is busy, full, read-only or away; later again.
    put(Recovery.RETRY_LATER, "too-many-connections", 1040, 1203, 1226, 1129);
    put(Recovery.RETRY_LATER, "shutdown", 1053, 1927, 3032, 3169, 4031);
    put(Recovery.RETRY_LATER, "killed", 1317, 1028);
    put(Recovery.RETRY_LATER, "connection-lost", 1042, 1152, 1158, 1159, 1160, 1161, 1184);
    put(Recovery.RETRY_LATER, "read-only", 1223, 1290, 1792, 1836, 1874);
    put(Recovery.RETRY_LATER, "disk-full", 1021, 1114, 1030, 1026, 3, 1598);
    put(Recovery.RETRY_LATER, "out-of-memory", 1037, 1038, 1041, 1135, 1637);
    put(Recovery.RETRY_LATER, "not-ready", 1047, 1180, 1181, 1888);

    // Too much at once: fewer records are tried; where it cannot be fewer, a person or patience.
    put(Recovery.SMALLER_BATCH, "packet-too-large", 1153);
    put(Recovery.SMALLER_BATCH, "transaction-too-large", 1197, 1705, 1713, 8004);
    put(Recovery.SMALLER_BATCH, "lock-table-full", 1206);
    put(Recovery.RETRY_SMALLER_OR_LATER, "statement-timeout", 1969, 3024);
    put(Recovery.RETRY_SMALLER_OR_LATER, "not-ready", 3100);

    // The account's, the server's or the table's fault: a person.
    put(Recovery.NEEDS_OPERATOR, "access-denied", 1045, 1130, 1142, 1143, 1227, 1251, 1370, 1396);
    put(Recovery.NEEDS_OPERATOR, "access-denied", 1410, 1524, 1698, 1820, 1862, 3118, 4151);
    put(Recovery.NEEDS_OPERATOR, "auth-plugin", 2058, 2059);
    put(Recovery.NEEDS_OPERATOR, "database-denied", 1044);
    put(Recovery.NEEDS_OPERATOR, "unknown-database", 1049);
    put(Recovery.NEEDS_OPERATOR, "no-such-table", NO_SUCH_TABLE, 1932, 1109, 1051);
    put(Recovery.NEEDS_OPERATOR, "unknown-column", 1054);
    put(Recovery.NEEDS_OPERATOR, "no-default", 1364);
    put(Recovery.NEEDS_OPERATOR, "column-count", 1136);
    put(Recovery.NEEDS_OPERATOR, "column-twice", 1110);
    put(Recovery.NEEDS_OPERATOR, "packet-too-large", 1301);
    put(Recovery.NEEDS_OPERATOR, "binlog-format", 1665, 1785);
    put(Recovery.NEEDS_OPERATOR, "generated-column", 1906, 3105);
    put(Recovery.NEEDS_OPERATOR, "trigger-broken", 1422, 1424, 1442, 1360, 1305);
    put(Recovery.NEEDS_OPERATOR, "syntax", 1064, 1149);
    put(Recovery.NEEDS_OPERATOR, "table-default", 1067, 1101, 1294, 1978);
    put(Recovery.NEEDS_OPERATOR, "view", 1288, 1348, 1356, 1393, 1394, 1423, 1471);
    put(Recovery.NEEDS_OPERATOR, "no-more-numbers", 167, 1467, 4084);
    put(Recovery.NEEDS_OPERATOR, "table-damaged", 1034, 1035, 1194, 1195, 1712, 1808, 1814, 1877);
    put(Recovery.NEEDS_OPERATOR, "primary-key-demanded", 3750, 1173);
    put(Recovery.NEEDS_OPERATOR, "no-local-files", 1148, 3948, 4166);

    // The record's fault.
    putRow(DUPLICATE_KEY, 1062, 1022, 1169, 1586, 1761, 1762, 1859);
    putRow(CHECK_VIOLATED, 4025, 3819, 1369);
    putRow(FOREIGN_KEY, 1451, 1452, 1216, 1217, 1557);
    // NULL, range, length, character set, dates, divisions
    putRow(REFUSED_BY_SERVER, 1048, 1118, 1263, 1264, 1265, 1292, 1300, 1365, 1366, 1367, 1406);
    putRow(REFUSED_BY_SERVER, 1411, 1416, 1441, 1690, 3751, 3752);
    // partitions
    putRow(REFUSED_BY_SERVER, 1526, 1748);
    // what triggers say, or meet in what they select
    putRow(REFUSED_BY_SERVER, 1172, 1242, 1329, 1644, 1645);
    // JSON and geometry
    putRow(REFUSED_BY_SERVER, 3140, 3141, 3144, 3146, 3150, 3156, 3157, 3903, 3904);
    putRow(REFUSED_BY_SERVER, 4035, 4036, 4037, 4038, 4039, 4040, 3037, 3616, 3617, 3643);
    // one row that is larger than TiDB takes
    putRow(REFUSED_BY_SERVER, 8025);
  }

  private ErrorNumbers() {}

  /** What the number means; number and message are the caller's to fill in. */
  static DatabaseFailure of(int number, String sqlState, String message) {
    if (isTooLargeForCluster(number, message)) {
      return kind(Recovery.SMALLER_BATCH, "transaction-too-large");
    }
    DatabaseFailure known = TABLE.get(number);
    if (known != null) {
      return known;
    }
    // ProxySQL's own, and TiDB's storage; a proxy that has lost its server says the client's 2xxx.
    if (number >= 9000 && number <= 9099) {
      return kind(Recovery.RETRY_LATER, "not-ready");
    }
    if (number >= 2000 && number <= 2099) {
      return kind(Recovery.RETRY_LATER, "connection-lost");
    }
    return number == 1105 && isUnavailable(message)
        ? kind(Recovery.RETRY_LATER, "not-ready")
        : byState(sqlState.length() < 2 ? "" : sqlState.substring(0, 2));
  }

  /**
   * Galera says at the commit, by the operating system's EMSGSIZE, that a write set is too large.
   */
  private static boolean isTooLargeForCluster(int number, String message) {
    return (number == 1180 || number == 1030)
        && (message.contains("error 90 ") || message.contains("Message too long"));
  }

  /** Vitess has one number for everything, and gRPC's words in the text. */
  private static boolean isUnavailable(String message) {
    return message.contains("Unavailable")
        || message.contains("UNAVAILABLE")
        || message.contains("DeadlineExceeded")
        || message.contains("ResourceExhausted");
  }

  private static DatabaseFailure byState(String sqlClass) {
    return switch (sqlClass) {
      case "23", "44", "45" -> row(REFUSED_BY_SERVER);
      case "40" -> kind(Recovery.RETRY_NOW, "deadlock");
      case "08" -> kind(Recovery.RETRY_LATER, "connection-lost");
      case "28" -> kind(Recovery.NEEDS_OPERATOR, "access-denied");
      case "70" -> kind(Recovery.RETRY_LATER, "killed");
      default -> kind(Recovery.NEEDS_OPERATOR, "server-error");
    };
  }

  private static void put(Recovery recovery, String code, int... numbers) {
    for (int number : numbers) {
      TABLE.put(number, kind(recovery, code));
    }
  }

  private static void putRow(RejectCode reject, int... numbers) {
    for (int number : numbers) {
      TABLE.put(number, row(reject));
    }
  }

  private static DatabaseFailure kind(Recovery recovery, String code) {
    return new DatabaseFailure(recovery, code, 0, "", null, null);
  }

  private static DatabaseFailure row(RejectCode reject) {
    return new DatabaseFailure(Recovery.REJECT_ROWS, reject.label(), 0, "", reject, null);
  }
}
