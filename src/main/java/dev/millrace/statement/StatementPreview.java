package dev.millrace.statement;

import dev.millrace.model.TableSchema;
import dev.millrace.mysql.ServerFacts;
import dev.millrace.spec.Dialect;
import dev.millrace.spec.TableSpec;
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
      Dialect dialect,
      TableSpec spec,
      String server,
      List<String> columns,
      TableSchema table,
      List<String> tuples) {
    InsertSql insert = new InsertSql(dialect, TableWrite.of(dialect, false, spec, columns, table));
    if (server != null) {
      insert.to(new ServerFacts(server, 0));
    }
    return insert.text(String.join(",\n", tuples));
  }
}
