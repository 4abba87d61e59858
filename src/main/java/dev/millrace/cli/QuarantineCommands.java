package dev.millrace.cli;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A job's quarantined records: looked at, replayed, dropped. */
@Command
final class QuarantineCommands {
  private static final String JOB = "JOB";
  private static final String PLACE = "PARTITION:OFFSET";
  private static final String CHOICE = "these records, like 0:17; may be given several times";

  private final Console console;

  QuarantineCommands(Console console) {
    this.console = console;
  }

  @Command(name = "quarantine", description = "The job's quarantined records, with the reasons.")
  int quarantine(
      @Mixin ServerOptions server,
      @Parameters(paramLabel = JOB) String job,
      @Option(names = "--limit", paramLabel = "N", description = "how many (100)") Integer limit,
      @Option(names = "--after", paramLabel = "PLACE", description = "the next of the page before")
          String after) {
    String query =
        "?limit="
            + (limit == null ? 100 : limit)
            + (after == null ? "" : "&after=" + ApiClient.encoded(after));
    Answer answer = server.connect(console.environment()).get(path(job) + query);
    if (server.json()) {
      console.print(answer.text());
      return 0;
    }
    if (answer.list("records").isEmpty()) {
      console.print("Nothing is in quarantine" + (after == null ? "." : " behind that place."));
      return 0;
    }
    console.print(table(answer.list("records")));
    if (answer.json().getString("next") != null) {
      console.print("More: --after " + Console.plain(answer.json().getString("next")));
    }
    return 0;
  }

  @Command(
      name = "replay",
      description =
          "Puts quarantined records through the job's present mapping into its table; what does not"
              + " fit stays.")
  int replay(
      @Mixin ServerOptions server,
      @Parameters(paramLabel = JOB) String job,
      @Option(names = "--all", description = "all that are in quarantine now") boolean all,
      @Option(names = "--offset", paramLabel = PLACE, description = CHOICE) List<String> offsets) {
    oneOf(all, offsets, "replay");
    JsonObject choice =
        all
            ? new JsonObject().put("all", true)
            : new JsonObject().put("offsets", byPartition(offsets));
    ApiClient client = server.connect(console.environment());
    long written = 0;
    long stayed = 0;
    long missing = 0;
    while (true) {
      Answer answer = client.post(path(job) + "/replay", choice);
      JsonObject json = answer.json();
      String next = json.getString("next");
      if (server.json()) {
        console.print(answer.text());
      } else if (!answer.list("records").isEmpty()) {
        console.print(table(answer.list("records")));
      }
      written += json.getLong("written");
      stayed += json.getLong("stayed");
      missing += json.getLong("missing");
      if (next == null) {
        break;
      }
      choice.put("after", next);
    }
    if (!server.json()) {
      console.print(
          "%d written, %d stay in quarantine%s"
              .formatted(written, stayed, missing == 0 ? "" : ", " + missing + " were not there"));
    }
    return stayed + missing == 0 ? 0 : ExitCode.REFUSED;
  }

  @Command(name = "drop", description = "Deletes quarantined records for good.")
  int drop(
      @Mixin ServerOptions server,
      @Parameters(paramLabel = JOB) String job,
      @Option(names = "--all", description = "all that are in quarantine") boolean all,
      @Option(names = "--offset", paramLabel = PLACE, description = CHOICE) List<String> offsets) {
    oneOf(all, offsets, "drop");
    String query = all ? "" : "?offsets=" + ApiClient.encoded(String.join(",", offsets));
    Answer answer = server.connect(console.environment()).delete(path(job) + query);
    long missing = answer.json().getLong("missing");
    console.print(
        server.json()
            ? answer.text()
            : "%d dropped%s"
                .formatted(
                    answer.json().getLong("dropped"),
                    missing == 0 ? "" : ", " + missing + " were not there"));
    return missing == 0 ? 0 : ExitCode.REFUSED;
  }

  private static void oneOf(boolean all, List<String> offsets, String verb) {
    if (all == (offsets != null)) {
      throw new CliException(
          ExitCode.USAGE,
          verb + " needs either --all or --offset " + PLACE + ", like --offset 0:17");
    }
  }

  private static JsonObject byPartition(List<String> places) {
    JsonObject offsets = new JsonObject();
    for (String place : places) {
      int colon = place.lastIndexOf(':');
      if (colon < 1 || !place.substring(colon + 1).matches("[0-9]{1,18}")) {
        throw new CliException(
            ExitCode.USAGE,
            "--offset must be " + PLACE + ", like 0:17, not '" + Console.plain(place) + "'");
      }
      String partition = place.substring(0, colon);
      JsonArray list = offsets.getJsonArray(partition, new JsonArray());
      offsets.put(partition, list.add(Long.parseLong(place.substring(colon + 1))));
    }
    return offsets;
  }

  private static TextTable table(List<JsonObject> records) {
    TextTable table =
        new TextTable(List.of("TOPIC", "PARTITION", "OFFSET", "CODE", "COLUMN", "REASON"));
    for (JsonObject record : records) {
      table.add(
          Arrays.asList(
              record.getString("topic"),
              record.getValue("partition"),
              record.getValue("offset"),
              record.getString("code"),
              record.getString("column"),
              record.getString("reason")));
    }
    return table;
  }

  private static String path(String job) {
    return "/jobs/" + ApiClient.encoded(job) + "/quarantine";
  }
}
