package dev.millrace.loadtest;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;

/** What the harness wants of a peer, and the few words it exchanges with it. */
final class TrialFile {
  record Field(String path, String column, String type) {}

  final Properties properties = new Properties();
  private final BufferedReader input =
      new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));

  TrialFile(String[] arguments) throws IOException {
    try (var in = Files.newBufferedReader(Path.of(arguments[0]))) {
      properties.load(in);
    }
  }

  String text(String key) {
    String value = properties.getProperty(key);
    if (value == null) {
      throw new IllegalArgumentException("the trial has no " + key);
    }
    return value;
  }

  int number(String key) {
    return Integer.parseInt(text(key));
  }

  boolean upsert() {
    return text("mode").equals("UPSERT");
  }

  List<Field> fields() {
    return text("fields")
        .lines()
        .map(line -> line.split("\t"))
        .map(part -> new Field(part[0], part[1], part[2]))
        .toList();
  }

  void readyAwaitGo() throws IOException {
    System.out.println("READY");
    if (!"GO".equals(input.readLine())) {
      System.exit(0);
    }
  }

  void started() {
    System.out.println("STARTED");
  }

  /** Ends the process when the harness lets go of it. */
  void awaitEnd() throws IOException {
    while (input.readLine() != null) {
      // Nothing more is said.
    }
    System.exit(0);
  }
}
