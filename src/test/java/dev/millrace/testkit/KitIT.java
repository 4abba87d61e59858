package dev.millrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(RealServers.class)
class KitIT {
  private static final Workload WORKLOAD = new Workload(42);

  @Test
  void whatIsProducedIsConsumed(EmbeddedKafka kafka) {
    String topic = RealServers.freshTopic(2);

    try (WorkloadProducer producer = new WorkloadProducer(kafka, WORKLOAD, topic, 2)) {
      producer.produce(0, 10);
    }

    try (KafkaConsumer<byte[], byte[]> consumer = kafka.consumer()) {
      TopicPartition second = new TopicPartition(topic, 1);
      consumer.assign(List.of(second));
      List<ConsumerRecord<byte[], byte[]>> records =
          Eventually.get(
              "records",
              Duration.ofSeconds(60),
              () -> consumer.poll(Duration.ofSeconds(1)).records(second),
              polled -> polled.size() == 5);
      assertThat(records.get(4).offset()).isEqualTo(4);
      assertThat(records.get(4).value()).isEqualTo(WORKLOAD.record(9));
    }
  }

  @Test
  void topicsGrowAndGo(EmbeddedKafka kafka) {
    String topic = RealServers.freshTopic(1);

    kafka.addPartitions(topic, 3);
    kafka.deleteTopic(topic);
    kafka.createTopic(topic, 2);

    try (KafkaConsumer<byte[], byte[]> consumer = kafka.consumer()) {
      assertThat(consumer.partitionsFor(topic)).hasSize(2);
    }
  }

  @Test
  void warningsAndNotesOfOtherwiseGoodStatementsAreCounted(EmbeddedMariaDb database) {
    String table = RealServers.freshDatabase() + ".t";
    database.execute("CREATE TABLE " + table + " (d DECIMAL(5,2), c CHAR(2))");

    try (WarningCounter counter = new WarningCounter(database.host(), database.port());
        Sql sql = new Sql("127.0.0.1", counter.port(), database.user(), database.password())) {
      sql.execute("INSERT INTO " + table + " VALUES (1.25,'a'),(-1,'b')");
      assertThat(sql.query("SELECT '', '', c FROM " + table)).hasSize(2);
      assertThat(counter.affectedRows()).isEqualTo(2);
      assertThat(counter.warnings()).isZero();

      sql.execute("BEGIN;INSERT INTO " + table + " VALUES (2,'c'),(1.005,'d'),(3,'e ');COMMIT");
      assertThat(counter.affectedRows()).isEqualTo(5);
      assertThat(counter.warnings()).as("1.005 is cut with a note").isEqualTo(1);
      assertThat(counter.firstWarned()).startsWith("BEGIN;INSERT INTO").contains("1.005");
      assertThat(counter.statements()).isEqualTo(4);
    }
  }

  @Test
  void theDatabasesChecksumIsTheGenerators(EmbeddedMariaDb database) {
    String table = RealServers.freshDatabase() + ".events";
    database.execute(WorkloadTable.createTable(table));

    StringBuilder insert = new StringBuilder("INSERT INTO " + table + " VALUES ");
    for (int i = 0; i < 1_000; i++) {
      insert.append(i == 0 ? "" : ",").append(values(WORKLOAD.row(i)));
    }
    database.execute(insert.toString());

    assertThat(
            database.query(
                "SELECT " + WorkloadTable.rowExpression() + " FROM " + table + " ORDER BY id"))
        .extracting(row -> row.get(0))
        .containsExactlyElementsOf(
            java.util.stream.LongStream.range(0, 1_000).mapToObj(WORKLOAD::row).toList());
    assertThat(Checksum.of(database, table)).isEqualTo(WORKLOAD.checksum(0, 1_000));
  }

  @Test
  void wrongPasswordIsRefused(EmbeddedMariaDb database) {
    try (Sql sql = new Sql(database.host(), database.port(), database.user(), "wrong")) {
      assertThatThrownBy(() -> sql.value("SELECT 1")).hasMessageContaining("Access denied");
    }
  }

  @Test
  void aCutBehindAPacketLosesTheAnswerNotTheStatement(EmbeddedMariaDb database) {
    String table = RealServers.freshDatabase() + ".t";
    database.execute("CREATE TABLE " + table + " (a INT)");

    try (FaultProxy proxy = new FaultProxy(database.host(), database.port());
        Sql sql = new Sql("127.0.0.1", proxy.port(), database.user(), database.password())) {
      sql.execute("INSERT INTO " + table + " VALUES (1)");
      proxy.cutAfterPackets(1);
      assertThatThrownBy(() -> sql.execute("INSERT INTO " + table + " VALUES (2)"));
      Eventually.until(
          "the statement ran",
          Duration.ofSeconds(60),
          () -> database.number("SELECT COUNT(*) FROM " + table) == 2);
      proxy.cutAfterBytes(10);
      assertThatThrownBy(() -> sql.execute("INSERT INTO " + table + " VALUES (3)"));
      proxy.refuse();
      assertThatThrownBy(() -> sql.execute("INSERT INTO " + table + " VALUES (4)"));
      proxy.heal();
      sql.execute("INSERT INTO " + table + " VALUES (5)");
    }

    assertThat(database.query("SELECT a FROM " + table + " ORDER BY a"))
        .isEqualTo(List.of(List.of("1"), List.of("2"), List.of("5")));
  }

  @Test
  void serversComeBackOnTheSamePortWithTheirData() {
    try (EmbeddedKafka kafka = new EmbeddedKafka().start();
        EmbeddedMariaDb database = new EmbeddedMariaDb().start()) {
      assumeFalse(database.isExternal(), "the server of -Ddb.uri is not to be stopped");
      kafka.createTopic("kept", 1);
      database.createDatabase("kept");
      database.execute("CREATE TABLE kept.t (a INT)");

      kafka.stopBroker();
      kafka.startBroker();
      database.kill();
      database.restart();
      database.suspend();
      database.resume();

      try (KafkaConsumer<byte[], byte[]> consumer = kafka.consumer()) {
        assertThat(consumer.partitionsFor("kept")).hasSize(1);
      }
      assertThat(
              Eventually.get(
                  "rows",
                  Duration.ofSeconds(60),
                  () -> database.number("SELECT COUNT(*) FROM kept.t"),
                  n -> true))
          .isZero();
    }
  }

  @Test
  void recordsAreOfTheStatedSizeAndTheDirtyOneIsDirty() {
    double mean =
        java.util.stream.LongStream.range(0, 10_000)
            .map(i -> WORKLOAD.record(i).length)
            .average()
            .orElseThrow();

    assertThat(mean).isBetween(470.0, 510.0);
    assertThat(new String(WORKLOAD.withDirtyValueAt(3).record(3), StandardCharsets.UTF_8))
        .contains("\"qty\":\"many\"");
    assertThat(WORKLOAD.withDirtyValueAt(3).record(2)).isEqualTo(WORKLOAD.record(2));
    assertThat(WORKLOAD.withDirtyValueEvery(4).record(6))
        .isEqualTo(WORKLOAD.withDirtyValueAt(6).record(6));
    assertThat(WORKLOAD.withDirtyValueEvery(4).record(7)).isEqualTo(WORKLOAD.record(7));
  }

  private static String values(String row) {
    StringBuilder out = new StringBuilder("(");
    for (String value : row.split("\\|")) {
      out.append(out.length() == 1 ? "'" : ",'")
          .append(value.replace("'", "''").replace("\\", "\\\\"))
          .append("'");
    }
    return out.append(")").toString();
  }
}
