package dev.millrace.schema;

import dev.millrace.dialect.Feature;
import dev.millrace.mysql.Session;
import dev.millrace.mysql.Sql;
import dev.millrace.spec.Destination;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Reads what a server is, and which databases and tables its user sees there. Takes its session's
 * time for a handful of statements, changes nothing.
 */
public final class ServerReader {
  /** Of databases, and of tables. */
  public static final int MOST = 1_000;

  private static final String OWN_DATABASES =
      "'information_schema','performance_schema','mysql','sys'";

  private static final String VARIABLES =
      "SHOW VARIABLES WHERE Variable_name IN ('local_infile','innodb_force_primary_key',"
          + "'sql_require_primary_key','read_only','super_read_only','max_connections')";

  private final Session session;
  private final Destination destination;

  /**
   * @param destination its database the empty text where none is named
   */
  public ServerReader(Session session, Destination destination) {
    this.session = session;
    this.destination = destination;
  }

  /** Names, and whether there are more. */
  private record Names(List<String> first, boolean more) {}

  /**
   * Everything.
   *
   * @param table to look at, too, or null
   */
  public Future<ServerInspection> read(String table) {
    return variables()
        .compose(
            variables ->
                databases()
                    .compose(
                        databases ->
                            tables()
                                .compose(
                                    tables ->
                                        table(table)
                                            .map(
                                                found ->
                                                    inspection(
                                                        variables, databases, tables, found)))));
  }

  private ServerInspection inspection(
      Map<String, String> variables, Names databases, Names tables, TableInspection table) {
    return new ServerInspection(
        session.facts().version(),
        session.facts().maxAllowedPacketBytes(),
        session.dialect(),
        variables,
        databases.first(),
        databases.more(),
        tables.first(),
        tables.more(),
        table);
  }

  private Future<Map<String, String>> variables() {
    if (!session.dialect().can(Feature.SCHEMA_DETAILS)) {
      return Future.succeededFuture(Map.of());
    }
    return session
        .send(VARIABLES)
        .map(
            rows -> {
              Map<String, String> variables = new HashMap<>();
              for (Row row : rows) {
                variables.put(text(row, 0).toLowerCase(Locale.ROOT), text(row, 1));
              }
              return variables;
            });
  }

  private Future<Names> databases() {
    return names(
        "SELECT SCHEMA_NAME FROM information_schema.SCHEMATA WHERE LOWER(SCHEMA_NAME) NOT IN ("
            + OWN_DATABASES
            + ") ORDER BY SCHEMA_NAME");
  }

  private Future<Names> tables() {
    return destination.database().isEmpty()
        ? Future.succeededFuture(new Names(List.of(), false))
        : names(
            "SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA="
                + Sql.text(destination.database())
                + " AND LOWER(LEFT(TABLE_NAME,9))<>'millrace_' ORDER BY TABLE_NAME");
  }

  private Future<Names> names(String query) {
    return session
        .send(query + " LIMIT " + (MOST + 1))
        .map(
            rows -> {
              List<String> names = new ArrayList<>();
              for (Row row : rows) {
                names.add(text(row, 0));
              }
              boolean more = names.size() > MOST;
              return new Names(more ? names.subList(0, MOST) : names, more);
            });
  }

  private Future<TableInspection> table(String table) {
    return table == null
        ? Future.succeededFuture()
        : new SchemaReader(session, destination, table).inspect();
  }

  /** MySQL gives some of these columns as blobs. */
  private static String text(Row row, int column) {
    return String.valueOf(row.getValue(column));
  }
}
