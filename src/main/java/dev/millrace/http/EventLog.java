package dev.millrace.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The newest server-sent events, as they go out. All streams read them here, so that one that is
 * behind costs nothing but its place; what is older than a bound of count and bytes is forgotten.
 * Event loop only.
 */
public final class EventLog {
  private static final Pattern ID = Pattern.compile("([0-9a-f]{8})-([0-9]{1,18})");

  /**
   * One event.
   *
   * @param about the job's name
   * @param text as it goes out
   */
  record Event(long number, String about, Buffer text) {}

  /** Another process counts anew, so its ids must not be taken for those of this one. */
  private final String process = UUID.randomUUID().toString().substring(0, 8);

  private final int mostEvents;
  private final int mostBytes;
  private final Deque<Event> events = new ArrayDeque<>();
  private long bytes;
  private long last;

  public EventLog(int mostEvents, int mostBytes) {
    this.mostEvents = mostEvents;
    this.mostBytes = mostBytes;
  }

  /**
   * @param about the job's name
   * @param data secrets in it are masked
   */
  public void add(String name, String about, JsonObject data) {
    last++;
    Buffer text = text(name, data);
    events.addLast(new Event(last, about, text));
    bytes += text.length();
    while (events.size() > mostEvents || (bytes > mostBytes && events.size() > 1)) {
      bytes -= events.removeFirst().text().length();
    }
  }

  /** What comes next does not follow what is here: who has seen this must load anew. */
  public void interrupt() {
    last++;
    events.clear();
    bytes = 0;
  }

  /** An event of one stream alone, with the id of the newest one that is for all. */
  public Buffer text(String name, JsonObject data) {
    return Buffer.buffer(
        "id: "
            + process
            + "-"
            + last
            + "\nevent: "
            + name
            + "\ndata: "
            + Json.encode(Masked.of(data))
            + "\n\n");
  }

  /** Number of the newest event. */
  public long last() {
    return last;
  }

  /** The number of an event of this process, by its id. */
  OptionalLong number(String id) {
    Matcher m = ID.matcher(id);
    return m.matches() && m.group(1).equals(process)
        ? OptionalLong.of(Long.parseLong(m.group(2)))
        : OptionalLong.empty();
  }

  /** Whether all that came after that number is still here. */
  boolean reaches(long number) {
    return number == last
        || (number < last && !events.isEmpty() && number >= events.peekFirst().number() - 1);
  }

  /** What came after that number, in order. */
  Iterable<Event> after(long number) {
    int behind = (int) Math.min(events.size(), last - number);
    return () -> events.stream().skip(events.size() - behind).iterator();
  }
}
