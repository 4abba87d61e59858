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
  private static final Path BUILT = Path.of("target/conformance.md");
  private static final Path COMMITTED = Path.of("src/docs/conformance.md");

  @TempDir Path directory;

  @Test
  void whatIsAcceptedIsStoredByValueAndWhatIsRefusedHasTheTablesCode(
      EmbeddedKafka kafka, EmbeddedMariaDb database) throws IOException {
    boolean mariaDb = ConformanceRun.isMariaDb(database);
    Report report = new Report();
    List<String> differences = new ArrayList<>();
    for (List<ColumnCase> columns : Columns.tables()) {
      ConformanceRun run = new ConformanceRun(database, columns);
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
    Files.writeString(BUILT, report.markdown());
    assertThat(differences).as("seed %d, -Dmillrace.seed repeats it", SEED).isEmpty();
    if (!database.isExternal()) {
      compare();
    }
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

  private static void compare() throws IOException {
    if (Boolean.getBoolean("conformance.update")) {
      Files.copy(BUILT, COMMITTED, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    }
    assertThat(Files.exists(COMMITTED) ? Files.readString(COMMITTED) : "")
        .as("%s is what this build made; -Dconformance.update=true renews it", COMMITTED)
        .isEqualTo(Files.readString(BUILT));
  }
}
