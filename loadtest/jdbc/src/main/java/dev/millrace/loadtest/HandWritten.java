package dev.millrace.loadtest;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * What a good programmer writes in a day: two threads, each a consumer, a Jackson tree per message,
 * JDBC batches in MariaDB's bulk protocol, a transaction a poll, offsets committed after it. At
 * least once; a value that does not fit ends it.
 */
public final class HandWritten {
  private static final int THREADS = 2;

  private final TrialFile trial;
  private final List<TrialFile.Field> fields;
  private final JsonPointer[] paths;
  private final ObjectMapper json = new ObjectMapper();

  private HandWritten(TrialFile trial) {
    this.trial = trial;
    fields = trial.fields();
    paths = fields.stream().map(f -> JsonPointer.compile(f.path())).toArray(JsonPointer[]::new);
  }

  public static void main(String[] arguments) throws Exception {
    TrialFile trial = new TrialFile(arguments);
    HandWritten loop = new HandWritten(trial);
    trial.readyAwaitGo();
    trial.started();
    for (int i = 0; i < THREADS; i++) {
      int thread = i;
      new Thread(() -> loop.run(thread), "loop-" + i).start();
    }
    trial.awaitEnd();
  }

  private void run(int thread) {
    try (KafkaConsumer<byte[], byte[]> consumer = consumer();
        Connection connection = connect();
        PreparedStatement insert = connection.prepareStatement(sql())) {
      connection.setAutoCommit(false);
      List<TopicPartition> mine = new ArrayList<>();
      for (int p = thread; p < trial.number("partitions"); p += THREADS) {
        mine.add(new TopicPartition(trial.text("topic"), p));
      }
      consumer.assign(mine);
      consumer.seekToBeginning(mine);
      int batched = 0;
      while (true) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
          bind(insert, json.readTree(record.value()));
          insert.addBatch();
          if (++batched == trial.number("batch")) {
            insert.executeBatch();
            batched = 0;
          }
        }
        if (batched > 0) {
          insert.executeBatch();
          batched = 0;
        }
        connection.commit();
        consumer.commitAsync();
      }
    } catch (Throwable e) {
      e.printStackTrace();
      System.exit(1);
    }
  }

  private void bind(PreparedStatement insert, JsonNode root) throws SQLException {
    for (int i = 0; i < paths.length; i++) {
      JsonNode value = root.at(paths[i]);
      if (value.isMissingNode() || value.isNull()) {
        insert.setNull(i + 1, Types.NULL);
        continue;
      }
      String type = fields.get(i).type();
      if (type.equals("BIGINT")) {
        insert.setLong(i + 1, value.longValue());
      } else if (type.equals("INT")) {
        insert.setInt(i + 1, value.intValue());
      } else if (type.equals("DOUBLE")) {
        insert.setDouble(i + 1, value.doubleValue());
      } else if (type.equals("BOOLEAN")) {
        insert.setBoolean(i + 1, value.booleanValue());
      } else if (type.startsWith("DECIMAL")) {
        insert.setBigDecimal(i + 1, value.decimalValue());
      } else if (type.startsWith("DATETIME")) {
        insert.setObject(i + 1, time(value.textValue()));
      } else {
        insert.setString(i + 1, value.textValue());
      }
    }
  }

  private static LocalDateTime time(String text) {
    return OffsetDateTime.parse(text).withOffsetSameInstant(ZoneOffset.UTC).toLocalDateTime();
  }

  private String sql() {
    String columns = fields.stream().map(TrialFile.Field::column).collect(Collectors.joining(", "));
    String marks = fields.stream().map(f -> "?").collect(Collectors.joining(", "));
    String sql = "INSERT INTO " + trial.text("table") + " (" + columns + ") VALUES (" + marks + ")";
    return trial.upsert()
        ? sql
            + fields.stream()
                .map(TrialFile.Field::column)
                .filter(column -> !column.equals("id"))
                .map(column -> column + " = VALUES(" + column + ")")
                .collect(Collectors.joining(", ", " ON DUPLICATE KEY UPDATE ", ""))
        : sql;
  }

  private Connection connect() throws SQLException {
    return DriverManager.getConnection(
        "jdbc:mariadb://%s:%s/%s?useBulkStmts=true&useBulkStmtsForInserts=true&user=%s&password=%s"
            .formatted(
                trial.text("host"),
                trial.text("port"),
                trial.text("database"),
                trial.text("user"),
                trial.text("password")));
  }

  private KafkaConsumer<byte[], byte[]> consumer() {
    Properties p = new Properties();
    p.put("bootstrap.servers", trial.text("bootstrap"));
    p.put("group.id", trial.text("group"));
    p.put("enable.auto.commit", "false");
    p.put("max.poll.records", "10000");
    p.put("fetch.min.bytes", trial.properties.getProperty("fetch.min.bytes", "262144"));
    p.put("fetch.max.wait.ms", "100");
    p.put("max.partition.fetch.bytes", "4194304");
    return new KafkaConsumer<>(p, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }
}
