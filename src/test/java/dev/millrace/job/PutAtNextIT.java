package dev.millrace.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.answer.Conflict;
import dev.millrace.answer.JobChange.StateChanged;
import dev.millrace.answer.JobStatus;
import dev.millrace.answer.JobView;
import dev.millrace.answer.Precondition;
import dev.millrace.answer.PreconditionFailed;
import dev.millrace.document.JobDocument;
import dev.millrace.error.InvalidDocument;
import dev.millrace.error.SecretNotRead;
import dev.millrace.error.Warning;
import dev.millrace.error.WarningCode;
import dev.millrace.model.JobState;
import dev.millrace.secret.Secret;
import dev.millrace.spec.JobSpec;
import dev.millrace.testkit.Eventually;
import dev.millrace.testkit.OneServer;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Another document for a job that runs. */
class PutAtNextIT {
  private static final Duration SOON = Duration.ofSeconds(40);

  /** Files of secrets that do not answer. */
  private final Set<String> unread = ConcurrentHashMap.newKeySet();

  /** How long one takes that answers. */
  private volatile Duration reading = Duration.ZERO;

  @RegisterExtension
  final TestEngine engine = TestEngine.withPartitions(2).withSecrets(this::secret);

  private String secret(Secret secret) {
    String reference = secret.reveal();
    if (!reference.startsWith("${file:")) {
      return reference;
    }
    if (unread.contains(reference)) {
      throw new SecretNotRead("the file does not answer");
    }
    LockSupport.parkNanos(reading.toNanos());
    return engine.database().password();
  }

  @BeforeEach
  void start() {
    engine.createTable("id BIGINT PRIMARY KEY, n BIGINT");
    engine.put(document("id"));
  }

  private static String document(String... columns) {
    StringBuilder mapping = new StringBuilder();
    for (String column : columns) {
      mapping
          .append(mapping.isEmpty() ? "" : ",")
          .append(
              "{\"path\":\"/%s\",\"column\":\"%s\",\"type\":\"BIGINT\"}".formatted(column, column));
    }
    return "{\"batch\":{\"lingerMs\":20},\"mapping\":[" + mapping + "]}";
  }

  /** The job's document as it is, with other entries. */
  private JobSpec with(String... columns) {
    JsonObject other =
        new JsonObject(JobDocument.write(engine.api().job(engine.job()).spec(), true));
    new JsonObject(document(columns)).forEach(field -> other.put(field.getKey(), field.getValue()));
    return JobDocument.read(new JsonObject(other.encode()).getMap());
  }

  /** That document, with the password in a file. */
  private static JobSpec reading(String file, JobSpec spec) {
    return spec.withDestination(
        spec.destination().withPassword(new Secret("${file:" + file + "}")));
  }

  private JobView put(JobSpec spec) {
    return EngineKit.await(putWithin(SOON, spec));
  }

  private Future<JobView> putWithin(Duration wait, JobSpec spec) {
    return engine.api().putJobAtNext(engine.job(), spec, Precondition.NONE, wait);
  }

  /** The job as it is when a new document was taken and cannot run yet. */
  private void startTrialOf(JobSpec spec, String file) {
    onStopping(1, () -> unread.add("${file:" + file + "}"));
    EngineKit.await(putWithin(Duration.ZERO, spec));
    engine.until(JobState.RETRYING);
  }

  private void onStopping(int which, Runnable work) {
    AtomicInteger seen = new AtomicInteger();
    engine
        .api()
        .watch(
            change -> {
              if (change instanceof StateChanged state
                  && state.state() == JobState.STOPPING
                  && seen.incrementAndGet() == which) {
                work.run();
              }
            });
  }

  @Test
  void theNewDocumentIsTakenAtTheNextOffsetUnderLoadAndNothingIsLostOrDoubled() {
    engine.start();
    engine.until(JobState.RUNNING);
    int sent = 0;
    JobSpec[] documents = {with("id", "n"), with("id"), with("id", "n")};
    for (JobSpec next : documents) {
      // Acknowledged together: sent one by one they would be written before the document comes.
      engine.sendEach(0, sent, sent + 1_500, i -> "{\"id\":" + i + ",\"n\":" + i + "}");
      engine.sendEach(1, sent + 1_500, sent + 3_000, i -> "{\"id\":" + i + ",\"n\":" + i + "}");
      sent += 3_000;
      assertThat(put(next).state()).isEqualTo(JobState.RUNNING);
      assertThat(engine.api().job(engine.job()).spec()).isEqualTo(next);
    }
    engine.send(0, "{\"id\":" + sent + ",\"n\":7}");

    assertThat(engine.untilCaughtUp(sent + 1).balanced()).isTrue();

    assertThat(engine.rows()).isEqualTo(sent + 1);
    assertThat(engine.number("SELECT n FROM t WHERE id=" + sent)).isEqualTo(7);
    assertThat(engine.left().started()).isTrue();
  }

  @OneServer("documents are compared by the engine")
  @Test
  void aDocumentThatTheCheckRefusesChangesNothing() {
    engine.start();
    engine.until(JobState.RUNNING);
    JobView before = engine.api().job(engine.job());
    JsonObject elsewhere = new JsonObject(JobDocument.write(before.spec(), true)).copy();
    elsewhere.getJsonObject("destination").put("database", "elsewhere");
    JobSpec moved = JobDocument.read(new JsonObject(elsewhere.encode()).getMap());

    assertThatThrownBy(
            () ->
                EngineKit.await(
                    engine.api().putJob(engine.job(), with("id", "n"), Precondition.NONE)))
        .isInstanceOf(Conflict.class)
        .hasMessageContaining("?at=next");
    assertThatThrownBy(() -> put(with("id", "missing")))
        .isInstanceOf(InvalidDocument.class)
        .hasMessageContaining("missing");
    assertThatThrownBy(() -> put(moved))
        .isInstanceOf(InvalidDocument.class)
        .hasMessageContaining("/destination/database");
    assertThatThrownBy(
            () ->
                EngineKit.await(
                    engine
                        .api()
                        .putJobAtNext(
                            engine.job(),
                            with("id", "n"),
                            new Precondition(true, false, Set.of(99L)),
                            SOON)))
        .isInstanceOf(PreconditionFailed.class);

    assertThat(engine.api().job(engine.job())).isEqualTo(before);
    engine.send(0, "{\"id\":1}");
    engine.untilCaughtUp(1);
  }

  /** The check is made before what runs is drained; a column may go in between. */
  @Test
  void aDocumentThatCannotStartGivesWayToTheOneBeforeWhichIsSaid() {
    engine.start();
    engine.until(JobState.RUNNING);
    JobSpec before = engine.api().job(engine.job()).spec();
    JobSpec next = with("id", "n");
    onStopping(1, () -> engine.execute("ALTER TABLE t DROP COLUMN n"));

    assertThatThrownBy(() -> put(next))
        .isInstanceOf(InvalidDocument.class)
        .hasMessageContaining("goes on with the one before");

    engine.until(JobState.RUNNING);
    assertThat(engine.api().job(engine.job()).spec()).isEqualTo(before);
    assertThat(engine.status().warnings())
        .extracting(Warning::code)
        .contains(WarningCode.DOCUMENT_NOT_TAKEN);
    engine.send(1, "{\"id\":5}");
    Eventually.until("it goes on", SOON, () -> engine.rows() == 1);
    assertThat(engine.left().started()).isTrue();
    assertThat(EngineKit.await(engine.api().timeline(engine.job(), 0, 100)).entries())
        .filteredOn(e -> e.kind().equals("edit"))
        .singleElement()
        .satisfies(e -> assertThat(e.message()).contains("so the one before goes on", "'n'"))
        .satisfies(e -> assertThat(e.data().toString()).contains("/mapping/1"));
  }

  @Test
  void aSecondDocumentThatCannotStartGivesWayToTheOneThatRanNotToTheOneThatNeverDid() {
    engine.start();
    engine.until(JobState.RUNNING);
    JobSpec ran = engine.api().job(engine.job()).spec();
    JobSpec second = with("id", "n");
    startTrialOf(reading("/slow", with("id")), "/slow");
    onStopping(1, () -> engine.execute("ALTER TABLE t DROP COLUMN n"));

    assertThatThrownBy(() -> put(second))
        .isInstanceOf(InvalidDocument.class)
        .hasMessageContaining("goes on with the one before");

    engine.until(JobState.RUNNING);
    assertThat(engine.api().job(engine.job()).spec()).isEqualTo(ran);
  }

  @OneServer("the catalog matters here")
  @Test
  void goingBackToASourceThatIsGoneIsAPlainErrorAndTheJobKnowsItsLedgerStill() {
    engine.start();
    engine.until(JobState.RUNNING);
    engine.kit().source("s2", engine.kafka().bootstrapServers(), engine.topic().name());
    JobSpec onOther = onSource("s2", reading("/slow", with("id", "n")));
    startTrialOf(onOther, "/slow");
    EngineKit.await(engine.api().deleteSource("s", Precondition.NONE));

    engine.execute("ALTER TABLE t DROP COLUMN n");
    unread.clear();

    JobStatus failed = engine.until(JobState.FAILED);
    assertThat(failed.error().message()).contains("'n'").contains("source s").contains("is gone");
    assertThat(engine.api().job(engine.job()).spec()).isEqualTo(onOther);
    assertThat(engine.left().ledgerPartitions()).hasSize(2);
    engine.execute("ALTER TABLE t ADD COLUMN n BIGINT");
    engine.start();
    engine.until(JobState.RUNNING);
  }

  private static JobSpec onSource(String source, JobSpec spec) {
    JsonObject document = new JsonObject(JobDocument.write(spec, true)).put("source", source);
    return JobDocument.read(new JsonObject(document.encode()).getMap());
  }

  @OneServer("the states of a job are the same beside every server")
  @Test
  void aCheckThatTakesLongerThanTheJobWaitsBetweenItsAttemptsIsNotRefused() {
    JobSpec unreadable = reading("/gone", with("id"));
    EngineKit.await(engine.api().putJob(engine.job(), unreadable, Precondition.NONE));
    engine.start();
    engine.until(JobState.RUNNING);
    unread.add("${file:/gone}");
    engine.restartProcess();
    engine.until(JobState.RETRYING);
    reading = Duration.ofSeconds(4);

    assertThat(put(reading("/slow", with("id", "n"))).state()).isEqualTo(JobState.RUNNING);
  }
}
