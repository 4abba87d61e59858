package dev.millrace.mysql;

import dev.millrace.dialect.Feature;
import dev.millrace.error.JobError;
import dev.millrace.mysqlerror.DestinationException;
import dev.millrace.mysqlerror.ServerErrors;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a session must be, whatever the server's defaults and its {@code init_connect} say: it is
 * set, and then asked whether it holds, for a proxy may swallow a SET. The row text is safe under
 * one sql_mode only, and its times mean what they say in one time zone only.
 */
final class SessionSettings {
  private static final int UNKNOWN_VARIABLE = 1193;

  /**
   * A record's 0 for an AUTO_INCREMENT column is 0. The wait_timeout is for a network that fails
   * between two packets of a transaction: the server does not learn of it, and would keep the
   * ledger's row locked for its default of eight hours.
   */
  private static final String LEAST =
      "SET SESSION wait_timeout=120,sql_mode='STRICT_TRANS_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE,"
          + "ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION,NO_AUTO_VALUE_ON_ZERO',"
          + "time_zone='+00:00',autocommit=1";

  /** Not every server of the protocol has all of these. */
  private static final String MORE =
      ",sql_select_limit=18446744073709551615,sql_big_selects=1,sql_safe_updates=0,"
          + "sql_auto_is_null=0,foreign_key_checks=1,unique_checks=1,sql_notes=1,completion_type=0"
          + "/*M!100201 ,max_statement_time=0,check_constraint_checks=1*/"
          + "/*!50720 ,max_execution_time=0*/";

  /** A statement of its own, as MariaDB before 11.1 has no such variable. */
  private static final String ISOLATION =
      ";SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED,READ WRITE";

  private static final String NAMES = ";SET NAMES utf8mb4";

  private static final String ASK_LEAST =
      "SELECT @@version,@@sql_mode,@@character_set_client,@@max_allowed_packet";

  private static final String SESSION_NUMBER = "session_number";

  static final String ASK =
      ASK_LEAST
          + ",@@time_zone,@@autocommit,@@sql_select_limit,@@sql_big_selects,@@foreign_key_checks,"
          + "@@sql_safe_updates,@@sql_auto_is_null,@@character_set_connection,@@completion_type"
          + "/*M!100201 ,@@tx_isolation,@@check_constraint_checks*/"
          + "/*!50720 ,@@transaction_isolation*/,CONNECTION_ID() AS "
          + SESSION_NUMBER;

  private static final int FIRST_ASKED = 4;

  /** A variable and the values that it may have. */
  private record Expected(String variable, String... values) {
    boolean holds(String value) {
      return Arrays.stream(values).anyMatch(value::equalsIgnoreCase);
    }
  }

  private static final List<Expected> EXPECTED =
      List.of(
          new Expected("time_zone", "+00:00"),
          new Expected("autocommit", "1", "ON"),
          new Expected("sql_select_limit", "18446744073709551615"),
          new Expected("sql_big_selects", "1", "ON"),
          new Expected("foreign_key_checks", "1", "ON"),
          new Expected("sql_safe_updates", "0", "OFF"),
          new Expected("sql_auto_is_null", "0", "OFF"),
          new Expected("character_set_connection", "utf8mb4"),
          new Expected("completion_type", "NO_CHAIN", "0"),
          new Expected("transaction_isolation", "READ-COMMITTED"),
          new Expected("check_constraint_checks", "1", "ON"));

  private static final Set<String> NEEDED_MODES =
      Set.of("NO_ZERO_IN_DATE", "NO_ZERO_DATE", "NO_AUTO_VALUE_ON_ZERO");

  private SessionSettings() {}

  /**
   * Sets the session and asks what it is; fails with {@link DestinationException} where it is not
   * so.
   */
  static Future<ServerFacts> establish(Session session) {
    boolean settable = session.dialect().can(Feature.SESSION_VARIABLES);
    if (!settable) {
      return session.send(ASK_LEAST).map(answer -> verified(answer, settable));
    }
    return session
        .send(LEAST + MORE + ISOLATION + NAMES)
        .recover(failure -> ifUnknown(failure, session, LEAST + ISOLATION + NAMES))
        .compose(set -> session.send(ASK))
        .recover(failure -> ifUnknown(failure, session, ASK_LEAST))
        .map(answer -> verified(answer, settable));
  }

  private static Future<RowSet<Row>> ifUnknown(Throwable failure, Session session, String sql) {
    return ServerErrors.of(failure).number() == UNKNOWN_VARIABLE
        ? session.send(sql)
        : Future.failedFuture(failure);
  }

  private static ServerFacts verified(RowSet<Row> answer, boolean settable) {
    if (!answer.iterator().hasNext()) {
      throw unfit("session-variable", "the server does not say what its variables are");
    }
    Row row = answer.iterator().next();
    Set<String> needed = row.size() > FIRST_ASKED ? NEEDED_MODES : Set.of();
    requireMode(text(row, 1).toUpperCase(Locale.ROOT), needed, settable);
    String charset = text(row, 2).toLowerCase(Locale.ROOT);
    if (!charset.equals("utf8mb4") && settable) {
      throw unfit(
          "charset",
          "the server takes the connection's text as "
              + charset
              + ", but utf8mb4 was asked for (skip-character-set-client-handshake?)");
    }
    boolean numbered = row.getColumnIndex(SESSION_NUMBER) >= 0;
    int variables = numbered ? row.size() - 1 : row.size();
    for (int i = 0; i < EXPECTED.size() && FIRST_ASKED + i < variables; i++) {
      Expected expected = EXPECTED.get(i);
      if (!expected.holds(text(row, FIRST_ASKED + i))) {
        throw differs(expected.variable(), text(row, FIRST_ASKED + i), expected.values()[0]);
      }
    }
    long number = numbered ? Long.parseLong(text(row, variables)) : 0;
    return new ServerFacts(text(row, 0), Long.parseLong(text(row, 3)), number);
  }

  private static void requireMode(String mode, Set<String> needed, boolean settable) {
    if (mode.contains("ANSI_QUOTES") || mode.contains("NO_BACKSLASH_ESCAPES")) {
      throw unfit(
          "sql-mode",
          "the server's sql_mode is '"
              + mode
              + "'; ANSI_QUOTES and"
              + " NO_BACKSLASH_ESCAPES must be off for the connection");
    }
    Set<String> modes = Arrays.stream(mode.split(",")).collect(Collectors.toSet());
    boolean strict = modes.contains("STRICT_TRANS_TABLES") || modes.contains("STRICT_ALL_TABLES");
    if (settable && !(strict && modes.containsAll(needed))) {
      throw differs("sql_mode", mode, "STRICT_TRANS_TABLES," + String.join(",", NEEDED_MODES));
    }
  }

  private static DestinationException differs(String variable, String value, String expected) {
    return unfit(
        "session-variable",
        "the session's "
            + variable
            + " is '"
            + value
            + "' although '"
            + expected
            + "' was set: does a proxy swallow SET? Have it pass session variables on, or name the"
            + " server itself");
  }

  private static DestinationException unfit(String code, String message) {
    return new DestinationException(JobError.of("database", code, message), false);
  }

  private static String text(Row row, int column) {
    return String.valueOf(row.getValue(column));
  }
}
