package dev.millrace.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Request;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.ReducedMotion;
import dev.millrace.job.TestEngine;
import dev.millrace.model.Caller;
import dev.millrace.model.JobState;
import dev.millrace.model.Role;
import dev.millrace.testkit.Browser;
import dev.millrace.testkit.Eventually;
import dev.millrace.testkit.OneServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * What a person meets beside the straight way: much, nothing, too late, no mouse, no connection.
 */
@OneServer("the console is the same of every server")
class ConsoleStatesIT {
  private static final int PARTITIONS = 60;
  private static final int DIRTY = 500;

  private static final String JOB =
      """
      {"mapping":[{"path":"/id","column":"id","key":true},{"path":"/qty","column":"qty","type":"TINYINT"}],
       "dirtyData":"stop","maxQuarantinedRatio":1}\
      """;

  private static final String ROWS = "[...document.querySelectorAll('tbody tr')]";
  private static final String ANYWAY = "Go on with it all the same";

  @RegisterExtension
  @Order(1)
  final TestEngine engine =
      TestEngine.withPartitions(PARTITIONS).withTable("id BIGINT PRIMARY KEY, qty TINYINT");

  @RegisterExtension
  @Order(2)
  final ConsolePage console = new ConsolePage(engine);

  @Test
  void aDirtyRecordIsMendedInTheSettingsAndItsFollowersInTheQuarantine() {
    Browser browser = console.browser();
    engine.put(JOB);
    engine.sendEach(7, 0, DIRTY, i -> "{\"id\":" + i + ",\"qty\":300}");
    engine.start();
    engine.until(JobState.FAILED);
    String address = console.open();
    browser.go(address + "#/jobs/" + engine.job());
    browser.untilText("out-of-range in qty");

    browser.click("Settings");
    browser.untilText("\"dirtyData\": \"stop\"");
    change("\"dirtyData\": \"stop\"", "\"dirtyData\": \"quarantine\"", "Check and store");
    browser.click("Store it all the same");
    browser.untilText("Stored.");
    browser.click("Start");
    browser.untilText("Nothing is written twice");
    browser.click("Start");
    browser.untilText("500 in quarantine");
    browser.click("Quarantine");
    browser.click("Look");
    browser.untilText("Records with out-of-range in qty");
    for (int shown = 50; shown < DIRTY; shown += 50) {
      String first = "document.querySelector('main details summary code').textContent";
      Object before = browser.value(first);
      browser.click("Next 50");
      browser.untilTrue("the next page is there", first + " !== '" + before + "'");
    }
    assertThat(browser.value("document.querySelectorAll('main details').length")).isEqualTo(50);
    assertThat(browser.text()).contains("[7]@499").doesNotContain("Next 50");
    console.pictures("quarantine-500");

    engine.execute("ALTER TABLE t MODIFY qty INT");
    browser.click("Settings");
    browser.untilText("goes on at the next offset");
    change("TINYINT", "INT", "Check and go on with it");
    Eventually.until(
        "it was tried or taken",
        TestEngine.SOON,
        () -> browser.text().contains("Taken. The job") || browser.text().contains(ANYWAY));
    if (browser.text().contains(ANYWAY)) {
      browser.click(ANYWAY);
    }
    browser.untilText("Taken. The job goes on");
    browser.click("Quarantine");
    browser.click("What if");
    browser.untilText("500 records would be written, 0 would stay");
    browser.click("Replay");
    browser.untilText("written once and leave the quarantine");
    confirm();
    browser.untilText("500 records were written, 0 stayed");
    browser.untilText("Nothing in quarantine");
    assertThat(engine.rows()).isEqualTo(DIRTY);

    browser.click("Partitions");
    browser.untilTrue(
        "each partition has a row",
        "document.querySelectorAll('tbody tr').length === " + PARTITIONS);
    console.pictures("partitions-60");
    assertThat(fading(browser, ReducedMotion.NO_PREFERENCE)).isNotEqualTo("0s");
    assertThat(fading(browser, ReducedMotion.REDUCE)).isEqualTo("0s");
    browser.page().goBack();
    browser.untilText("Nothing in quarantine");
    browser.page().reload();
    browser.untilText("Nothing in quarantine");
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void aLostConnectionIsToldAndEndedAndAHiddenTabAsksNothing() {
    Browser browser = console.browser();
    Page page = browser.page();
    engine.put(JOB);
    page.clock().install();
    String address = console.open();
    browser.go(address + "#/jobs/" + engine.job());
    browser.untilText("CREATED");
    engine.start();
    engine.until(JobState.RUNNING);
    browser.untilText("RUNNING");

    console.goAway();
    browser.untilText("The connection is lost");
    assertThat(browser.text()).as("what was known stays").contains("RUNNING");
    assertThat(browser.value("document.querySelector('.edge-bad') === null"))
        .as("a thin bar says it, and nothing else")
        .isEqualTo(true);
    console.pictures("connection-lost");
    console.comeBack();
    browser.untilTrue("the bar is gone", "document.querySelector('.bar') === null");
    engine.stop();
    browser.untilText("STOPPED");
    assertThat(browser.complaints()).allMatch(complaint -> complaint.contains("net::"));

    List<Request> asked = new ArrayList<>();
    page.onRequest(asked::add);
    hide(browser, true);
    Eventually.until(
        "what was under way has ended",
        TestEngine.SOON,
        () -> {
          asked.clear();
          page.clock().runFor(20_000);
          return asked.isEmpty();
        });
    page.clock().runFor(120_000);
    assertThat(asked).as("two minutes hidden").isEmpty();
    hide(browser, false);
    Request stream =
        Eventually.get(
                "the stream is asked for again",
                TestEngine.SOON,
                () -> {
                  browser.text();
                  return asked.stream().filter(r -> r.url().contains("/events")).findFirst();
                },
                java.util.Optional::isPresent)
            .orElseThrow();
    assertThat(stream.headers()).as("it goes on where it was").containsKey("last-event-id");

    // The engine keeps no hundreds of entries a second, and so the test brings them.
    page.route(Pattern.compile(".*/api/v1/.*/timeline.*"), ConsoleStatesIT::longTimeline);
    browser.click("Timeline");
    browser.click("Show 200 older entries of 450");
    browser.click("Show 50 older entries of 450");
    browser.untilTrue("all are there", ROWS + ".length === 450");
    assertThat(browser.value(ROWS + ".at(0).textContent.trim()")).asString().endsWith("edit 450");
    assertThat(browser.value(ROWS + ".at(-1).textContent.trim()")).asString().endsWith("edit 1");
    assertThat(browser.text()).doesNotContain("older entr");
  }

  @Test
  void loadingARefusalAndARevokedTokenAreShownForWhatTheyAre() {
    Browser browser = console.browser();
    Page page = browser.page();
    Map<String, Caller> callers = new ConcurrentHashMap<>();
    callers.put("operate", new Caller("bo", Role.OPERATOR));
    engine.put(JOB);
    for (int i = 2; i <= 20; i++) {
      engine.putJob(engine.job() + "-" + i, "t", JOB);
    }
    List<Route> held = new ArrayList<>();
    Pattern jobs = Pattern.compile(".*/api/v1/jobs.*");
    page.route(jobs, held::add);
    console.open(ConsolePage.guarded(callers), "");
    console.logIn("operate");
    browser.untilText("Loading…");
    console.pictures("loading");

    page.unroute(jobs);
    page.route(jobs, ConsoleStatesIT::refuse);
    held.forEach(ConsoleStatesIT::refuse);
    browser.untilText("The engine closes.");
    console.pictures("refused");
    page.unroute(jobs);
    browser.untilText(engine.job() + "-20");
    browser.untilTrue("it is forgotten", "!document.body.innerText.includes('engine closes')");
    console.pictures("jobs-20");
    browser.click("?");
    browser.untilText("move the cursor");
    console.pictures("keyboard");
    browser.click("Close");
    browser.click("About");
    browser.untilText("uPlot");
    console.pictures("about");

    browser.value("location.hash = '#/jobs/nobody/drift'");
    browser.untilText("there is no job nobody");
    console.pictures("no-such-job");
    browser.value("location.hash = '#/jobs/" + engine.job() + "/drift'");
    browser.untilText("No drift seen");
    console.pictures("drift-none");
    page.goBack();
    browser.untilText("there is no job nobody");
    page.goForward();
    browser.untilText("No drift seen");
    callers.clear();
    browser.untilText("a valid token is expected");
    console.pictures("login-refused");

    assertThat(browser.value("sessionStorage.length")).isEqualTo(0);
    assertThat(browser.text()).doesNotContain(engine.job(), "operate");
    assertThat(browser.complaints())
        .allMatch(said -> said.contains("401") || said.contains("404") || said.contains("503"));
  }

  @Test
  void aJobIsMadeByKeyboardAlone() {
    Browser browser = console.browser();
    engine.sendEach(0, 0, 20, i -> "{\"id\":" + i + ",\"qty\":1}");
    console.open();
    browser.untilText("No job yet");
    browser.untilText("20 written");
    reach("/id belongs to the key");
    press("Space");
    browser.untilText("PRIMARY KEY (`id`)");
    reach("Next: start");
    press("Enter");
    browser.untilText("Where to");
    type("new-host", engine.database().host());
    type("new-port", String.valueOf(engine.database().port()));
    type("new-dbUser", engine.database().user());
    type("new-password", engine.database().password());
    reach("Connect to the database");
    press("Enter");
    browser.untilText("max_allowed_packet");
    type("new-database", engine.schema());
    type("new-table", "typed");
    type("new-name", engine.job());
    reach("Start");
    press("Enter");

    browser.untilText("RUNNING");
    engine.untilCaughtUp(20);
    assertThat(engine.number("SELECT COUNT(*) FROM typed")).isEqualTo(20);
    assertThat(browser.complaints()).isEmpty();
  }

  private static void longTimeline(Route route) {
    JsonArray entries = new JsonArray();
    for (int id = 1; id <= 450 && route.request().url().contains("after=0&"); id++) {
      String at = Instant.ofEpochSecond(1_790_000_000L + id).toString();
      entries.add(
          new JsonObject()
              .put("id", id)
              .put("at", at)
              .put("kind", "edit")
              .put("node", "kit")
              .put("message", "edit " + id)
              .put("data", new JsonObject()));
    }
    String body = new JsonObject().put("entries", entries).putNull("next").encode();
    route.fulfill(new Route.FulfillOptions().setContentType("application/json").setBody(body));
  }

  private static void refuse(Route route) {
    route.fulfill(
        new Route.FulfillOptions()
            .setStatus(503)
            .setContentType("application/problem+json")
            .setBody("{\"title\":\"Closing\",\"status\":503,\"detail\":\"The engine closes.\"}"));
  }

  private void change(String from, String to, String button) {
    Browser browser = console.browser();
    browser.click("Edit");
    String text = (String) browser.value("document.getElementById('document').value");
    assertThat(text).contains(from);
    browser.fill("#document", text.replace(from, to));
    // A click while the trial still runs or its outcome moves the page would hit nothing.
    browser.untilText("of the newest " + DIRTY);
    browser.click(button);
  }

  private void confirm() {
    console.browser().page().locator("dialog[open] button.go").click();
  }

  private static Object fading(Browser browser, ReducedMotion wanted) {
    browser.page().emulateMedia(new Page.EmulateMediaOptions().setReducedMotion(wanted));
    return browser.value("getComputedStyle(document.querySelector('tbody tr')).transitionDuration");
  }

  private static void hide(Browser browser, boolean hidden) {
    browser.value(
        "Object.defineProperty(document, 'hidden', {configurable: true, get: () => "
            + hidden
            + "}); document.dispatchEvent(new Event('visibilitychange'));");
  }

  private void press(String key) {
    console.browser().page().keyboard().press(key);
  }

  /** Goes on with the tabulator until what has this name or this id has the focus, visibly. */
  private void reach(String name) {
    String there =
        """
        (() => { const e = document.activeElement;
          return e.id === '%1$s' || e.getAttribute('aria-label') === '%1$s' || (e.matches('a, button') && e.textContent.trim() === '%1$s'); })()\
        """
            .formatted(name);
    Browser browser = console.browser();
    for (int i = 0; i < 200; i++) {
      press("Tab");
      if (Boolean.TRUE.equals(browser.value(there))) {
        assertThat(browser.value("getComputedStyle(document.activeElement).outlineStyle"))
            .as("the focus on " + name + " is seen")
            .isNotEqualTo("none");
        return;
      }
    }
    throw new AssertionError("the tabulator does not come to " + name + ": " + browser.text());
  }

  private void type(String field, String text) {
    reach(field);
    console.browser().page().keyboard().press("Control+A");
    console.browser().page().keyboard().type(text);
  }
}
