package dev.millrace.infer;

import dev.millrace.spec.FieldPath;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
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

  /** What a record is, whatever it is about. */
  private static final Set<String> RECORD = Set.of("event", "message", "msg", "record", "row");

  /** Ends of topic and table names that say nothing of what the records are. */
  private static final Set<String> TECHNICAL =
      Set.of(
          ("topic queue table value raw json avro data all new stg stage staging prod production"
                  + " dev test v")
              .split(" "));

  /**
   * Wanted where only the name of topic or table, or an envelope, speaks for a path: of 10,000
   * things spoken of again and again, 200 records are different by chance once in seven times, 500
   * never.
   */
  public static final int MIN_RECORDS_OF_ENTITY = 500;

  private static final int OF_THE_RECORD = 8;
  private static final int IN_AN_ENVELOPE = 9;
  private static final int NO_NAME = 10;

  public KeyChoice {
    candidates = List.copyOf(candidates);
  }

  static KeyChoice none(String reason) {
    return new KeyChoice(null, reason, List.of());
  }

  /**
   * @param candidates unique in every record, of a type that a key can have
   * @param paths all that were met
   * @param names what tells what the records are about, such as the names of topic and table
   */
  static KeyChoice of(
      List<String> candidates, long records, List<PathProfile> paths, List<String> names) {
    if (candidates.isEmpty()) {
      return none(
          "no path is in every one of the "
              + records
              + " records, never null, never twice the same and short enough for a key");
    }
    if (records < MIN_RECORDS) {
      return new KeyChoice(null, tooFew(records, MIN_RECORDS, candidates), candidates);
    }
    EventStream stream = EventStream.of(paths, names);
    Set<String> about = Set.copyOf(KeyNames.entities(names.toArray(String[]::new)));
    Set<String> heads = heads(names);
    int best = NO_NAME;
    List<String> named = new ArrayList<>();
    List<String> ofEntities = new ArrayList<>();
    for (String path : candidates) {
      int rank = rank(path, about, heads);
      if (stream.isOne()
          && KeyNames.isIdentity(NameWords.of(path))
          && !isOfEvent(path, paths, names)) {
        ofEntities.add(path);
        rank = NO_NAME;
      }
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
          ofEntities.isEmpty()
              ? unnamed(records, candidates)
              : inStream(records, ofEntities, stream),
          candidates);
    }
    if (named.size() > 1) {
      return new KeyChoice(
          null, shown(named) + " could all be the key, and nothing shows which", candidates);
    }
    if (records < MIN_RECORDS_OF_ENTITY && isOfEntity(named.get(0), best)) {
      return new KeyChoice(null, tooFew(records, MIN_RECORDS_OF_ENTITY, named), candidates);
    }
    return new KeyChoice(
        named.get(0),
        named.get(0)
            + " is in all "
            + records
            + " records, never null and never twice the same, and its name says that it is a key",
        candidates);
  }

  private static String tooFew(long records, int wanted, List<String> paths) {
    return records
        + " records are too few to decide by ("
        + wanted
        + " are wanted): "
        + shown(paths)
        + " may be unique by chance";
  }

  private static String unnamed(long records, List<String> paths) {
    return shown(paths)
        + (paths.size() == 1 ? " was" : " were")
        + " unique in all "
        + records
        + " records, but no name or place there speaks for a key (id, uuid, order_id in a topic of"
        + " orders)";
  }

  private static String inStream(long records, List<String> paths, EventStream stream) {
    return shown(paths)
        + (paths.size() == 1 ? " was" : " were")
        + " unique in all "
        + records
        + " records, but these look like a stream of events ("
        + stream.sign()
        + "), in which the same id comes again with each event; only an id of the event itself is"
        + " taken for a key (event_id, message_id, or a UUID called id beside the id of what the"
        + " event is about)";
  }

  private static boolean isOfEvent(String path, List<PathProfile> paths, List<String> names) {
    return paths.stream()
        .filter(p -> p.path().equals(path))
        .anyMatch(p -> EventStream.isOfEvent(p, paths, names));
  }

  /** Whether the path speaks of an entity; an id without more words is that of the record. */
  private static boolean isOfEntity(String path, int rank) {
    List<String> words = NameWords.of(path);
    return words.subList(0, words.size() - 1).stream().anyMatch(w -> !RECORD.contains(w))
        || rank == IN_AN_ENVELOPE;
  }

  /** The lower, the more the name and the place speak for a key. */
  private static int rank(String path, Set<String> entities, Set<String> heads) {
    List<String> keys = FieldPath.parse(path).segments();
    String name = keys.get(keys.size() - 1);
    List<String> words = NameWords.words(name);
    if (!KeyNames.isIdentity(words)) {
      return NO_NAME;
    }
    List<String> of = words.subList(0, words.size() - 1);
    boolean ofRecord = of.isEmpty() || isOf(of, entities, heads);
    if (keys.size() == 1) {
      return of.isEmpty()
          ? KeyNames.IDENTITY.indexOf(words.get(0)) * 2 + (name.startsWith("_") ? 1 : 0)
          : ofRecord ? OF_THE_RECORD : NO_NAME;
    }
    String place = keys.get(keys.size() - 2);
    boolean speaks = KeyNames.isEnvelope(place) || isOf(NameWords.words(place), entities, heads);
    return keys.size() == 2 && speaks && ofRecord ? IN_AN_ENVELOPE : NO_NAME;
  }

  /** {@code customer_orders} are orders: the id of the customer comes again with each of them. */
  private static boolean isOf(List<String> words, Set<String> entities, Set<String> heads) {
    if (words.isEmpty()) {
      return false;
    }
    String last = words.get(words.size() - 1);
    return (RECORD.contains(last) || heads.contains(last))
        && words.stream().allMatch(w -> RECORD.contains(w) || entities.contains(w));
  }

  /** What each name ends with, but for words such as {@code v2} and {@code raw}. */
  private static Set<String> heads(List<String> names) {
    Set<String> heads = new HashSet<>();
    for (String name : names) {
      List<String> words = new ArrayList<>(NameWords.words(name));
      while (words.size() > 1 && isTechnical(words.get(words.size() - 1))) {
        words.remove(words.size() - 1);
      }
      if (!words.isEmpty()) {
        heads.addAll(KeyNames.entities(words.get(words.size() - 1)));
      }
    }
    return heads;
  }

  private static boolean isTechnical(String word) {
    return TECHNICAL.contains(word) || word.matches("v?[0-9]+");
  }

  private static String shown(List<String> paths) {
    return paths.size() <= 5
        ? String.join(", ", paths)
        : String.join(", ", paths.subList(0, 5)) + " and " + (paths.size() - 5) + " more";
  }
}
