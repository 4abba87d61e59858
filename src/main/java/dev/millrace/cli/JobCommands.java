package dev.millrace.cli;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Jobs: how they are, and start, stop, restart, reset, check. */
@Command
final class JobCommands {
  private static final String JOB = "JOB";
  private static final String WAIT =
      "wait until it is done, at most so long, like 30s; up to 60s (otherwise: do not wait)";

  private final Console console;

  JobCommands(Console console) {
    this.console = console;
  }

  @Command(name = "jobs", description = "All jobs: state, lag, rate, error.")
  int jobs(@Mixin ServerOptions server) {
    Answer answer = server.connect(console.environment()).get("/jobs?status=true");
    if (server.json()) {
      console.print(answer.text());
      return 0;
    }
    TextTable table =
        new TextTable(
            List.of("JOB", "STATE", "LAG", "RECORDS/S", "WRITTEN", "QUARANTINED", "ERROR"));
    for (JsonObject job : jobsOf(answer)) {
      JsonObject status = job.getJsonObject("status", new JsonObject());
      JsonObject totals = status.getJsonObject("totals", new JsonObject());
      JsonObject error = status.getJsonObject("error");
      table.add(
          Arrays.asList(
              job.getString("name"),
              job.getString("state"),
              totals.getValue("lagRecords"),
              status.getJsonObject("rates", new JsonObject()).getValue("recordsPerSecond"),
              totals.getValue("written"),
              totals.getValue("quarantined"),
              error == null ? null : error.getString("message")));
    }
    console.print(table.isEmpty() ? "There is no job." : String.join("\n", table.lines()));
    return 0;
  }

  private static List<JsonObject> jobsOf(Answer answer) {
    return answer.list(answer.json().containsKey("jobs") ? "jobs" : "list");
  }

  @Command(name = "status", description = "One job in full; without a name, all jobs.")
  int status(
      @Mixin ServerOptions server, @Parameters(paramLabel = JOB, arity = "0..1") String job) {
    if (job == null) {
      return jobs(server);
    }
    Answer answer = server.connect(console.environment()).get(path(job, "status"));
    return shown(server, answer);
  }

  @Command(name = "start", description = "Checks the job and starts it, also after restarts.")
  int start(
      @Mixin ServerOptions server,
      @Parameters(paramLabel = JOB) String job,
      @Option(names = "--wait", paramLabel = "TIME", description = WAIT) String wait) {
    return order(server, job, "start", wait);
  }

  @Command(name = "stop", description = "Stops the job; what is not committed is read again later.")
  int stop(
      @Mixin ServerOptions server,
      @Parameters(paramLabel = JOB) String job,
      @Option(names = "--wait", paramLabel = "TIME", description = WAIT) String wait) {
    return order(server, job, "stop", wait);
  }

  @Command(name = "restart", description = "Checks, stops and starts with the present document.")
  int restart(
      @Mixin ServerOptions server,
      @Parameters(paramLabel = JOB) String job,
      @Option(names = "--wait", paramLabel = "TIME", description = WAIT) String wait) {
    return order(server, job, "restart", wait);
  }

  @Command(
      name = "reset",
      description =
          "Forgets where a stopped job stands, so that it starts at its start position again. Rows"
              + " in the table stay.")
  int reset(@Mixin ServerOptions server, @Parameters(paramLabel = JOB) String job) {
    return order(server, job, "reset", null);
  }

  @Command(
      name = "check",
      description =
          "Compares a stored job with broker, table and newest records. Without a name: 'check"
              + " [--config FILE]' checks configuration and job files and needs no engine.")
  int check(@Mixin ServerOptions server, @Parameters(paramLabel = JOB) String job) {
    Answer answer = server.connect(console.environment()).post(path(job, "check"), null);
    if (server.json()) {
      console.print(answer.text());
      return 0;
    }
    console.print("Nothing keeps " + job + " from starting.");
    console.print("Warnings:", Answer.sentences(answer.json(), "warnings"));
    return 0;
  }

  private int order(ServerOptions server, String job, String verb, String wait) {
    String path = path(job, verb) + (wait == null ? "" : "?wait=" + ApiClient.encoded(wait));
    Answer answer = server.connect(console.environment()).post(path, null);
    shown(server, answer);
    if (wait == null || answer.status() != Answer.ACCEPTED) {
      return 0;
    }
    // Not reached either way, but this will not be reached by waiting longer.
    return "FAILED".equals(answer.json().getString("state"))
        ? ExitCode.REFUSED
        : ExitCode.UNDER_WAY;
  }

  private static String path(String job, String call) {
    return "/jobs/" + ApiClient.encoded(job) + "/" + call;
  }

  private int shown(ServerOptions server, Answer answer) {
    if (server.json()) {
      console.print(answer.text());
      return 0;
    }
    JsonObject status = answer.json();
    List<String> head = new ArrayList<>(List.of(status.getString("state")));
    if (status.getString("since") != null) {
      head.add("since " + status.getString("since"));
    }
    head.add(Boolean.TRUE.equals(status.getBoolean("balanced")) ? "balanced" : "NOT balanced");
    console.print(Console.plain(status.getString("job")) + " is " + String.join(", ", head));
    JsonObject error = status.getJsonObject("error");
    if (error != null) {
      console.print(error(error));
      if (error.getString("value") != null) {
        console.print("Value: " + Console.plain(error.getString("value")));
      }
    }
    console.print("Warnings:", Answer.sentences(status, "warnings"));
    TextTable table =
        new TextTable(
            List.of(
                "TOPIC",
                "PARTITION",
                "NEXT",
                "END",
                "LAG",
                "LAG S",
                "WRITTEN",
                "QUARANTINED",
                "NULLED",
                "BALANCED"));
    for (JsonObject partition : Answer.objects(status, "partitions")) {
      table.add(
          Arrays.asList(
              partition.getString("topic"),
              partition.getValue("partition"),
              partition.getValue("nextOffset"),
              partition.getValue("endOffset"),
              partition.getValue("lagRecords"),
              partition.getValue("lagSeconds"),
              partition.getValue("written"),
              partition.getValue("quarantined"),
              partition.getValue("nulledFields"),
              partition.getValue("balanced")));
    }
    if (!table.isEmpty()) {
      console.print(table);
    }
    return 0;
  }

  /** With its place once: most messages begin with it. */
  private static String error(JsonObject error) {
    String message = error.getString("message");
    String place =
        "%s[%s]@%s"
            .formatted(
                error.getString("topic"), error.getValue("partition"), error.getValue("offset"));
    String column = error.getString("column") == null ? "" : " column " + error.getString("column");
    boolean told = error.getValue("offset") == null || message.contains(place);
    return Console.plain(
        "Error: %s%s (%s)"
            .formatted(told ? "" : place + column + ": ", message, error.getString("code")));
  }
}
