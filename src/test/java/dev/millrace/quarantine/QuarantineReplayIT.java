package dev.millrace.quarantine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.millrace.answer.QuarantineQuery;
import dev.millrace.error.RejectCode;
import dev.millrace.flow.QuarantineRow;
import dev.millrace.flow.ReplayRows;
import dev.millrace.flow.WriteOutcome.Committed;
import dev.millrace.model.Count;
import dev.millrace.model.Counts;
import dev.millrace.model.LedgerMove;
import dev.millrace.model.QuarantineFilter;
import dev.millrace.model.Sample;
import dev.millrace.mysqlerror.DestinationException;
import dev.millrace.quarantine.QuarantineReplay.Moved;
import dev.millrace.quarantine.QuarantineStore.Batch;
import dev.millrace.sink.CuttingProxy;
import dev.millrace.sink.DatabaseIT;
import dev.millrace.sink.DestinationDatabase;
import dev.millrace.spec.Destination;
import dev.millrace.spec.WriteSpec.Delivery;
import dev.millrace.spec.WriteSpec.Mode;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Replays that are cut off, and replays that contend: every record is in one place, once. */
class QuarantineReplayIT extends DatabaseIT {
  private static final Batch BATCH = new Batch("t", 0, List.of(0L, 1L, 2L));

  private Lane lane;

  /** Three records in quarantine, and a table that shows when one is written twice. */
  @BeforeEach
  void quarantine() {
    sql("CREATE TABLE r (id BIGINT) ENGINE=InnoDB");
    lane = lane(place("r"), "id");
    lane.claimed(0, 0);
    List<QuarantineRow> rows =
        LongStream.range(0, 3)
            .mapToObj(
                i ->
                    new QuarantineRow(
                        "t",
                        0,
                        i,
                        -1,
                        null,
                        Map.of(),
                        new byte[] {1},
                        RejectCode.NOT_A_NUMBER,
                        null,
                        "id",
                        "/id",
                        "why"))
            .toList();
    assertThat(
            lane.write(
                batch(
                    List.of(new LedgerMove("t", 0, 0, 3, Counts.of(Count.QUARANTINED, 3), -1)),
                    rows)))
        .isInstanceOf(Committed.class);
  }

  /**
   * Encodes a record as its offset; as many fields as records become NULL and two are rounded, for
   * the counts.
   */
  private static Future<ReplayRows> encoded(List<Sample> records) {
    String[] tuples =
        records.stream().map(record -> "(" + record.offset() + ")").toArray(String[]::new);
    int[] nulled = new int[tuples.length];
    java.util.Arrays.fill(nulled, 1);
    int[] rounded = new int[tuples.length];
    java.util.Arrays.fill(rounded, 2);
    return Future.succeededFuture(
        new ReplayRows(
            batch(List.of(), List.of(), tuples),
            new int[][] {IntStream.range(0, tuples.length).toArray()},
            nulled,
            rounded,
            Map.of()));
  }

  private Future<Moved> replay(Destination destination) {
    return replay(destination, BATCH);
  }

  private Future<Moved> replay(Destination destination, Batch batch) {
    QuarantineStore store = new QuarantineStore(vertx, "j", destination);
    return new DestinationDatabase(vertx, destination())
        .inspect("r")
        .compose(
            found ->
                new QuarantineReplay(
                        store,
                        job(new Place(destination, "r"), Mode.INSERT, Delivery.EXACTLY_ONCE),
                        destination,
                        List.of(found.table().orElseThrow()),
                        List.of(List.of("id")),
                        "t",
                        QuarantineReplayIT::encoded)
                    .run(batch)
                    .eventually(store::close));
  }

  private Moved replay() {
    return on(() -> replay(destination()));
  }

  private String counts() {
    return one(
        "SELECT CONCAT_WS('"
            + " ',next_offset-start_offset,written,nulled_fields,rounded_fields,quarantined) FROM"
            + " millrace_ledger");
  }

  private String held() {
    return one("SELECT COUNT(*) FROM millrace_quarantine");
  }

  private String written() {
    return one("SELECT CONCAT_WS(' ',COUNT(*),COUNT(DISTINCT id)) FROM r");
  }

  @Test
  void aReplayThatIsCutBeforeItsCommitMovesNothing() {
    CuttingProxy proxy = new CuttingProxy(vertx, server.port());
    Destination cut = destination(dialect(), get(proxy.start()));
    proxy.swallowAnswersTo("DELETE FROM millrace_quarantine", 200);

    Throwable failure = catchThrowable(() -> on(() -> replay(cut)));

    assertThat(failure).isInstanceOf(DestinationException.class);
    assertThat(((DestinationException) failure).mayPass()).isTrue();
    assertThat(replay()).isEqualTo(new Moved(3, 3, 6, List.of()));
    assertThat(written()).isEqualTo("3 3");
    assertThat(counts()).isEqualTo("3 3 3 6 0");
    assertThat(held()).isEqualTo("0");
  }

  @Test
  void aReplayWhoseCommitIsNotAnsweredIsNotDoneAgain() {
    CuttingProxy proxy = new CuttingProxy(vertx, server.port());
    Destination cut = destination(dialect(), get(proxy.start()));
    // As a statement: the text of the set-up has the word in it, too.
    proxy.swallowAnswersTo("\u0003COMMIT", 200);

    Throwable failure = catchThrowable(() -> on(() -> replay(cut)));

    assertThat(failure).isInstanceOf(DestinationException.class);
    assertThat(replay()).isEqualTo(new Moved(0, 0, 0, List.of()));
    assertThat(written()).isEqualTo("3 3");
    assertThat(counts()).isEqualTo("3 3 3 6 0");
  }

  @Test
  void aQuarantineThatIsChangedUnderAReplayIsNamedAndNothingMoves() {
    sql(
        "CREATE TRIGGER g AFTER INSERT ON r FOR EACH ROW DELETE FROM millrace_quarantine"
            + " WHERE `offset`=2");

    Throwable failure = catchThrowable(this::replay);

    assertThat(failure).isInstanceOf(DestinationException.class);
    assertThat(((DestinationException) failure).error().code()).isEqualTo("quarantine-changed");
    assertThat(((DestinationException) failure).mayPass()).isFalse();
    assertThat(failure)
        .hasMessageContaining("2 quarantined records were changed instead of 3")
        .hasMessageContaining("t[0] 0 to 2");
    assertThat(written()).isEqualTo("0 0");
    assertThat(held()).isEqualTo("3");
    assertThat(counts()).isEqualTo("3 0 0 0 3");
  }

  @Test
  void aLaneThatHoldsThePartitionGoesOnAndItsMovesAddToTheReplays() {
    replay();

    Committed after = (Committed) lane.write(batch(3, 5, "(3)", "(4)"));

    assertThat(after.rows().get(0).nextOffset()).isEqualTo(5);
    assertThat(counts()).isEqualTo("5 5 3 6 0");
  }

  @Test
  void replaysOfTheSameRecordsAtOnceWriteThemOnce() {
    List<Moved> moved =
        on(
            () -> {
              List<Future<Moved>> all =
                  IntStream.range(0, 4).mapToObj(i -> replay(destination())).toList();
              return Future.all(all).map(x -> all.stream().map(Future::result).toList());
            });

    assertThat(moved.stream().mapToInt(Moved::written).sum()).isEqualTo(3);
    assertThat(written()).isEqualTo("3 3");
    assertThat(counts()).isEqualTo("3 3 3 6 0");
  }

  @Test
  void aRecordThatGotAnotherCauseSinceItWasChosenIsLeftAlone() {
    sql("UPDATE millrace_quarantine SET code='empty' WHERE `offset`=1");
    QuarantineFilter chosen = new QuarantineFilter(null, "not-a-number", "id");

    Moved moved = on(() -> replay(destination(), new Batch("t", 0, List.of(0L, 1L, 2L), chosen)));

    assertThat(moved).isEqualTo(new Moved(2, 2, 4, List.of()));
    assertThat(one("SELECT GROUP_CONCAT(`offset`) FROM millrace_quarantine")).isEqualTo("1");
    int dropped =
        on(
            () ->
                new QuarantineStore(vertx, "j", destination())
                    .drop(new Batch("t", 0, List.of(1L), chosen)));
    assertThat(dropped).isZero();
  }

  @Test
  void aResetLedgerCountsNothingOfWhatIsThere() {
    on(() -> new DestinationDatabase(vertx, destination()).resetLedger("j", target("r")));

    Moved moved = replay();

    assertThat(moved.written()).isZero();
    assertThat(moved.stayed())
        .extracting(r -> r.kind() + " " + r.code())
        .hasSize(3)
        .containsOnly("engine read-again");
    assertThat(
            on(() ->
                    new QuarantineStore(vertx, "j", destination())
                        .list(new QuarantineQuery(null, 10, false)))
                .records())
        .allSatisfy(
            record -> {
              assertThat(record.counted()).isFalse();
              assertThat(record.code()).isEqualTo("not-a-number");
            });
  }
}
