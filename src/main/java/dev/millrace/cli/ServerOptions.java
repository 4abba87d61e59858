package dev.millrace.cli;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine.Option;

/** Which server is asked, as whom, and how its answer is shown. */
final class ServerOptions {
  private static final String DEFAULT = "http://127.0.0.1:8080";
  private static final long LARGEST_TOKEN_FILE = 65_536;

  @Option(
      names = "--server",
      paramLabel = "URL",
      description = "the engine's address (MILLRACE_SERVER; default " + DEFAULT + ")")
  private String server;

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description =
          "holds the token (MILLRACE_TOKEN_FILE; MILLRACE_TOKEN holds the token itself; never an"
              + " argument, which other users of the machine can read)")
  private Path tokenFile;

  @Option(
      names = "--ca",
      paramLabel = "FILE",
      description = "PEM certificates that sign the server's, in place of the JDK's")
  private Path ca;

  @Option(names = "--json", description = "print the server's answer as it is")
  private boolean json;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "show this help")
  private boolean help;

  boolean json() {
    return json;
  }

  ApiClient connect(Map<String, String> environment) {
    String named =
        server != null ? server : environment.getOrDefault("MILLRACE_SERVER", DEFAULT).strip();
    URI address;
    try {
      address = URI.create(named.replaceFirst("/+$", ""));
    } catch (IllegalArgumentException e) {
      throw notAnAddress(named);
    }
    boolean isHttp = "http".equals(address.getScheme()) || "https".equals(address.getScheme());
    if (!isHttp || address.getHost() == null || address.getUserInfo() != null) {
      throw notAnAddress(named);
    }
    return new ApiClient(address, token(environment), ca);
  }

  private static CliException notAnAddress(String named) {
    return new CliException(
        ExitCode.USAGE,
        "--server / MILLRACE_SERVER must be like "
            + DEFAULT
            + " or https://host:port, without user or path of the API, not '"
            + Console.plain(named)
            + "'");
  }

  private String token(Map<String, String> environment) {
    String named = environment.get("MILLRACE_TOKEN_FILE");
    Path file = tokenFile != null || named == null ? tokenFile : Path.of(named);
    if (file == null) {
      return environment.get("MILLRACE_TOKEN");
    }
    try {
      if (Files.size(file) > LARGEST_TOKEN_FILE) {
        throw new CliException(
            ExitCode.USAGE, "the token file " + file + " is too large for a token");
      }
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw new CliException(ExitCode.USAGE, "the token file " + file + " cannot be read: " + e);
    }
  }
}
