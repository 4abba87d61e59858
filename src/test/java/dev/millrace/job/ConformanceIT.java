package dev.millrace.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.conformance.ColumnCase;
import dev.millrace.conformance.Columns;
import dev.millrace.conformance.Input;
import dev.millrace.conformance.Outcome;
import dev.millrace.conformance.RandomInputs;
import dev.millrace.conformance.Report;
import dev.millrace.testkit.EmbeddedKafka;
import dev.millrace.testkit.EmbeddedMariaDb;
import dev.millrace.testkit.RealServers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * The type table, proved: named edges and random values for every column type go through Kafka, the
 * engine and the server, and each must be stored equal by value, or be refused with the code, as an
 * oracle that knows the contract and not the engine says.
 *
 * <p>{@code -Dmillrace.values=N} tries N random values for each column, {@code -Dmillrace.seed=S}
 * those of an earlier run.
 */
@ExtendWith(RealServers.class)
class ConformanceIT {
  private static final int VALUES = Integer.getInteger("millrace.values", 150);
  private static final long SEED = Long.getLong("millrace.seed", System.nanoTime());

  private static final Pattern NOT_LOADED = Pattern.compile("BINARY|BLOB|BIT|YEAR");

  @TempDir Path directory;

  @Test
  void whatIsAcceptedIsStoredByValueAndWhatIsRefusedHasTheTablesCode(
      EmbeddedKafka kafka, EmbeddedMariaDb database) throws IOException {
    boolean mariaDb = ConformanceRun.isMariaDb(database);
    Report report = new Report(mariaDb);
    List<String> differences = new ArrayList<>();
    for (List<ColumnCase> columns : Columns.tables()) {
      ConformanceRun run = new ConformanceRun(database, columns, "insert");
      List<Input> named = values(run, columns);
      List<Outcome> outcomes;
      try (EngineKit kit = new EngineKit(Files.createTempDirectory(directory, "kit"))) {
        outcomes = run.outcomes(kit, kafka);
      }
      for (int i = 0; i < outcomes.size(); i++) {
        ColumnCase column = run.column(i);
        Outcome expected = column.expected(run.value(i), mariaDb);
        if (!column.agrees(expected, outcomes.get(i), !mariaDb)) {
          differences.add(difference(column, run.value(i), expected, outcomes.get(i)));
        }
        if (named.get(i) != null) {
          report.add(column, named.get(i), outcomes.get(i));
        }
      }
      assertThat(run.counter().affectedRows())
          .as("every record's row or quarantine row passed the counter of warnings")
          .isGreaterThanOrEqualTo(run.size());
      assertThat(run.counter().warnings()).as("server warnings: %s", run.warnings()).isZero();
    }
    String page = mariaDb ? "conformance.md" : "conformance-mysql.md";
    Path built = Files.writeString(Path.of("target", page), report.markdown());
    assertThat(differences).as("seed %d, -Dmillrace.seed repeats it", SEED).isEmpty();
    if (!database.isExternal()) {
      compare(built, Path.of("src/docs", page));
    }
  }

  /**
   * JSON columns are left out: what their check refuses is said by INSERT, which would hide that a
   * load was not to be had.
   */
  @Test
  void loadedValuesAreTheInsertedOnes(EmbeddedKafka kafka, EmbeddedMariaDb database)
      throws IOException {
    List<ColumnCase> columns =
        Columns.tables().get(0).stream()
            .filter(c -> !NOT_LOADED.matcher(c.type()).find() && !c.type().startsWith("JSON"))
            .toList();
    ConformanceRun run = new ConformanceRun(database, columns, "load");
    values(run, columns);
    long loads = count(database, "Com_load");
    long inserts = count(database, "Com_insert");
    List<Outcome> outcomes;
    try (EngineKit kit = new EngineKit(Files.createTempDirectory(directory, "kit"))) {
      outcomes = run.outcomes(kit, kafka);
    }
    boolean mariaDb = ConformanceRun.isMariaDb(database);
    List<String> differences = new ArrayList<>();
    for (int i = 0; i < outcomes.size(); i++) {
      ColumnCase column = run.column(i);
      Outcome expected = column.expected(run.value(i), mariaDb);
      if (!column.agrees(expected, outcomes.get(i), !mariaDb)) {
        differences.add(difference(column, run.value(i), expected, outcomes.get(i)));
      }
    }

    assertThat(differences).as("seed %d, -Dmillrace.seed repeats it", SEED).isEmpty();
    assertThat(count(database, "Com_load") - loads)
        .as("a trial and at least one batch")
        .isGreaterThan(1);
    assertThat(count(database, "Com_insert") - inserts)
        .as("INSERTs, which only the ledger's own rows need")
        .isLessThanOrEqualTo(4);
  }

  private static long count(EmbeddedMariaDb database, String statement) {
    return Long.parseLong(
        database.query("SHOW GLOBAL STATUS LIKE '" + statement + "'").get(0).get(1));
  }

  /** Named and random values, column by column; answers the names by offset, null for random. */
  private static List<Input> values(ConformanceRun run, List<ColumnCase> columns) {
    RandomInputs random = new RandomInputs(new Random(SEED));
    List<Input> named = new ArrayList<>();
    for (int c = 0; c < columns.size(); c++) {
      for (Input input : columns.get(c).family().inputs()) {
        run.add(c, input.json());
        named.add(input);
      }
      for (int i = 0; i < VALUES; i++) {
        run.add(c, random.next(columns.get(c).family()));
        named.add(null);
      }
    }
    return named;
  }

  private static String difference(
      ColumnCase column, String json, Outcome expected, Outcome actual) {
    String shown =
        json.length() > 120 ? json.substring(0, 120) + "… (" + json.length() + ")" : json;
    return column.title() + " of " + shown + ": expected " + expected + ", was " + actual;
  }

  private static void compare(Path built, Path committed) throws IOException {
    if (Boolean.getBoolean("conformance.update")) {
      Files.copy(built, committed, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    }
    assertThat(Files.exists(committed) ? Files.readString(committed) : "")
        .as("%s is what this build made; -Dconformance.update=true renews it", committed)
        .isEqualTo(Files.readString(built));
  }
}
