package dev.millrace.mysqlerror;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.error.RejectCode;
import dev.millrace.mysqlerror.DatabaseFailure.Recovery;
import io.vertx.mysqlclient.MySQLException;
import io.vertx.sqlclient.ClosedConnectionException;
import java.net.ConnectException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServerErrorsTest {
  @ParameterizedTest
  @CsvSource({
    "1213, 40001, RETRY_NOW, deadlock",
    "1205, HY000, RETRY_NOW, lock-wait-timeout",
    "1040, 08004, RETRY_LATER, too-many-connections",
    "1290, HY000, RETRY_LATER, read-only",
    "1836, HY000, RETRY_LATER, read-only",
    "1114, HY000, RETRY_LATER, disk-full",
    "1021, HY000, RETRY_LATER, disk-full",
    "1053, 08S01, RETRY_LATER, shutdown",
    "1317, 70100, RETRY_LATER, killed",
    "1045, 28000, NEEDS_OPERATOR, access-denied",
    "1142, 42000, NEEDS_OPERATOR, access-denied",
    "1049, 42000, NEEDS_OPERATOR, unknown-database",
    "1146, 42S02, NEEDS_OPERATOR, no-such-table",
    "1054, 42S22, NEEDS_OPERATOR, unknown-column",
    "1364, HY000, NEEDS_OPERATOR, no-default",
    "1136, 21S01, NEEDS_OPERATOR, column-count",
    "1153, 08S01, SMALLER_BATCH, packet-too-large",
    "1062, 23000, REJECT_ROWS, duplicate-key",
    "4025, 23000, REJECT_ROWS, check-violated",
    "3819, HY000, REJECT_ROWS, check-violated",
    "1452, 23000, REJECT_ROWS, foreign-key",
    "1406, 22001, REJECT_ROWS, refused-by-server",
    "1644, 45000, REJECT_ROWS, refused-by-server",
    "64999, 45001, REJECT_ROWS, refused-by-server",
    "64999, 22XXX, NEEDS_OPERATOR, server-error",
    "1067, 42000, NEEDS_OPERATOR, table-default",
    "1978, 22007, NEEDS_OPERATOR, table-default",
    "1294, 22001, NEEDS_OPERATOR, table-default",
    "1467, HY000, NEEDS_OPERATOR, no-more-numbers",
    "9001, HY000, RETRY_LATER, not-ready",
    "9006, HY000, RETRY_LATER, not-ready",
    "9007, HY000, RETRY_NOW, deadlock",
    "2003, HY000, RETRY_LATER, connection-lost",
    "2013, HY000, RETRY_LATER, connection-lost",
    "2059, HY000, NEEDS_OPERATOR, auth-plugin",
    "1197, HY000, SMALLER_BATCH, transaction-too-large",
    "1206, HY000, SMALLER_BATCH, lock-table-full",
    "1969, 70100, RETRY_SMALLER_OR_LATER, statement-timeout",
    "3024, HY000, RETRY_SMALLER_OR_LATER, statement-timeout",
    "1223, HY000, RETRY_LATER, read-only",
    "1300, HY000, REJECT_ROWS, refused-by-server",
    "3157, 22032, REJECT_ROWS, refused-by-server",
    "1471, HY000, NEEDS_OPERATOR, view",
    "64999, 40002, RETRY_NOW, deadlock",
    "64999, 08S77, RETRY_LATER, connection-lost",
    "64999, HY000, NEEDS_OPERATOR, server-error"
  })
  void aNumberHasItsCureAndItsWord(int number, String state, Recovery recovery, String code) {
    DatabaseFailure databaseFailure = ServerErrors.of(number, state, "words");

    assertThat(databaseFailure.recovery()).isEqualTo(recovery);
    assertThat(databaseFailure.code()).isEqualTo(code);
    assertThat(databaseFailure.number()).isEqualTo(number);
    assertThat(databaseFailure.error().kind()).isEqualTo("database");
  }

  @Test
  void aClusterSaysByTheSystemsErrorThatATransactionIsTooLarge() {
    assertThat(
            ServerErrors.of(1180, "HY000", "Got error 90 'Message too long' during COMMIT")
                .recovery())
        .isEqualTo(Recovery.SMALLER_BATCH);
    assertThat(ServerErrors.of(1180, "HY000", "Got error 5 during COMMIT").recovery())
        .isEqualTo(Recovery.RETRY_LATER);
  }

  @Test
  void whatTheDriverCannotDoIsNoLostConnection() {
    DatabaseFailure plugin =
        ServerErrors.of(
            new UnsupportedOperationException("Unsupported authentication method: client_ed25519"));

    assertThat(plugin.code()).isEqualTo("auth-plugin");
    assertThat(plugin.recovery()).isEqualTo(Recovery.NEEDS_OPERATOR);
    assertThat(plugin.message()).contains("client_ed25519", "mysql_native_password");
    assertThat(ServerErrors.of(new IllegalStateException("x")).recovery())
        .isEqualTo(Recovery.NEEDS_OPERATOR);
    assertThat(ServerErrors.of(new IllegalStateException("x")).code()).isEqualTo("driver-error");
  }

  @Test
  void onlyTheGuardsOwnErrorIsAFence() {
    String text = "Incorrect integer value: '%s' for column `d`.`millrace_ledger`.`partition`";

    assertThat(ServerErrors.of(1366, "22007", text.formatted(RaisedError.FENCED.word())).recovery())
        .isEqualTo(Recovery.NOTHING_FENCED);
    assertThat(ServerErrors.of(1366, "22007", text.formatted("x")).recovery())
        .isEqualTo(Recovery.REJECT_ROWS);
  }

  @Test
  void theColumnIsTheOneNamedLast() {
    assertThat(column("Data too long for column 'v' at row 2")).isEqualTo("v");
    assertThat(column("Column 'n' cannot be null")).isEqualTo("n");
    assertThat(column("Incorrect integer value: 'column 'x'' for column `d`.`t`.`c` at row 1"))
        .isEqualTo("c");
    assertThat(column("Duplicate entry '1' for key 'PRIMARY'")).isNull();
  }

  @Test
  void theDriversWrappingIsTakenOff() {
    DatabaseFailure databaseFailure =
        ServerErrors.of(new MySQLException("a, errorCode=1 b", 1062, "23000"));

    assertThat(databaseFailure.message()).isEqualTo("a, errorCode=1 b");
    assertThat(databaseFailure.reject()).isEqualTo(RejectCode.DUPLICATE_KEY);
  }

  @Test
  void silenceAndLossPass() {
    assertThat(ServerErrors.of(new ConnectException("refused")).code()).isEqualTo("unreachable");
    assertThat(ServerErrors.of(new TimeoutException("t")).code()).isEqualTo("timeout");
    assertThat(ServerErrors.of(ClosedConnectionException.INSTANCE).code())
        .isEqualTo("connection-lost");
    assertThat(ServerErrors.of(new ConnectException("refused")).asException().mayPass()).isTrue();
  }

  private static String column(String message) {
    return ServerErrors.of(1366, "22007", message).column();
  }
}
