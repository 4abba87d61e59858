package dev.millrace.spec;

import static dev.millrace.model.Documents.map;
import static dev.millrace.model.Documents.minimalJob;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.document.JobDocument;
import dev.millrace.model.Documents;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FieldPathTest {
  @Test
  void anyKeyHasAPath() {
    List<String> keys = List.of("a.b", "c/d", "~e", " f ", "", "~1", "\\", "0", "\u6c34");

    FieldPath path = FieldPath.ofSegments(keys);

    assertThat(path.text()).isEqualTo("/a.b/c~1d/~0e/ f //~01/\\/0/\u6c34");
    assertThat(FieldPath.parse(path.text())).isEqualTo(path);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a", "a.b", "$.a", "$nope", "$headers/", "/a~", "/a~2", " /a"})
  void whatIsNoPathIsToldWhenTheJobIsRead(String text) {
    assertThatThrownBy(() -> FieldPath.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + text + "'");
    Map<String, Object> job = minimalJob();
    job.put("mapping", List.of(map("path", text, "column", "c")));

    assertThat(Documents.faults(() -> JobDocument.read(job))).containsOnlyKeys("/mapping/0/path");
  }
}
