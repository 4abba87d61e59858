package dev.millrace.quarantine;

import dev.millrace.answer.QuarantinePage;
import dev.millrace.answer.QuarantineQuery;
import dev.millrace.answer.QuarantinedRecord;
import dev.millrace.model.QuarantineFilter;
import dev.millrace.model.QuarantinePlace;
import dev.millrace.model.Sample;
import dev.millrace.mysql.Connections;
import dev.millrace.mysql.DatabaseTimeouts;
import dev.millrace.mysql.Session;
import dev.millrace.mysqlerror.DestinationException;
import dev.millrace.mysqlerror.ServerErrors;
import dev.millrace.mysqlwire.AnswerBounds;
import dev.millrace.sink.QuarantineTable;
import dev.millrace.spec.Destination;
import dev.millrace.statement.HeaderCodec;
import dev.millrace.statement.QuarantineQueries;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * One job's part of {@code millrace_quarantine}, for one order or look of a person: a connection of
 * its own, opened when first needed. Where the table is not there, there are no records.
 *
 * <p>Every future fails with {@link DestinationException} only. One call at a time. Event loop
 * only.
 */
public final class QuarantineStore {
  /** About as much as an answer or a transaction carries; one record may be more. */
  private static final long PAGE_BYTES = 16 << 20;

  private static final long BATCH_BYTES = 4 << 20;

  /** Most records that {@link #find} takes and {@link #next} finds. */
  public static final int BATCH_RECORDS = 1_000;

  private final String job;
  private final Destination destination;
  private final Connections connections;
  private Session session;
  private boolean present;
  private String readable;

  /** For {@code destination}, its password resolved. Does not connect yet. */
  public QuarantineStore(Vertx vertx, String job, Destination destination) {
    this.job = job;
    this.destination = destination;
    connections = new Connections(vertx, destination, DatabaseTimeouts.DEFAULT);
  }

  /** Up to which offset (inclusive) one partition has records. */
  public record End(String topic, int partition, long offset) {}

  /**
   * Some records of one partition, in order, that go into one transaction; at least one.
   *
   * @param filter by which they were chosen: one whose cause is another by now is not meant
   */
  public record Batch(String topic, int partition, List<Long> offsets, QuarantineFilter filter) {
    /** Whatever their cause. */
    public Batch(String topic, int partition, List<Long> offsets) {
      this(topic, partition, offsets, QuarantineFilter.ANY);
    }
  }

  /** Records in order of their places. */
  public Future<QuarantinePage> list(QuarantineQuery query) {
    // Bytes enough for the characters, as a character has four at most.
    int cut = query.full() ? Integer.MAX_VALUE : 4 * QuarantineQuery.MAX_CHARS;
    return onLook(
        page(List.of(), query, false),
        (open, from) ->
            open.send(
                    QuarantineQueries.pageSizes(
                        from, job, query.after(), query.limit() + 1, cut, query.filter()))
                .compose(sizes -> page(open, from, query, cut, sizes)));
  }

  private Future<QuarantinePage> page(
      Session open, String from, QuarantineQuery query, int cut, RowSet<Row> sizes) {
    int count = 0;
    long bytes = 0;
    for (Row row : sizes) {
      bytes += row.getLong(0);
      if (count == query.limit() || (count > 0 && bytes > PAGE_BYTES)) {
        break;
      }
      count++;
    }
    boolean more = count < sizes.size();
    return count == 0
        ? Future.succeededFuture(page(List.of(), query, false))
        : open.send(
                QuarantineQueries.page(from, job, query.after(), count, cut, query.filter()),
                AnswerBounds.RECORDS)
            .map(rows -> page(records(rows), query, more));
  }

  private static QuarantinePage page(
      List<QuarantinedRecord> records, QuarantineQuery query, boolean more) {
    Sample last = more && !records.isEmpty() ? records.get(records.size() - 1).record() : null;
    return new QuarantinePage(
        records,
        query.full() ? OptionalInt.empty() : OptionalInt.of(QuarantineQuery.MAX_CHARS),
        last == null ? null : new QuarantinePlace(last.topic(), last.partition(), last.offset()));
  }

  /** Where each partition's records end now; {@code topic} may be null for all topics. */
  public Future<List<End>> ends(String topic, QuarantineFilter filter) {
    return onLook(
        List.of(),
        (open, from) ->
            open.send(QuarantineQueries.ends(from, job, topic, filter))
                .map(
                    rows -> {
                      List<End> ends = new ArrayList<>();
                      for (Row row : rows) {
                        ends.add(new End(row.getString(0), row.getInteger(1), row.getLong(2)));
                      }
                      return ends;
                    }));
  }

  /** The next records behind {@code after}; none where there are no more up to the end. */
  public Future<List<Batch>> next(End end, long after, QuarantineFilter filter) {
    return onLook(
        List.of(),
        (open, from) ->
            open.send(
                    QuarantineQueries.sizes(
                        from,
                        job,
                        end.topic(),
                        end.partition(),
                        after,
                        end.offset(),
                        BATCH_RECORDS,
                        filter))
                .map(rows -> batches(end.topic(), end.partition(), filter, rows)));
  }

  /** Those of these records that are there. */
  public Future<List<Batch>> find(
      String topic, int partition, List<Long> offsets, QuarantineFilter filter) {
    return onLook(
        List.of(),
        (open, from) ->
            open.send(QuarantineQueries.sizes(from, job, topic, partition, offsets, filter))
                .map(rows -> batches(topic, partition, filter, rows)));
  }

  /** Deletes records; how many were there. */
  public Future<Integer> drop(Batch batch) {
    return onTable(
        0,
        open ->
            open.send(
                    QuarantineQueries.delete(
                        job, batch.topic(), batch.partition(), batch.offsets(), batch.filter()))
                .map(RowSet::rowCount));
  }

  public Future<Void> close() {
    return session == null ? Future.succeededFuture() : session.close();
  }

  String job() {
    return job;
  }

  /**
   * Runs {@code look}, told what to read from, if the table is there. It alters nothing: one who
   * only looks needs no privilege for it and may be a viewer.
   */
  <T> Future<T> onLook(T without, BiFunction<Session, String, Future<T>> look) {
    return onSession(
        open ->
            (readable == null ? QuarantineTable.readable(open) : Future.succeededFuture(readable))
                .compose(
                    found -> {
                      readable = found;
                      return found == null
                          ? Future.succeededFuture(without)
                          : look.apply(open, found);
                    }));
  }

  /** Runs {@code work} on the session, if the table is there; then it is as this version has it. */
  <T> Future<T> onTable(T without, Function<Session, Future<T>> work) {
    return onSession(
        open ->
            (present ? Future.succeededFuture(true) : QuarantineTable.present(open))
                .compose(
                    found -> {
                      present = found;
                      return found ? work.apply(open) : Future.succeededFuture(without);
                    }));
  }

  private <T> Future<T> onSession(Function<Session, Future<T>> work) {
    return session()
        .compose(work)
        .recover(
            failure ->
                Future.failedFuture(
                    failure instanceof DestinationException
                        ? failure
                        : ServerErrors.of(failure).asException()));
  }

  private Future<Session> session() {
    if (session != null && session.usable()) {
      return Future.succeededFuture(session);
    }
    if (session != null) {
      session.kill();
    }
    return connections.open().onSuccess(opened -> session = opened);
  }

  private static List<Batch> batches(
      String topic, int partition, QuarantineFilter filter, RowSet<Row> sizes) {
    List<Batch> batches = new ArrayList<>();
    List<Long> offsets = new ArrayList<>();
    long bytes = 0;
    for (Row row : sizes) {
      if (!offsets.isEmpty() && bytes + row.getLong(1) > BATCH_BYTES) {
        batches.add(new Batch(topic, partition, List.copyOf(offsets), filter));
        offsets.clear();
        bytes = 0;
      }
      offsets.add(row.getLong(0));
      bytes += row.getLong(1);
    }
    if (!offsets.isEmpty()) {
      batches.add(new Batch(topic, partition, List.copyOf(offsets), filter));
    }
    return batches;
  }

  /** What {@link QuarantineQueries#read} or {@code page} found. */
  static List<QuarantinedRecord> records(RowSet<Row> rows) {
    List<QuarantinedRecord> records = new ArrayList<>();
    for (Row row : rows) {
      LocalDateTime time = row.getLocalDateTime(3);
      Sample record =
          new Sample(
              row.getString(0),
              row.getInteger(1),
              row.getLong(2),
              time == null ? -1 : time.toInstant(ZoneOffset.UTC).toEpochMilli(),
              bytes(row, 4),
              HeaderCodec.read(row.getString(6)),
              bytes(row, 7));
      records.add(
          new QuarantinedRecord(
              record,
              row.getLong(5),
              row.getLong(8),
              row.getString(9),
              row.getString(10),
              row.getString(16),
              row.getString(11),
              row.getString(12),
              row.getString(13),
              row.getLocalDateTime(14).toInstant(ZoneOffset.UTC),
              row.getInteger(15) != 0));
    }
    return records;
  }

  private static byte[] bytes(Row row, int column) {
    return row.getBuffer(column) == null ? null : row.getBuffer(column).getBytes();
  }
}
