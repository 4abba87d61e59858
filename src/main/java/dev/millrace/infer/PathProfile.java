package dev.millrace.infer;

import dev.millrace.spec.MappingEntry.Epoch;
import java.math.BigInteger;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * What stands at one path in the samples.
 *
 * @param path JSON Pointer, or {@code $value}
 * @param present rows that have the path, nulls counted
 * @param nulls rows where it is JSON null
 * @param types how often each of string, integer, decimal, boolean, null, object and array was met
 * @param firsts where each of these was met first
 * @param expanded how many of the objects lie above the parse depth, so that their members have
 *     profiles too
 * @param maxChars most characters (code points) of a value's text: decoded strings, JSON text of
 *     all else; null where only nulls were met
 * @param maxBytes the same in bytes of UTF-8
 * @param min least number, or least text where there are no numbers but strings; as JSON number
 *     text or decoded text cut at 256 characters; else null
 * @param max the greatest, likewise
 * @param example the first value that is not null, cut at 256 characters
 * @param unique whether every row has a value here, none of them null, no two the same without
 *     regard to case
 * @param distinct how many different values there are; {@link #MANY_DISTINCT} stands for that or
 *     more
 * @param nesting how deep objects and arrays stand inside one another in a value
 * @param minElements fewest elements of an array; null where no array was met
 * @param maxElements most elements of an array; null where no array was met
 * @param illFormed whether a string holds a lone surrogate escape, which no text column can keep
 * @param numbers form of the numbers; null where none was met
 * @param numericTexts form of the strings as numbers, where all of them are decimal numbers as JSON
 *     writes them; null where one of them is not, or none was met
 * @param wholeParts how many different whole parts those strings have; 0 where {@code numericTexts}
 *     is null
 * @param uuids whether strings were met and all of them are UUIDs
 * @param words most words that a string has, as blanks part them; {@link Integer#MAX_VALUE} where
 *     one has several lines
 * @param times form of the strings as dates and times; null where one of them is neither, or none
 *     was met
 * @param spread of the kind met most often: numbers, strings or arrays; null where none was met
 */
public record PathProfile(
    String path,
    long present,
    long nulls,
    Map<String, Long> types,
    Map<String, RecordPlace> firsts,
    long expanded,
    Long maxChars,
    Long maxBytes,
    String min,
    String max,
    String example,
    boolean unique,
    long distinct,
    int nesting,
    Long minElements,
    Long maxElements,
    boolean illFormed,
    NumberForm numbers,
    NumberForm numericTexts,
    int wholeParts,
    boolean uuids,
    int words,
    TimeForm times,
    Spread spread) {
  public static final int MANY_DISTINCT = 4_096;
  private static final BigInteger YEAR_1990 = BigInteger.valueOf(631_152_000L);
  private static final BigInteger YEAR_2100 = BigInteger.valueOf(4_102_444_800L);

  public PathProfile {
    types = Collections.unmodifiableMap(new LinkedHashMap<>(types));
    firsts = Map.copyOf(firsts);
  }

  /**
   * The unit in which integers, where nothing else was met, are times between 1990 and 2100; null
   * where there is none. No proof: it may be chance.
   */
  public Epoch epoch() {
    if (hasOnly("integer")) {
      for (Epoch unit : Epoch.values()) {
        BigInteger perSecond = BigInteger.valueOf(unit.perSecond());
        if (new BigInteger(min).compareTo(YEAR_1990.multiply(perSecond)) >= 0
            && new BigInteger(max).compareTo(YEAR_2100.multiply(perSecond)) < 0) {
          return unit;
        }
      }
    }
    return null;
  }

  /**
   * What types say if values of others than {@code kept} had not been met. Lengths are still those
   * of all values.
   */
  PathProfile withOnly(Set<String> kept) {
    Map<String, Long> left = new LinkedHashMap<>(types);
    left.keySet().removeIf(type -> !kept.contains(type) && !type.equals("null"));
    return new PathProfile(
        path,
        left.values().stream().mapToLong(Long::longValue).sum(),
        nulls,
        left,
        firsts,
        kept.contains("object") ? expanded : 0,
        maxChars,
        maxBytes,
        min,
        max,
        example,
        unique,
        distinct,
        nesting,
        minElements,
        maxElements,
        illFormed && kept.contains("string"),
        numbers,
        numericTexts,
        wholeParts,
        uuids,
        words,
        times,
        spread);
  }

  /** How often a type label was met. */
  long count(String type) {
    return types.getOrDefault(type, 0L);
  }

  /** Whether these types, and null, are all that was met. */
  boolean hasOnly(String... only) {
    long known = nulls;
    for (String type : only) {
      known += count(type);
    }
    return known == present && present > nulls;
  }
}
