package dev.millrace.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.job.TestEngine;
import dev.millrace.model.Caller;
import dev.millrace.model.JobState;
import dev.millrace.model.Role;
import dev.millrace.testkit.Browser;
import dev.millrace.testkit.OneServer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The console in a real browser, before a real engine. Pictures go to target/screenshots. */
@OneServer("the console is the same of every server")
class ConsoleIT {
  private static final String JOB =
      """
      {"mapping":[{"path":"/id","column":"id"},{"path":"/qty","column":"qty","type":"TINYINT"}],
       "dirtyData":"quarantine"}\
      """;

  @RegisterExtension
  @Order(1)
  final TestEngine engine =
      TestEngine.withPartitions(2).withTable("id BIGINT PRIMARY KEY, qty TINYINT");

  @RegisterExtension
  @Order(2)
  final ConsolePage console = new ConsolePage(engine);

  @Test
  void aJobIsSeenStartedRepairedAndStopped() throws Exception {
    Browser browser = console.browser();
    console.open();
    browser.untilText("No job yet");
    console.picture("empty");

    engine.put(JOB);
    browser.untilText(engine.job());
    browser.click("Start");
    browser.untilText("Nothing is written twice");
    browser.click("Start");
    browser.untilText("RUNNING");
    engine.sendEach(0, 0, 900, i -> "{\"id\":" + i + ",\"qty\":1}");
    engine.sendEach(1, 900, 1_000, i -> "{\"id\":" + i + ",\"qty\":1,\"note\":\"n\"}");
    engine.send(
        1,
        "{\"id\":9223372036854775807,\"qty\":300,\"price\":1.10}",
        "{\"id\":2000,\"qty\":70000}");
    engine.untilCaughtUp(1_002);

    browser.click(engine.job());
    browser.untilText("in quarantine");
    browser.untilText("1,000 written");
    browser.untilText("balanced");
    browser.untilText("It keeps up, and waits for new records");
    browser.untilTrue(
        "below each chart is what the job did",
        "document.querySelectorAll('.under .strip .s-running').length === 4");
    browser.untilText("✓ running");
    browser.untilTrue(
        "what the page draws", "document.querySelectorAll('time-chart canvas').length === 4");
    browser.value(drag(0.5, 0.9));
    browser.untilText("Show all of it");
    assertThat((String) browser.value("location.hash")).contains("zoom=");
    browser.untilTrue(
        "what the page draws",
        "new Set([...document.querySelectorAll('.u-cursor-x')].map(c => c.style.transform)).size"
            + " === 1");
    browser.click("Show all of it");
    browser.untilText("Drag over a chart");
    assertThat((String) browser.value("document.title"))
        .startsWith(engine.job() + " → ")
        .contains("RUNNING", "balanced", "2 in quarantine");
    assertThat((String) browser.value("document.querySelector('[aria-live]').textContent"))
        .startsWith(engine.job() + " → ")
        .contains("RUNNING", "balanced", "in quarantine");
    console.pictures("now");
    browser.click("About");
    browser.untilText("waits for Kafka");
    assertThat(browser.value("document.querySelectorAll('tbody tr').length"))
        .as("a row a lane")
        .isEqualTo(2);
    console.pictures("about");
    browser.click("Jobs");
    browser.untilText("none needs attention");
    assertThat((String) browser.value("document.querySelector('.heat').ariaLabel"))
        .startsWith("2 partitions of " + engine.job());
    browser.untilTrue(
        "what the page draws", "document.querySelectorAll('.spark path').length >= 2");
    console.pictures("jobs");
    browser.click(engine.job());

    browser.click("Partitions");
    browser.untilText("What became of every offset");
    assertThat((String) browser.value("document.querySelector('.ledger:last-of-type').outerHTML"))
        .contains("written 900");
    assertThat(
            browser.value(
                "new Set([...document.querySelectorAll('pattern path')].map(p =>"
                    + " p.getAttribute('d'))).size"))
        .as("no two parts of the ledger have the same lines")
        .isEqualTo(6);
    console.pictures("partitions");

    browser.click("Quarantine");
    browser.untilText("out-of-range");
    browser.click("Look");
    browser.untilText("Records with out-of-range in qty");
    assertThat((String) browser.value("document.querySelector('details pre').textContent"))
        .as("digits and zeros are those of the record")
        .isEqualTo("{\"id\":9223372036854775807,\"qty\":300,\"price\":1.10}");
    assertThat(browser.value("document.querySelector('details pre mark').textContent"))
        .as("what did not fit")
        .isEqualTo("300");
    browser.untilTrue(
        "what the page draws",
        "document.querySelectorAll('.bars')[1]?.ariaLabel"
            + " === 'From 127 to 70,000; the column takes at most 127'");
    browser.click("CSV");
    browser.untilText("2 records of 2 saved as a file");
    browser.click("What if");
    browser.untilText("0 records would be written, 2 would stay");
    console.pictures("quarantine");
    browser.click("Edit the whole mapping as text");
    browser.fill("#whatif-text", "[{\"path\":");
    browser.click("Try this mapping");
    browser.untilText("This is not JSON: a list of entries is expected");
    browser.fill(
        "#whatif-text",
        "[{\"path\":\"/id\",\"column\":\"id\"},\n{\"path\":\"qty\",\"column\":\"qty\"}]");
    browser.click("Try this mapping");
    browser.untilText("line 2: /mapping/1/path");
    browser.fill(
        "#whatif-text",
        "[{\"path\":\"/id\",\"column\":\"id\"},{\"path\":\"/none\",\"column\":\"qty\"}]");
    browser.click("Try this mapping");
    browser.untilText("2 records would be written, 0 would stay");
    browser.click("Drop");
    browser.untilText("deleted for good");
    browser.click("Drop for good");
    browser.untilText("2 records were dropped");
    browser.untilText("Nothing in quarantine");

    browser.click("Drift");
    browser.untilText("No drift seen");

    browser.click("Settings");
    browser.untilText("goes on at the next offset");
    browser.click("Edit");
    edit(browser, "\"lanes\": 2", "\"lanes\": 1");
    // A click while the outcome of the trial moves the page would hit nothing.
    browser.untilText("of the newest");
    browser.click("Check and go on with it");
    // The two records that were quarantined would be again, and that is said first.
    browser.click("Go on with it all the same");
    browser.untilText("Taken. The job goes on");
    assertThat(engine.status().state()).isEqualTo(JobState.RUNNING);
    assertThat(engine.status().lanes()).hasSize(1);
    browser.click("Timeline");
    browser.untilText("rebalance");
    browser.click("Actions and edits");
    browser.untilText("1 change");
    assertThat((String) browser.value("document.querySelector('.diff').innerText"))
        .isEqualTo("- /lanes: 2\n+ /lanes: 1");
    assertThat((String) browser.value("document.querySelector('.strip').ariaLabel"))
        .as("what the job did, in words")
        .contains("until now: running ");
    console.pictures("timeline");
    browser.value("document.querySelector('tbody tr:last-child a').click()");
    browser.untilText("◆ this entry");
    assertThat((String) browser.value("location.hash")).contains("timeline?entry=1");
    browser.page().reload();
    browser.untilText("◆ this entry");
    browser.page().locator("input[type=search]").fill("no such word");
    browser.untilTrue(
        "only the entry of the address is left",
        "document.querySelectorAll('tbody tr').length === 1");

    browser.click("Stop");
    browser.untilText("Records wait in Kafka");
    browser.click("Stop");
    browser.untilText("STOPPED");
    browser.click("Settings");
    browser.untilText("\"dirtyData\": \"quarantine\"");
    browser.click("Edit");
    edit(browser, "TINYINT", "NOTHING");
    browser.click("Check and store");
    browser.click("Store it all the same");
    browser.untilText("/mapping/1/type");
    edit(browser, "NOTHING", "INT");
    browser.click("Check and store");
    browser.click("Store it all the same");
    browser.untilText("Stored.");
    console.pictures("settings");
    assertThat(engine.status().state()).isEqualTo(JobState.STOPPED);
    assertThat(browser.complaints())
        .as("only the refusals of a document and of a mapping that was tried")
        .hasSizeGreaterThan(1)
        .allMatch(complaint -> complaint.contains("400") || complaint.contains("422"));
  }

  @Test
  void whatStoppedAJobIsSaidWithItsPlaceAndValue() throws Exception {
    Browser browser = console.browser();
    engine.put(JOB.replace("quarantine", "stop"));
    engine.start();
    engine.send(
        0, "{\"id\":1,\"qty\":1}", "{\"id\":2,\"qty\":\"<b>many</b>\",\"amount\":{\"n\":5}}");
    engine.until(JobState.FAILED);
    console.open();
    browser.untilText("1 job needs attention");
    browser.click(engine.job());
    browser.untilText("dirty: not-a-number in qty");
    browser.untilText("[0]@1");
    browser.untilText("<b>many</b>");
    browser.untilText("Try again");
    browser.untilText("[0]@1: nothing flows");
    browser.untilText("failed here");
    assertThat((String) browser.value("document.querySelector('.flow').className"))
        .as("nothing of it looks as if records came through")
        .contains("rest");
    assertThat((String) browser.value("document.title"))
        .contains("FAILED", "dirty: not-a-number at ", "[0]@1")
        .doesNotContain("rec/s");
    browser.click("Set such records aside");
    browser.untilText("set aside whole");
    browser.value("location.hash = '#/'");
    browser.untilText("1 job needs attention");
    assertThat(browser.value("document.querySelectorAll('dialog').length"))
        .as("what asks about one page is gone on the next")
        .isEqualTo(0);
    browser.click(engine.job());
    browser.click("Timeline");
    browser.untilText("failed");
    assertThat((String) browser.value("document.querySelector('tbody tr').innerText"))
        .as("the newest entry is the end of the run, not what its lanes had")
        .contains("failed");
    browser.click("Now");
    browser.click("Show the whole record");
    browser.untilTrue(
        "what the page draws",
        "document.querySelector('pre mark')?.textContent === '\"<b>many</b>\"'");
    console.pictures("failed");
    browser.click("Set such records aside");
    browser.untilText("set aside whole");
    browser.click("Set aside and start");
    browser.untilText("1 in quarantine");
    assertThat(browser.complaints()).isEmpty();

    browser.click("Quarantine");
    browser.click("What if");
    browser.untilText("0 records would be written, 1 would stay");
    browser.fill("#whatif-path", "amount/n");
    browser.click("Try this mapping");
    browser.untilText("/mapping/1/path");
    assertThat(browser.value("document.getElementById('whatif-path').ariaInvalid"))
        .isEqualTo("true");
    browser.fill("#whatif-path", "/amount/n");
    browser.click("Try this mapping");
    browser.untilText("1 record would be written, 0 would stay");
    assertThat(engine.number("SELECT COUNT(*) FROM t")).as("nothing was written").isEqualTo(1);
    console.pictures("whatif");
    browser.click("Store this mapping and replay those that fit");
    browser.untilText("goes on with it at the next offset");
    browser.click("Store and replay");
    browser.untilText("The mapping is stored, and the job goes on with it.");
    browser.untilText("1 record was written, 0 stayed.");
    browser.untilText("Nothing in quarantine");
    assertThat(engine.query("SELECT id, qty FROM t ORDER BY id"))
        .isEqualTo(List.of(List.of("1", "1"), List.of("2", "5")));
    engine.send(0, "{\"id\":3,\"qty\":\"many\",\"amount\":{\"n\":6}}");
    engine.untilCaughtUp(3);
    assertThat(engine.value("SELECT qty FROM t WHERE id = 3"))
        .as("the job goes on with the mapping")
        .isEqualTo("6");

    engine.send(0, "{\"id\":4,\"amount\":{\"n\":\"x\"},\"other\":7}");
    engine.untilCaughtUp(4);
    engine.stop();
    browser.page().reload();
    browser.untilText("STOPPED");
    browser.click("What if");
    browser.untilText("0 records would be written, 1 would stay");
    browser.fill("#whatif-path", "/other");
    browser.click("Try this mapping");
    browser.untilText("1 record would be written, 0 would stay");
    browser.click("Store this mapping and replay those that fit");
    browser.untilText("the job stays STOPPED");
    browser.click("Store and replay");
    browser.untilText("The mapping is stored.");
    browser.untilText("1 record was written, 0 stayed.");
    assertThat(engine.value("SELECT qty FROM t WHERE id = 4")).isEqualTo("7");
    assertThat(engine.status().state()).isEqualTo(JobState.STOPPED);
    assertThat(browser.complaints()).as("only the path that is none").hasSize(1);
  }

  @Test
  void aViewerLogsInAndIsOfferedNoOrder() throws Exception {
    Map<String, Caller> callers = Map.of("look-only", new Caller("ann", Role.VIEWER));
    Browser browser = console.browser();
    browser.look(1360, 900, "dark");
    engine.put(JOB);
    console.open(ConsolePage.guarded(callers), "");
    browser.untilText("Log in");
    console.logIn("wrong");
    browser.untilText("a valid token is expected");
    console.picture("login");
    console.logIn("look-only");
    browser.untilText("ann, viewer");
    browser.untilText(engine.job());
    assertThat(console.buttons()).containsExactlyInAnyOrder("?", "Log out", "Same scale");
    browser.value(
        "document.dispatchEvent(new KeyboardEvent('keydown', {key: '?', bubbles: true}))");
    browser.untilText("move the cursor, in all charts at once");
    assertThat(browser.text()).doesNotContain("a new job");
    browser.click("Close");
    browser.click("About");
    browser.untilText("viewer: you may look at everything and order nothing");
    browser.untilText("uPlot 1.6.30");
    browser.click("Jobs");
    browser.click(engine.job());
    browser.untilText("Not started yet: nothing flows");
    assertThat((String) browser.value("document.title"))
        .contains("CREATED · not started yet")
        .doesNotContain("balanced", "behind", "rec/s");
    browser.click("Settings");
    browser.untilText("\"source\"");
    assertThat(console.buttons())
        .containsExactlyInAnyOrder("?", "Log out", "As jobs.d file", "Copy as curl");
    assertThat((String) browser.value("document.documentElement.outerHTML"))
        .doesNotContain("look-only");
    browser.click("Log out");
    browser.untilText("Token");
    assertThat(browser.value("sessionStorage.length")).isEqualTo(0);
    assertThat(browser.complaints()).allMatch(complaint -> complaint.contains("401"));
  }

  /** Over the second chart, between these parts of its width. */
  private static String drag(double from, double to) {
    return """
    (() => { const over = document.querySelectorAll('.u-over')[1], box = over.getBoundingClientRect();
      const fire = (type, part, on = over) => on.dispatchEvent(new MouseEvent(type, {bubbles: true, view: window, button: 0,
        movementX: 1, clientX: box.left + box.width * part, clientY: box.top + 40}));
      fire('mouseenter', %1$s); fire('mousemove', %1$s); fire('mousedown', %1$s); fire('mousemove', %2$s); fire('mouseup', %2$s, document); })()\
    """
        .formatted(from, to);
  }

  private static void edit(Browser browser, String from, String to) {
    browser.value(
        "{const d = document.getElementById('document'); d.value = d.value.replace('"
            + from
            + "', '"
            + to
            + "'); d.dispatchEvent(new Event('input', {bubbles: true}))}");
  }
}
