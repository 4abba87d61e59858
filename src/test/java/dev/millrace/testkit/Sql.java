package dev.millrace.testkit;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.mysqlclient.MySQLBuilder;
import io.vertx.mysqlclient.MySQLConnectOptions;
import io.vertx.mysqlclient.SslMode;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * Blocking SQL for tests, off every event loop; one connection, taken anew after a server restart.
 */
public final class Sql implements AutoCloseable {
  private static final long TIMEOUT_SECONDS = 120;

  private final Vertx vertx;
  private final boolean ownVertx;
  private final MySQLConnectOptions options;
  private final Pool pool;

  Sql(String host, int port, String user, String password) {
    this(
        Vertx.vertx(),
        true,
        new MySQLConnectOptions()
            .setHost(host)
            .setPort(port)
            .setUser(user)
            .setPassword(password)
            .setSslMode(SslMode.DISABLED)
            .setCharset("utf8mb4"));
  }

  private Sql(Vertx vertx, boolean ownVertx, MySQLConnectOptions options) {
    this.vertx = vertx;
    this.ownVertx = ownVertx;
    this.options = options;
    pool =
        MySQLBuilder.pool()
            .with(new PoolOptions().setMaxSize(1))
            .connectingTo(options)
            .using(vertx)
            .build();
  }

  /** Another session, in which names without a database are those of {@code schema}. */
  Sql in(String schema) {
    return new Sql(vertx, false, new MySQLConnectOptions(options).setDatabase(schema));
  }

  /**
   * Runs one statement, or several separated by semicolons.
   *
   * @throws IllegalStateException with the server's message
   */
  public void execute(String sql) {
    run(sql);
  }

  /**
   * Runs one query. NULL is null, times are in ISO form, binary values in hexadecimal, all else as
   * Java prints it; ask for {@code CAST(x AS CHAR)} where the server's own text matters.
   */
  public List<List<String>> query(String sql) {
    List<List<String>> rows = new ArrayList<>();
    for (Row row : run(sql)) {
      List<String> values = new ArrayList<>();
      for (int i = 0; i < row.size(); i++) {
        values.add(text(row.getValue(i)));
      }
      rows.add(values);
    }
    return rows;
  }

  /** The first column of the first row. */
  public String value(String sql) {
    return query(sql).get(0).get(0);
  }

  /** The first column of the first row, as a number. */
  public long number(String sql) {
    return Long.parseLong(value(sql));
  }

  @Override
  public void close() {
    try {
      await(pool.close());
    } catch (IllegalStateException e) {
      // The server may be gone; nothing of ours is left open.
    }
    // Not composed with the above: a future made on an event loop that has ended never completes.
    if (ownVertx) {
      await(vertx.close());
    }
  }

  private RowSet<Row> run(String sql) {
    return await(pool.query(sql).execute());
  }

  private static String text(Object value) {
    if (value instanceof Buffer bytes) {
      return HexFormat.of().formatHex(bytes.getBytes());
    }
    return value == null ? null : value.toString();
  }

  private static <T> T await(Future<T> future) {
    try {
      return future
          .toCompletionStage()
          .toCompletableFuture()
          .get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause().getMessage(), e.getCause());
    } catch (Exception e) {
      throw new IllegalStateException("no answer from the database: " + e, e);
    }
  }
}
