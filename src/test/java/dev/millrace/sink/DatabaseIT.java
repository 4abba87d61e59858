package dev.millrace.sink;

import dev.millrace.flow.Addresses;
import dev.millrace.flow.Claim;
import dev.millrace.flow.ClaimOutcome;
import dev.millrace.flow.LaneEvent;
import dev.millrace.flow.LaneId;
import dev.millrace.flow.LocalCodec;
import dev.millrace.flow.QuarantineRow;
import dev.millrace.flow.RowBatch;
import dev.millrace.flow.RowOp;
import dev.millrace.flow.Segment;
import dev.millrace.flow.WriteOutcome;
import dev.millrace.model.Count;
import dev.millrace.model.Counts;
import dev.millrace.model.LedgerMove;
import dev.millrace.model.LedgerRow;
import dev.millrace.model.PartitionId;
import dev.millrace.mysql.Connections;
import dev.millrace.mysql.DatabaseTimeouts;
import dev.millrace.mysql.Session;
import dev.millrace.schema.InspectedTable;
import dev.millrace.schema.JobTable;
import dev.millrace.schema.TableInspection;
import dev.millrace.secret.Secret;
import dev.millrace.spec.BatchSpec;
import dev.millrace.spec.Destination;
import dev.millrace.spec.Dialect;
import dev.millrace.spec.GroupProtocol;
import dev.millrace.spec.JobSpec;
import dev.millrace.spec.MappingEntry;
import dev.millrace.spec.OffsetSpec;
import dev.millrace.spec.ParseSpec;
import dev.millrace.spec.Policy;
import dev.millrace.spec.Rounding;
import dev.millrace.spec.TableSpec;
import dev.millrace.spec.WriteSpec;
import dev.millrace.statement.LedgerTarget;
import dev.millrace.statement.TableWrite;
import dev.millrace.testkit.EmbeddedMariaDb;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * A fresh database on a real server for each test, and one line for each thing a test does there.
 */
public abstract class DatabaseIT {
  public static final DatabaseTimeouts QUICK =
      new DatabaseTimeouts(
          Duration.ofSeconds(5),
          Duration.ofSeconds(8),
          Duration.ofMillis(50),
          Duration.ofMillis(300));

  /** In the open, so that proxies can read along; MySQL's accounts want its key for that. */
  private static final Destination.ServerKey ASKING = new Destination.ServerKey(null, true);

  private static final String DIGEST = "0123456789abcdef";

  private static final AtomicLong COUNT = new AtomicLong();

  public final EmbeddedMariaDb server = OwnServer.shared();
  public final String database = "d" + COUNT.incrementAndGet();
  public final List<LaneEvent> events = new CopyOnWriteArrayList<>();
  public Vertx vertx;
  private Context context;
  private Session admin;
  private boolean created;

  @BeforeEach
  void freshDatabase() {
    vertx = Vertx.vertx();
    LocalCodec.registerAll(vertx.eventBus());
    context = vertx.getOrCreateContext();
    sql("CREATE DATABASE " + database + " CHARACTER SET utf8mb4");
    sql("USE " + database);
    created = true;
  }

  @AfterEach
  void dropDatabase() {
    sql("DROP DATABASE " + database);
    get(vertx.close());
  }

  public static <T> T get(Future<T> future) {
    try {
      return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    } catch (java.util.concurrent.ExecutionException e) {
      throw e.getCause() instanceof RuntimeException r ? r : new RuntimeException(e.getCause());
    } catch (InterruptedException | java.util.concurrent.TimeoutException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Runs {@code work} on the event loop and waits for it. */
  public <T> T on(Supplier<Future<T>> work) {
    Promise<T> done = Promise.promise();
    context.runOnContext(
        x -> {
          try {
            work.get().onComplete(done);
          } catch (RuntimeException e) {
            done.fail(e);
          }
        });
    return get(done.future());
  }

  /** Sends ordinary SQL on a connection of its own; all values as text, null as null. */
  public List<List<String>> sql(String sql) {
    if (admin == null || !admin.usable()) {
      Destination anywhere =
          new Destination(
              dialect(),
              server.host(),
              server.port(),
              "",
              server.user(),
              new Secret(server.password()),
              Destination.Tls.DISABLED,
              Destination.Certificates.NONE,
              ASKING);
      Connections connections = new Connections(vertx, anywhere, QUICK);
      admin = on(connections::open);
      if (created) {
        on(() -> admin.send("USE " + database));
      }
    }
    RowSet<Row> rows = on(() -> admin.send(sql));
    List<List<String>> all = new ArrayList<>();
    for (Row row : rows) {
      List<String> values = new ArrayList<>();
      for (int i = 0; i < row.size(); i++) {
        values.add(row.getValue(i) == null ? null : row.getValue(i).toString());
      }
      all.add(values);
    }
    return all;
  }

  public String one(String sql) {
    return sql(sql).get(0).get(0);
  }

  public Destination destination(Dialect dialect, int port) {
    return new Destination(
        dialect,
        server.host(),
        port,
        database,
        server.user(),
        new Secret(server.password()),
        Destination.Tls.DISABLED,
        Destination.Certificates.NONE,
        ASKING);
  }

  public Destination destination() {
    return destination(dialect(), server.port());
  }

  /** A table, and how to reach it. */
  public record Place(Destination at, String table) {}

  /** What the ledger's rows of a job are of that fills this table. */
  public LedgerTarget target(String table) {
    return new LedgerTarget(database, table);
  }

  public Place place(String table, Dialect dialect, int port) {
    return new Place(destination(dialect, port), table);
  }

  public Place place(String table) {
    return new Place(destination(), table);
  }

  /** The destination for another user. */
  public static Destination as(Destination d, String user, String password) {
    return new Destination(
        d.dialect(),
        d.host(),
        d.port(),
        d.database(),
        user,
        password == null ? null : new Secret(password),
        d.tls(),
        d.certificates(),
        d.serverKey());
  }

  /** The table for another user. */
  public static Place as(Place place, String user, String password) {
    return new Place(as(place.at(), user, password), place.table());
  }

  /** The server's own. */
  public final Dialect dialect() {
    return server.isMySql() ? Dialect.MYSQL : Dialect.MARIADB;
  }

  public static JobSpec job(
      Place place, WriteSpec.Mode mode, WriteSpec.Delivery delivery, MappingEntry... mapping) {
    return new JobSpec(
        "s",
        place.at(),
        new ParseSpec(1, ParseSpec.Root.OBJECT),
        List.of(table(place.table(), mode, mapping)),
        OffsetSpec.EARLIEST,
        null,
        JobSpec.LostOffsets.STOP,
        Policy.STOP,
        Policy.STOP,
        Policy.STOP,
        0,
        0.5,
        delivery,
        1,
        BatchSpec.DEFAULT,
        1 << 20,
        ZoneId.of("UTC"),
        null,
        GroupProtocol.CLASSIC,
        Rounding.ROUND);
  }

  public static TableSpec table(String name, WriteSpec.Mode mode, MappingEntry... mapping) {
    return new TableSpec(
        name,
        List.of(mapping),
        TableSpec.Infer.NONE,
        TableSpec.CreateTable.IF_MISSING,
        new WriteSpec(mode, WriteSpec.Method.AUTO),
        false);
  }

  /** As a check finds it: the job's only table. */
  static InspectedTable inspected(JobSpec job, TableInspection found) {
    return new InspectedTable(JobTable.of(job, job).get(0), found);
  }

  /** A deployed sink of job {@code j} and what a lane does with it. */
  public final class Lane {
    final LaneId id = new LaneId("j", 0, COUNT.incrementAndGet());
    final String deployment;

    Lane(SinkConfig config) {
      vertx.eventBus().<LaneEvent>localConsumer(Addresses.events(id), m -> events.add(m.body()));
      deployment =
          get(
              vertx.deployVerticle(
                  new SinkVerticle(
                      new SinkConfig(
                          id,
                          config.destination(),
                          config.exactlyOnce(),
                          config.tables(),
                          config.maxQuarantined(),
                          config.documentDigest(),
                          config.timeouts()))));
    }

    ClaimOutcome claim(LedgerRow... candidates) {
      return get(
          vertx
              .eventBus()
              .<ClaimOutcome>request(
                  Addresses.claims(id),
                  new Claim(List.of(candidates), List.of()),
                  new DeliveryOptions().setSendTimeout(60_000))
              .map(m -> m.body()));
    }

    public long claimed(int partition, long offset) {
      return ((ClaimOutcome.Claimed)
              claim(LedgerRow.startingAt(new PartitionId("t", partition), offset)))
          .rows()
          .get(0)
          .nextOffset();
    }

    public Future<WriteOutcome> send(RowBatch batch) {
      return vertx
          .eventBus()
          .<WriteOutcome>request(
              Addresses.sink(id), batch, new DeliveryOptions().setSendTimeout(60_000))
          .map(m -> m.body());
    }

    public WriteOutcome write(RowBatch batch) {
      return get(send(batch));
    }

    void writeAfterClaim(RowBatch batch) {
      claimed(batch.moves().get(0).partition(), batch.moves().get(0).fromOffset());
      org.assertj.core.api.Assertions.assertThat(write(batch))
          .isInstanceOf(WriteOutcome.Committed.class);
    }

    void undeploy() {
      get(vertx.undeploy(deployment));
    }
  }

  public Lane lane(
      Place place,
      WriteSpec.Mode mode,
      WriteSpec.Delivery delivery,
      List<String> columns,
      String... keys) {
    return new Lane(config(place, mode, delivery, columns, null, keys));
  }

  /** A lane that may load. */
  Lane loading(Place place, WriteSpec.Mode mode, String... columns) {
    return loading("binary", place, mode, columns);
  }

  /** A lane that may load, and calls its rows' character set so. */
  Lane loading(String charset, Place place, WriteSpec.Mode mode, String... columns) {
    return new Lane(
        config(place, mode, WriteSpec.Delivery.EXACTLY_ONCE, List.of(columns), charset));
  }

  private static SinkConfig config(
      Place place,
      WriteSpec.Mode mode,
      WriteSpec.Delivery delivery,
      List<String> columns,
      String loadCharset,
      String... keys) {
    return new SinkConfig(
        new LaneId("j", 0, 0),
        place.at(),
        delivery == WriteSpec.Delivery.EXACTLY_ONCE,
        List.of(new TableWrite(place.table(), columns, List.of(keys), mode, loadCharset, null)),
        0,
        DIGEST,
        QUICK);
  }

  public Lane lane(Place place, String... columns) {
    return lane(place, WriteSpec.Mode.INSERT, WriteSpec.Delivery.EXACTLY_ONCE, List.of(columns));
  }

  /** One move of partition 0 and these tuples. */
  public static RowBatch batch(long from, long to, String... tuples) {
    return batch(List.of(move(0, from, to)), List.of(), tuples);
  }

  static LedgerMove move(int partition, long from, long to) {
    return new LedgerMove("t", partition, from, to, Counts.of(Count.WRITTEN, to - from), -1);
  }

  public static RowBatch batch(
      List<LedgerMove> moves, List<QuarantineRow> quarantine, String... tuples) {
    return new RowBatch(
        tuples.length == 0 ? List.of() : List.of(segment(0, RowOp.WRITE, tuples)),
        moves,
        quarantine);
  }

  static Segment segment(int table, RowOp op, String... tuples) {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    int[] ends = new int[tuples.length + 3];
    for (int i = 0; i < tuples.length; i++) {
      if (i > 0) {
        text.write(',');
      }
      text.writeBytes(tuples[i].getBytes(StandardCharsets.UTF_8));
      ends[i] = text.size();
    }
    int length = text.size();
    text.writeBytes("garbage after the end".getBytes(StandardCharsets.UTF_8));
    return new Segment(table, op, text.toByteArray(), length, tuples.length, ends);
  }

  /** epoch start next written of partition 0. */
  String ledger() {
    return one(
        "SELECT CONCAT_WS(' ',epoch,start_offset,next_offset,written) FROM millrace_ledger"
            + " WHERE job='j' AND topic='t' AND `partition`=0");
  }
}
