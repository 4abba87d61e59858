package dev.millrace.job;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.conformance.ColumnCase;
import dev.millrace.conformance.Outcome;
import dev.millrace.testkit.EmbeddedKafka;
import dev.millrace.testkit.EmbeddedMariaDb;
import dev.millrace.testkit.RealServers;
import dev.millrace.testkit.WarningCounter;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * One table, one topic and one job with {@code dirtyData: quarantine}. Each record has one value
 * for one column, so that the row, or the record's line in the quarantine, says what became of it.
 */
final class ConformanceRun {
  private static final Duration LONG = Duration.ofMinutes(5);

  private final EmbeddedMariaDb database;
  private final List<ColumnCase> columns;
  private final String schema = RealServers.freshDatabase();
  private final String topic = RealServers.freshTopic(1);

  /** Columns of the records, by offset; values of one column follow each other. */
  private final List<Integer> columnOf = new ArrayList<>();

  private final List<String> values = new ArrayList<>();
  private WarningCounter counter;

  private final String method;

  /**
   * @param method how rows are written: {@code insert} or {@code load}
   */
  ConformanceRun(EmbeddedMariaDb database, List<ColumnCase> columns, String method) {
    this.database = database;
    this.columns = columns;
    this.method = method;
  }

  void add(int column, String json) {
    columnOf.add(column);
    values.add(json);
  }

  int size() {
    return values.size();
  }

  ColumnCase column(int value) {
    return columns.get(columnOf.get(value));
  }

  String value(int value) {
    return values.get(value);
  }

  /** Writes all values through the engine and answers what became of each. */
  List<Outcome> outcomes(EngineKit kit, EmbeddedKafka kafka) {
    StringBuilder table = new StringBuilder("CREATE TABLE " + schema + ".t (id INT PRIMARY KEY");
    for (int i = 0; i < columns.size(); i++) {
      table.append(", ").append(name(i)).append(' ').append(columns.get(i).type()).append(" NULL");
    }
    database.execute(table + ") CHARACTER SET utf8mb4");
    produce(kafka);
    try (WarningCounter between = new WarningCounter(database.host(), database.port())) {
      counter = between;
      kit.source(topic, kafka.bootstrapServers(), topic);
      kit.job(topic, topic, database, schema, "t", document());
      kit.start(topic);
      kit.untilCaughtUp(topic, values.size(), LONG);
      kit.stop(topic);
    }
    return read();
  }

  private String document() {
    List<Object> mapping = new ArrayList<>();
    mapping.add(Map.of("path", "/id", "column", "id"));
    for (int i = 0; i < columns.size(); i++) {
      String name = name(i);
      JsonObject entry = new JsonObject("{" + columns.get(i).entry() + "}");
      mapping.add(entry.put("path", "/" + name).put("column", name));
    }
    JsonObject destination =
        JsonObject.of("dialect", database.dialect())
            .put("host", "127.0.0.1")
            .put("port", counter.port())
            .put("database", schema)
            .put("table", "t")
            .put("user", database.user())
            .put("password", database.password())
            // The counter reads along.
            .put("tls", "disabled")
            .put("allowPublicKeyRetrieval", true);
    return JsonObject.of("mapping", mapping, "destination", destination)
        .put("timeZone", columns.get(0).zone().getId())
        .put("dirtyData", "quarantine")
        .put("malformed", "quarantine")
        .put("refused", "quarantine")
        .put("maxQuarantinedRatio", 1)
        .put("write", JsonObject.of("method", method))
        .encode();
  }

  static boolean isMariaDb(EmbeddedMariaDb database) {
    return database.value("SELECT VERSION()").contains("MariaDB");
  }

  private void produce(EmbeddedKafka kafka) {
    try (KafkaProducer<byte[], byte[]> producer = kafka.producer()) {
      for (int i = 0; i < values.size(); i++) {
        String record =
            "{\"id\":" + i + ",\"" + name(columnOf.get(i)) + "\":" + values.get(i) + "}";
        producer.send(new ProducerRecord<>(topic, 0, null, record.getBytes(UTF_8)));
      }
      producer.flush();
    }
  }

  private static String name(int column) {
    return "c" + column;
  }

  private List<Outcome> read() {
    Map<Integer, Outcome> outcomes = new TreeMap<>();
    for (int i = 0; i < columns.size(); i++) {
      ColumnCase column = columns.get(i);
      int from = columnOf.indexOf(i);
      int to = columnOf.lastIndexOf(i);
      database
          .query(
              String.format(
                  "SELECT id, %s FROM %s.t WHERE id BETWEEN %d AND %d",
                  column.sql(name(i)), schema, from, to))
          .forEach(row -> outcomes.put(Integer.valueOf(row.get(0)), column.stored(row.get(1))));
    }
    for (List<String> row :
        database.query(
            "SELECT `offset`, code, COALESCE(column_name,'') FROM "
                + schema
                + ".millrace_quarantine")) {
      int value = Integer.parseInt(row.get(0));
      boolean elsewhere = !row.get(2).isEmpty() && !row.get(2).equals(name(columnOf.get(value)));
      Outcome refused = Outcome.refused(row.get(1) + (elsewhere ? " in column " + row.get(2) : ""));
      Outcome written = outcomes.put(value, refused);
      if (written != null) {
        throw new AssertionError("record " + value + " is in the table and in the quarantine");
      }
    }
    if (outcomes.size() != values.size()) {
      throw new AssertionError(outcomes.size() + " outcomes of " + values.size() + " records");
    }
    return List.copyOf(outcomes.values());
  }

  /** What the server answered to the engine's own statements. */
  WarningCounter counter() {
    return counter;
  }

  /** Sends the rows that drew a warning again, to an empty table, and asks the server why. */
  String warnings() {
    if (counter.firstWarned() == null) {
      return "none";
    }
    String insert = counter.firstWarned().replaceFirst("(?s)^.*?;INSERT INTO", "INSERT INTO");
    int end = Math.max(insert.lastIndexOf(";REPLACE INTO"), insert.lastIndexOf(";COMMIT"));
    database.execute("DELETE FROM " + schema + ".t");
    database.execute("USE " + schema);
    database.execute(end < 0 ? insert : insert.substring(0, end));
    return database.query("SHOW WARNINGS").stream()
        .limit(10)
        .map(row -> String.join(" ", row))
        .collect(Collectors.joining("\n"));
  }
}
