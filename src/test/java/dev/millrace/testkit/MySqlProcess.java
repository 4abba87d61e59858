package dev.millrace.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** One mysqld of the installation that {@link MySqlFiles} finds. */
final class MySqlProcess extends DatabaseProcess {
  private final MySqlFiles files = MySqlFiles.required();

  MySqlProcess(EmbeddedMariaDb.Settings settings, String user, String password) {
    super("MySQL", TempFiles.directory("mysql"), settings, user, password);
    Path directory = directory();
    try {
      files.fill(directory.resolve("data"), directory.resolve("tmp"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  List<String> program() {
    List<String> program = new ArrayList<>(files.program());
    program.add("--mysqlx=OFF");
    // As MariaDB has it; LOAD DATA is to be had where the server's owner allows it.
    program.add("--local-infile=ON");
    program.add("--max-allowed-packet=16M");
    // Nobody reads it here, and the server starts in half the time and memory without.
    program.add("--performance-schema=OFF");
    program.add("--skip-log-bin");
    return program;
  }

  @Override
  Map<String, String> environment() {
    return Map.of();
  }

  @Override
  String logSize(String size) {
    return "--innodb-redo-log-capacity=" + size;
  }

  /** It writes the like for its socket first, and for the temporary server of an upgrade. */
  @Override
  boolean isReady(String logged) {
    return logged.contains("ready for connections") && logged.contains("port: " + port());
  }
}
