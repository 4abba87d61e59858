package dev.millrace.loadtest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/**
 * A peer in a module of its own: its main class reads one properties file, says {@code READY},
 * hears {@code GO}, says {@code STARTED} when the clock may start.
 *
 * @param module whose classpath it runs on
 * @param settings that go into its properties file besides the trial's
 */
record JavaContestant(
    String name, String module, String main, List<String> jvm, Map<String, String> settings)
    implements Contestant {

  @Override
  public Running prepare(Servers servers, List<Trial> trials) throws IOException {
    Trial trial = trials.get(0);
    Path directory = Files.createDirectories(servers.directory.resolve(trial.name()));
    Path file = directory.resolve("trial.properties");
    Properties properties = properties(servers, trial, directory);
    try (var out = Files.newBufferedWriter(file)) {
      properties.store(out, null);
    }
    Path log = directory.resolve("gc.log");
    List<String> arguments = new ArrayList<>(jvm);
    arguments.add("-Duser.timezone=UTC");
    arguments.add(Heap.argument(log));
    arguments.add("-cp");
    arguments.add(classpath());
    arguments.add(main);
    arguments.add(file.toString());
    Child child = Child.java(name, directory, arguments, Map.of());
    try {
      child.await("READY", 240);
    } catch (RuntimeException e) {
      child.close();
      throw e;
    }
    return new JavaRunning(child, new Heap(log, child.pid()));
  }

  private String classpath() throws IOException {
    Path target = LoadTest.HOME.resolve(module).resolve("target");
    return target.resolve("classes") + ":" + Files.readString(target.resolve("classpath")).trim();
  }

  private Properties properties(Servers servers, Trial trial, Path directory) throws IOException {
    Properties p = new Properties();
    p.putAll(settings);
    p.setProperty("bootstrap", servers.bootstrap());
    p.setProperty("topic", trial.topic());
    p.setProperty("partitions", Integer.toString(trial.partitions()));
    p.setProperty("group", trial.name());
    p.setProperty("records", Long.toString(trial.records()));
    p.setProperty("host", servers.database.host());
    p.setProperty("port", Integer.toString(servers.database.port()));
    p.setProperty("user", servers.database.user());
    p.setProperty("password", servers.database.password());
    p.setProperty("database", Servers.DATABASE);
    p.setProperty("table", trial.bareTable());
    p.setProperty("mode", trial.mode().name());
    p.setProperty("directory", directory.toString());
    List<String> fields = new ArrayList<>();
    for (Shape.Field field : trial.shape().fields()) {
      fields.add(field.path() + "\t" + field.column() + "\t" + field.type());
    }
    p.setProperty("fields", String.join("\n", fields));
    if (settings.containsKey("rows")) {
      p.setProperty("rows", rows(trial, directory).toString());
    }
    return p;
  }

  /** The rows as LOAD DATA reads them by default, for those that are fed ready-made ones. */
  private static Path rows(Trial trial, Path directory) throws IOException {
    Path file = directory.resolve("rows.tsv");
    try (var out = Files.newBufferedWriter(file)) {
      for (long i = 0; i < trial.records(); i++) {
        out.write(trial.shape().row(i).replace("\\", "\\\\").replace('|', '\t'));
        out.write('\n');
      }
    }
    return file;
  }

  private record JavaRunning(Child child, Heap heap) implements Running {
    @Override
    public long pid() {
      return child.pid();
    }

    @Override
    public void go() {
      child.say("GO");
      child.await("STARTED", 120);
    }

    @Override
    public void requireAlive() {
      child.requireNoFailure();
    }

    @Override
    public void close() {
      child.close();
    }
  }
}
