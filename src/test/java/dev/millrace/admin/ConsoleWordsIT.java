package dev.millrace.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Route;
import dev.millrace.http.AdminSettings;
import dev.millrace.job.TestEngine;
import dev.millrace.testkit.Browser;
import dev.millrace.testkit.OneServer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What single functions of the console make of values, called in a browser. */
@OneServer("the console is the same of every server")
class ConsoleWordsIT {
  @RegisterExtension
  @Order(1)
  final TestEngine engine = TestEngine.withPartitions(1);

  @RegisterExtension
  @Order(2)
  final ConsolePage console = new ConsolePage(engine);

  @Test
  void textOfRecordsIsIndentedWithoutBeingParsed() throws Exception {
    Browser browser = console.browser();
    console.open();
    browser.untilText("No job yet");
    String text = "{\"a\":9223372036854775807,\"a\":1e400,\"b\":[1.10,{}],\"c\":\"x,\\\\\\\"{ y\"}";
    Object lines =
        browser.value("import('/console/jsontext.js').then(m => m.indented('" + text + "'))");

    assertThat(lines)
        .isEqualTo(
            """
            {
              "a": 9223372036854775807,
              "a": 1e400,
              "b": [
                1.10,
                {}
              ],
              "c": "x,\\"{ y"
            }\
            """);
    assertThat(
            browser.value(
                "import('/console/offenders.js').then(m => m.exported([{topic: 't', value:"
                    + " '=1+\"a\"'}], 'csv').split('\\r"
                    + "\\n"
                    + "')[1])"))
        .as("no program for tables runs what a record says")
        .isEqualTo(
            "\"t\",\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"'=1+\"\"a\"\"\"");
    String marked =
        "import('/console/jsontext.js').then(m => [['/b/0'], ['/a'], ['/x~1y/z'], ['/b/9'],"
            + " ['/n']].map(([p]) => { const t ="
            + " '{\"a\":1,\"b\":[1.10,{}],\"x/y\":{\"z\":\"]\"},\"a\":2,\"n\":{\"o\":[]}}'; const"
            + " at = m.placeOf(t, p); return at && t.slice(...at); }).join(' '))";
    assertThat(browser.value(marked)).isEqualTo("1.10 2 \"]\"  {\"o\":[]}");
  }

  @Test
  void ofEachStateOnlyWhatIsKnownIsSaidAndDrawn() {
    Browser browser = console.browser();
    console.open();
    browser.untilText("No job yet");

    assertThat((String) browser.value(SENTENCES))
        .isEqualTo(
            """
            j → d.t · CREATED · not started yet · 0 in quarantine
            j → d.t · STARTING · 0 rec/s · 0 in quarantine
            j → d.t · RUNNING · 5 rec/s · 0 s behind · balanced · 0 in quarantine
            j → d.t · RUNNING · 5 rec/s · at least 7 s behind · balanced · 0 in quarantine
            j → d.t · RUNNING · 5 rec/s · not known how far behind · balanced · 0 in quarantine
            j → d.t · RETRYING · database: gone · 0 rec/s · 7 s behind · balanced · 0 in quarantine
            j → d.t · FAILED · dirty: bad at o[3]@9 · 7 s behind · balanced · 0 in quarantine
            j → d.t · FINISHED · read up to its end · balanced · 0 in quarantine\
            """);
    assertThat((String) browser.value(SPANS))
        .as("a hole where no sample is; an end of a process is not known; retries lie over a run")
        .isEqualTo("1 2 null 9 | running 10-40, unknown 40-100, running 100-300, retrying 180-190");
    assertThat((String) browser.value(CELLS))
        .as("60 partitions are cells in two rows of 30")
        .isEqualTo("60 cells, 420 by 32");
  }

  @Test
  void whatDriftedIsSaidWithItsPlaceItsShareAndItsColumn() {
    engine.put("{\"mapping\":[{\"path\":\"/qty\",\"column\":\"qty\",\"type\":\"INT\"}]}");
    Browser browser = console.browser();
    // What a sample meets is chance: here it is always the same.
    browser
        .page()
        .route(
            "**/drift",
            route ->
                route.fulfill(
                    new Route.FulfillOptions().setContentType("application/json").setBody(DRIFT)));
    console.open(AdminSettings.open("127.0.0.1", 0), "#/jobs/" + engine.job() + "/drift");
    browser.untilText("2 new paths, 1 path with another kind of value, in a sample of 4,100");
    browser.untilText("orders:eu[3]@48211");
    browser.untilText("integer 3,900, string 31");
    assertThat((String) browser.value("document.querySelector('tbody').innerText"))
        .as("the entry that takes it, or that none does")
        .contains("qty", "none: edit the mapping", "<b>9223372036854775807</b>");
    console.pictures("drift");
    browser.click("Other kinds");
    browser.untilTrue("only those are left", "document.querySelectorAll('tbody tr').length === 1");
    browser.page().reload();
    browser.untilTrue(
        "the choice is in the address", "document.querySelectorAll('tbody tr').length === 1");
    assertThat(browser.complaints()).isEmpty();
  }

  private static final String DRIFT =
      """
      [{"path":"/device/os","change":"new","types":{"string":212},"count":212,"sampledRecords":4100,"firstOffset":"orders:eu:3:48211","examples":["17.1"]},
       {"path":"/qty","change":"type","types":{"integer":3900,"string":31},"count":31,"sampledRecords":4100,"firstOffset":"orders:eu:0:48300","examples":["many"]},
       {"path":"/tags/0","change":"new","types":{"string":2,"null":1},"count":3,"sampledRecords":4100,"firstOffset":"orders:eu:1:9","examples":["<b>9223372036854775807</b>"]}]\
      """;

  private static final String SENTENCES =
      """
      import('/console/said.js').then(m => {
        const p = (lagSeconds, lagRecords) => ({topic: 'o', partition: 0, lagSeconds, lagRecords});
        const s = (state, partitions, lagRecords, more) => ({state, partitions, error: null, balanced: true,
          rates: {recordsPerSecond: state === 'RUNNING' ? 5 : 0}, totals: {lagRecords, quarantined: 0}, ...more});
        return [s('CREATED', [], 0), s('STARTING', [], null), s('RUNNING', [p(null, 0), p(null, 0)], 0),
          s('RUNNING', [p(7, 3), p(null, null)], null), s('RUNNING', [p(null, null)], null),
          s('RETRYING', [p(7, 3)], 3, {error: {kind: 'database', code: 'gone', topic: null}}),
          s('FAILED', [p(7, 3)], 3, {error: {kind: 'dirty', code: 'bad', topic: 'o', partition: 3, offset: 9}}),
          s('FINISHED', [p(0, 0)], 0)].map(x => m.sentenceOf('j', 'd.t', x)).join('\\n'); })\
      """;

  private static final String SPANS =
      """
      Promise.all([import('/console/now.js'), import('/console/spans.js')]).then(([now, spans]) => {
        const at = s => new Date(s * 1000).toISOString();
        const samples = now.withHoles([1, 2, 9].map(s => ({at: at(s), x: s})), 1).map(x => x.x ?? null).join(' ').replace('  ', ' null ');
        const entries = [[10, 'running'], [40, 'edit'], [100, 'start'], [100, 'running'],
          [200, 'retry', {seconds: 10, count: 2, ended: true, recovered: true}]].map(([s, kind, data]) => ({at: at(s), kind, data}));
        return samples + ' | ' + spans.spansOf(entries, {state: 'RUNNING'}, 300).map(s => `${s.kind} ${s.from}-${s.to}`).join(', '); })\
      """;

  private static final String CELLS =
      """
      Promise.all([import('/console/heat.js'), import('/console/vendor/lit-html.js')]).then(([heat, lit]) => {
        const partitions = Array.from({length: 60}, (_, i) => ({topic: 'o', partition: i, lagSeconds: i, lagRecords: i, startOffset: 0, nextOffset: 5}));
        const box = document.createElement('div');
        lit.render(heat.heatStrip({state: 'RUNNING', partitions}, 'j'), box);
        const [, , width, height] = box.querySelector('svg').getAttribute('viewBox').split(' ');
        return `${box.querySelectorAll('rect').length} cells, ${width} by ${height}`; })\
      """;
}
