package dev.millrace.document;

import dev.millrace.error.FieldError;
import dev.millrace.error.References;
import dev.millrace.model.Labelled;
import dev.millrace.secret.Secret;
import dev.millrace.secret.SecretMask;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Reads one object of a document field by field. What is wrong becomes a {@link FieldError} and the
 * default (or null where there is none) is answered, so that reading goes on and finds the other
 * faults too. Null counts as left out.
 *
 * <p>It remembers which fields were asked for; {@link #end} calls all others unknown.
 */
final class Fields {
  private static final int MAX_QUOTED_CHARS = 60;

  /** More would help no reader, and a small document can have as many as it has bytes. */
  private static final int MAX_FAULTS = 1_000;

  private final Map<?, ?> values;
  private final String pointer;
  private final List<FieldError> faults;
  private final boolean stored;
  private final Set<String> asked = new LinkedHashSet<>();

  /**
   * @param pointer of this object in the whole document, empty for the root
   * @param faults where faults go
   */
  Fields(Map<?, ?> values, String pointer, List<FieldError> faults) {
    this(values, pointer, faults, false);
  }

  /**
   * @param stored whether the document was accepted before: what an earlier version took must go on
   *     being read, so options without effect are no faults then
   */
  Fields(Map<?, ?> values, String pointer, List<FieldError> faults, boolean stored) {
    this.values = values;
    this.pointer = pointer;
    this.faults = faults;
    this.stored = stored;
  }

  /** Whether the document was accepted before, by this program or an earlier version of it. */
  boolean isStored() {
    return stored;
  }

  /** Whether the field is there and not null. */
  boolean has(String key) {
    return value(key) != null;
  }

  /** Whether the field is there and null. */
  boolean isNull(String key) {
    asked.add(key);
    return values.containsKey(key) && values.get(key) == null;
  }

  void fault(String key, String detail) {
    if (!full()) {
      faults.add(new FieldError(at(key), detail));
    }
  }

  /** The field is an option that does nothing where it stands. */
  void noEffect(String key, String detail) {
    if (!stored) {
      fault(key, detail);
    }
  }

  /** Faults that the check finds in the field's text, where it has one. */
  void check(String key, String text, java.util.function.Function<String, Optional<String>> check) {
    if (text != null) {
      check.apply(text).ifPresent(detail -> fault(key, detail));
    }
  }

  /** A text that must be there and not be empty; null after a fault. */
  String text(String key, String meaning) {
    if (!has(key)) {
      fault(key, "required: " + meaning);
      return null;
    }
    String text = text(key, meaning, null);
    if (text != null && text.isBlank()) {
      fault(key, "must not be empty: " + meaning);
      return null;
    }
    return text;
  }

  String text(String key, String meaning, String otherwise) {
    Object value = value(key);
    if (value == null) {
      return otherwise;
    }
    if (value instanceof String text) {
      return text;
    }
    fault(key, "expected text (" + meaning + "), found " + described(value));
    return otherwise;
  }

  /** A password; what was given in its place is never repeated. */
  Secret secret(String key) {
    return secret(key, "a password");
  }

  /** A text that may be given by a reference, but need not be hidden; null where it is left out. */
  Secret text(String key) {
    String text = text(key, "PEM, or ${file:/path}", null);
    return text == null ? null : reference(key, text);
  }

  /** A secret that looks like a reference and is none would be taken literally. */
  private Secret reference(String key, String text) {
    if (!stored && References.looksLikeOne(text)) {
      fault(key, References.NOT_ONE);
    }
    return new Secret(text);
  }

  /** Calls every reference a fault that is not in a field where it may be. */
  void misplacedReferences(Predicate<String> allowed) {
    faults.addAll(References.misplaced(values, pointer, allowed));
  }

  Secret secret(String key, String meaning) {
    Object value = value(key);
    if (value instanceof String text) {
      SecretMask.learn(text);
      return reference(key, text);
    }
    if (value != null) {
      fault(key, "expected text: " + meaning + ", ${env:NAME} or ${file:/path}");
    }
    return null;
  }

  /** A whole number in {@code [min, max]}; {@code 1e4} and {@code 10.0} are whole. */
  long whole(String key, long otherwise, long min, long max) {
    Object value = value(key);
    if (value == null) {
      return otherwise;
    }
    try {
      long number = exact(value);
      if (number >= min && number <= max) {
        return number;
      }
    } catch (ArithmeticException e) {
      // not whole, or beyond 64 bits: the same answer as out of range
    }
    fault(
        key, "expected a whole number from " + min + " to " + max + ", found " + described(value));
    return otherwise;
  }

  double fraction(String key, double otherwise, double min, double max) {
    Object value = value(key);
    if (value == null) {
      return otherwise;
    }
    if (value instanceof Number number
        && number.doubleValue() >= min
        && number.doubleValue() <= max) {
      return number.doubleValue();
    }
    fault(key, "expected a number from " + min + " to " + max + ", found " + described(value));
    return otherwise;
  }

  boolean flag(String key) {
    Object value = value(key);
    if (value != null && !(value instanceof Boolean)) {
      fault(key, "expected true or false, found " + described(value));
    }
    return Boolean.TRUE.equals(value);
  }

  /** One of the enum's labels. */
  <E extends Enum<E> & Labelled> E choice(String key, Class<E> type, E otherwise) {
    return choice(key, type, otherwise, Arrays.asList(type.getEnumConstants()));
  }

  /** One of the labels of {@code allowed}. */
  <E extends Enum<E> & Labelled> E choice(String key, Class<E> type, E otherwise, List<E> allowed) {
    Object value = value(key);
    if (value == null) {
      return otherwise;
    }
    if (value instanceof String label) {
      Optional<E> known = Labelled.of(type, label).filter(allowed::contains);
      if (known.isPresent()) {
        return known.get();
      }
    }
    List<String> labels = allowed.stream().map(Labelled::label).toList();
    String near =
        Nearest.to(String.valueOf(value), labels)
            .map(n -> "; did you mean '" + n + "'?")
            .orElse("");
    fault(
        key, "expected one of " + String.join(", ", labels) + ", found " + described(value) + near);
    return otherwise;
  }

  /** An object; an empty one where it is left out or something else. */
  Fields object(String key) {
    Object value = value(key);
    if (value instanceof Map<?, ?> map) {
      return new Fields(map, at(key), faults, stored);
    }
    if (value != null) {
      fault(key, "expected an object, found " + described(value));
    }
    return new Fields(Map.of(), at(key), faults, stored);
  }

  /** A list's elements, each an object; the others become faults. */
  List<Fields> objects(String key) {
    Object value = value(key);
    List<Fields> objects = new ArrayList<>();
    if (value instanceof List<?> list) {
      for (int i = 0; i < list.size(); i++) {
        if (list.get(i) instanceof Map<?, ?> map) {
          objects.add(new Fields(map, at(key) + "/" + i, faults, stored));
        } else {
          fault(key, i, "expected an object, found " + described(list.get(i)));
        }
      }
    } else if (value != null) {
      fault(key, "expected a list of objects, found " + described(value));
    }
    return objects;
  }

  private void fault(String key, int index, String detail) {
    if (!full()) {
      faults.add(new FieldError(at(key) + "/" + index, detail));
    }
  }

  /** The raw value of a field that may have several forms, or null. */
  Object value(String key) {
    asked.add(key);
    return values.get(key);
  }

  /** All keys that are there, for objects whose keys are data; each counts as asked for. */
  List<String> keys() {
    List<String> keys = values.keySet().stream().map(String::valueOf).toList();
    asked.addAll(keys);
    return keys;
  }

  /** Calls every field unknown that was not asked for. To be called last. */
  void end() {
    for (Object key : values.keySet()) {
      String name = String.valueOf(key);
      if (full()) {
        return;
      }
      if (!asked.contains(name)) {
        fault(name, "unknown field " + quoted(name) + "; " + Nearest.hint(name, asked));
      }
    }
  }

  private boolean full() {
    return faults.size() >= MAX_FAULTS;
  }

  /** Pointer of a field, its name escaped. */
  String at(String key) {
    return pointer + "/" + key.replace("~", "~0").replace("/", "~1");
  }

  /** A value as a fault may repeat it. */
  static String described(Object value) {
    if (value instanceof String text) {
      return quoted(text);
    }
    if (value instanceof Map) {
      return "an object";
    }
    if (value instanceof List) {
      return "a list";
    }
    return String.valueOf(value);
  }

  /** In quotes, cut where it is long. */
  static String quoted(String text) {
    int end = Math.min(text.length(), MAX_QUOTED_CHARS);
    return "'" + text.substring(0, end) + (end < text.length() ? "…'" : "'");
  }

  /**
   * The number exactly.
   *
   * @throws ArithmeticException when it is no number, not whole or beyond 64 bits
   */
  static long exact(Object value) {
    if (value instanceof Integer || value instanceof Long) {
      return ((Number) value).longValue();
    }
    if (value instanceof BigInteger big) {
      return big.longValueExact();
    }
    if (value instanceof Number number && Double.isFinite(number.doubleValue())) {
      return new BigDecimal(number.toString()).longValueExact();
    }
    throw new ArithmeticException("not a whole number");
  }
}
