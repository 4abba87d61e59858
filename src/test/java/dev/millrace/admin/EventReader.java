package dev.millrace.admin;

import dev.millrace.testkit.Eventually;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/** A client that reads server-sent events until it is closed. */
public final class EventReader implements AutoCloseable {
  private static final Duration SOON = Duration.ofSeconds(30);

  /** One event as it came. */
  public record Event(String id, String name, JsonObject data) {}

  private final List<Event> events = new CopyOnWriteArrayList<>();
  private final List<String> comments = new CopyOnWriteArrayList<>();
  private final HttpResponse<Stream<String>> response;
  private final Thread thread;
  private volatile boolean ended;

  public EventReader(int port, String query, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/v1/events" + query));
    if (headers.length > 0) {
      request.headers(headers);
    }
    try {
      response = HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofLines());
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
    thread = new Thread(this::read, "event-reader");
    thread.setDaemon(true);
    thread.start();
  }

  private void read() {
    List<String> lines = new ArrayList<>();
    try (Stream<String> all = response.body()) {
      all.forEach(
          line -> {
            if (line.startsWith(":")) {
              comments.add(line);
            } else if (!line.isEmpty()) {
              lines.add(line);
            } else if (lines.size() == 3) {
              events.add(
                  new Event(
                      lines.get(0).replaceFirst("id: ", ""),
                      lines.get(1).replaceFirst("event: ", ""),
                      new JsonObject(lines.get(2).replaceFirst("data: ", ""))));
              lines.clear();
            }
          });
    } catch (RuntimeException cut) {
      // As when the connection is cut.
    }
    ended = true;
  }

  HttpResponse<?> response() {
    return response;
  }

  public List<Event> events() {
    return List.copyOf(events);
  }

  List<Event> named(String name) {
    return events.stream().filter(event -> event.name().equals(name)).toList();
  }

  int comments() {
    return comments.size();
  }

  /** Waits for an event of that name with such data. */
  public Event until(String name, String data) {
    return Eventually.get(
            "an event " + name + " with " + data,
            SOON,
            this::events,
            all -> all.stream().anyMatch(e -> is(e, name, data)))
        .stream()
        .filter(e -> is(e, name, data))
        .findFirst()
        .orElseThrow();
  }

  private static boolean is(Event event, String name, String data) {
    return event.name().equals(name) && event.data().encode().contains(data);
  }

  void untilEnded() {
    Eventually.until("the stream ended", SOON, () -> ended);
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
