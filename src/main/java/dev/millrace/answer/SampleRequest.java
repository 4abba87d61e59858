package dev.millrace.answer;

import dev.millrace.spec.Dialect;
import dev.millrace.spec.ParseSpec;
import java.time.Instant;
import java.util.List;
import java.util.OptionalInt;

/**
 * Which sample of a source a caller asks for.
 *
 * @param layers parse depth, or null for the job's, else 1
 * @param root what a message is at its top, or null for the job's, else an object
 * @param records how many of the newest, 1 to {@link #MAX_RECORDS}
 * @param maxValueChars values longer than this are cut in the answer; 0 for all in full
 * @param dialect whose CREATE TABLE is shown, or null for the job's, else MySQL's
 * @param table name in the CREATE TABLE, or null for the job's, else one made of the topic's
 * @param job whose existing table the samples are held against, or null for none
 * @param valuesAs as text, values are cut where no limit is named, too
 * @param timestamps whose offsets are asked for, at most {@link #MAX_TIMESTAMPS}
 */
public record SampleRequest(
    Integer layers,
    ParseSpec.Root root,
    int records,
    int maxValueChars,
    Dialect dialect,
    String table,
    String job,
    ValuesAs valuesAs,
    List<Instant> timestamps) {
  public static final int DEFAULT_RECORDS = 20;
  public static final int MAX_RECORDS = 1_000;
  public static final int MAX_TIMESTAMPS = 48;

  public SampleRequest {
    timestamps = List.copyOf(timestamps);
  }

  /** One that asks for no times. */
  public SampleRequest(
      Integer layers,
      ParseSpec.Root root,
      int records,
      int maxValueChars,
      Dialect dialect,
      String table,
      String job,
      ValuesAs valuesAs) {
    this(layers, root, records, maxValueChars, dialect, table, job, valuesAs, List.of());
  }

  /** One with values as JSON has them. */
  public SampleRequest(
      Integer layers,
      ParseSpec.Root root,
      int records,
      int maxValueChars,
      Dialect dialect,
      String table,
      String job) {
    this(layers, root, records, maxValueChars, dialect, table, job, ValuesAs.JSON);
  }

  /** How to parse, with {@code usual} for what was not said. */
  public ParseSpec parse(ParseSpec usual) {
    int depth = layers == null ? usual.layers() : layers;
    ParseSpec.Root top = root == null ? usual.root() : root;
    return new ParseSpec(depth, depth == 0 ? ParseSpec.Root.OBJECT : top);
  }

  /** Longest value in the answer in characters, where there is such a limit. */
  public OptionalInt valueLimit() {
    if (maxValueChars == 0 && valuesAs == ValuesAs.TEXT) {
      return OptionalInt.of(ValuesAs.USUAL_CHARS);
    }
    return maxValueChars == 0 ? OptionalInt.empty() : OptionalInt.of(maxValueChars);
  }
}
