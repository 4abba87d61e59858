package dev.millrace.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.document.JobDocument;
import dev.millrace.job.TestEngine;
import dev.millrace.testkit.Browser;
import dev.millrace.testkit.OneServer;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * A job's document in the browser: made from one source, told as other texts, taken for another.
 */
@OneServer("the console is the same of every server")
class ConsoleDocumentsIT {
  @RegisterExtension
  @Order(1)
  final TestEngine engine = TestEngine.withPartitions(2);

  @RegisterExtension
  @Order(2)
  final ConsolePage console = new ConsolePage(engine);

  @Test
  void theFirstJobBeginsWithTheOnlySourceAndAJobIsTakenElsewhere() throws Exception {
    engine.send(0, "{\"id\":1,\"qty\":3}", "{\"id\":2,\"qty\":400}");
    Browser browser = console.browser();
    console.open();
    browser.untilText("No job yet: this is what the source s reads");
    browser.untilText("2 written");
    browser.value(
        "{const t = document.querySelector('[aria-label=\"Type of /qty\"]'); t.value = 'TINYINT';"
            + " t.dispatchEvent(new Event('input', {bubbles: true}))}");
    browser.untilText("1 would stop the job");
    browser.untilText("✕ out-of-range");
    browser.value("document.querySelector('.why').dispatchEvent(new FocusEvent('focus'))");
    browser.untilText("It was: 400");
    browser.click("Make qty BIGINT");
    browser.untilText("2 written");

    engine.put(
        """
        {"mapping":[{"path":"/id","column":"id","type":"BIGINT","key":true},
                    {"path":"/qty","column":"qty","type":"TINYINT"}],
         "dirtyData":"null","write":{"mode":"upsert"},"stopAt":{"at":"offsets","offsets":{"0":17}},
         "batch":{"rows":77}}\
        """);
    browser.untilText("CREATED");
    browser.click(engine.job());
    browser.click("Settings");
    browser.click("As jobs.d file");
    browser.untilText("started: false");
    fileDeclaresTheJob(text(browser, "main pre"));

    browser.click("As jobs.d file");
    browser.click("Edit");
    browser.untilText("Nothing yet");
    browser.value(
        "{const d = document.getElementById('document');"
            + " d.value = d.value.replace('TINYINT', 'NOTHING');"
            + " d.dispatchEvent(new Event('input', {bubbles: true}))}");
    browser.untilText("\"type\": \"NOTHING\"");
    assertThat(text(browser, ".diff .del")).isEqualTo("-       \"type\": \"TINYINT\"");
    assertThat(text(browser, ".diff .ins")).isEqualTo("+       \"type\": \"NOTHING\"");
    browser.click("Check and store");
    browser.untilText("/mapping/1/type");
    browser.value("[...document.querySelectorAll('.link')][0].click()");
    assertThat(
            (String)
                browser.value(
                    "(d => d.value.slice(d.selectionStart,"
                        + " d.selectionEnd))(document.getElementById('document'))"))
        .as("the line that the fault leads to")
        .isEqualTo("      \"type\": \"NOTHING\"");
    assertThat(
            (String)
                browser.value(
                    "document.querySelector('[aria-label=\"Type of /qty\"]')"
                        + ".getAttribute('aria-invalid')"))
        .as("the fault is at its field, too")
        .isEqualTo("true");
    browser.click("Cancel");
    aFieldIsAnEditOfTheTextAndIsTriedBeforeItIsStored();

    browser.click("Clone");
    browser.untilText("1 quarantined");
    browser.click("Next: start");
    browser.untilText("Where to");
    browser.untilText("changes its mapped columns");
    assertThat(job(browser))
        .as("but for the name, the password and what is the engine's")
        .isEqualTo(document());
    assertThat((String) browser.value("document.getElementById('new-name').value"))
        .isEqualTo(engine.job() + "-2");
  }

  private void aFieldIsAnEditOfTheTextAndIsTriedBeforeItIsStored() {
    Browser browser = console.browser();
    browser.click("Edit");
    browser.untilText("Nothing yet");
    browser.fill("#set-batch-rows", "many");
    browser.untilText("\"rows\": \"many\"");
    browser.untilTrue(
        "the fault is at its field",
        "document.getElementById('set-batch-rows').getAttribute('aria-invalid') === 'true'");
    browser.fill("#set-batch-rows", "78");
    browser.fill("#set-dirtyData", "quarantine");
    browser.untilText("1 quarantined");
    browser.untilText("out-of-range");
    assertThat(text(browser, ".diff").replaceAll("\\s+", " "))
        .contains(
            "- \"dirtyData\": \"null\"",
            "+ \"dirtyData\": \"quarantine\"",
            "- \"rows\": 77",
            "+ \"rows\": 78");
    console.pictures("settings-edit");
    browser.click("Check and store");
    browser.untilText("Store it all the same");
    assertThat(document().get("dirtyData")).as("not before that was shown").isEqualTo("null");
    browser.click("Store it all the same");
    browser.untilText("It holds from the next start on.");
    assertThat(document()).containsEntry("dirtyData", "quarantine");
    assertThat(engine.api().job(engine.job()).spec().batch().rows()).isEqualTo(78);
  }

  /** What the console would store of the draft, without its password. */
  private static Map<String, Object> job(Browser browser) {
    JsonObject job =
        new JsonObject(
            (String)
                browser.value(
                    "import('/console/newdraft.js').then(({Draft}) => {"
                        + " const d = new Draft({draw() {}}); d.secrets.database = 'x';"
                        + " return JSON.stringify(d.job(true)); })"));
    return without(JobDocument.write(JobDocument.read(job.getMap()), false));
  }

  private Map<String, Object> document() {
    return without(JobDocument.write(engine.api().job(engine.job()).spec(), false));
  }

  private static Map<String, Object> without(Map<String, Object> job) {
    JsonObject plain = new JsonObject(Json.encode(job));
    plain.getJsonObject("destination").remove("password");
    return plain.getMap();
  }

  @SuppressWarnings("unchecked")
  private void fileDeclaresTheJob(String file) {
    Map<String, Object> yaml =
        (Map<String, Object>) new Load(LoadSettings.builder().build()).loadFromString(file);
    Map<String, Object> job =
        (Map<String, Object>) ((Map<String, Object>) yaml.get("jobs")).get(engine.job());
    Map<String, Object> source =
        (Map<String, Object>) ((Map<String, Object>) yaml.get("sources")).get("s");

    assertThat(source.get("topic")).isEqualTo(engine.topic().name());
    assertThat(job.remove("started")).isEqualTo(false);
    assertThat(((Map<String, Object>) job.get("destination")).get("password"))
        .as("a secret is a reference only")
        .isEqualTo("${env:" + engine.job().toUpperCase(java.util.Locale.ROOT) + "_DB_PASSWORD}");
    assertThat(without(JobDocument.write(JobDocument.read(job), false))).isEqualTo(document());
  }

  private static String text(Browser browser, String selector) {
    return (String) browser.value("document.querySelector('" + selector + "').textContent");
  }
}
