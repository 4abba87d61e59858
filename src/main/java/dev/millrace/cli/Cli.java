package dev.millrace.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;

/**
 * The commands that ask a running engine. Nothing of picocli is loaded before one of them is named,
 * so the service starts as fast as without them.
 */
public final class Cli {
  /** What a command can be called by; {@code check} only with the name of a job. */
  static final Set<String> COMMANDS =
      Set.of(
          "jobs",
          "status",
          "start",
          "stop",
          "restart",
          "reset",
          "check",
          "preview",
          "sample",
          "quarantine",
          "replay",
          "drop",
          "completion");

  private static final String NAME = "millrace";

  private Cli() {}

  /**
   * Whether these arguments are a command of this client. {@code check} without a name is the check
   * of configuration and job files, which asks no engine.
   */
  public static boolean isCommand(String... args) {
    if (args.length == 0 || !COMMANDS.contains(args[0])) {
      return false;
    }
    if (!args[0].equals("check")) {
      return true;
    }
    for (int i = 1; i < args.length; i++) {
      if (args[i].equals("--config") || args[i].startsWith("--config=")) {
        return false;
      }
      if (!args[i].startsWith("-") || args[i].equals("--help") || args[i].equals("-h")) {
        return true;
      }
    }
    return false;
  }

  /**
   * Runs one command and waits for it.
   *
   * @param environment {@code MILLRACE_SERVER}, {@code MILLRACE_TOKEN}, {@code MILLRACE_TOKEN_FILE}
   * @return the process's exit code: 0 done, 1 refused, 2 wrong usage, 3 no answer, 4 not within
   *     {@code --wait}
   */
  public static int run(
      Map<String, String> environment, PrintWriter out, PrintWriter err, String... args) {
    Console console = new Console(environment, out);
    // A command that is a method is called on the object of the command above it, so each runs
    // below its own group; the one that has all is for help and completion.
    CommandLine chosen =
        groups(console).stream()
            .filter(group -> args.length > 0 && group.getSubcommands().containsKey(args[0]))
            .findAny()
            .orElseGet(() -> all(console));
    chosen.setOut(out).setErr(err);
    chosen.setExecutionExceptionHandler(
        (failure, command, parsed) -> told(failure, parsed, out, err));
    int code = chosen.execute(args);
    out.flush();
    err.flush();
    return code;
  }

  private static List<CommandLine> groups(Console console) {
    return Stream.of(
            new JobCommands(console), new RecordCommands(console), new QuarantineCommands(console))
        .map(group -> new CommandLine(group).setCommandName(NAME))
        .toList();
  }

  private static CommandLine all(Console console) {
    CommandLine all = new CommandLine(new All());
    groups(console).forEach(group -> group.getSubcommands().forEach(all::addSubcommand));
    return all.addSubcommand("completion", new CommandLine(new Completion(all, console)));
  }

  /** With {@code --json} a program reads what was refused, and why, where it reads answers. */
  private static int told(Exception failure, ParseResult parsed, PrintWriter out, PrintWriter err)
      throws Exception {
    if (!(failure instanceof CliException expected)) {
      throw failure;
    }
    if (expected.document() != null && isJson(parsed)) {
      out.println(expected.document());
    } else {
      err.println("millrace: " + expected.getMessage());
    }
    return expected.exitCode();
  }

  private static boolean isJson(ParseResult parsed) {
    return parsed.hasSubcommand() ? isJson(parsed.subcommand()) : parsed.hasMatchedOption("--json");
  }

  @Command(
      name = NAME,
      description = "Asks a running Millrace and tells it what to do.",
      footer = {
        "",
        "Exit codes: 0 done; 1 the server refused, or found something wrong; 2 wrong usage;",
        "3 no answer from the server; 4 not reached within --wait."
      })
  private static final class All {
    @Option(
        names = {"-h", "--help"},
        usageHelp = true,
        description = "show this help")
    private boolean help;
  }

  @Command(
      name = "completion",
      description = "Prints a completion script: source <(java -jar millrace.jar completion)")
  private static final class Completion implements Runnable {
    private final CommandLine all;
    private final Console console;

    @Option(
        names = {"-h", "--help"},
        usageHelp = true,
        description = "show this help")
    private boolean help;

    Completion(CommandLine all, Console console) {
      this.all = all;
      this.console = console;
    }

    @Override
    public void run() {
      console.print(AutoComplete.bash(NAME, all));
    }
  }
}
