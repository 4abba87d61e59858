package dev.millrace.statement;

import dev.millrace.model.TableSchema;
import dev.millrace.mysql.ServerFacts;
import dev.millrace.spec.JobSpec;
import java.util.List;

/** Statements as text for people, made by what makes those that are sent. */
public final class StatementPreview {
  private StatementPreview() {}

  /**
   * The statement that would write these rows.
   *
   * @param server version of the server that it is for, or null for one that is not known
   * @param columns in the order of the values in each tuple
   * @param tuples rows as SQL, at least one
   */
  public static String insert(
      JobSpec spec, String server, List<String> columns, TableSchema table, List<String> tuples) {
    InsertSql insert =
        new InsertSql(
            spec.destination().dialect(),
            TableWrite.of(spec, spec.tables().get(0), columns, table));
    if (server != null) {
      insert.to(new ServerFacts(server, 0));
    }
    return insert.text(String.join(",\n", tuples));
  }
}
