package dev.millrace.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.job.TestEngine;
import dev.millrace.model.Caller;
import dev.millrace.model.JobState;
import dev.millrace.model.Role;
import dev.millrace.testkit.Browser;
import dev.millrace.testkit.Eventually;
import dev.millrace.testkit.OneServer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A new job, made in a real browser from nothing to rows. Pictures go to target/screenshots. */
@OneServer("the console is the same of every server")
class ConsoleNewJobIT {
  private static final String PASSWORD = "s3cret-of-the-form";

  @RegisterExtension
  @Order(1)
  final TestEngine engine = TestEngine.withPartitions(2);

  @RegisterExtension
  @Order(2)
  final ConsolePage console = new ConsolePage(engine);

  @Test
  void fromAnEmptyEngineToRows() throws Exception {
    String topic = engine.topic().name();
    for (int i = 0; i < 60; i++) {
      engine.send(i % 2, order(i, i == 41 ? "300" : String.valueOf(i % 7)));
    }
    Browser browser = console.browser();
    console.open();
    browser.untilText("No job yet");
    browser.click("New job");
    browser.untilText("Or a cluster");
    browser.fill("#new-servers", engine.kafka().bootstrapServers());
    browser.click("Connect");
    browser.untilText("Looks like");
    browser.untilText("JSON");
    browser.value("document.querySelector('input[value=\"" + topic + "\"]').click()");
    browser.fill("#new-sourceName", "orders");
    console.pictures("new-1");
    browser.click("Next: look and map");

    browser.untilText("60 written");
    browser.untilText("Total is taken");
    assertThat((String) browser.value("document.querySelector('.tree').textContent"))
        .as("digits of the record")
        .contains("9223372036854775807", "1.10");
    browser.untilText("/note is missing (40)");
    for (int i = 0; i < 4; i++) {
      browser.click("Find");
      assertThat((String) browser.value("document.querySelector('.tree').textContent"))
          .as("one without a note, though every third record has one")
          .doesNotContain("note");
    }
    browser.untilText("/customer");
    browser.value("document.querySelector('.depth').value = 2");
    browser.value(
        "document.querySelector('.depth').dispatchEvent(new Event('input', {bubbles: true}))");
    browser.untilText("/customer/name");
    browser.value("document.querySelector('[aria-label=\"/id belongs to the key\"]').click()");
    browser.untilText("Which column is the key?");
    browser.click("Key: id");
    browser.fill("[aria-label=\"Type of /qty\"]", "NOTHING");
    Eventually.until(
        "the fault is at its field",
        TestEngine.SOON,
        () ->
            Boolean.TRUE.equals(
                browser.value(
                    "document.querySelector('[aria-label=\"Type of /qty\"]')"
                        + ".getAttribute('aria-invalid') === 'true'")));
    browser.fill("[aria-label=\"Type of /qty\"]", "TINYINT");
    browser.untilText("1 would stop the job");
    assertThat((String) browser.value(histogramOf("/qty")))
        .as("what was measured, and where the column ends")
        .contains("from 0 to 300", "The column takes -128 to 127");
    browser.untilText("✕ beyond 127");
    browser.untilText("✕ out-of-range");
    browser.fill("#new-dirtyData", "null");
    browser.untilText("1 with a field nulled");
    browser.untilText("▲ out-of-range");
    browser.value("document.querySelector('.why').dispatchEvent(new FocusEvent('focus'))");
    browser.untilText("It was: 300");
    browser.value("document.querySelector('[aria-label=\"Remove /note\"]').click()");
    browser.untilText("not chosen");
    browser.untilText("PRIMARY KEY (`id`)");
    Eventually.until(
        "the preview is of the last edit",
        TestEngine.SOON,
        () ->
            Boolean.TRUE.equals(
                browser.value(
                    "document.querySelector('.counts').getAttribute('aria-busy') === 'false'")));
    console.pictures("new-2");
    browser.click("Next: start");

    browser.untilText("Where to");
    browser.fill("#new-dialect", engine.database().dialect());
    browser.fill("#new-host", engine.database().host());
    browser.fill("#new-port", String.valueOf(engine.database().port()));
    browser.fill("#new-dbUser", engine.database().user());
    browser.fill("#new-password", PASSWORD);
    browser.value("window.before = true; location.reload()");
    Eventually.until(
        "the page is loaded anew",
        TestEngine.SOON,
        () ->
            Boolean.TRUE.equals(
                browser.value("!window.before && !!document.getElementById('new-host')")));
    assertThat(browser.value("document.getElementById('new-host').value"))
        .as("the draft is there after a reload")
        .isEqualTo(engine.database().host());
    assertThat((String) browser.value("JSON.stringify({...sessionStorage})"))
        .as("its password is not")
        .contains("customer_name")
        .doesNotContain(PASSWORD);
    browser.fill("#new-password", engine.database().password());
    browser.click("Connect to the database");
    browser.untilText("max_allowed_packet");
    browser.fill("#new-database", engine.schema());
    browser.fill("#new-table", "orders");
    browser.untilText("There is none of this name");
    browser.fill("#new-name", engine.job());
    browser.fill("#new-lanes", "2");
    browser.fill("#new-at", "timestamp");
    browser.untilText("60 records in the topic.");
    browser.fill("#new-time", "2020-01-01T00:00:01");
    browser.untilText("60 of 60 records from there to the end.");
    browser.fill("#new-time", "2099-01-01T00:00:01");
    browser.untilTrue(
        "nothing is left from there", "document.querySelector('.times b')?.textContent === '0'");
    browser.value("document.querySelector('.times').scrollIntoView({block: 'center'})");
    console.pictures("new-times");
    browser.fill("#new-at", "earliest");
    browser.click("Check");
    browser.untilText("the table is made at the start");
    console.pictures("new-3");
    browser.value("history.back()");
    browser.untilText("As the table will hold it");
    browser.value("history.forward()");
    browser.untilText("Where to");
    browser.click("Start");
    browser.untilText("RUNNING");
    assertThat((String) browser.value("location.hash")).isEqualTo("#/jobs/" + engine.job());
    assertThat(browser.value("sessionStorage.length")).isEqualTo(0);
    engine.untilCaughtUp(60);

    assertThat(engine.query("SELECT id, customer_name, qty FROM orders WHERE id IN (3, 41)"))
        .containsExactlyInAnyOrder(List.of("3", "Zoë 3", "3"), nulled());
    assertThat(engine.number("SELECT COUNT(*) FROM orders")).isEqualTo(60);
    assertThat(engine.status().state()).isEqualTo(JobState.RUNNING);

    browser.click("New job");
    browser.untilText("Or a cluster");
    browser.fill("#new-servers", engine.kafka().bootstrapServers());
    browser.click("Connect");
    browser.untilText("Looks like");
    browser.value("document.querySelector('input[value=\"" + topic + "\"]').click()");
    browser.fill("#new-sourceName", "orders");
    browser.click("Next: look and map");
    browser.untilText("There is a source orders already");
    browser.fill("#new-existing", "orders");
    browser.click("Take this source");
    browser.untilText("60 written");
    browser.untilText("/customer");
    assertThat(browser.complaints())
        .as("only the refusal of the type that is none")
        .allMatch(complaint -> complaint.contains("/api/v1/preview"))
        .hasSizeLessThanOrEqualTo(2);
  }

  @Test
  void aViewerIsToldWhyThereIsNoSuchPage() throws Exception {
    Browser browser = console.browser();
    console.open(ConsolePage.guarded(Map.of("look-only", new Caller("ann", Role.VIEWER))), "#/new");
    browser.untilText("Log in");
    console.logIn("look-only");
    browser.untilText("Your token is a viewer's.");
    assertThat(browser.text()).doesNotContain("Bootstrap servers");
  }

  @Test
  void aLogInWithAnyPasswordIsASourceThatTheEngineTakes() throws Exception {
    Browser browser = console.browser();
    console.open();
    browser.untilText("No job yet");
    String made =
        """
        import('/console/newdraft.js').then(async ({Draft}) => {
          const draft = new Draft({draw() {}});
          Object.assign(draft.fields, {preset: 'scram', user: 'ann "a"', ca: 'PEM'});
          draft.secrets.kafka = 'p"w\\\\;\\'=';
          const body = JSON.stringify({bootstrapServers: 'h:1', topic: 't', properties: draft.properties()});
          return (await fetch('/api/v1/sources/scram', {method: 'PUT', body, headers: {'content-type': 'application/json'}})).status
            + ' ' + draft.properties()['sasl.jaas.config']; })\
        """;

    assertThat((String) browser.value(made))
        .isEqualTo(
            "201 org.apache.kafka.common.security.scram.ScramLoginModule required"
                + " username=\"ann \\\"a\\\"\" password=\"p\\\"w\\\\;'=\";");
    assertThat(engine.api().source("scram").spec().properties())
        .containsEntry("security.protocol", "SASL_SSL");
  }

  @Test
  void aStartIsWrittenAsTheApiTakesIt() throws Exception {
    Browser browser = console.browser();
    console.open();
    browser.untilText("No job yet");

    assertThat(start(browser, "{at: 'latest'}")).isEqualTo("{\"at\":\"latest\"}");
    assertThat(start(browser, "{at: 'offsets', offsets: '0=17\\n1=42'}"))
        .isEqualTo("{\"at\":\"offsets\",\"offsets\":{\"0\":17,\"1\":42}}");
    assertThat(start(browser, "{at: 'offsets', offsets: '0=all'}"))
        .as("for the engine to refuse at its field")
        .isEqualTo("{\"at\":\"offsets\",\"offsets\":\"0=all\"}");
    assertThat(start(browser, "{at: 'timestamp', time: '2026-01-31T08:00:00'}"))
        .matches(".*\"timestamp\":\"2026-01-3[01]T\\d\\d:\\d\\d:00.000Z\".*");
    aKeyOfTheClientIsSentAndNotKept(browser);
    aCloneOfAJobOfArraysSamplesArrays(browser);
    whatMendsAValueTakesIt(browser);
  }

  private void aKeyOfTheClientIsSentAndNotKept(Browser browser) {
    assertThat(
            (String)
                browser.value(
                    """
                    import('/console/newdraft.js').then(({Draft}) => {
                      const app = {draw() {}};
                      const d = app.draft = new Draft(app);
                      d.secrets.key = 'PRIVATE-PEM\\n';
                      d.set({tls: 'verify', dbCa: 'CA', dbCertificate: 'CERT'});
                      const verify = JSON.stringify(d.destination().tls);
                      d.set({tls: 'disabled'});
                      return `${verify} ${d.destination().tls} ${sessionStorage.getItem('millrace.new').includes('PRIVATE')}`; })\
                    """))
        .isEqualTo(
            "{\"mode\":\"verify\",\"ca\":\"CA\",\"certificate\":\"CERT\",\"key\":\"PRIVATE-PEM\"}"
                + " disabled false");
  }

  private void aCloneOfAJobOfArraysSamplesArrays(Browser browser) {
    assertThat(
            (String)
                browser.value(
                    """
                    import('/console/newclone.js').then(({cloned}) => {
                      const tls = {mode: 'verify', ca: 'CA', certificate: 'CERT', key: '***'};
                      const job = {source: 's', destination: {host: 'h', port: 1, user: 'u', database: 'd', table: 't', tls},
                        parse: {layers: 1, root: 'array'}, mapping: [{path: '/a', column: 'a'}], start: {at: 'earliest'}, write: {mode: 'insert'}};
                      const d = cloned({draw() {}}, 'j', job, 'topic');
                      const kept = JSON.stringify([d.root(), d.job(true).parse, d.destination().tls]);
                      d.fields.layers = 0;
                      return kept + JSON.stringify(d.root()); })\
                    """))
        .isEqualTo(
            "[{\"root\":\"array\"},{\"layers\":1,\"root\":\"array\"},"
                + "{\"mode\":\"verify\",\"ca\":\"CA\",\"certificate\":\"CERT\"}]{}");
    browser.value("sessionStorage.clear()");
  }

  private void whatMendsAValueTakesIt(Browser browser) {
    assertThat(browser.value(mend("TINYINT", "out-of-range", false, "400"))).isEqualTo("BIGINT");
    assertThat(browser.value(mend("BIGINT", "out-of-range", false, "9223372036854775808")))
        .isEqualTo("DECIMAL(30,0)");
    assertThat(browser.value(mend("INT UNSIGNED", "out-of-range", false, "-3")))
        .isEqualTo("BIGINT");
    assertThat(browser.value(mend("DECIMAL(5,2)", "out-of-range", false, "1000.5")))
        .isEqualTo("DECIMAL(6,2)");
    assertThat(browser.value(mend("DECIMAL(65,60)", "out-of-range", false, "1000000")))
        .as("no column takes it")
        .isNull();
    assertThat(browser.value(mend("BIGINT", "out-of-range", false, "1e400"))).isNull();
    assertThat(browser.value(mend("VARCHAR(3)", "too-long", false, "abcd"))).isEqualTo("TEXT");
    assertThat(browser.value(mend("VARCHAR(3)", "too-long", true, "abcd"))).isNull();
    assertThat(
            browser.value(
                "import('/console/newvisuals.js').then(m => m.bounds('DECIMAL(5,2)',"
                    + " 'values').most)"))
        .as("a thousand is one step too much")
        .isEqualTo(999.99);
  }

  private static String mend(String type, String code, boolean key, String value) {
    return "import('/console/newpreview.js').then(m => m.wider('%s', '%s', %s, '%s'))"
        .formatted(type, code, key, value);
  }

  /** What a reader of the screen is told of it. */
  private static String histogramOf(String path) {
    return "[...document.querySelectorAll('.grid-map tbody tr')].find(r =>"
        + " r.querySelector('code').textContent === '"
        + path
        + "').querySelector('.histogram').getAttribute('aria-label')";
  }

  private static String start(Browser browser, String fields) {
    return (String)
        browser.value(
            "import('/console/newdraft.js').then(({Draft}) => { const d = new Draft({draw() {}});"
                + " Object.assign(d.fields, "
                + fields
                + "); return JSON.stringify(d.start()); })");
  }

  private static List<String> nulled() {
    return java.util.Arrays.asList("41", "Zoë 41", null);
  }

  private static String order(int id, String qty) {
    return "{\"id\":"
        + id
        + ",\"serial\":9223372036854775807,\"customer\":{\"name\":\"Zoë "
        + id
        + "\",\"tags\":[\"a\",\"b\"]},\"qty\":"
        + qty
        + ",\"total\":1.10,\"Total\":2"
        + (id % 3 == 0 ? ",\"note\":\"n\"" : "")
        + "}";
  }
}
