package dev.millrace.loadtest;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.TableEnvironment;

/**
 * Flink SQL on a local cluster in this process: JSON from Kafka into the JDBC sink, two subtasks,
 * rewritten batches, checkpoints every ten seconds. At least once. The clock starts when the job
 * has been planned and submitted.
 */
public final class FlinkSql {
  private FlinkSql() {}

  private record Field(String[] path, String column, String type) {
    static Field of(String[] part) {
      String[] path = Arrays.copyOfRange(part[0].split("/"), 1, part[0].split("/").length);
      return new Field(path, part[1], part[2]);
    }

    boolean isTime() {
      return type.startsWith("DATETIME");
    }

    String sourceType() {
      return isTime() ? "TIMESTAMP_LTZ(3)" : sinkType();
    }

    String sinkType() {
      if (type.startsWith("VARCHAR") || type.startsWith("CHAR")) {
        return "STRING";
      }
      return isTime() ? "TIMESTAMP(3)" : type;
    }

    String expression() {
      String name = Arrays.stream(path).map(FlinkSql::quoted).collect(Collectors.joining("."));
      return isTime() ? "CAST(" + name + " AS TIMESTAMP(3))" : name;
    }
  }

  public static void main(String[] arguments) throws Exception {
    Properties trial = new Properties();
    try (var in = Files.newBufferedReader(Path.of(arguments[0]))) {
      trial.load(in);
    }
    List<Field> fields =
        trial.getProperty("fields").lines().map(line -> Field.of(line.split("\t"))).toList();
    TableEnvironment tables = environment();
    tables.executeSql(source(trial, fields));
    tables.executeSql(sink(trial, fields));
    BufferedReader input =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    System.out.println("READY");
    if (!"GO".equals(input.readLine())) {
      System.exit(0);
    }
    tables.executeSql(
        fields.stream()
            .map(Field::expression)
            .collect(Collectors.joining(", ", "INSERT INTO sink SELECT ", " FROM source")));
    System.out.println("STARTED");
    while (input.readLine() != null) {
      // It ends with its standard input.
    }
    System.exit(0);
  }

  private static TableEnvironment environment() {
    Configuration configuration = new Configuration();
    configuration.setString("parallelism.default", "2");
    configuration.setString("execution.checkpointing.interval", "10 s");
    configuration.setString("pipeline.object-reuse", "true");
    configuration.setString("table.local-time-zone", "UTC");
    configuration.setString("taskmanager.memory.network.min", "64mb");
    configuration.setString("taskmanager.memory.network.max", "64mb");
    return TableEnvironment.create(
        EnvironmentSettings.newInstance()
            .inStreamingMode()
            .withConfiguration(configuration)
            .build());
  }

  private static String source(Properties trial, List<Field> fields) {
    return "CREATE TABLE source ("
        + columns(fields, 0)
        + """
        ) WITH (
          'connector' = 'kafka',
          'topic' = '%s',
          'properties.bootstrap.servers' = '%s',
          'properties.group.id' = '%s',
          'properties.max.poll.records' = '10000',
          'properties.fetch.min.bytes' = '262144',
          'properties.fetch.max.wait.ms' = '100',
          'properties.max.partition.fetch.bytes' = '4194304',
          'scan.startup.mode' = 'earliest-offset',
          'scan.bounded.mode' = 'latest-offset',
          'format' = 'json',
          'json.timestamp-format.standard' = 'ISO-8601')"""
            .formatted(
                trial.getProperty("topic"),
                trial.getProperty("bootstrap"),
                trial.getProperty("group"));
  }

  private static String sink(Properties trial, List<Field> fields) {
    boolean upsert = trial.getProperty("mode").equals("UPSERT");
    return "CREATE TABLE sink ("
        + fields.stream()
            .map(f -> quoted(f.column()) + " " + f.sinkType())
            .collect(Collectors.joining(", "))
        + (upsert ? ", PRIMARY KEY (`id`) NOT ENFORCED" : "")
        + """
        ) WITH (
          'connector' = 'jdbc',
          'url' = 'jdbc:mysql://%s:%s/%s?rewriteBatchedStatements=true&useServerPrepStmts=false&characterEncoding=UTF-8',
          'username' = '%s',
          'password' = '%s',
          'table-name' = '%s',
          'sink.buffer-flush.max-rows' = '%s',
          'sink.buffer-flush.interval' = '1s')"""
            .formatted(
                trial.getProperty("host"),
                trial.getProperty("port"),
                trial.getProperty("database"),
                trial.getProperty("user"),
                trial.getProperty("password"),
                trial.getProperty("table"),
                trial.getProperty("batch"));
  }

  /** The members at one depth; those with the same parent become one ROW. */
  private static String columns(List<Field> fields, int depth) {
    Map<String, List<Field>> byName =
        fields.stream()
            .collect(
                Collectors.groupingBy(
                    f -> f.path()[depth], LinkedHashMap::new, Collectors.toList()));
    return byName.entrySet().stream()
        .map(
            member -> {
              List<Field> below = member.getValue();
              boolean leaf = below.get(0).path().length == depth + 1;
              String type =
                  leaf ? below.get(0).sourceType() : "ROW<" + columns(below, depth + 1) + ">";
              return quoted(member.getKey()) + " " + type;
            })
        .collect(Collectors.joining(", "));
  }

  private static String quoted(String name) {
    return "`" + name + "`";
  }
}
