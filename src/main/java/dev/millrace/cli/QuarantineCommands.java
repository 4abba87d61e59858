package dev.millrace.cli;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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

  /** What the API takes at most. */
  private static final long LARGEST_MAPPING = 1 << 20;

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
          String after,
      @Option(names = "--groups", description = "how many there are of each cause") boolean groups,
      @Mixin Cause cause) {
    if (groups) {
      if (limit != null || after != null || cause.isGiven()) {
        throw new CliException(ExitCode.USAGE, "--groups is of all records: it takes no choice");
      }
      return groups(server, job);
    }
    String query =
        "?limit="
            + (limit == null ? 100 : limit)
            + (after == null ? "" : "&after=" + ApiClient.encoded(after))
            + cause.query("&");
    Answer answer = server.connect(console.environment()).get(path(job) + query);
    if (server.json()) {
      console.print(answer.text());
      return 0;
    }
    if (answer.list("records").isEmpty()) {
      console.print("Nothing is in quarantine" + (after == null ? "." : " behind that place."));
      return 0;
    }
    TextTable table =
        new TextTable(List.of("TOPIC", "PARTITION", "OFFSET", "CODE", "COLUMN", "VALUE", "REASON"));
    for (JsonObject record : answer.list("records")) {
      table.add(
          Arrays.asList(
              record.getString("topic"),
              record.getValue("partition"),
              record.getValue("offset"),
              record.getString("code"),
              record.getString("column"),
              OffendingValue.of(record),
              record.getString("reason")));
    }
    console.print(table);
    if (answer.json().getString("next") != null) {
      console.print("More: --after " + Console.plain(answer.json().getString("next")));
    }
    return 0;
  }

  private int groups(ServerOptions server, String job) {
    Answer answer = server.connect(console.environment()).get(path(job) + "/groups");
    if (server.json()) {
      console.print(answer.text());
      return 0;
    }
    TextTable table =
        new TextTable(
            List.of(
                "COUNT",
                "CODE",
                "COLUMN",
                "TABLE",
                "FIRST AT",
                "LAST AT",
                "EXAMPLE",
                "VALUE",
                "REASON"));
    for (JsonObject group : answer.list("list")) {
      JsonObject example =
          Answer.objects(group, "examples").stream().findFirst().orElseGet(JsonObject::new);
      table.add(
          Arrays.asList(
              group.getValue("count"),
              group.getString("code"),
              group.getString("column"),
              group.getString("table"),
              group.getString("firstAt"),
              group.getString("lastAt"),
              example.isEmpty()
                  ? null
                  : example.getString("topic")
                      + ":"
                      + example.getValue("partition")
                      + ":"
                      + example.getValue("offset"),
              OffendingValue.of(example),
              example.getString("reason")));
    }
    if (table.isEmpty()) {
      console.print("Nothing is in quarantine.");
    } else {
      console.print(table);
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
      @Option(names = "--offset", paramLabel = PLACE, description = CHOICE) List<String> offsets,
      @Option(
              names = "--dry-run",
              description = "only tell what would become of them; nothing is written")
          boolean dryRun,
      @Option(
              names = "--mapping",
              paramLabel = "FILE",
              description = "with --dry-run: a mapping as JSON list, tried in place of the job's")
          Path mapping,
      @Mixin Cause cause) {
    choiceOf(all, offsets, cause, "replay");
    JsonObject choice = new JsonObject();
    if (all) {
      choice.put("all", true);
    } else if (offsets != null) {
      choice.put("offsets", byPartition(offsets));
    }
    cause.putTo(choice);
    if (dryRun) {
      choice.put("dryRun", true);
    }
    if (mapping != null) {
      choice.put("mapping", mapping(mapping, dryRun));
    }
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
          (dryRun ? "%d would be written, %d would stay%s" : "%d written, %d stay in quarantine%s")
              .formatted(written, stayed, missing == 0 ? "" : ", " + missing + " were not there"));
    }
    return stayed + missing == 0 ? 0 : ExitCode.REFUSED;
  }

  private static JsonArray mapping(Path file, boolean dryRun) {
    if (!dryRun) {
      throw new CliException(
          ExitCode.USAGE,
          "--mapping is for --dry-run: a replay goes by the job's mapping, so PUT it into the job");
    }
    try {
      if (Files.size(file) > LARGEST_MAPPING) {
        throw new CliException(ExitCode.USAGE, "the file " + file + " is too large for a mapping");
      }
      return new JsonArray(Files.readString(file));
    } catch (IOException e) {
      throw new CliException(ExitCode.USAGE, "the file " + file + " cannot be read: " + e);
    } catch (DecodeException e) {
      throw new CliException(
          ExitCode.USAGE,
          "the file " + file + " is not a mapping: expected a JSON list of entries");
    }
  }

  @Command(name = "drop", description = "Deletes quarantined records for good.")
  int drop(
      @Mixin ServerOptions server,
      @Parameters(paramLabel = JOB) String job,
      @Option(names = "--all", description = "all that are in quarantine") boolean all,
      @Option(names = "--offset", paramLabel = PLACE, description = CHOICE) List<String> offsets,
      @Mixin Cause cause) {
    choiceOf(all, offsets, cause, "drop");
    String query =
        offsets == null
            ? cause.query("?")
            : "?offsets=" + ApiClient.encoded(String.join(",", offsets)) + cause.query("&");
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

  private static void choiceOf(boolean all, List<String> offsets, Cause cause, String verb) {
    if (all ? offsets != null : offsets == null && !cause.isGiven()) {
      throw new CliException(
          ExitCode.USAGE,
          verb
              + " needs either --all or --offset "
              + PLACE
              + ", like --offset 0:17, or --code, --column, --table");
    }
  }

  /** Narrows the choice; alone it stands for all records of that cause. */
  static final class Cause {
    @Option(names = "--code", paramLabel = "CODE", description = "those refused by this code")
    private String code;

    @Option(
        names = "--column",
        paramLabel = "COLUMN",
        description = "those that did not fit this column; '' for those that blame none")
    private String column;

    @Option(
        names = "--table",
        paramLabel = "TABLE",
        description = "those that did not fit this table; '' for those that blame none")
    private String table;

    private Map<String, String> given() {
      Map<String, String> given = new LinkedHashMap<>();
      given.put("code", code);
      given.put("column", column);
      given.put("table", table);
      given.values().removeIf(Objects::isNull);
      return given;
    }

    boolean isGiven() {
      return !given().isEmpty();
    }

    void putTo(JsonObject choice) {
      given().forEach(choice::put);
    }

    /** As a query behind {@code first}; empty where nothing is given. */
    String query(String first) {
      return given().entrySet().stream()
          .map(one -> one.getKey() + "=" + ApiClient.encoded(one.getValue()))
          .reduce((one, more) -> one + "&" + more)
          .map(query -> first + query)
          .orElse("");
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
