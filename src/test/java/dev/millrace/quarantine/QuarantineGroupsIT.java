package dev.millrace.quarantine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.millrace.mysqlerror.DestinationException;
import dev.millrace.sink.DatabaseIT;
import org.junit.jupiter.api.Test;

class QuarantineGroupsIT extends DatabaseIT {
  /** A second for each row that is counted. */
  private void slow(int rows) {
    sql("CREATE TABLE q (n INT)");
    for (int i = 0; i < rows; i++) {
      sql("INSERT INTO q VALUES (" + i + ")");
    }
    sql(
        "CREATE VIEW millrace_quarantine AS SELECT CONCAT('j',LEFT(SLEEP(1),0)) AS job,'t' AS"
            + " topic,0 AS `partition`,n AS `offset`,'empty' AS code,NULL AS column_name,NULL AS"
            + " table_name,'x' AS value,NULL AS path,'why' AS reason,TIMESTAMP'2026-11-22 08:00:00'"
            + " AS quarantined_at FROM q");
  }

  @Test
  void aPassThatTakesTooLongIsGivenUpAndSaysSo() {
    slow(10);
    QuarantineStore store = new QuarantineStore(vertx, "j", destination());
    long begin = System.nanoTime();

    Throwable failure =
        catchThrowable(
            () -> on(() -> new QuarantineGroups(store, 1).read().eventually(store::close)));

    assertThat(failure).isInstanceOf(DestinationException.class);
    assertThat(((DestinationException) failure).error().code()).isEqualTo("statement-timeout");
    assertThat(failure).hasMessageContaining("within 1 s").hasMessageContaining("page by page");
    assertThat(System.nanoTime() - begin).isLessThan(5_000_000_000L);
  }
}
