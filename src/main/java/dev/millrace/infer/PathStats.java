package dev.millrace.infer;

import dev.millrace.decode.Leaf;
import dev.millrace.model.Sample;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Gathers what stands at one path. One thread. */
final class PathStats {
  private static final int SHOWN_CHARS = 256;

  /** A number without exponent; leading zeros make a code of it. */
  private static final Pattern NUMBER = Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?");

  private final String path;
  private final Map<String, Long> types = new LinkedHashMap<>();
  private final Map<String, RecordPlace> firsts = new HashMap<>();
  private final Extremes extremes = new Extremes();
  private long present;
  private long nulls;
  private long expanded;
  private long maxChars = -1;
  private long maxBytes = -1;
  private String example;

  /** Values so far; null once two were the same, one was null, or a row had none. */
  private Set<String> distinct = new HashSet<>();

  /** Values so far by a hash of 64 bits, the first many. */
  private final Set<Long> hashes = new HashSet<>();

  private int nesting;
  private long minElements = Long.MAX_VALUE;
  private long maxElements = -1;
  private boolean illFormed;
  private NumberForm numbers;
  private NumberForm numericTexts;
  private boolean unnumericStrings;

  /** What stands before the point of texts that are numbers, up to as many as tell something. */
  private final Set<String> wholeParts = new HashSet<>();

  private boolean otherThanUuids;
  private int words;
  private TimeForm times;
  private boolean otherStrings;
  private final List<Spread.Measures> measures =
      Stream.of(Spread.Of.values()).map(Spread.Measures::new).toList();

  private static final Pattern UUID =
      Pattern.compile("[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}");

  PathStats(String path) {
    this.path = path;
  }

  /** Adds the value that row number {@code row}, from 1, has here; the row is of {@code sample}. */
  void add(Leaf leaf, long row, Sample sample) {
    present++;
    String type = type(leaf);
    if (types.merge(type, 1L, Long::sum) == 1) {
      firsts.put(type, new RecordPlace(sample.partition(), sample.offset()));
    }
    if (type.equals("null")) {
      nulls++;
      distinct = null;
      return;
    }
    expanded += leaf.expanded() ? 1 : 0;
    String text = leaf.text();
    maxChars = Math.max(maxChars, text.codePointCount(0, text.length()));
    maxBytes = Math.max(maxBytes, text.getBytes(StandardCharsets.UTF_8).length);
    example = example == null ? shown(text) : example;
    nesting = Math.max(nesting, leaf.nesting());
    if (hashes.size() < PathProfile.MANY_DISTINCT) {
      hashes.add(hash(type.equals("string") ? '"' + text : text));
    }
    if (distinct != null) {
      boolean fresh =
          text.length() <= SHOWN_CHARS
              && distinct.add(text.toLowerCase(Locale.ROOT).stripTrailing());
      distinct = fresh && present == row ? distinct : null;
    }
    switch (type) {
      case "integer", "decimal" -> {
        numbers = NumberForm.of(text).and(numbers);
        extremes.addNumber(text);
        measure(Spread.Of.VALUES, Double.parseDouble(text));
      }
      case "string" -> addString(text);
      case "array" -> {
        long elements = elements(text);
        minElements = Math.min(minElements, elements);
        maxElements = Math.max(maxElements, elements);
        measure(Spread.Of.ELEMENTS, elements);
      }
      default -> {}
    }
  }

  private void measure(Spread.Of of, double value) {
    measures.get(of.ordinal()).add(value);
  }

  private Spread spread() {
    return measures.stream()
        .max(Comparator.comparingInt(Spread.Measures::size))
        .map(Spread.Measures::spread)
        .orElse(null);
  }

  private void addString(String text) {
    measure(Spread.Of.CHARACTERS, text.codePointCount(0, text.length()));
    TimeForm form = otherStrings ? null : TimeForm.of(text);
    otherStrings |= form == null;
    times = otherStrings ? null : times == null ? form : times.and(form);
    unnumericStrings |= text.length() > SHOWN_CHARS || !NUMBER.matcher(text).matches();
    numericTexts = unnumericStrings ? null : NumberForm.of(text).and(numericTexts);
    if (!unnumericStrings && wholeParts.size() < TypeChoice.WHOLE_PARTS_OF_AMOUNTS) {
      wholeParts.add(text.split("\\.", 2)[0]);
    }
    otherThanUuids |= !UUID.matcher(text).matches();
    words = Math.max(words, words(text));
    illFormed |= !StandardCharsets.UTF_8.newEncoder().canEncode(text);
    extremes.addText(shown(text));
  }

  private static int words(String text) {
    int words = 1;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\n' || c == '\r') {
        return Integer.MAX_VALUE;
      }
      words += c == ' ' ? 1 : 0;
    }
    return text.isEmpty() ? 0 : words;
  }

  PathProfile profile(long rows) {
    return new PathProfile(
        path,
        present,
        nulls,
        types,
        firsts,
        expanded,
        maxChars < 0 ? null : maxChars,
        maxBytes < 0 ? null : maxBytes,
        extremes.min(),
        extremes.max(),
        example,
        distinct != null && present == rows,
        hashes.size(),
        nesting,
        maxElements < 0 ? null : minElements,
        maxElements < 0 ? null : maxElements,
        illFormed,
        numbers,
        numericTexts,
        numericTexts == null ? 0 : wholeParts.size(),
        types.containsKey("string") && !otherThanUuids,
        words,
        times,
        spread());
  }

  /** FNV-1a over the characters. */
  private static long hash(String text) {
    long hash = 0xCBF29CE484222325L;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * 0x100000001B3L;
    }
    return hash;
  }

  /** The kind of value, in one word. */
  static String type(Leaf leaf) {
    return switch (leaf.kind()) {
      case NULL -> "null";
      case TRUE, FALSE -> "boolean";
      case NUMBER -> isInteger(leaf.text()) ? "integer" : "decimal";
      case OBJECT -> "object";
      case ARRAY -> "array";
      default -> "string";
    };
  }

  private static boolean isInteger(String literal) {
    return literal.chars().noneMatch(c -> c == '.' || c == 'e' || c == 'E');
  }

  private static String shown(String text) {
    return text.codePointCount(0, text.length()) <= SHOWN_CHARS
        ? text
        : text.substring(0, text.offsetByCodePoints(0, SHOWN_CHARS));
  }

  /** Elements of an array's JSON text. */
  private static long elements(String array) {
    if (array.substring(1, array.length() - 1).isBlank()) {
      return 0;
    }
    long elements = 1;
    int open = 0;
    boolean quoted = false;
    for (int i = 0; i < array.length(); i++) {
      switch (array.charAt(i)) {
        case '"' -> quoted = !quoted;
        case '\\' -> i++;
        case '{', '[' -> open += quoted ? 0 : 1;
        case '}', ']' -> open -= quoted ? 0 : 1;
        case ',' -> elements += !quoted && open == 1 ? 1 : 0;
        default -> {}
      }
    }
    return elements;
  }

  /** Least and greatest of the numbers, or of the texts where there are no numbers. */
  private static final class Extremes {
    private BigDecimal least;
    private BigDecimal greatest;
    private String leastLiteral;
    private String greatestLiteral;
    private String leastText;
    private String greatestText;

    void addNumber(String literal) {
      BigDecimal number;
      try {
        number = new BigDecimal(literal);
      } catch (NumberFormatException e) {
        return; // an exponent beyond BigDecimal's, such as 1e9999999999
      }
      if (least == null || number.compareTo(least) < 0) {
        least = number;
        leastLiteral = literal;
      }
      if (greatest == null || number.compareTo(greatest) > 0) {
        greatest = number;
        greatestLiteral = literal;
      }
    }

    void addText(String text) {
      leastText = leastText == null || text.compareTo(leastText) < 0 ? text : leastText;
      greatestText = greatestText == null || text.compareTo(greatestText) > 0 ? text : greatestText;
    }

    String min() {
      return least != null ? leastLiteral : leastText;
    }

    String max() {
      return greatest != null ? greatestLiteral : greatestText;
    }
  }
}
