package dev.millrace.declared;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.answer.Conflict;
import dev.millrace.api.DeclaredApi;
import dev.millrace.config.JobDirectory;
import dev.millrace.config.JobFiles;
import dev.millrace.spec.JobSpec;
import dev.millrace.spec.SourceSpec;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class DeclaredChangesTest {
  private final List<String> asked = new ArrayList<>();
  private boolean refuses;

  private final DeclaredApi engine =
      new DeclaredApi() {
        @Override
        public Future<Void> declared(Map<String, String> sources, Map<String, String> jobs) {
          asked.add("declared " + jobs);
          return Future.succeededFuture();
        }

        @Override
        public Future<Void> declareSource(String name, SourceSpec spec) {
          return asked("declareSource", name);
        }

        @Override
        public Future<Void> declareJob(String name, JobSpec spec, Boolean started) {
          return asked("declareJob", name);
        }

        @Override
        public Future<Void> pruneJob(String name) {
          return asked("pruneJob", name);
        }

        @Override
        public Future<Void> noLongerDeclared(String name, String file) {
          return asked("noLongerDeclared", name);
        }

        @Override
        public Future<Void> notTaken(String name, String why) {
          return asked("notTaken", name);
        }
      };

  private Future<Void> asked(String what, String name) {
    asked.add(what + " " + name);
    return refuses ? Future.failedFuture(new Conflict("not now")) : Future.succeededFuture();
  }

  private static JobFiles declaring(Map<String, String> jobFiles) {
    return new JobFiles(
        new TreeMap<>(),
        new TreeMap<>(),
        new TreeMap<>(),
        new TreeMap<>(),
        new TreeMap<>(),
        new TreeMap<>(jobFiles));
  }

  private List<String> askedAt(DeclaredChanges changes) {
    asked.clear();
    assertThat(
            changes
                .apply(new JobDirectory.Content(declaring(Map.of()), new TreeMap<>()), true)
                .succeeded())
        .isTrue();
    return List.copyOf(asked);
  }

  @Test
  void aJobThatCouldNotBePrunedIsTriedAgainAndShownAsDeclaredNoMore() {
    DeclaredChanges changes =
        new DeclaredChanges(engine, declaring(Map.of("orders", "orders.yaml")), true);
    refuses = true;
    assertThat(askedAt(changes)).containsExactly("declared {}", "pruneJob orders");
    assertThat(changes.isUnfinished()).as("it is to be tried again").isTrue();

    refuses = false;
    assertThat(askedAt(changes)).containsExactly("declared {}", "pruneJob orders");

    assertThat(changes.isUnfinished()).isFalse();
    assertThat(askedAt(changes)).as("once it is done").containsExactly("declared {}");
  }
}
