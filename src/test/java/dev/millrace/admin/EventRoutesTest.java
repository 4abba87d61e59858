package dev.millrace.admin;

import static dev.millrace.admin.AdminRoutesTest.assertProblem;
import static dev.millrace.model.Documents.at;
import static dev.millrace.model.Documents.minimalJob;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.answer.JobChange;
import dev.millrace.document.JobDocument;
import dev.millrace.error.JobError;
import dev.millrace.http.AdminSettings;
import dev.millrace.http.HttpLimits;
import dev.millrace.http.StreamLimits;
import dev.millrace.model.Caller;
import dev.millrace.model.JobState;
import dev.millrace.model.Role;
import dev.millrace.testkit.Eventually;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

@Timeout(120)
class EventRoutesTest {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final String OPEN = "GET /api/v1/events HTTP/1.1\r\nHost: localhost\r\n\r\n";

  private final List<AutoCloseable> opened = new ArrayList<>();
  private AdminServer server;

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable resource : opened) {
      resource.close();
    }
    server.close();
  }

  private void start(StreamLimits limits) {
    start(AdminSettings.open("127.0.0.1", 0), limits);
  }

  private void start(AdminSettings settings, StreamLimits limits) {
    server = new AdminServer(settings, HttpLimits.usual(), limits);
    server.control.jobs.put("a", JobDocument.read(minimalJob()));
    server.control.jobs.put("b", JobDocument.read(minimalJob()));
  }

  private EventReader reader(String query, String... headers) {
    EventReader reader = new EventReader(server.port(), query, headers);
    opened.add(reader);
    return reader;
  }

  private RawCaller raw(String request) throws Exception {
    RawCaller caller = new RawCaller(server.port());
    opened.add(caller);
    return caller.send(request);
  }

  private void tell(String job, JobState state) {
    server.control.tell(new JobChange.StateChanged(job, state, Instant.EPOCH, null));
  }

  @Test
  void everyChangeIsAnEventWithTheFieldsOfTheContract() {
    start(StreamLimits.usual());
    EventReader reader = reader("");
    reader.until("progress", "\"job\":\"b\"");
    assertThat(reader.response().statusCode()).isEqualTo(200);
    assertThat(reader.response().headers().map())
        .containsEntry("content-type", List.of("text/event-stream"))
        .containsEntry("cache-control", List.of("no-store"))
        .containsEntry("x-accel-buffering", List.of("no"));

    server.control.tell(
        new JobChange.StateChanged(
            "a", JobState.FAILED, Instant.EPOCH, JobError.of("dirty", "too-long", "why")));
    server.control.answers = ScriptedAnswers.BARE;
    server.control.tell(new JobChange.Progress(ScriptedAnswers.BARE.status("a", JobState.CREATED)));
    server.control.tell(new JobChange.DocumentChanged(server.control.job("a")));
    server.control.tell(new JobChange.Deleted("a"));

    reader.until("deleted", "\"job\":\"a\"");
    SchemaFields fields = new SchemaFields(contract());
    Map<String, Object> schemas = at(at(contract(), "components"), "schemas");
    Map.of(
            "state", "EventState",
            "progress", "EventProgress",
            "document", "EventDocument",
            "deleted", "EventDeleted")
        .forEach(
            (name, schema) ->
                fields.take(
                    reader.named(name).stream()
                        .map(event -> SchemaFields.plain(event.data()))
                        .toList(),
                    at(schemas, schema),
                    name));
    fields.judge();
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> contract() {
    return (Map<String, Object>)
        new Load(LoadSettings.builder().build())
            .loadFromInputStream(EventRoutesTest.class.getResourceAsStream("/openapi.yaml"));
  }

  @Test
  void oneJobsEventsAreThoseOfThatJob() {
    start(StreamLimits.usual());
    EventReader reader = reader("?job=b");
    reader.until("progress", "\"job\":\"b\"");

    tell("a", JobState.RUNNING);
    tell("b", JobState.STOPPING);

    reader.until("state", "STOPPING");
    assertThat(reader.events()).allMatch(event -> event.data().getString("job").equals("b"));
    assertProblem(server.get("/api/v1/events?job=nothing"), 404);
    assertProblem(server.get("/api/v1/events?job=a&job=b"), 400);
  }

  @Test
  void whoComesBackIsToldWhatCameMeanwhileAndWithAForeignIdToLoadAnew() {
    start(StreamLimits.usual());
    EventReader reader = reader("");
    tellUntil(reader, "a", JobState.STARTING);
    String seen = reader.until("state", "STARTING").id();
    reader.close();
    tell("a", JobState.RUNNING);
    tell("a", JobState.STOPPING);

    EventReader again = reader("", "last-event-id", seen);
    again.until("state", "STOPPING");
    EventReader late = reader("", "last-event-id", "01234567-1");

    late.until("reset", "{}");
    assertThat(again.events())
        .extracting(event -> event.data().getString("state"))
        .containsExactly("RUNNING", "STOPPING");
    assertThat(again.events()).extracting(EventReader.Event::id).doesNotHaveDuplicates();
    tell("b", JobState.FINISHED);
    late.until("state", "FINISHED");
    assertThat(late.events()).hasSize(2);
  }

  /** The stream may not be open when its head is there. */
  private void tellUntil(EventReader reader, String job, JobState state) {
    reader.until("progress", "\"job\":\"b\"");
    tell(job, state);
    reader.until("state", state.name());
  }

  @Test
  void whoMissedMoreThanIsKeptLoadsAnew() {
    start(StreamLimits.usual());
    EventReader reader = reader("");
    tellUntil(reader, "a", JobState.STARTING);
    String seen = reader.until("state", "STARTING").id();
    for (int i = 0; i < 5_000; i++) {
      tell("a", JobState.RUNNING);
    }
    tell("a", JobState.STOPPED);
    reader.until("state", "STOPPED");

    EventReader again = reader("", "last-event-id", seen);

    again.until("reset", "{}");
    assertThat(again.events()).hasSize(1);
  }

  @Test
  void whoReadsNothingIsCutAndTheOthersGoOn() throws Exception {
    start(new StreamLimits(2, 2, Duration.ofSeconds(60), Duration.ofSeconds(2)));
    RawCaller deaf = raw(OPEN);
    EventReader reader = reader("");
    reader.until("progress", "\"job\":\"b\"");
    JobError large = JobError.of("dirty", "too-long", "x".repeat(10_000));

    for (int i = 0; i < 3_000; i++) {
      server.control.tell(
          new JobChange.StateChanged("a", JobState.FAILED, Instant.ofEpochSecond(i), large));
    }
    tell("a", JobState.FINISHED);

    reader.until("state", "FINISHED");
    Eventually.until("its place is free", SOON, this::isPlaceFree);
    assertThat(deaf.rest(SOON)).endsWith("<closed>").doesNotContain("FINISHED");
    assertThat(server.get("/api/v1/jobs").statusCode()).isEqualTo(200);
    tell("b", JobState.FINISHED);
    reader.until("state", "\"job\":\"b\",\"state\":\"FINISHED\"");
  }

  private boolean isPlaceFree() {
    try {
      return raw(OPEN).answer(SOON).contains(" 200 ");
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aHundredStreamsAreServedAndOneMoreIsNot() throws Exception {
    start(new StreamLimits(100, 100, Duration.ofSeconds(60), Duration.ofSeconds(20)));
    List<RawCaller> callers = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      callers.add(raw(OPEN));
    }
    Eventually.until(
        "all places are taken", SOON, () -> server.get("/api/v1/events").statusCode() == 503);

    assertProblem(server.get("/api/v1/events"), 503);
    assertThat(server.get("/api/v1/jobs").statusCode()).isEqualTo(200);
    assertThat(server.control.watchers).as("the engine is watched once").hasSize(1);
    callers.get(0).close();
    reader("").until("progress", "\"job\":\"b\"");
  }

  @Test
  void oneCallerHasSoManyStreams() {
    start(new StreamLimits(10, 2, Duration.ofSeconds(60), Duration.ofSeconds(20)));
    reader("");
    reader("");

    assertProblem(server.get("/api/v1/events"), 429);
  }

  @Test
  void aStreamEndsWithItsTokenAndGoesOnForOthers() {
    Map<String, Caller> callers = new ConcurrentHashMap<>();
    callers.put("old", new Caller("old", Role.VIEWER));
    callers.put("new", new Caller("new", Role.VIEWER));
    start(
        new AdminSettings(
            "127.0.0.1", 0, Set.of(), true, token -> Optional.ofNullable(callers.get(token))),
        StreamLimits.usual());
    assertProblem(server.get("/api/v1/events"), 401);
    EventReader revoked = reader("", "authorization", "Bearer old");
    EventReader other = reader("", "authorization", "Bearer new");

    callers.remove("old");

    revoked.untilEnded();
    tellUntil(other, "a", JobState.STOPPED);
  }

  @Test
  void streamsEndWhenTheEngineDrainsAndNoneIsOpenedThen() {
    start(StreamLimits.usual());
    EventReader reader = reader("");
    reader.until("progress", "\"job\":\"b\"");

    server.control.ready = false;

    reader.untilEnded();
    assertProblem(server.get("/api/v1/events"), 503);
  }

  @Test
  void commentsShowThatASilentStreamLives() {
    start(new StreamLimits(10, 10, Duration.ofMillis(100), Duration.ofSeconds(20)));
    EventReader reader = reader("");

    Eventually.until("comments come", SOON, () -> reader.comments() > 1);
  }

  @Test
  void anEngineThatNoLongerTellsIsWatchedAnewAndClientsLoadAnew() {
    start(StreamLimits.usual());
    EventReader reader = reader("");
    tellUntil(reader, "a", JobState.STARTING);

    server.control.watchers.clear();

    reader.until("reset", "{}");
    tell("a", JobState.RUNNING);
    reader.until("state", "RUNNING");
  }
}
