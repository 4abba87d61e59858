package dev.millrace.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.error.RejectCode;
import dev.millrace.error.WarningCode;
import dev.millrace.http.AdminSettings;
import dev.millrace.http.Endpoint;
import dev.millrace.model.Count;
import dev.millrace.model.Documents;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

class OpenApiTest {
  private static final Set<String> METHODS = Set.of("get", "put", "post", "delete");

  private final Map<String, Object> contract = contract();

  @Test
  void everyRouteIsInTheContractAndTheOtherWayRound() {
    Set<String> routes = new TreeSet<>();
    for (Endpoint e :
        new AdminRouter(
                AdminSettings.open("127.0.0.1", 0),
                new ScriptedControl(),
                accept -> new MetricsText("text/plain", ""))
            .endpoints()) {
      routes.add(e.method().name() + " " + e.path().replaceAll(":([a-z]+)", "{$1}"));
    }

    Set<String> documented = new TreeSet<>();
    Documents.at(contract, "paths")
        .forEach(
            (path, calls) ->
                ((Map<?, ?>) calls)
                    .keySet().stream()
                        .filter(METHODS::contains)
                        .forEach(m -> documented.add(m.toString().toUpperCase() + " " + path)));

    assertThat(documented).isEqualTo(routes);
  }

  @Test
  void everyCountIsInTheStatus() {
    Map<String, Object> schemas = Documents.at(Documents.at(contract, "components"), "schemas");
    Map<String, Object> partition = Documents.at(Documents.at(schemas, "Partition"), "properties");
    Map<String, Object> status = Documents.at(Documents.at(schemas, "Status"), "properties");
    Map<String, Object> totals = Documents.at(Documents.at(status, "totals"), "properties");
    for (Count count : Count.values()) {
      assertThat(partition).containsKey(count.field());
      assertThat(totals).containsKey(count.totalsField());
    }
  }

  @Test
  void everyCallSaysWhatItMayAnswerThoughTheCallerDidNothingWrong() {
    for (Endpoint e :
        new AdminRouter(
                AdminSettings.open("127.0.0.1", 0),
                new ScriptedControl(),
                accept -> new MetricsText("text/plain", ""))
            .endpoints()) {
      if (e.path().startsWith(Endpoint.API)) {
        boolean ofCatalog =
            e.path().matches(".*/(start|stop|restart|reset)")
                || (Set.of("PUT", "DELETE").contains(e.method().name())
                    && !e.path().endsWith("/quarantine"));
        Set<String> told = new TreeSet<>(responses(e));
        told.retainAll(Set.of("408", "412", "503", "507"));

        Set<String> expected = new TreeSet<>(Set.of("503"));
        if (e.body()) {
          expected.add("408");
        }
        if (ofCatalog) {
          expected.add("507");
        }
        if (Set.of("PUT", "DELETE").contains(e.method().name())
            && e.path().matches(".*/(jobs|sources)/:name")) {
          expected.add("412");
        }
        assertThat(told).as(e.method() + " " + e.path()).isEqualTo(expected);
      }
    }
  }

  private Set<String> responses(Endpoint e) {
    String path = e.path().replaceAll(":([a-z]+)", "{$1}");
    Map<String, Object> call =
        Documents.at(
            Documents.at(Documents.at(contract, "paths"), path), e.method().name().toLowerCase());
    return Documents.at(call, "responses").keySet();
  }

  @Test
  void theSchemasKnowEveryFieldOfADocument() {
    Map<String, Object> schemas = Documents.at(Documents.at(contract, "components"), "schemas");
    Map<String, Object> job = Documents.at(Documents.at(schemas, "Job"), "properties");

    assertThat(job.keySet()).containsExactlyInAnyOrderElementsOf(Documents.fullJob().keySet());
    assertThat(Documents.at(Documents.at(schemas, "Destination"), "properties").keySet())
        .containsExactlyInAnyOrderElementsOf(
            Documents.at(Documents.fullJob(), "destination").keySet());
    for (String part : List.of("parse", "write", "batch")) {
      assertThat(Documents.at(Documents.at(job, part), "properties").keySet())
          .containsExactlyInAnyOrderElementsOf(Documents.at(Documents.fullJob(), part).keySet());
    }
  }

  @Test
  void theContractListsEveryCodeOfAWarning() {
    Map<String, Object> schemas = Documents.at(Documents.at(contract, "components"), "schemas");
    Map<String, Object> warning = Documents.at(Documents.at(schemas, "Warning"), "properties");

    assertThat(Documents.at(warning, "code").get("enum"))
        .isEqualTo(Stream.of(WarningCode.values()).map(WarningCode::label).toList());
  }

  @Test
  void theContractListsEveryCodeOfARecord() {
    Map<String, Object> schemas = Documents.at(Documents.at(contract, "components"), "schemas");

    assertThat(Documents.at(schemas, "RejectCode").get("enum"))
        .isEqualTo(Stream.of(RejectCode.values()).map(RejectCode::label).toList());
  }

  @Test
  void everyReferenceLeadsSomewhere() {
    List<String> references = new ArrayList<>();
    collect(contract, references);

    for (String reference : references) {
      Object at = contract;
      for (String key : reference.substring(2).split("/")) {
        assertThat(at).as(reference).isInstanceOf(Map.class);
        at = ((Map<?, ?>) at).get(key);
      }
      assertThat(at).as(reference).isNotNull();
    }
  }

  private static void collect(Object node, List<String> references) {
    if (node instanceof Map<?, ?> map) {
      if (map.get("$ref") instanceof String reference) {
        references.add(reference);
      }
      map.values().forEach(v -> collect(v, references));
    } else if (node instanceof List<?> list) {
      list.forEach(v -> collect(v, references));
    }
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> contract() {
    return (Map<String, Object>)
        new Load(LoadSettings.builder().build())
            .loadFromInputStream(OpenApiTest.class.getResourceAsStream("/openapi.yaml"));
  }
}
