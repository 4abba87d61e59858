package dev.millrace.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.millrace.model.RejectCode;
import dev.millrace.sink.Trouble.Cure;
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
    row("INSERT INTO t (id,n,c) VALUES (2,1,9)", 4025, RejectCode.CHECK_VIOLATED, null);
    row("INSERT INTO t (id,n,j) VALUES (2,1,'{')", 4025, RejectCode.CHECK_VIOLATED, null);
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

  private void row(String sql, int number, RejectCode code, String column) {
    Trouble trouble = trouble(sql);
    assertThat(trouble.number()).as(sql).isEqualTo(number);
    assertThat(trouble.cure()).as(sql).isEqualTo(Cure.OTHER_ROWS);
    assertThat(trouble.reject()).as(sql).isEqualTo(code);
    assertThat(trouble.column()).as(sql).isEqualTo(column);
  }

  private void person(String sql, String code) {
    Trouble trouble = trouble(sql);
    assertThat(trouble.cure()).as(sql + trouble).isEqualTo(Cure.PERSON);
    assertThat(trouble.code()).as(sql + trouble).isEqualTo(code);
  }

  private Trouble trouble(String sql) {
    return ServerErrors.of(catchThrowable(() -> sql(sql)));
  }
}
