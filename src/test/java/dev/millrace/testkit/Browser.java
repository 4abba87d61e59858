package dev.millrace.testkit;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * One page of a Chromium without a window, driven by its DevTools protocol. What it complains of
 * (errors of scripts, of the console, of the policy, of the network) is kept in {@link
 * #complaints}. One thread at a time.
 */
public final class Browser implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String REQUIRED = "MILLRACE_REQUIRE_CHROMIUM";

  private final HttpClient client = HttpClient.newHttpClient();
  private final AtomicInteger ids = new AtomicInteger();
  private final Map<Integer, CompletableFuture<JsonObject>> waiting = new ConcurrentHashMap<>();
  private final List<String> complaints = new CopyOnWriteArrayList<>();
  private final Path profile;
  private final Process process;
  private final WebSocket socket;

  private Browser(Path program) throws IOException, InterruptedException {
    profile = Files.createTempDirectory("browser");
    process =
        ChildProcesses.start(
            new ProcessBuilder(
                    program.toString(),
                    "--headless",
                    "--no-sandbox",
                    "--disable-gpu",
                    "--disable-quic",
                    "--no-first-run",
                    "--disable-background-networking",
                    "--disable-component-update",
                    "--disable-sync",
                    "--disable-dev-shm-usage",
                    "--remote-debugging-port=0",
                    "--user-data-dir=" + profile,
                    "about:blank")
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD));
    try {
      socket =
          client
              .newWebSocketBuilder()
              .buildAsync(URI.create(pageSocket()), new Reader())
              .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
              .join();
    } catch (IOException | InterruptedException | RuntimeException | AssertionError e) {
      process.destroyForcibly();
      throw e;
    }
    for (String domain : List.of("Page", "Runtime", "Log")) {
      send(domain + ".enable", new JsonObject());
    }
  }

  /**
   * Empty where this machine has no Chromium.
   *
   * @throws AssertionError where there is none and MILLRACE_REQUIRE_CHROMIUM is set
   */
  public static Optional<Browser> open() throws IOException, InterruptedException {
    Optional<Path> program =
        Stream.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
            .map(Path::of)
            .filter(Files::isExecutable)
            .findFirst();
    if (program.isEmpty()) {
      if ("true".equals(System.getenv(REQUIRED))) {
        throw new AssertionError("Chromium is required (" + REQUIRED + ") and is not installed");
      }
      return Optional.empty();
    }
    return Optional.of(new Browser(program.get()));
  }

  private String pageSocket() throws IOException, InterruptedException {
    Path port = profile.resolve("DevToolsActivePort");
    Eventually.until(
        "Chromium tells its port", PATIENCE, () -> Files.exists(port) && lines(port).size() > 1);
    URI list = URI.create("http://127.0.0.1:" + lines(port).get(0) + "/json/list");
    for (int i = 0; i < 100; i++) {
      String text =
          client.send(HttpRequest.newBuilder(list).build(), BodyHandlers.ofString()).body();
      for (Object target : new JsonArray(text)) {
        if (target instanceof JsonObject page && "page".equals(page.getString("type"))) {
          return page.getString("webSocketDebuggerUrl");
        }
      }
      Thread.sleep(100);
    }
    throw new AssertionError("Chromium has no page");
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      return List.of();
    }
  }

  public void go(String url) {
    send("Page.navigate", new JsonObject().put("url", url));
  }

  /** The value of an expression of JavaScript; promises are awaited. */
  public Object value(String expression) {
    JsonObject answer =
        send(
            "Runtime.evaluate",
            new JsonObject()
                .put("expression", expression)
                .put("awaitPromise", true)
                .put("returnByValue", true));
    if (answer.containsKey("exceptionDetails")) {
      throw new AssertionError(expression + ": " + answer.getJsonObject("exceptionDetails"));
    }
    return answer.getJsonObject("result").getValue("value");
  }

  /** What a person can read on the page. */
  public String text() {
    return (String) value("document.body?.innerText ?? ''");
  }

  public void untilText(String words) {
    try {
      Eventually.until(words + " is on the page", PATIENCE, () -> text().contains(words));
    } catch (AssertionError e) {
      throw new AssertionError(words + " is not on the page, but: " + text() + complaints, e);
    }
  }

  /**
   * Clicks the first button or link that is called so (hidden words aside), as soon as it is there.
   */
  public void click(String name) {
    String found =
        """
        (() => { const all = [...(document.querySelector('dialog[open]') ?? document).querySelectorAll('button, a, summary')];
          const shown = e => { const c = e.cloneNode(true); c.querySelectorAll('.hidden').forEach(h => h.remove()); return c.textContent.trim(); };
          const one = all.find(e => shown(e) === %s);
          one?.click(); return !!one; })()\
        """
            .formatted(quoted(name));
    try {
      Eventually.until(name + " is clicked", PATIENCE, () -> Boolean.TRUE.equals(value(found)));
    } catch (AssertionError e) {
      throw new AssertionError("nothing is called " + name + " on the page: " + text(), e);
    }
  }

  /**
   * @param scheme light or dark
   */
  public void look(int width, int height, String scheme) {
    send(
        "Emulation.setDeviceMetricsOverride",
        new JsonObject()
            .put("width", width)
            .put("height", height)
            .put("deviceScaleFactor", 1)
            .put("mobile", false));
    send(
        "Emulation.setEmulatedMedia",
        new JsonObject()
            .put(
                "features",
                new JsonArray()
                    .add(
                        new JsonObject()
                            .put("name", "prefers-color-scheme")
                            .put("value", scheme))));
  }

  public void picture(Path file) throws IOException {
    String data = send("Page.captureScreenshot", new JsonObject()).getString("data");
    Files.createDirectories(file.getParent());
    Files.write(file, Base64.getDecoder().decode(data));
  }

  public List<String> complaints() {
    return List.copyOf(complaints);
  }

  private static String quoted(String text) {
    return new JsonArray().add(text).encode().replaceAll("^\\[|]$", "");
  }

  private JsonObject send(String method, JsonObject params) {
    int id = ids.incrementAndGet();
    CompletableFuture<JsonObject> answer = new CompletableFuture<>();
    waiting.put(id, answer);
    JsonObject call = new JsonObject().put("id", id).put("method", method).put("params", params);
    socket.sendText(call.encode(), true).join();
    JsonObject message = answer.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    if (message.containsKey("error")) {
      throw new AssertionError(method + ": " + message.getJsonObject("error"));
    }
    return message.getJsonObject("result");
  }

  /** Calls come on one thread of the client, one after the other. */
  private final class Reader implements WebSocket.Listener {
    private final StringBuilder text = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
      text.append(data);
      if (last) {
        take(new JsonObject(text.toString()));
        text.setLength(0);
      }
      from.request(1);
      return null;
    }

    private void take(JsonObject message) {
      if (message.containsKey("id")) {
        CompletableFuture<JsonObject> answer = waiting.remove(message.getInteger("id"));
        if (answer != null) {
          answer.complete(message);
        }
        return;
      }
      JsonObject params = message.getJsonObject("params");
      switch (message.getString("method")) {
        case "Runtime.exceptionThrown" -> complaints.add(params.encode());
        case "Runtime.consoleAPICalled" -> {
          if (List.of("error", "warning").contains(params.getString("type"))) {
            complaints.add(params.encode());
          }
        }
        case "Log.entryAdded" -> complaints.add(params.getJsonObject("entry").encode());
        default -> {
          // Of no interest here.
        }
      }
    }
  }

  @Override
  public void close() throws IOException, InterruptedException {
    socket.abort();
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
    try (Stream<Path> files = Files.walk(profile)) {
      files.sorted(java.util.Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    }
  }
}
