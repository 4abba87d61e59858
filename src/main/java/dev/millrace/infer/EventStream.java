package dev.millrace.infer;

import dev.millrace.spec.FieldPath;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Whether records are events: things that happen to an entity, whose id therefore comes again with
 * each of them. Samples cannot tell: of a million users, a thousand records in a row are often all
 * of different ones. Names and the shape of the records can.
 *
 * @param sign what says so, in words; null where nothing does
 */
record EventStream(String sign) {
  /** Words by which topics and tables of events are named, in the singular and in the plural. */
  private static final Set<String> STREAMS =
      Set.of(
          ("event log click view pageview impression visit hit history change changelog metric"
                  + " measurement reading telemetry trace span audit auditlog eventlog accesslog"
                  + " tracking session activity action update status heartbeat ping signal position"
                  + " location stream clickstream feed tick quote journal login logins observation"
                  + " transition snapshot cdc usage updated changed deleted viewed clicked visited"
                  + " logged interaction statuses interactions")
              .split(" "));

  /** Members that say what happened. */
  private static final Set<String> HAPPENINGS =
      Set.of("type", "op", "operation", "action", "event", "kind", "verb", "activity");

  /** Quantities that are measured again and again. */
  private static final Set<String> MEASURED =
      Set.of(
          ("temperature temp humidity pressure voltage current power energy speed velocity"
                  + " lat latitude lon lng longitude battery rssi cpu memory level reading readings"
                  + " measurement measurements metric metrics value sensor")
              .split(" "));

  /** All words of a time that is no more than one, such as {@code ts} or {@code event_time}. */
  private static final Set<String> MOMENT =
      Set.of("ts", "time", "timestamp", "at", "datetime", "event", "ms", "us", "ns", "epoch");

  /** Ids that many records share tell nothing of what each is about. */
  private static final Set<String> SHARED =
      Set.of(
          "trace span request correlation causation parent session tenant org source event message"
              .split(" "));

  static EventStream of(List<PathProfile> paths, List<String> names) {
    for (String name : names) {
      for (String word : KeyNames.entities(name)) {
        if (STREAMS.contains(word) || word.endsWith("event") || word.endsWith("stream")) {
          return new EventStream("the name '" + name + "' says '" + word + "'");
        }
      }
    }
    List<PathProfile> near = paths.stream().filter(EventStream::isNear).toList();
    String time = first(near, EventStream::isTime);
    String happening = first(near, path -> isNamed(path, HAPPENINGS) && path.hasOnly("string"));
    if (time != null && happening != null) {
      return new EventStream("there are " + happening + " and " + time);
    }
    if (happening != null && near.stream().anyMatch(EventStream::isPayload)) {
      return new EventStream("there is " + happening + " beside an envelope");
    }
    String moment = first(near, p -> isTime(p) && MOMENT.containsAll(NameWords.of(p.path())));
    String measured =
        first(near, p -> isNamed(p, MEASURED) && (p.count("integer") + p.count("decimal") > 0));
    return new EventStream(
        moment != null && measured != null ? "there are " + measured + " and " + moment : null);
  }

  private static String first(List<PathProfile> paths, Predicate<PathProfile> that) {
    return paths.stream().filter(that).map(PathProfile::path).findFirst().orElse(null);
  }

  /** At the root, or in an envelope there. */
  private static boolean isNear(PathProfile path) {
    List<String> keys = FieldPath.parse(path.path()).segments();
    return keys.size() == 1 || (keys.size() == 2 && KeyNames.isEnvelope(keys.get(0)));
  }

  private static boolean isPayload(PathProfile path) {
    List<String> keys = FieldPath.parse(path.path()).segments();
    return keys.size() == 1 && path.expanded() > 0 && KeyNames.isEnvelope(keys.get(0));
  }

  private static boolean isNamed(PathProfile path, Set<String> last) {
    List<String> words = NameWords.of(path.path());
    return !words.isEmpty() && last.contains(words.get(words.size() - 1));
  }

  /** A time of day, by form or by name; not a day alone, such as a birthday. */
  private static boolean isTime(PathProfile path) {
    if (path.times() != null && path.hasOnly("string")) {
      return path.times().timeOfDay();
    }
    return NameWords.sayTime(path.path()) && path.hasOnly("string", "integer", "decimal");
  }

  /** Whether something happens to the entities that the records speak of. */
  boolean isOne() {
    return sign != null;
  }

  /**
   * Whether a path is the id of the event and not of the entity: {@code event_id}, {@code
   * message_id} where the stream is not about messages, or a UUID called {@code id} where what the
   * event is about has an id beside it.
   */
  static boolean isOfEvent(PathProfile candidate, List<PathProfile> paths, List<String> names) {
    List<String> words = NameWords.of(candidate.path());
    List<String> of = words.subList(0, words.size() - 1);
    if (of.isEmpty()) {
      return candidate.uuids() && paths.stream().anyMatch(p -> isOfAnother(p, candidate));
    }
    List<String> about = KeyNames.entities(names.toArray(String[]::new));
    return of.stream()
        .allMatch(
            w ->
                w.equals("event")
                    || (Set.of("message", "msg").contains(w) && !about.contains("message")));
  }

  private static boolean isOfAnother(PathProfile path, PathProfile candidate) {
    List<String> keys = FieldPath.parse(path.path()).segments();
    List<String> words = NameWords.of(path.path());
    return !path.path().equals(candidate.path())
        && keys.size() <= 3
        && KeyNames.isIdentity(words)
        && (words.size() > 1 || keys.size() > 1)
        && words.stream().noneMatch(SHARED::contains);
  }
}
