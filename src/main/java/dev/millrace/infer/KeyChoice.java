package dev.millrace.infer;

import dev.millrace.model.FieldPath;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Which path, if any, is safe to be the key of an inferred table. A wrong key loses rows by upsert
 * and stops an insert job, so a path must be in every sampled record, never null and never twice
 * the same, in enough of them, and its name and place must speak for it.
 *
 * @param path JSON Pointer of the key, or null where none is safe
 * @param reason why this one, or why none, in words
 * @param candidates paths that could be a key by their values alone
 */
public record KeyChoice(String path, String reason, List<String> candidates) {
  /**
   * Fewer tell too little: of 1,000 things that are spoken of again and again, 50 records are
   * different by chance three times in ten, 1,000 never.
   */
  public static final int MIN_RECORDS = 50;

  private static final List<String> IDENTITY = List.of("id", "uuid", "guid", "ulid");

  private static final Set<String> RECORD =
      Set.of("event", "message", "msg", "record", "entry", "row", "doc", "document", "log");

  /** Objects in which an envelope carries what the record is about. */
  private static final Set<String> ENVELOPES =
      Set.of("data", "payload", "detail", "body", "meta", "metadata", "header", "headers");

  /** Where only being the first member speaks for a path, more records have to. */
  private static final int MIN_RECORDS_OF_FIRST = 200;

  private static final int OF_THE_ENTITY = 8;
  private static final int IN_AN_ENVELOPE = 9;
  private static final int FIRST_MEMBER = 10;
  private static final int NO_NAME = 11;

  public KeyChoice {
    candidates = List.copyOf(candidates);
  }

  static KeyChoice none(String reason) {
    return new KeyChoice(null, reason, List.of());
  }

  /**
   * @param candidates unique in every record, of a type that a key can have
   * @param first the path met first, or null
   * @param entities what the records are likely to be about, such as the words of the topic's name
   */
  static KeyChoice of(List<String> candidates, long records, String first, List<String> entities) {
    if (candidates.isEmpty()) {
      return none(
          "no path is in every one of the "
              + records
              + " records, never null, never twice the same and short enough for a key");
    }
    if (records < MIN_RECORDS) {
      return new KeyChoice(
          null,
          records
              + " records are too few to tell by ("
              + MIN_RECORDS
              + " are wanted): "
              + shown(candidates)
              + " may be unique by chance",
          candidates);
    }
    Set<String> about = Set.copyOf(entities);
    String place = records < MIN_RECORDS_OF_FIRST ? null : first;
    int best = NO_NAME;
    List<String> named = new ArrayList<>();
    for (String path : candidates) {
      int rank = rank(path, place, about);
      if (rank < best) {
        named.clear();
      }
      best = Math.min(rank, best);
      if (rank == best) {
        named.add(path);
      }
    }
    if (best == NO_NAME) {
      return new KeyChoice(
          null,
          shown(candidates)
              + (candidates.size() == 1 ? " was" : " were")
              + " unique in all "
              + records
              + " records, but no name or place there speaks for a key (id, uuid, order_id in a"
              + " topic of orders)",
          candidates);
    }
    if (named.size() > 1) {
      return new KeyChoice(
          null, shown(named) + " could all be the key, and nothing tells which", candidates);
    }
    return new KeyChoice(
        named.get(0),
        named.get(0)
            + " is in all "
            + records
            + " records, never null and never twice the same, and "
            + (best == FIRST_MEMBER ? "stands first in them" : "its name says that it is a key"),
        candidates);
  }

  /** The lower, the more the name and the place speak for a key. */
  private static int rank(String path, String first, Set<String> entities) {
    List<String> keys = FieldPath.parse(path).segments();
    String name = keys.get(keys.size() - 1);
    List<String> words = NameWords.words(name);
    if (words.isEmpty() || !isIdentity(words)) {
      return NO_NAME;
    }
    List<String> of = words.subList(0, words.size() - 1);
    boolean ofRecord = of.stream().allMatch(w -> RECORD.contains(w) || entities.contains(w));
    if (keys.size() == 1) {
      return of.isEmpty()
          ? IDENTITY.indexOf(words.get(0)) * 2 + (name.startsWith("_") ? 1 : 0)
          : ofRecord ? OF_THE_ENTITY : path.equals(first) ? FIRST_MEMBER : NO_NAME;
    }
    List<String> place = NameWords.words(keys.get(keys.size() - 2));
    boolean speaks =
        place.stream()
            .allMatch(w -> ENVELOPES.contains(w) || RECORD.contains(w) || entities.contains(w));
    return keys.size() == 2 && speaks && ofRecord ? IN_AN_ENVELOPE : NO_NAME;
  }

  private static boolean isIdentity(List<String> words) {
    return IDENTITY.contains(words.get(words.size() - 1));
  }

  /** The words of a name, plurals also in the singular. */
  static List<String> entities(String... names) {
    List<String> entities = new ArrayList<>();
    for (String name : names) {
      for (String word : NameWords.words(name)) {
        entities.add(word);
        if (word.endsWith("ies")) {
          entities.add(word.substring(0, word.length() - 3) + "y");
        } else if (word.endsWith("s")) {
          entities.add(word.substring(0, word.length() - 1));
        }
      }
    }
    return entities.stream().map(word -> word.toLowerCase(Locale.ROOT)).distinct().toList();
  }

  private static String shown(List<String> paths) {
    return paths.size() <= 5
        ? String.join(", ", paths)
        : String.join(", ", paths.subList(0, 5)) + " and " + (paths.size() - 5) + " more";
  }
}
