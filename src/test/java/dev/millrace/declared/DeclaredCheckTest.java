package dev.millrace.declared;

import static dev.millrace.model.Documents.minimalJob;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.answer.CheckReport;
import dev.millrace.config.JobFiles;
import dev.millrace.document.JobDocument;
import dev.millrace.error.FieldError;
import dev.millrace.error.Warning;
import dev.millrace.error.WarningCode;
import dev.millrace.spec.SourceSpec;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DeclaredCheckTest {
  private static final CheckReport WRONG =
      new CheckReport(List.of(new FieldError("/mapping", "is wrong")), List.of());

  private final Vertx vertx = Vertx.vertx();
  private final JobFiles files = new JobFiles();

  @AfterEach
  void close() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  /** As many hang as are looked at at once, and the one that does not comes last. */
  @Test
  void aJobThatHangsIsALineAndHidesNoOther() throws Exception {
    for (String name : List.of("a", "b", "c", "d", "e")) {
      declare(name);
    }
    files.sources().put("orders", SourceSpec.of("kafka:9092", "o"));

    List<String> lines =
        online(
            (job, spec, source, step) -> {
              if (spec.lanes() == 5) {
                return Future.succeededFuture(WRONG);
              }
              step.accept("looking at " + source.topic() + spec.lanes());
              return Promise.<CheckReport>promise().future();
            });

    assertThat(lines).hasSize(5).last().isEqualTo("f.yaml: jobs.e/mapping: is wrong");
    for (int i = 0; i < 4; i++) {
      assertThat(lines.get(i))
          .startsWith("f.yaml: jobs." + "abcd".charAt(i) + ": the check was given up after 1 s")
          .contains("while looking at o" + (i + 1) + ";", "check again");
    }
  }

  @Test
  void aBugIsNoLine() {
    declare("a");

    assertThatThrownBy(
            () ->
                online(
                    (job, spec, source, step) -> Future.failedFuture(new IllegalStateException())))
        .hasCauseInstanceOf(IllegalStateException.class);
  }

  /** Else a gate that asks for the exit code would never open again. */
  @Test
  void warningsAreNotesAndNoDisagreement() throws Exception {
    declare("a");
    DeclaredCheck check = new DeclaredCheck(files, Map.of(), Duration.ofSeconds(1));

    List<String> lines =
        online(
            check,
            (job, spec, source, step) ->
                Future.succeededFuture(
                    new CheckReport(
                        WRONG.faults(),
                        List.of(
                            Warning.at("/mapping", WarningCode.UNMAPPED_PATHS, "unmapped"),
                            Warning.of(WarningCode.DOCUMENTS_DIFFER, "another one")))));

    assertThat(lines).containsExactly("f.yaml: jobs.a/mapping: is wrong");
    assertThat(check.notes())
        .containsExactly(
            "f.yaml: jobs.a/mapping: warning: unmapped", "f.yaml: jobs.a: warning: another one");
  }

  @Test
  void aSourceWhoseDocumentIsWrongIsNotCalledMissing() {
    declare("a");
    DeclaredCheck check = new DeclaredCheck(files, Map.of(), Duration.ofSeconds(1));
    assertThat(check.offline())
        .singleElement()
        .asString()
        .startsWith("f.yaml: jobs.a/source: there is no source 'orders'");

    files.sourceFiles().put("orders", "f.yaml");

    assertThat(new DeclaredCheck(files, Map.of(), Duration.ofSeconds(1)).offline()).isEmpty();
  }

  private void declare(String name) {
    Map<String, Object> job = minimalJob();
    job.put("lanes", files.jobs().size() + 1);
    files.jobs().put(name, JobDocument.read(job));
    files.places().put(name, "f.yaml: jobs." + name);
  }

  private List<String> online(DeclaredCheck.Check check) throws Exception {
    return online(new DeclaredCheck(files, Map.of(), Duration.ofSeconds(1)), check);
  }

  private List<String> online(DeclaredCheck declared, DeclaredCheck.Check check) throws Exception {
    return declared
        .online(vertx, check)
        .toCompletionStage()
        .toCompletableFuture()
        .get(60, TimeUnit.SECONDS);
  }
}
