package dev.millrace.explore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.answer.TableDifference;
import dev.millrace.document.JobDocument;
import dev.millrace.infer.Profile;
import dev.millrace.infer.Profiler;
import dev.millrace.infer.Suggestion;
import dev.millrace.model.Column;
import dev.millrace.model.Documents;
import dev.millrace.model.Sample;
import dev.millrace.model.TableSchema;
import dev.millrace.spec.JobSpec;
import dev.millrace.spec.MappingEntry;
import dev.millrace.spec.ParseSpec;
import dev.millrace.spec.TableSpec;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TableDifferencesTest {
  private static final ParseSpec FLAT = new ParseSpec(1, ParseSpec.Root.OBJECT);

  @Test
  void whatTheJobPutsElsewhereIsNotHeldAgainstTheColumnOfItsName() {
    Sample sample =
        new Sample(
            "t",
            0,
            0,
            0,
            null,
            Map.of(),
            "{\"name\":\"long\",\"nick\":\"x\"}".getBytes(StandardCharsets.UTF_8));
    JobSpec read = JobDocument.read(Documents.minimalJob());
    TableSpec spec =
        read.tables().get(0).withMapping(List.of(MappingEntry.of("/nick", "NAME", null)));
    JobSpec job = read.withTables(List.of(spec));
    TableSchema table =
        new TableSchema(
            "d", "t", "InnoDB", true, List.of(Column.of("name", "VARCHAR(2)")), List.of());
    Profiler profiler = new Profiler(FLAT);
    profiler.add(sample);
    Profile profile = profiler.profile();

    List<TableDifference> found =
        new TableDifferences(job, spec, table, FLAT, profile)
            .of(Suggestion.of(profile, FLAT).mapping(), List.of(sample));

    assertThat(found).isEmpty();
  }
}
