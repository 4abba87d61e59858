package dev.millrace.testkit;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.ConsoleMessage;
import com.microsoft.playwright.ElementHandle;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One page of a Chromium without a window, with a profile of its own, driven by Playwright. What it
 * complains of (errors of scripts, of the console, of the policy, of the network) is kept in {@link
 * #complaints}.
 *
 * <p>Chromium and Playwright's driver are started with the first page of a JVM and ended with its
 * last test, by {@link #closeAll}; the driver ends, and Chromium with it, also when the pipe to a
 * killed JVM breaks. All calls come on one thread: Playwright is not thread-safe.
 */
public final class Browser implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final String REQUIRED = "MILLRACE_REQUIRE_CHROMIUM";

  /** The driver unpacks itself for each JVM, and leaves it there when the JVM is killed. */
  private static final Path UNPACKED = Path.of("target/playwright").toAbsolutePath();

  /** The button or link that is called so, hidden words aside; in a dialog where one is open. */
  private static final String CALLED =
      """
      name => {
        const shown = e => { const c = e.cloneNode(true); c.querySelectorAll('.hidden').forEach(h => h.remove()); return c.textContent.trim(); };
        return [...(document.querySelector('dialog[open]') ?? document).querySelectorAll('button, a, summary')].find(e => shown(e) === name) ?? null;
      }\
      """;

  private static Playwright playwright;
  private static com.microsoft.playwright.Browser chromium;

  private final List<String> complaints = new ArrayList<>();
  private final BrowserContext context;
  private final Page page;

  private Browser() {
    context = chromium.newContext();
    context.setDefaultTimeout(PATIENCE.toMillis());
    page = context.newPage();
    page.onConsoleMessage(this::heard);
    page.onPageError(error -> complaints.add("error " + error));
  }

  /**
   * Empty where this machine has no Chromium.
   *
   * @throws AssertionError where there is none and MILLRACE_REQUIRE_CHROMIUM is set
   */
  public static Optional<Browser> open() {
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
    if (chromium == null) {
      start(program.get());
    }
    return Optional.of(new Browser());
  }

  private static void start(Path program) {
    UNPACKED.toFile().mkdirs();
    System.setProperty("playwright.driver.tmpdir", UNPACKED.toString());
    // Playwright's own browsers would be 400 MB more, from a server that is no package registry.
    Map<String, String> environment = Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
    playwright = Playwright.create(new Playwright.CreateOptions().setEnv(environment));
    try {
      chromium =
          playwright
              .chromium()
              .launch(
                  new BrowserType.LaunchOptions()
                      .setExecutablePath(program)
                      .setArgs(List.of("--no-sandbox", "--disable-gpu", "--disable-quic")));
    } finally {
      if (chromium == null) {
        closeAll();
      }
    }
  }

  /** Ends Chromium and the driver; another page would start them again. */
  public static void closeAll() {
    if (playwright != null) {
      playwright.close();
      playwright = null;
      chromium = null;
    }
  }

  /** For what has no word here. */
  public Page page() {
    return page;
  }

  public void go(String url) {
    page.navigate(url);
  }

  /** The value of an expression of JavaScript; promises are awaited. */
  public Object value(String expression) {
    return page.evaluate(expression);
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

  public void untilTrue(String what, String expression) {
    Eventually.until(what, PATIENCE, () -> Boolean.TRUE.equals(value(expression)));
  }

  /**
   * Clicks the first button or link that is called so (hidden words aside), as soon as it is there
   * and can be reached with a mouse.
   */
  public void click(String name) {
    try {
      Eventually.until(
          name + " is clicked",
          PATIENCE,
          () -> {
            ElementHandle one = page.evaluateHandle(CALLED, name).asElement();
            if (one == null) {
              return false;
            }
            one.click(new ElementHandle.ClickOptions().setTimeout(5_000));
            return true;
          });
    } catch (AssertionError e) {
      throw new AssertionError("nothing is called " + name + " on the page: " + text(), e);
    }
  }

  /** Types into a field, chooses of a list: as soon as the field is there; then it is left. */
  public void fill(String selector, String value) {
    Locator field = page.locator(selector).first();
    if ("SELECT".equals(field.evaluate("e => e.tagName"))) {
      field.selectOption(value);
    } else {
      field.fill(value);
      field.blur();
    }
  }

  /**
   * @param scheme light or dark
   */
  public void look(int width, int height, String scheme) {
    page.setViewportSize(width, height);
    page.emulateMedia(
        new Page.EmulateMediaOptions()
            .setColorScheme(ColorScheme.valueOf(scheme.toUpperCase(Locale.ROOT)))
            // Else a picture or a measure of contrast may come in the middle of a fading.
            .setReducedMotion(ReducedMotion.REDUCE));
  }

  public void picture(Path file) {
    page.screenshot(new Page.ScreenshotOptions().setPath(file));
  }

  public List<String> complaints() {
    return List.copyOf(complaints);
  }

  /** What axe has against the page as it is drawn now: rule, elements. */
  public List<String> violations() {
    return new AxeBuilder(page)
        .setLegacyMode(true).analyze().getViolations().stream()
            .map(
                rule ->
                    rule.getId()
                        + ": "
                        + rule.getNodes().stream()
                            .map(node -> node.getHtml() + " " + node.getFailureSummary())
                            .toList())
            .toList();
  }

  private void heard(ConsoleMessage message) {
    if (List.of("error", "warning").contains(message.type())) {
      complaints.add(message.type() + " " + message.text() + " " + message.location());
    }
  }

  @Override
  public void close() {
    context.close();
  }
}
