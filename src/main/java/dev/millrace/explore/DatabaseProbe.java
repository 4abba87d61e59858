package dev.millrace.explore;

import dev.millrace.answer.DatabaseProbeReport;
import dev.millrace.answer.DatabaseProbeRequest;
import dev.millrace.dialect.Dialects;
import dev.millrace.error.InvalidDocument;
import dev.millrace.model.TableSchema;
import dev.millrace.preflight.ClientContext;
import dev.millrace.preflight.FailureMapper;
import dev.millrace.preflight.SecretResolver;
import dev.millrace.schema.ServerInspection;
import dev.millrace.schema.TableInspection;
import dev.millrace.sink.DestinationDatabase;
import dev.millrace.spec.Destination;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * One look at a server that no job need know: what it is, which databases and tables its user sees,
 * and the columns of one table. Writes nothing. Takes 25 s at most: 5 for references to files, 10
 * for the connection, 10 for its statements. Event loop only.
 */
public final class DatabaseProbe {
  private DatabaseProbe() {}

  /** The answer; fails with {@link InvalidDocument} that says what is wrong where. */
  public static Future<DatabaseProbeReport> of(
      ClientContext clients, DatabaseProbeRequest request) {
    Destination to = request.destination();
    DestinationDatabase database =
        new DestinationDatabase(
            clients.vertx(),
            to,
            () -> SecretResolver.resolved(clients.vertx(), clients.secrets(), to));
    return SecretResolver.trying(() -> database.inspectServer(request.table()))
        .eventually(database::close)
        .map(DatabaseProbe::report)
        .recover(FailureMapper.at("/destination"));
  }

  private static DatabaseProbeReport report(ServerInspection found) {
    String connections = found.variables().get("max_connections");
    return new DatabaseProbeReport(
        found.version(),
        Dialects.named(found.dialect()),
        new DatabaseProbeReport.Limits(
            found.maxAllowedPacketBytes(),
            found.isOn("local_infile"),
            found.isOn("innodb_force_primary_key", "sql_require_primary_key"),
            found.isOn("read_only", "super_read_only"),
            connections == null ? null : Long.valueOf(connections)),
        found.databases(),
        found.moreDatabases(),
        found.tables(),
        found.moreTables(),
        found.table() == null ? null : table(found.table()));
  }

  private static DatabaseProbeReport.Table table(TableInspection found) {
    Optional<TableSchema> table = found.table();
    return new DatabaseProbeReport.Table(
        table.isPresent(),
        table.map(TableSchema::columns).orElse(List.of()),
        table.map(DatabaseProbe::keys).orElse(List.of()),
        found.unreadable());
  }

  private static List<DatabaseProbeReport.Key> keys(TableSchema table) {
    TreeMap<String, List<String>> byName = new TreeMap<>((a, b) -> rank(a).compareTo(rank(b)));
    byName.putAll(table.uniqueKeys());
    return byName.entrySet().stream()
        .map(key -> new DatabaseProbeReport.Key(key.getKey(), key.getValue()))
        .toList();
  }

  /** The primary key stands before all others. */
  private static String rank(String key) {
    return (key.equals("PRIMARY") ? "0" : "1") + key;
  }
}
