package dev.millrace.loadtest;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;

/**
 * What the database can take: two connections, fed with rows that lie ready in memory, as LOAD DATA
 * LOCAL or as multi-row INSERT text. No Kafka, no JSON, a transaction a chunk.
 */
public final class DatabaseAlone {
  private static final int CONNECTIONS = 2;

  private final TrialFile trial;
  private final List<TrialFile.Field> fields;
  private final boolean load;
  private final List<byte[]> chunks = new ArrayList<>();

  /** The connections that do not have the last chunk. */
  private final CountDownLatch others = new CountDownLatch(CONNECTIONS - 1);

  private DatabaseAlone(TrialFile trial) throws Exception {
    this.trial = trial;
    fields = trial.fields();
    load = trial.text("rows").endsWith(".tsv") && trial.text("method").equals("load");
    int size = trial.number("chunk");
    List<String> chunk = new ArrayList<>(size);
    try (var in = Files.newBufferedReader(Path.of(trial.text("rows")))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        chunk.add(line);
        if (chunk.size() == size) {
          add(chunk);
        }
      }
    }
    if (!chunk.isEmpty()) {
      add(chunk);
    }
  }

  public static void main(String[] arguments) throws Exception {
    TrialFile trial = new TrialFile(arguments);
    DatabaseAlone alone = new DatabaseAlone(trial);
    trial.readyAwaitGo();
    trial.started();
    for (int i = 0; i < CONNECTIONS; i++) {
      int connection = i;
      new Thread(() -> alone.run(connection), "feed-" + i).start();
    }
    trial.awaitEnd();
  }

  private void add(List<String> lines) {
    String text =
        load
            ? lines.stream().collect(Collectors.joining("\n", "", "\n"))
            : lines.stream()
                .map(this::tuple)
                .collect(
                    Collectors.joining(
                        ",", "INSERT INTO " + trial.text("table") + " VALUES ", tail()));
    chunks.add(text.getBytes(StandardCharsets.UTF_8));
    lines.clear();
  }

  private String tail() {
    return trial.upsert()
        ? fields.stream()
            .map(TrialFile.Field::column)
            .filter(column -> !column.equals("id"))
            .map(column -> column + " = VALUES(" + column + ")")
            .collect(Collectors.joining(", ", " ON DUPLICATE KEY UPDATE ", ""))
        : "";
  }

  private String tuple(String line) {
    String[] values = line.split("\t");
    StringBuilder out = new StringBuilder(line.length() + 40).append('(');
    for (int i = 0; i < values.length; i++) {
      boolean number = fields.get(i).type().matches("(BIGINT|INT|DOUBLE|DECIMAL|BOOLEAN).*");
      out.append(i == 0 ? "" : ",");
      if (number) {
        out.append(values[i]);
      } else {
        out.append('\'').append(values[i].replace("'", "''")).append('\'');
      }
    }
    return out.append(')').toString();
  }

  private void run(int connection) {
    try (Connection database = connect();
        var statement = database.createStatement()) {
      String loadSql =
          "LOAD DATA LOCAL INFILE 'rows' %s INTO TABLE %s CHARACTER SET utf8mb4"
              .formatted(trial.upsert() ? "REPLACE" : "", trial.text("table"));
      int last = chunks.size() - 1;
      for (int i = connection; i <= last; i += CONNECTIONS) {
        if (i == last) {
          // Who sees the last row takes all to be there. To let its commit alone wait would not do:
          // an upsert locks the gap before its first row, where another connection may insert.
          others.await();
        }
        if (load) {
          statement
              .unwrap(org.mariadb.jdbc.Statement.class)
              .setLocalInfileInputStream(new ByteArrayInputStream(chunks.get(i)));
          statement.execute(loadSql);
        } else {
          statement.execute(new String(chunks.get(i), StandardCharsets.UTF_8));
        }
      }
      others.countDown();
    } catch (Throwable e) {
      e.printStackTrace();
      System.exit(1);
    }
  }

  private Connection connect() throws Exception {
    return DriverManager.getConnection(
        "jdbc:mariadb://%s:%s/%s?allowLocalInfile=true&user=%s&password=%s"
            .formatted(
                trial.text("host"),
                trial.text("port"),
                trial.text("database"),
                trial.text("user"),
                trial.text("password")));
  }
}
