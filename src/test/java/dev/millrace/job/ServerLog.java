package dev.millrace.job;

import dev.millrace.testkit.EmbeddedMariaDb;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a server received of one user, from its general log. */
final class ServerLog {
  private static final Pattern ENTRY =
      Pattern.compile(
          "(?:\\d{6} [ \\d]\\d:\\d\\d:\\d\\d|\\d{4}-\\d\\d-\\d\\dT\\S+)?\\t\\s*(\\d+)"
              + " ([A-Z][A-Za-z ]+)\\t(.*)");

  private static final Pattern LITERAL =
      Pattern.compile("'(?:[^'\\\\]|\\\\.|'')*+'|\"(?:[^\"\\\\]|\\\\.|\"\")*+\"");

  private ServerLog() {}

  /**
   * @param command as the server calls it: Connect, Query, Prepare, Quit, …
   * @param text whole statement, several lines where it has them
   */
  record Entry(String connection, String command, String text) {
    /** The statement without what stands between quotes. */
    String withoutLiterals() {
      return LITERAL.matcher(text).replaceAll("''");
    }

    String verb() {
      return text.strip().split("[\\s(]", 2)[0];
    }
  }

  static List<Entry> of(EmbeddedMariaDb server, String user) {
    List<Entry> all = new ArrayList<>();
    for (String line : server.generalLog().split("\n")) {
      Matcher entry = ENTRY.matcher(line);
      if (entry.matches()) {
        all.add(new Entry(entry.group(1), entry.group(2), entry.group(3)));
      } else if (!all.isEmpty()) {
        Entry last = all.remove(all.size() - 1);
        all.add(new Entry(last.connection(), last.command(), last.text() + "\n" + line));
      }
    }
    Set<String> connections = new HashSet<>();
    all.stream()
        .filter(e -> e.command().equals("Connect") && e.text().startsWith(user + "@"))
        .forEach(e -> connections.add(e.connection()));
    return all.stream().filter(e -> connections.contains(e.connection())).toList();
  }
}
