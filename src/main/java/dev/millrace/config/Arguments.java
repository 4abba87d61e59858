package dev.millrace.config;

import dev.millrace.document.Nearest;
import dev.millrace.model.Labelled;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The command line.
 *
 * @param config the file given with {@code --config}, or null
 * @param log what was given with {@code --log}, or null
 * @param offline whether a check is to ask no broker and no database
 */
public record Arguments(Command command, Path config, String log, boolean offline) {
  private static final List<String> OPTIONS =
      List.of("--config", "--log", "--offline", "--help", "--version");

  /** What is to be done. */
  public enum Command implements Labelled {
    RUN,
    CHECK,
    HASH_TOKEN,
    HELP,
    VERSION
  }

  public static final String HELP =
      """
      Millrace ingests JSON from Kafka topics into tables of MySQL-protocol databases.

        java -jar millrace.jar [run] [--config FILE] [--log text|json]
        java -jar millrace.jar check [--config FILE] [--offline]
                                          validate configuration and job files, and check each declared job
                                          against broker, database and newest records; exit 0 or 2
        java -jar millrace.jar hash-token make a token for auth.tokens, with its hash
        java -jar millrace.jar --help | --version

      Ask a running engine (each has --help; --server URL, --token-file FILE, --json):

        jobs | status [JOB] | check JOB | preview JOB | sample SOURCE
        start JOB | stop JOB | restart JOB [--wait 30s] | reset JOB
        quarantine JOB | replay JOB | drop JOB
        completion                        a script for bash and zsh

      Settings, in the YAML file or in the environment (which wins):
      """
          + Setting.table()
          + """

            A YAML file is read only where --config names it. A secret is a literal, ${env:NAME} or ${file:/path}.

          Exit codes
            0 done, also after SIGTERM and SIGINT with all jobs drained
            1 failed, as where the port is taken
            2 arguments, configuration or job files are wrong; check found what keeps a declared job from starting
            3 out of memory: start it again
          """;

  /**
   * Reads the command line.
   *
   * @throws ConfigProblems with everything that is wrong with it
   */
  public static Arguments parse(String... args) throws ConfigProblems {
    List<String> problems = new ArrayList<>();
    Command command = null;
    Path config = null;
    String log = null;
    boolean offline = false;
    Iterator<String> rest = expanded(args).iterator();
    while (rest.hasNext()) {
      String arg = rest.next();
      switch (arg) {
        case "--help", "-h" -> command = Command.HELP;
        case "--version" -> command = Command.VERSION;
        case "--config" -> config = value(arg, rest, problems).map(Path::of).orElse(null);
        case "--log" -> log = value(arg, rest, problems).orElse(null);
        case "--offline" -> offline = true;
        default -> {
          Optional<Command> named = Labelled.of(Command.class, arg);
          if (named.isPresent() && command == null) {
            command = named.get();
          } else if (named.isEmpty()) {
            problems.add("unknown argument '" + arg + "'; " + hint(arg));
          }
        }
      }
    }
    if (offline && command != Command.CHECK) {
      problems.add("--offline is an option of check; all other commands need their servers");
    }
    if (!problems.isEmpty()) {
      throw new ConfigProblems(problems);
    }
    return new Arguments(command == null ? Command.RUN : command, config, log, offline);
  }

  /** {@code --config=x} is {@code --config x}. */
  private static List<String> expanded(String[] args) {
    return Arrays.stream(args)
        .flatMap(
            a -> a.startsWith("--") && a.contains("=") ? Stream.of(a.split("=", 2)) : Stream.of(a))
        .toList();
  }

  private static Optional<String> value(
      String option, Iterator<String> rest, List<String> problems) {
    if (rest.hasNext()) {
      return Optional.of(rest.next());
    }
    problems.add(option + " needs a value");
    return Optional.empty();
  }

  private static String hint(String arg) {
    List<String> known = new ArrayList<>(OPTIONS);
    if (!arg.startsWith("-")) {
      known = Arrays.stream(Command.values()).map(Labelled::label).toList();
    }
    return Nearest.hint(arg, known);
  }
}
