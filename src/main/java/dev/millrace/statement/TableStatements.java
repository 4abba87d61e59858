package dev.millrace.statement;

import dev.millrace.flow.RowOp;
import dev.millrace.mysql.ServerFacts;
import dev.millrace.spec.Dialect;
import java.util.ArrayList;
import java.util.List;

/** The statements for rows of all of a job's tables. Event loop only. */
final class TableStatements {
  private final List<InsertSql> writes = new ArrayList<>();

  /** Null where rows cannot be deleted. */
  private final List<DeleteSql> deletes = new ArrayList<>();

  TableStatements(Dialect dialect, List<TableWrite> tables) {
    for (TableWrite table : tables) {
      writes.add(new InsertSql(dialect, table));
      deletes.add(
          table.keyColumns().isEmpty() ? null : new DeleteSql(table.table(), table.keyColumns()));
    }
  }

  /** From now on the statements are for this server. */
  void to(ServerFacts server) {
    writes.forEach(write -> write.to(server));
  }

  /**
   * @throws IllegalStateException for a delete from a table without key
   */
  RowStatement of(int table, RowOp op) {
    if (op == RowOp.WRITE) {
      return writes.get(table);
    }
    DeleteSql delete = deletes.get(table);
    if (delete == null) {
      throw new IllegalStateException("rows of table " + table + " have no key to be deleted by");
    }
    return delete;
  }
}
