package dev.millrace.declared;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.DeclaredApi;
import dev.millrace.config.JobDirectory;
import dev.millrace.config.JobFiles;
import dev.millrace.spec.JobSpec;
import dev.millrace.spec.SourceSpec;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the engine is told of job files. */
class DeclaredChangesTest {
  @TempDir Path dir;

  private final List<String> told = new ArrayList<>();

  /** What the engine has not done yet, by the order. */
  private final Map<String, Promise<Void>> slow = new HashMap<>();

  private Map<String, String> declared;
  private int wrongFiles;

  private final class Told implements DeclaredApi {
    private Future<Void> tell(String order) {
      told.add(order);
      return slow.containsKey(order) ? slow.get(order).future() : Future.succeededFuture();
    }

    @Override
    public Future<Void> declared(Map<String, String> sources, Map<String, String> jobs) {
      declared = Map.copyOf(jobs);
      return Future.succeededFuture();
    }

    @Override
    public Future<Void> declareSource(String name, SourceSpec spec, Map<String, JobSpec> jobs) {
      return tell("source " + name);
    }

    @Override
    public Future<Void> declareJob(String name, JobSpec spec, Boolean started) {
      return tell("job " + name);
    }

    @Override
    public Future<Void> pruneJob(String name) {
      return tell("prune " + name);
    }

    @Override
    public Future<Void> noLongerDeclared(String name, String file) {
      return tell("no longer " + name);
    }

    @Override
    public Future<Void> notTaken(String name, String why) {
      return tell("not taken " + name);
    }
  }

  private DeclaredChanges changes(Map<String, String> before) {
    return new DeclaredChanges(
        new Told(), new JobFiles(), before, true, Runnable::run, wrong -> wrongFiles = wrong);
  }

  private void write(String name, String table) throws IOException {
    Files.writeString(
        dir.resolve(name + ".yaml"),
        """
        sources: {of-%1$s: {bootstrapServers: "k:9092", topic: t}}
        jobs:
          %1$s:
            source: of-%1$s
            destination: {dialect: mariadb, host: h, database: d, table: %2$s, user: u, password: p}
        """
            .formatted(name, table));
  }

  private void apply(DeclaredChanges changes) throws IOException {
    told.clear();
    changes.apply(JobDirectory.read(dir), true);
  }

  @Test
  void aJobOrSourceThatTakesLongHoldsUpNoOtherAndIsAskedForAgainWhenItChanged() throws IOException {
    DeclaredChanges changes = changes(Map.of());
    slow.put("source of-a", Promise.promise());
    slow.put("job b", Promise.promise());
    write("a", "t");
    write("b", "t");
    apply(changes);
    assertThat(told).containsExactly("source of-a", "source of-b", "job b");

    write("b", "other");
    write("c", "t");
    apply(changes);
    assertThat(told).containsExactly("source of-c", "job c");
    assertThat(changes.isWaiting()).isTrue();

    slow.remove("job b").complete();
    apply(changes);
    assertThat(told).containsExactly("job b");
    slow.remove("source of-a").complete();
    assertThat(told).containsExactly("job b", "job a");
    apply(changes);
    assertThat(told).isEmpty();
    assertThat(changes.isWaiting()).isFalse();
  }

  @Test
  void anEmptiedDirectoryDeletesNothingAndOneThatDeclaresLessDoes() throws IOException {
    DeclaredChanges changes = changes(Map.of());
    write("a", "t");
    apply(changes);

    Files.delete(dir.resolve("a.yaml"));
    apply(changes);
    assertThat(told).isEmpty();
    assertThat(wrongFiles).isEqualTo(1);

    Files.writeString(dir.resolve("none.yaml"), "jobs: {}");
    apply(changes);
    assertThat(told).containsExactly("prune a");
    assertThat(wrongFiles).isZero();
  }

  @Test
  void aJobWhoseFileWasRemovedWhileNoProcessRanIsDeletedAndOneWhoseFileIsWrongIsNot()
      throws IOException {
    write("a", "t");
    Files.writeString(dir.resolve("wrong.yaml"), "jobs: [");

    apply(changes(Map.of("a", "a.yaml", "b", "b.yaml", "c", "wrong.yaml")));

    assertThat(told).containsExactlyInAnyOrder("source of-a", "job a", "prune b", "not taken c");
    assertThat(wrongFiles).isEqualTo(1);
  }

  @Test
  void whatTheEngineRefusesCountsAsAWrongFileUntilItIsTaken() throws IOException {
    DeclaredChanges changes = changes(Map.of());
    slow.put("job a", Promise.promise());
    write("a", "t");
    apply(changes);
    assertThat(wrongFiles).isZero();

    slow.remove("job a").fail("it has no table");
    assertThat(told).contains("not taken a");
    assertThat(wrongFiles).isEqualTo(1);
    assertThat(changes.isUnfinished()).isTrue();

    apply(changes);
    assertThat(told).containsExactly("job a");
    assertThat(wrongFiles).isZero();
  }

  @Test
  void aJobThatCouldNotBePrunedIsTriedAgain() throws IOException {
    Files.writeString(dir.resolve("none.yaml"), "jobs: {}");
    DeclaredChanges changes = changes(Map.of("orders", "orders.yaml"));
    slow.put("prune orders", Promise.promise());
    slow.get("prune orders").fail("not now");
    apply(changes);
    assertThat(told).containsExactly("prune orders");
    assertThat(changes.isUnfinished()).as("it is to be tried again").isTrue();

    slow.clear();
    apply(changes);
    assertThat(told).containsExactly("prune orders");
    assertThat(changes.isUnfinished()).isFalse();
    apply(changes);
    assertThat(told).as("once it is done").isEmpty();
    assertThat(declared).as("shown as declared no more").isEqualTo(Map.of());
  }
}
