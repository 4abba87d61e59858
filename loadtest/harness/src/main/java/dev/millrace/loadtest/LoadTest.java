package dev.millrace.loadtest;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The load test. Started by {@code loadtest/run}. Exit codes: 0 all contestants were right, 1 one
 * was not or something failed, 2 wrong arguments.
 */
public final class LoadTest {
  /** The folder of the load test. */
  static final Path HOME = Path.of(System.getProperty("loadtest.home", "loadtest"));

  static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).findAndRegisterModules();

  private static volatile boolean stopping;

  private LoadTest() {}

  public static void main(String[] arguments) {
    System.exit(run(arguments));
  }

  private static int run(String[] arguments) {
    Options options;
    try {
      options = Options.parse(arguments);
    } catch (Exception e) {
      System.err.println("loadtest: " + e.getMessage());
      return 2;
    }
    Servers servers = new Servers();
    Thread hook = new Thread(() -> stop(servers), "stop");
    try {
      if (options.render != null) {
        Report.write(JSON.readValue(options.render.toFile(), Results.class), options.out);
        return 0;
      }
      Runtime.getRuntime().addShutdownHook(hook);
      say("Starting a Kafka broker and a MariaDB ...");
      servers.start();
      servers.database.createDatabase(Servers.DATABASE);
      Results results = new Results(Machine.of(servers), String.join(" ", arguments));
      Throughput throughput = new Throughput(options, servers, results);
      if (!options.scenarios.equals(List.of("latency"))) {
        throughput.rehearse();
      }
      for (String scenario : options.scenarios) {
        switch (scenario) {
          case "throughput" -> throughput.run();
          case "latency" -> new Latency(options, servers, results).run();
          default -> new Growth(options, servers, results).run();
        }
        if (stopping) {
          return 1;
        }
        // After each: what was measured in an hour is not lost with what fails then.
        Files.createDirectories(options.out);
        JSON.writeValue(options.out.resolve("results.json").toFile(), results);
        Report.write(results, options.out);
      }
      say("\nReport: " + options.out.resolve("report.md"));
      return results.right() ? 0 : 1;
    } catch (Exception | AssertionError e) {
      System.err.println("loadtest: " + e.getMessage());
      e.printStackTrace();
      return 1;
    } finally {
      servers.close();
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException e) {
        // It is what runs us.
      }
    }
  }

  /** On SIGINT and SIGTERM: what fails from here on, fails because its servers are gone. */
  private static void stop(Servers servers) {
    say("\nEnding what was started; of the scenario under way nothing is written.");
    stopping = true;
    servers.close();
  }

  static void say(String line) {
    if (!stopping) {
      System.out.println(line);
    }
  }
}
