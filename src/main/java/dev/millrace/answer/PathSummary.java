package dev.millrace.answer;

import dev.millrace.spec.MappingEntry.Epoch;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What stands at one path in the samples.
 *
 * @param path JSON Pointer, or {@code $value}
 * @param present rows that have the path, nulls counted
 * @param nulls rows where it is JSON null
 * @param types how often each kind of value was met
 * @param expanded how many of the objects lie above the parse depth
 * @param distinct how many different values there are, up to a bound
 * @param unique in every row, never null, never twice the same
 * @param maxChars most characters of a value's text; null where only nulls were met
 * @param maxBytes the same in bytes of UTF-8
 * @param min the least number where {@code numbers} is not null, else the least text; null where
 *     neither was met
 * @param max the greatest, likewise
 * @param numbers form of the numbers; null where none was met
 * @param numericTexts form of the strings as numbers; null where not all of them are
 * @param uuids whether strings were met and all of them are UUIDs
 * @param times form of the strings as dates or times; null where not all of them are
 * @param epoch unit in which all values, integers, may be times; null where there is none
 * @param minElements fewest elements of an array; null where no array was met
 * @param maxElements most elements of an array; null where no array was met
 * @param example the first value that is not null, cut; null where there is none
 * @param histogram of the kind met most often; null where neither number, string nor array was met
 */
public record PathSummary(
    String path,
    long present,
    long nulls,
    Map<String, Long> types,
    long expanded,
    long distinct,
    boolean unique,
    Long maxChars,
    Long maxBytes,
    String min,
    String max,
    Digits numbers,
    Digits numericTexts,
    boolean uuids,
    Times times,
    Epoch epoch,
    Long minElements,
    Long maxElements,
    String example,
    Histogram histogram) {

  /**
   * How the first 1,024 of them are spread, in steps of equal width.
   *
   * @param of what was measured: {@code values} of numbers, {@code characters} of strings, {@code
   *     elements} of arrays
   * @param from the least, as double
   * @param to the greatest
   * @param counts of each step
   */
  public record Histogram(String of, double from, double to, List<Long> counts) {
    public Histogram {
      counts = List.copyOf(counts);
    }
  }

  /** Most digits before and behind the point. */
  public record Digits(int integer, int scale) {}

  /**
   * @param timeOfDay whether they are more than dates
   * @param formats those met; each string has one of them
   * @param fractionDigits most digits of the seconds' fraction
   */
  public record Times(boolean timeOfDay, List<String> formats, int fractionDigits) {
    public Times {
      formats = List.copyOf(formats);
    }
  }

  public PathSummary {
    types = Collections.unmodifiableMap(new LinkedHashMap<>(types));
  }
}
