package dev.millrace.quarantine;

import dev.millrace.answer.QuarantineGroup;
import dev.millrace.answer.QuarantineGroup.Example;
import dev.millrace.dialect.Feature;
import dev.millrace.error.JobError;
import dev.millrace.model.PartitionId;
import dev.millrace.model.QuarantinePlace;
import dev.millrace.mysql.Session;
import dev.millrace.mysqlerror.DestinationException;
import dev.millrace.mysqlerror.ServerErrors;
import dev.millrace.mysqlwire.AnswerBounds;
import dev.millrace.statement.QuarantineQueries;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Counts a job's quarantined records by their cause. One pass over them, which the server gives up
 * after {@link #MOST_SECONDS}; it changes nothing, not even a table of an earlier version. Event
 * loop only.
 */
final class QuarantineGroups {
  /** Below the time after which a session is given up, so that the server's own answer comes. */
  private static final int MOST_SECONDS = 30;

  /** As in the session's settings: each server reads its own variable and passes over the other. */
  private static final String BOUND =
      "SET SESSION sql_notes=1/*M!100201 ,max_statement_time=%d*//*!50720 ,max_execution_time=%d*/";

  private static final String STATEMENT_TIMEOUT = "statement-timeout";

  private final QuarantineStore store;
  private final int mostSeconds;

  QuarantineGroups(QuarantineStore store) {
    this(store, MOST_SECONDS);
  }

  /**
   * @param mostSeconds after which the server gives the pass up
   */
  QuarantineGroups(QuarantineStore store, int mostSeconds) {
    this.store = store;
    this.mostSeconds = mostSeconds;
  }

  /** The largest first; none where the table is not there. */
  Future<List<QuarantineGroup>> read() {
    return store.onLook(
        List.of(),
        (open, from) ->
            bounded(open)
                .compose(bound -> counted(open, from))
                .compose(found -> withExamples(open, found))
                .recover(this::explain));
  }

  private Future<?> bounded(Session open) {
    return open.dialect().can(Feature.SESSION_VARIABLES)
        ? open.send(BOUND.formatted(mostSeconds, mostSeconds * 1_000))
        : Future.succeededFuture();
  }

  private Future<List<Found>> counted(Session open, String from) {
    return open.send(QuarantineQueries.groups(from, store.job(), QuarantineGroup.MAX_GROUPS))
        .map(QuarantineGroups::found);
  }

  /** A group, and the places of its first and its last record. */
  private record Found(QuarantineGroup group, QuarantinePlace first, QuarantinePlace last) {
    Stream<QuarantinePlace> places() {
      return Stream.of(first, last).distinct();
    }

    /** One that has left the quarantine meanwhile is no example any more. */
    QuarantineGroup with(Map<QuarantinePlace, Example> examples) {
      return new QuarantineGroup(
          group.table(),
          group.code(),
          group.column(),
          group.count(),
          group.firstAt(),
          group.lastAt(),
          places().filter(examples::containsKey).map(examples::get).toList());
    }
  }

  private static List<Found> found(RowSet<Row> rows) {
    List<Found> found = new ArrayList<>();
    for (Row row : rows) {
      found.add(
          new Found(
              new QuarantineGroup(
                  row.getString(0),
                  row.getString(1),
                  row.getString(2),
                  row.getLong(3),
                  row.getLocalDateTime(4).toInstant(ZoneOffset.UTC),
                  row.getLocalDateTime(5).toInstant(ZoneOffset.UTC),
                  List.of()),
              QuarantineQueries.place(row.getString(6)),
              QuarantineQueries.place(row.getString(7))));
    }
    return found;
  }

  private Future<List<QuarantineGroup>> withExamples(Session open, List<Found> found) {
    if (found.isEmpty()) {
      return Future.succeededFuture(List.of());
    }
    Map<PartitionId, TreeSet<Long>> places = new LinkedHashMap<>();
    found.stream()
        .flatMap(Found::places)
        .forEach(
            place ->
                places
                    .computeIfAbsent(
                        new PartitionId(place.topic(), place.partition()), of -> new TreeSet<>())
                    .add(place.offset()));
    // Bytes enough for the characters, as a character has four at most.
    int cut = 4 * QuarantineGroup.MAX_CHARS;
    return open.send(QuarantineQueries.examples(store.job(), places, cut), AnswerBounds.RECORDS)
        .map(
            rows -> {
              Map<QuarantinePlace, Example> examples = new HashMap<>();
              rows.forEach(
                  row -> {
                    Example example = example(row);
                    examples.put(
                        new QuarantinePlace(example.topic(), example.partition(), example.offset()),
                        example);
                  });
              return found.stream().map(one -> one.with(examples)).toList();
            });
  }

  private static Example example(Row row) {
    return new Example(
        row.getString(0),
        row.getInteger(1),
        row.getLong(2),
        row.getString(3),
        row.getString(4),
        row.getBuffer(5).getBytes(),
        row.getLong(6));
  }

  private <T> Future<T> explain(Throwable failure) {
    return Future.failedFuture(
        ServerErrors.of(failure).code().equals(STATEMENT_TIMEOUT)
            ? new DestinationException(
                JobError.of(
                    "database",
                    STATEMENT_TIMEOUT,
                    "the quarantine has too many records to be counted by their cause within "
                        + mostSeconds
                        + " s: look at it page by page, and replay or drop what is known"),
                true)
            : failure);
  }
}
