package dev.millrace.declared;

import static dev.millrace.model.Documents.map;
import static dev.millrace.model.Documents.minimalJob;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.catalog.CatalogChange;
import dev.millrace.catalog.FileCatalog;
import dev.millrace.catalog.SecretCodec;
import dev.millrace.config.JobFiles;
import dev.millrace.document.JobDocument;
import dev.millrace.model.JobState;
import dev.millrace.model.PartitionId;
import dev.millrace.spec.DesiredJob;
import dev.millrace.spec.JobEntry;
import dev.millrace.spec.JobFacts;
import dev.millrace.spec.JobSpec;
import dev.millrace.spec.MappingEntry;
import dev.millrace.spec.TableSpec;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeclaredJobsTest {
  private static final JobSpec DECLARED = JobDocument.read(minimalJob());

  @Test
  void aNewJobIsCreatedAndWantedOnlyWhereTheFileSaysSo() {
    assertThat(DeclaredJobs.entry(null, DECLARED, null).started()).isFalse();
    assertThat(DeclaredJobs.entry(null, DECLARED, true).started()).isTrue();
    assertThat(DeclaredJobs.entry(null, DECLARED, true).settled()).isEqualTo(JobState.CREATED);
  }

  @Test
  void whatIsEqualIsLeftAlone() {
    JobEntry old = entry(DECLARED, false, JobState.STOPPED, true);

    assertThat(DeclaredJobs.entry(old, DECLARED, null)).isEqualTo(old);
    assertThat(DeclaredJobs.entry(old, DECLARED, true)).isEqualTo(old);
  }

  @Test
  void anInferredMappingIsKept() {
    JobSpec inferred =
        DECLARED.withTables(
            List.of(table(DECLARED).withInferred(List.of(MappingEntry.of("/a", "a", "INT")))));
    JobEntry old = entry(inferred, true, JobState.STOPPED, true);

    assertThat(DeclaredJobs.entry(old, DECLARED, null)).isEqualTo(old);
  }

  @Test
  void theRestThatWasInferredBesideDeclaredEntriesIsKept() {
    MappingEntry given = MappingEntry.of("/a", "a", "INT");
    MappingEntry untyped = MappingEntry.of("/c", "c", null);
    JobSpec declared = rest(given, untyped);
    JobEntry old =
        entry(
            declared.withTables(
                List.of(
                    table(declared)
                        .withInferred(
                            List.of(
                                given,
                                MappingEntry.of("/c", "c", "BIGINT"),
                                MappingEntry.of("/b", "b", "INT"))))),
            true,
            JobState.STOPPED,
            true);

    assertThat(DeclaredJobs.entry(old, declared, null)).isEqualTo(old);
    JobSpec other = rest(MappingEntry.of("/a", "a", "BIGINT"));
    assertThat(DeclaredJobs.entry(old, other, null).spec()).isEqualTo(other);
    assertThat(DeclaredJobs.entry(old, other, null).mappingInferred()).isFalse();
  }

  private static TableSpec table(JobSpec spec) {
    return spec.tables().get(0);
  }

  private static JobSpec rest(MappingEntry... given) {
    // Without a mapping the rest is what is inferred.
    JobSpec declared = DECLARED.withTables(List.of(table(DECLARED).withMapping(List.of(given))));
    assertThat(table(declared).infer()).isEqualTo(TableSpec.Infer.REST);
    return declared;
  }

  @Test
  void theFileWinsAndTheWishStaysUnlessItSaysOtherwise() {
    JobEntry old =
        entry(
            DECLARED.withTables(
                List.of(table(DECLARED).withMapping(List.of(MappingEntry.of("/a", "a", "INT"))))),
            false,
            JobState.STOPPED,
            true);

    assertThat(DeclaredJobs.entry(old, DECLARED, null).spec()).isEqualTo(DECLARED);
    assertThat(DeclaredJobs.entry(old, DECLARED, null).started()).isTrue();
    assertThat(DeclaredJobs.entry(old, DECLARED, false).started()).isFalse();
  }

  @Test
  void aFinishedJobIsNotStartedAgainUnlessItsEndMoved() {
    JobEntry old = entry(DECLARED, false, JobState.FINISHED, false);
    Map<String, Object> doc = minimalJob();
    doc.put("stopAt", map("at", "latest"));

    assertThat(DeclaredJobs.entry(old, DECLARED, true).started()).isFalse();
    JobEntry moved = DeclaredJobs.entry(old, JobDocument.read(doc), true);
    assertThat(moved.started()).isTrue();
    assertThat(moved.stopOffsets()).isEmpty();
  }

  /** A crash between two writes would forget where a bounded run ends. */
  @Test
  void documentAndEndOfARunThatGoesOnAreStoredByOneWrite(@TempDir Path dir) {
    Vertx vertx = Vertx.vertx();
    try {
      FileCatalog catalog = await(FileCatalog.open(vertx, dir, SecretCodec.NONE));
      Map<String, Object> doc = minimalJob();
      doc.put("stopAt", map("at", "latest"));
      JobEntry old = entry(JobDocument.read(doc), false, JobState.STOPPED, true);
      await(catalog.putJob("j", null, old));
      List<CatalogChange> told = Collections.synchronizedList(new ArrayList<>());
      catalog.watch(told::add);
      doc.put("lanes", 7);
      JobFiles files = new JobFiles();
      files.jobs().put("j", JobDocument.read(doc));

      await(DeclaredJobs.put(files, catalog));

      JobEntry stored = catalog.jobs().get("j");
      assertThat(stored.spec().lanes()).isEqualTo(7);
      assertThat(stored.stopOffsets()).isEqualTo(Map.of(new PartitionId("t", 0), 17L));
      assertThat(told).containsExactly(new CatalogChange.OfJob("j", stored));
    } finally {
      await(vertx.close());
    }
  }

  private static <T> T await(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
  }

  private static JobEntry entry(JobSpec spec, boolean inferred, JobState rest, boolean wanted) {
    return new JobEntry(
        new DesiredJob(spec, inferred, wanted, 3),
        new JobFacts(
            rest, null, Instant.EPOCH, Map.of(new PartitionId("t", 0), 17L), null, Set.of(), null));
  }
}
