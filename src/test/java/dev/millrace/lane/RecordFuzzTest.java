package dev.millrace.lane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.decode.TreeReference;
import dev.millrace.error.RejectCode;
import dev.millrace.error.RejectKind;
import dev.millrace.flow.Segment;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Whatever the bytes, a record becomes rows with a value for each column, or is refused with a code
 * and leaves the batch as it was; and it is malformed exactly where plain jackson-core says so.
 *
 * <p>{@code -Dmillrace.seed=} chooses the inputs, {@code -Dmillrace.fuzzInputs=} how many there
 * are, {@code -Dmillrace.githubEvents=FILE} adds records, one a line, to be spoiled.
 */
class RecordFuzzTest {
  private static final int INPUTS = Integer.getInteger("millrace.fuzzInputs", 60_000);
  private static final long SEED = Long.getLong("millrace.seed", 20_261_125L);
  private static final int ROWS_IN_BATCH = 40;
  private static final int TAIL = 256;

  private final Random random = new Random(SEED);
  private final TreeReference reference = new TreeReference();
  private final List<Way> ways =
      List.of(
          Way.object(FuzzPlans.object("null", 0, true)),
          Way.object(FuzzPlans.object("null", 3, false)),
          Way.object(FuzzPlans.object("quarantine", 7, true)),
          Way.array(FuzzPlans.array("null")),
          Way.array(FuzzPlans.array("stop")),
          Way.text(FuzzPlans.text()));
  private final Map<RejectCode, Integer> refused = new EnumMap<>(RejectCode.class);
  private int accepted;
  private long rows;
  private long nulled;

  /** One encoder with its batch. */
  private record Way(Reading reading, int columns, RecordEncoder encoder, BatchBuilder batch) {
    enum Reading {
      OBJECT,
      ARRAY,
      TEXT
    }

    static Way object(LanePlan plan) {
      return of(Reading.OBJECT, plan);
    }

    static Way array(LanePlan plan) {
      return of(Reading.ARRAY, plan);
    }

    static Way text(LanePlan plan) {
      return of(Reading.TEXT, plan);
    }

    private static Way of(Reading reading, LanePlan plan) {
      return new Way(
          reading,
          plan.tables().get(0).targets().size(),
          new RecordEncoder(plan),
          new BatchBuilder(1));
    }
  }

  @Test
  void anyBytesBecomeRowsOrATypedRefusal() throws IOException {
    FuzzTexts texts = new FuzzTexts(random, given());
    long begin = System.nanoTime();
    for (int i = 0; i < INPUTS; i++) {
      if (i > 0 && i % 500_000 == 0) {
        tell(i, begin);
      }
      byte[] message = texts.next();
      Way way = ways.get(random.nextInt(ways.size()));
      try {
        one(way, message);
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError(
            "seed %d, input %d, %s: %s".formatted(SEED, i, way.reading(), Arrays.toString(message)),
            e);
      }
    }

    tell(INPUTS, begin);
    assertThat(accepted).as("a mixture worth its time").isBetween(INPUTS / 8, INPUTS / 2);
    assertThat(refused.keySet().stream().map(RejectCode::kind)).contains(RejectKind.DIRTY);
    assertThat(refused)
        .containsKeys(
            RejectCode.NOT_JSON, RejectCode.NOT_UTF8, RejectCode.WRONG_ROOT, RejectCode.EMPTY);
  }

  private void tell(int inputs, long begin) {
    System.err.printf(
        "fuzz: seed %d, %,d inputs in %.1f s: %,d accepted (%,d rows, %,d fields nulled), refused"
            + " %s%n",
        SEED, inputs, (System.nanoTime() - begin) / 1e9, accepted, rows, nulled, refused);
  }

  private void one(Way way, byte[] message) {
    BatchBuilder batch = way.batch();
    if (batch.rows() > ROWS_IN_BATCH) {
      batch.reset();
    }
    int rowsBefore = batch.rows();
    int length = batch.bytes();
    byte[] tail = Arrays.copyOfRange(text(batch), Math.max(0, length - TAIL), length);

    Rejection rejection =
        way.encoder().encode(new FuzzRecord(message, random).polled(), 0, batch, 0);

    verdictAgrees(way, message, rejection);
    if (rejection != null) {
      refused.merge(rejection.code(), 1, Integer::sum);
      check(batch.rows() == rowsBefore && batch.bytes() == length, "the batch is not as it was");
      check(
          rejection.reason() != null && !rejection.reason().isBlank(),
          "a refusal without a reason");
    } else {
      accepted++;
      nulled += way.encoder().nulledFields();
      rows += batch.rows() - rowsBefore;
      check(
          way.reading() == Way.Reading.ARRAY || batch.rows() == rowsBefore + 1, "not just one row");
      for (Segment segment : batch.toBatch().segments()) {
        everyColumnHasAValue(segment, rowsBefore, way.columns());
      }
    }
    way.encoder().takeUnmapped();
    byte[] after = text(batch);
    check(
        Arrays.equals(tail, 0, tail.length, after, length - tail.length, length),
        "what was in the batch before has changed");
  }

  private static byte[] text(BatchBuilder batch) {
    List<Segment> segments = batch.toBatch().segments();
    return segments.isEmpty() ? new byte[0] : segments.get(0).text();
  }

  private static void everyColumnHasAValue(Segment batch, int from, int columns) {
    int at = from == 0 ? 0 : batch.rowEnd(from - 1);
    for (int row = from; row < batch.rows(); row++) {
      check(row == 0 || batch.text()[at++] == ',', "no comma between rows");
      check(at == batch.rowStart(row), "rows are not where they are said to be");
      List<Object> values = SqlTupleReader.read(batch.text(), at, batch.rowEnd(row));
      if (values.size() != columns) {
        throw new AssertionError("values: " + values);
      }
      at = batch.rowEnd(row);
    }
    check(at == batch.length(), "the text goes on behind the last row");
  }

  private void verdictAgrees(Way way, byte[] message, Rejection rejection) {
    RejectCode found =
        rejection == null || rejection.code().kind() == RejectKind.DIRTY ? null : rejection.code();
    RejectCode expected =
        switch (way.reading()) {
          case OBJECT -> reference.verdict(message);
          case ARRAY -> reference.verdictOfRows(message);
          case TEXT -> reference.verdictOfText(message);
        };
    // A dirty row ends the reading of an array, so what is behind it is not known.
    boolean cutShort = way.reading() == Way.Reading.ARRAY && rejection != null && found == null;
    if (found != expected && !(cutShort && expected != RejectCode.NOT_UTF8)) {
      throw new AssertionError(
          "expected " + expected + ", found " + (rejection == null ? "rows" : rejection));
    }
  }

  private static List<byte[]> given() throws IOException {
    String file = System.getProperty("millrace.githubEvents", "");
    List<byte[]> records = new ArrayList<>();
    if (!file.isEmpty()) {
      for (String line : Files.readAllLines(Path.of(file))) {
        // Long ones would take the time of many short ones.
        if (line.length() < 4_000) {
          records.add(line.getBytes(StandardCharsets.UTF_8));
        }
      }
    }
    return records;
  }

  private static void check(boolean holds, String otherwise) {
    if (!holds) {
      throw new AssertionError(otherwise);
    }
  }
}
