package dev.millrace.dashboards;

import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** The generated files of {@code dashboards/}, by name; run as a program it writes them. */
public final class DashboardFiles {
  static final Path DIRECTORY = Path.of("dashboards");

  private DashboardFiles() {}

  public static void main(String[] args) throws IOException {
    for (Map.Entry<String, String> file : all().entrySet()) {
      Path path = DIRECTORY.resolve(file.getKey());
      Files.createDirectories(path.getParent());
      Files.writeString(path, file.getValue());
    }
  }

  static Map<String, String> all() {
    Map<String, String> files = new TreeMap<>();
    for (Dashboard dashboard : Dashboards.all()) {
      files.put("grafana/" + dashboard.uid() + ".json", json(dashboard));
    }
    files.put("prometheus/alerts.yml", Alerts.rules());
    return files;
  }

  private static String json(Dashboard dashboard) {
    DefaultIndenter lines = new DefaultIndenter("  ", "\n");
    DefaultPrettyPrinter pretty =
        new DefaultPrettyPrinter().withArrayIndenter(lines).withObjectIndenter(lines);
    try {
      return new ObjectMapper().writer(pretty).writeValueAsString(dashboard.json()) + "\n";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
