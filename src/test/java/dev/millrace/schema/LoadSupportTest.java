package dev.millrace.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.document.JobDocument;
import dev.millrace.model.Column;
import dev.millrace.model.ColumnType;
import dev.millrace.model.Documents;
import dev.millrace.model.TableSchema;
import dev.millrace.spec.JobSpec;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class LoadSupportTest {
  private static final Column ID = Column.of("id", "BIGINT");

  private static String charset(String dialect, Column... columns) {
    Map<String, Object> document = Documents.minimalJob();
    Documents.at(document, "destination").put("dialect", dialect);
    document.put(
        "mapping",
        Stream.of(columns)
            .map(
                c ->
                    Map.<String, Object>of(
                        "path", "/" + c.name(), "column", c.name(), "type", c.type().toString()))
            .toList());
    JobSpec job = JobDocument.read(document);
    return LoadSupport.charset(
        job.destination().dialect(),
        job.tables().get(0),
        new TableSchema("d", "t", "InnoDB", true, List.of(columns), List.of()));
  }

  private static Column text(String type, String charset) {
    return new Column("v", ColumnType.parse(type), true, false, false, charset);
  }

  @Test
  void rowsOfUtf8AndNumbersAreStoredAsTheyAre() {
    assertThat(charset("mariadb", ID, text("VARCHAR(9)", "utf8mb4"))).isEqualTo("binary");
    assertThat(charset("mariadb", ID, text("TEXT", "utf8mb3"))).isEqualTo("binary");
    assertThat(charset("mariadb", ID, text("DATETIME(3)", null))).isEqualTo("binary");
  }

  @Test
  void aColumnOfAnotherCharacterSetHasTheServerConvert() {
    assertThat(charset("mariadb", ID, text("VARCHAR(9)", "latin1"))).isEqualTo("utf8mb4");
  }

  @Test
  void aTypeThatReadsBinaryTextOtherwiseIsGivenText() {
    // As SchemaReader describes UUID and INET6: they have no character set.
    assertThat(charset("mariadb", ID, text("CHAR(36)", null))).isEqualTo("utf8mb4");
    // MySQL makes no JSON of binary text.
    assertThat(charset("mysql", ID, text("JSON", null))).isEqualTo("utf8mb4");
  }
}
