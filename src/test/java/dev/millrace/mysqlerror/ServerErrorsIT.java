package dev.millrace.mysqlerror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.millrace.error.RejectCode;
import dev.millrace.flow.WriteOutcome;
import dev.millrace.mysql.Connections;
import dev.millrace.mysql.Session;
import dev.millrace.mysqlerror.DatabaseFailure.Recovery;
import dev.millrace.sink.DatabaseIT;
import dev.millrace.spec.Destination;
import dev.millrace.spec.WriteSpec.Delivery;
import dev.millrace.spec.WriteSpec.Mode;
import dev.millrace.testkit.Eventually;
import dev.millrace.testkit.Numbers;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The numbers that a real server gives in a session such as the sink's. */
class ServerErrorsIT extends DatabaseIT {
  @Test
  void rowFaults() {
    sql("CREATE TABLE p (id INT PRIMARY KEY)");
    sql("INSERT INTO p VALUES (1)");
    sql(
        "CREATE TABLE t (id INT PRIMARY KEY, n INT NOT NULL, d DATE, v VARCHAR(2),"
            + " e ENUM('a'), p INT, dec2 DECIMAL(3,1), c INT CHECK (c<5), j JSON, u INT UNSIGNED,"
            + " l1 VARCHAR(9) CHARACTER SET latin1, FOREIGN KEY (p) REFERENCES p(id))");
    sql("INSERT INTO t (id,n) VALUES (1,1)");
    sql("CREATE TABLE parts (id INT) PARTITION BY RANGE (id) (PARTITION a VALUES LESS THAN (5))");

    row("INSERT INTO t (id,n) VALUES (1,1)", 1062, RejectCode.DUPLICATE_KEY, null);
    row("INSERT INTO t (id,n) VALUES (2,NULL)", 1048, RejectCode.REFUSED_BY_SERVER, "n");
    row("INSERT INTO t (id,n) VALUES (2,3000000000)", 1264, RejectCode.REFUSED_BY_SERVER, "n");
    row("INSERT INTO t (id,n) VALUES (2,'x')", 1366, RejectCode.REFUSED_BY_SERVER, "n");
    row("INSERT INTO t (id,n) VALUES (2,'1x')", 1265, RejectCode.REFUSED_BY_SERVER, "n");
    row(
        "INSERT INTO t (id,n,d) VALUES (2,1,'2024-02-30')",
        1292,
        RejectCode.REFUSED_BY_SERVER,
        "d");
    row(
        "INSERT INTO t (id,n,d) VALUES (2,1,'0000-00-00')",
        1292,
        RejectCode.REFUSED_BY_SERVER,
        "d");
    row("INSERT INTO t (id,n,v) VALUES (2,1,'xxx')", 1406, RejectCode.REFUSED_BY_SERVER, "v");
    row("INSERT INTO t (id,n,e) VALUES (2,1,'b')", 1265, RejectCode.REFUSED_BY_SERVER, "e");
    row("INSERT INTO t (id,n,dec2) VALUES (2,1,1000)", 1264, RejectCode.REFUSED_BY_SERVER, "dec2");
    row("INSERT INTO t (id,n,u) VALUES (2,1,-1)", 1264, RejectCode.REFUSED_BY_SERVER, "u");
    row("INSERT INTO t (id,n,l1) VALUES (2,1,'漢')", 1366, RejectCode.REFUSED_BY_SERVER, "l1");
    row("INSERT INTO t (id,n,p) VALUES (2,1,9)", 1452, RejectCode.FOREIGN_KEY, null);
    if (server.isMySql()) {
      row("INSERT INTO t (id,n,c) VALUES (2,1,9)", 3819, RejectCode.CHECK_VIOLATED, null);
      row("INSERT INTO t (id,n,j) VALUES (2,1,'{')", 3140, RejectCode.REFUSED_BY_SERVER, "j");
    } else {
      row("INSERT INTO t (id,n,c) VALUES (2,1,9)", 4025, RejectCode.CHECK_VIOLATED, null);
      row("INSERT INTO t (id,n,j) VALUES (2,1,'{')", 4025, RejectCode.CHECK_VIOLATED, null);
    }
    row("INSERT INTO t (id,n) VALUES (2,1/0)", 1365, RejectCode.REFUSED_BY_SERVER, null);
    row("INSERT INTO parts VALUES (7)", 1526, RejectCode.REFUSED_BY_SERVER, null);
    assertThat(one("SELECT COUNT(*) FROM t")).isEqualTo("1");
  }

  @Test
  void whatNeedsAPerson() {
    sql("CREATE TABLE t (id INT PRIMARY KEY, n INT NOT NULL, g INT AS (n+1) STORED)");

    person("INSERT INTO nowhere VALUES (1)", "no-such-table");
    person("INSERT INTO t (nix) VALUES (1)", "unknown-column");
    person("INSERT INTO t (id) VALUES (1)", "no-default");
    person("INSERT INTO t (id,n) VALUES (1,2,3)", "column-count");
    person("INSERT INTO t (id,id,n) VALUES (1,2,3)", "column-twice");
    person("INSERT INTO t (id,n,g) VALUES (1,2,3)", "generated-column");
    person("INSERT INTO", "syntax");
    person("USE nowhere", "unknown-database");
  }

  @Test
  void contestsThatAreLost() {
    sql("CREATE TABLE t (id INT PRIMARY KEY, n INT)");
    sql("INSERT INTO t VALUES (1,1),(2,2)");
    Session rival = open(destination());
    on(() -> rival.send("SET SESSION innodb_lock_wait_timeout=1"));
    sql("BEGIN");
    sql("UPDATE t SET n=0 WHERE id=1");

    Throwable waited = catchThrowable(() -> on(() -> rival.send("UPDATE t SET n=9 WHERE id=1")));

    expect(waited, 1205, Recovery.RETRY_NOW, "lock-wait-timeout");
    on(() -> rival.send("SET SESSION innodb_lock_wait_timeout=50"));
    on(() -> rival.send("BEGIN;UPDATE t SET n=9 WHERE id=2"));
    Future<?> blocked = on(() -> Future.succeededFuture(rival.send("UPDATE t SET n=9 WHERE id=1")));
    Eventually.until(
        "the rival waits for the lock",
        Duration.ofSeconds(30),
        () ->
            one("SELECT COUNT(*) FROM information_schema.INNODB_TRX WHERE trx_state='LOCK WAIT'"
                    + " AND trx_query LIKE '%n=9 WHERE id=1'")
                .equals("1"));
    Throwable mine = catchThrowable(() -> sql("UPDATE t SET n=0 WHERE id=2"));
    Throwable its = mine != null ? null : catchThrowable(() -> get(blocked));
    expect(mine != null ? mine : its, 1213, Recovery.RETRY_NOW, "deadlock");
    sql("ROLLBACK");
    get(blocked.transform(done -> Future.succeededFuture()));
    on(rival::close);
  }

  @Test
  void serversThatCannotJustNow() {
    sql("CREATE TABLE t (id INT PRIMARY KEY, v LONGTEXT)");
    sql("CREATE USER plain@'%' IDENTIFIED BY 'p'");
    sql("GRANT SELECT,INSERT ON " + database + ".* TO plain@'%'");
    Session plain = open(as(destination(), "plain", "p"));
    sql("SET GLOBAL read_only=1");
    try {
      Throwable readOnly =
          catchThrowable(() -> on(() -> plain.send("INSERT INTO t (id) VALUES (1)")));
      expect(readOnly, 1290, Recovery.RETRY_LATER, "read-only");
    } finally {
      sql("SET GLOBAL read_only=0");
    }

    String id = on(() -> plain.send("SELECT CONNECTION_ID()")).iterator().next().getValue(0) + "";
    sql("KILL " + id);
    Throwable killed = catchThrowable(() -> on(() -> plain.send("SELECT 1")));
    expect(killed, Recovery.RETRY_LATER);

    // MariaDB's temporary tablespace has a bound here; a full one is a full disk's error. MySQL
    // gives each session one without bound, so it has to be a table in memory.
    Throwable full =
        catchThrowable(
            () -> {
              sql("SET SESSION max_heap_table_size=16384");
              sql(
                  server.isMySql()
                      ? "CREATE TEMPORARY TABLE tmp (v VARCHAR(8000)) ENGINE=MEMORY"
                      : "CREATE TEMPORARY TABLE tmp (v LONGTEXT) ENGINE=InnoDB");
              sql("INSERT INTO tmp SELECT REPEAT('x',8000) FROM " + Numbers.below(6_000));
            });
    expect(full, 1114, Recovery.RETRY_LATER, "disk-full");
    sql("DROP TEMPORARY TABLE tmp");
    sql("DROP USER plain@'%'");
  }

  @Test
  void whatSomebodyTookAway() {
    sql("CREATE TABLE t (id INT PRIMARY KEY, v LONGTEXT)");
    sql("CREATE USER plain@'%' IDENTIFIED BY 'p'");
    sql("GRANT SELECT,INSERT ON " + database + ".t TO plain@'%'");
    Session plain = open(as(destination(), "plain", "p"));
    on(() -> plain.send("INSERT INTO t (id) VALUES (1)"));

    sql("ALTER TABLE t MODIFY v VARCHAR(2)");
    Throwable narrow = catchThrowable(() -> on(() -> plain.send("INSERT INTO t VALUES (2,'xxx')")));
    expect(narrow, 1406, Recovery.REJECT_ROWS, "refused-by-server");
    sql("ALTER TABLE t DROP v");
    Throwable gone =
        catchThrowable(() -> on(() -> plain.send("INSERT INTO t (id,v) VALUES (2,'x')")));
    expect(gone, 1054, Recovery.NEEDS_OPERATOR, "unknown-column");
    sql("REVOKE INSERT ON " + database + ".t FROM plain@'%'");
    Throwable denied = catchThrowable(() -> on(() -> plain.send("INSERT INTO t (id) VALUES (2)")));
    expect(denied, 1142, Recovery.NEEDS_OPERATOR, "access-denied");
    sql("DROP TABLE t");
    Throwable dropped = catchThrowable(() -> on(() -> plain.send("SELECT id FROM t")));
    expect(dropped, 1146, Recovery.NEEDS_OPERATOR, "no-such-table");
    sql("ALTER USER plain@'%' IDENTIFIED BY 'other'");
    Throwable password = catchThrowable(() -> open(as(destination(), "plain", "p")));
    assertThat(expect(password, Recovery.NEEDS_OPERATOR).code()).isEqualTo("access-denied");
    sql("DROP USER plain@'%'");
  }

  @Test
  void aPacketThatIsTooLarge() {
    String before = one("SELECT @@GLOBAL.max_allowed_packet");
    sql("SET GLOBAL max_allowed_packet=65536");
    try {
      Session small = open(destination());

      Throwable large =
          catchThrowable(() -> on(() -> small.send("SELECT '" + "x".repeat(200_000) + "'")));

      expect(large, 1153, Recovery.SMALLER_BATCH, "packet-too-large");
    } finally {
      sql("SET GLOBAL max_allowed_packet=" + before);
    }
  }

  @Test
  void aLaneWaitsForAFullTableToGetRoom() {
    sql("SET SESSION max_heap_table_size=16384");
    sql("CREATE TABLE m (id INT, v CHAR(200)) ENGINE=MEMORY");
    Lane lane = lane(place("m"), Mode.INSERT, Delivery.AT_LEAST_ONCE, List.of("id", "v"));
    lane.claimed(0, 0);
    Throwable full = null;
    while (full == null) {
      full = catchThrowable(() -> sql("INSERT INTO m VALUES (0,'fills')"));
    }
    expect(full, 1114, Recovery.RETRY_LATER, "disk-full");

    Future<WriteOutcome> pending = lane.send(batch(0, 1, "(1,'a')"));
    Eventually.until("the lane waits", Duration.ofSeconds(30), () -> !events.isEmpty());
    assertThat(events.toString()).contains("code=disk-full");
    sql("DELETE FROM m");

    assertThat(get(pending)).isInstanceOf(WriteOutcome.Committed.class);
    assertThat(one("SELECT v FROM m WHERE id=1")).isEqualTo("a");
  }

  private Session open(Destination destination) {
    return on(() -> new Connections(vertx, destination, QUICK).open());
  }

  private static void expect(Throwable failure, int number, Recovery recovery, String code) {
    DatabaseFailure databaseFailure = expect(failure, recovery);
    assertThat(databaseFailure.number()).as(databaseFailure.toString()).isEqualTo(number);
    assertThat(databaseFailure.code()).as(databaseFailure.toString()).isEqualTo(code);
  }

  private static DatabaseFailure expect(Throwable failure, Recovery recovery) {
    assertThat(failure).isNotNull();
    DatabaseFailure databaseFailure =
        ServerErrors.of(
            failure.getCause() != null && failure.getClass() == RuntimeException.class
                ? failure.getCause()
                : failure);
    assertThat(databaseFailure.recovery()).as(databaseFailure.toString()).isEqualTo(recovery);
    return databaseFailure;
  }

  private void row(String sql, int number, RejectCode code, String column) {
    DatabaseFailure databaseFailure = failure(sql);
    assertThat(databaseFailure.number()).as(sql).isEqualTo(number);
    assertThat(databaseFailure.recovery()).as(sql).isEqualTo(Recovery.REJECT_ROWS);
    assertThat(databaseFailure.reject()).as(sql).isEqualTo(code);
    assertThat(databaseFailure.column()).as(sql).isEqualTo(column);
  }

  private void person(String sql, String code) {
    DatabaseFailure databaseFailure = failure(sql);
    assertThat(databaseFailure.recovery())
        .as(sql + databaseFailure)
        .isEqualTo(Recovery.NEEDS_OPERATOR);
    assertThat(databaseFailure.code()).as(sql + databaseFailure).isEqualTo(code);
  }

  private DatabaseFailure failure(String sql) {
    return ServerErrors.of(catchThrowable(() -> sql(sql)));
  }
}
