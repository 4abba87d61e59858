package dev.millrace.cli;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Records of a topic: as they are, and as a job would write them. */
@Command
final class RecordCommands {
  private final Console console;

  RecordCommands(Console console) {
    this.console = console;
  }

  @Command(
      name = "sample",
      description = "The newest records of a source: a profile of their paths, a CREATE TABLE.")
  int sample(
      @Mixin ServerOptions server,
      @Parameters(paramLabel = "SOURCE") String source,
      @Option(names = "--layers", paramLabel = "N", description = "parse depth") Integer layers,
      @Option(names = "--records", paramLabel = "N", description = "how many (20)")
          Integer records) {
    JsonObject request = new JsonObject();
    put(request, "layers", layers);
    put(request, "records", records);
    Answer answer =
        server
            .connect(console.environment())
            .post("/sources/" + ApiClient.encoded(source) + "/sample", request);
    if (server.json()) {
      console.print(answer.text());
      return 0;
    }
    JsonObject json = answer.json();
    TextTable table =
        new TextTable(List.of("PATH", "TYPES", "PRESENT", "NULLS", "MAX CHARS", "EXAMPLE"));
    for (JsonObject path : answer.list("profile")) {
      table.add(
          Arrays.asList(
              path.getString("path"),
              String.join(", ", path.getJsonObject("types", new JsonObject()).fieldNames()),
              path.getValue("present"),
              path.getValue("nulls"),
              path.getValue("maxChars"),
              path.getValue("example")));
    }
    console.print(answer.list("records").size() + " records");
    if (!table.isEmpty()) {
      console.print(table);
    }
    if (json.getString("createTable") != null) {
      json.getString("createTable").lines().map(Console::plain).forEach(console::print);
    }
    console.print("Warnings:", Answer.sentences(json, "warnings"));
    return 0;
  }

  @Command(
      name = "preview",
      description = "What a job would do with the newest records; writes nothing.")
  int preview(
      @Mixin ServerOptions server,
      @Parameters(paramLabel = "JOB") String job,
      @Option(names = "--records", paramLabel = "N", description = "how many (20)")
          Integer records) {
    JsonObject request = new JsonObject().put("job", job);
    put(request, "records", records);
    Answer answer = server.connect(console.environment()).post("/preview", request);
    if (server.json()) {
      console.print(answer.text());
      return 0;
    }
    JsonObject json = answer.json();
    List<String> headings = new ArrayList<>(List.of("PARTITION", "OFFSET", "OUTCOME"));
    JsonArray columns = json.getJsonArray("columns");
    columns.forEach(column -> headings.add(Console.plain(String.valueOf(column))));
    TextTable table = new TextTable(headings);
    List<String> problems = new ArrayList<>();
    for (JsonObject record : answer.list("records")) {
      String place = record.getValue("partition") + "@" + record.getValue("offset");
      for (List<Object> values : rows(record, columns.size())) {
        List<Object> cells = new ArrayList<>();
        cells.add(record.getValue("partition"));
        cells.add(record.getValue("offset"));
        cells.add(record.getString("outcome"));
        cells.addAll(values);
        table.add(cells);
      }
      for (JsonObject problem : Answer.objects(record, "problems")) {
        problems.add(
            Console.plain(
                "%s%s: %s (%s)%s"
                    .formatted(
                        place,
                        problem.getString("column") == null
                            ? ""
                            : " column " + problem.getString("column"),
                        problem.getString("reason"),
                        problem.getString("code"),
                        problem.getValue("value") == null
                            ? ""
                            : ": " + problem.getValue("value"))));
      }
    }
    if (table.isEmpty()) {
      console.print("The topic has no records.");
    } else {
      console.print(table);
    }
    console.print("Does not fit:", problems);
    console.print("Keeps the job from starting:", Answer.sentences(json, "errors"));
    console.print("Warnings:", Answer.sentences(json, "warnings"));
    return answer.list("errors").isEmpty() ? 0 : ExitCode.REFUSED;
  }

  /** A record's rows, or one of blanks where it yields none. */
  private static List<List<Object>> rows(JsonObject record, int columns) {
    JsonArray rows = record.getJsonArray("rows");
    if (rows == null) {
      rows = new JsonArray().add(record.getJsonArray("values", new JsonArray()));
    }
    List<List<Object>> cells = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      List<Object> row = new ArrayList<>();
      rows.getJsonArray(i).forEach(row::add);
      while (row.size() < columns) {
        row.add(null);
      }
      cells.add(row);
    }
    return cells;
  }

  private static void put(JsonObject request, String name, Integer value) {
    if (value != null) {
      request.put(name, value);
    }
  }
}
