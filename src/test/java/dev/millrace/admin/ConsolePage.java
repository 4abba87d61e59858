package dev.millrace.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.millrace.http.AdminSettings;
import dev.millrace.job.EngineKit;
import dev.millrace.job.TestEngine;
import dev.millrace.model.Caller;
import dev.millrace.testkit.Browser;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/**
 * For tests of the console: a page of a browser for each test and the engine's HTTP server before
 * it. Pictures go to target/screenshots, also one of what a test that failed saw last.
 */
final class ConsolePage implements BeforeEachCallback, AfterEachCallback {
  private static final Path PICTURES = Path.of("target/screenshots");

  private final TestEngine engine;
  private Browser browser;
  private String deployment;
  private int port;

  /**
   * @param engine registered before this: {@code @Order}
   */
  ConsolePage(TestEngine engine) {
    this.engine = engine;
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    context
        .getRoot()
        .getStore(Namespace.create(Browser.class))
        .getOrComputeIfAbsent("browser", key -> (AutoCloseable) Browser::closeAll);
    Optional<Browser> one = Browser.open();
    assumeTrue(one.isPresent(), "no Chromium on this machine: the console was not tried");
    browser = one.get();
    browser.look(1360, 900, "light");
  }

  @Override
  public void afterEach(ExtensionContext context) {
    if (browser == null) {
      return;
    }
    try (Browser last = browser) {
      if (context.getExecutionException().isPresent()) {
        last.picture(PICTURES.resolve("failed-" + context.getDisplayName() + ".png"));
      }
    } finally {
      browser = null;
    }
  }

  Browser browser() {
    return browser;
  }

  /** Serves the console to everyone and opens it. Returns its address. */
  String open() {
    return open(AdminSettings.open("127.0.0.1", 0), "");
  }

  /**
   * @param fragment of the address, with its #
   */
  String open(AdminSettings settings, String fragment) {
    serve(settings);
    String address = "http://127.0.0.1:" + port + "/";
    browser.go(address + fragment);
    return address;
  }

  /** As when the engine is killed: connections break, and nobody listens. */
  void goAway() {
    EngineKit.await(engine.vertx().undeploy(deployment));
  }

  /** On the port where it was, for everyone. */
  void comeBack() {
    serve(AdminSettings.open("127.0.0.1", port));
  }

  private void serve(AdminSettings settings) {
    AdminVerticle admin =
        new AdminVerticle(
            settings,
            engine.api(),
            accept -> new MetricsText("text/plain", engine.metrics().scrape()));
    deployment = EngineKit.await(engine.vertx().deployVerticle(admin));
    port = admin.port();
  }

  /** For those who have one of these tokens. */
  static AdminSettings guarded(Map<String, Caller> tokens) {
    return new AdminSettings(
        "127.0.0.1", 0, Set.of(), true, token -> Optional.ofNullable(tokens.get(token)));
  }

  void logIn(String token) {
    browser.fill("#token", token);
    browser.click("Log in");
  }

  void picture(String name) {
    browser.picture(PICTURES.resolve(name + ".png"));
  }

  /**
   * In both themes and from a telephone's width to a large screen's: nothing may stick out of the
   * page sideways, and axe has nothing against it.
   */
  void pictures(String name) {
    for (int width : List.of(400, 1600, 1360)) {
      for (String scheme : List.of("dark", "light")) {
        browser.look(width, 900, scheme);
        assertThat((Integer) browser.value("document.documentElement.scrollWidth"))
            .as("%s at %d", name, width)
            .isLessThanOrEqualTo(width);
        picture(name + "-" + width + "-" + scheme);
        if (width == 1360) {
          assertThat(browser.violations()).as("%s, %s", name, scheme).isEmpty();
        }
      }
    }
    // Narrow is another order of the same words: their colours are tried above.
    browser.look(400, 900, "light");
    assertThat(browser.violations()).as("%s, narrow", name).isEmpty();
    browser.look(1360, 900, "light");
  }

  @SuppressWarnings("unchecked")
  List<String> buttons() {
    return (List<String>)
        browser.value("[...document.querySelectorAll('button')].map(b => b.innerText.trim())");
  }
}
