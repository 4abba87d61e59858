package dev.millrace.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.answer.JobView;
import dev.millrace.answer.Precondition;
import dev.millrace.answer.PreconditionFailed;
import dev.millrace.document.JobDocument;
import dev.millrace.error.InvalidDocument;
import dev.millrace.error.Warning;
import dev.millrace.error.WarningCode;
import dev.millrace.model.JobState;
import dev.millrace.spec.JobSpec;
import dev.millrace.testkit.Eventually;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Another document for a job that runs. */
class PutAtNextIT {
  private static final Duration SOON = Duration.ofSeconds(40);

  @RegisterExtension final TestEngine engine = TestEngine.withPartitions(2);

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

  private JobView put(JobSpec spec) {
    return EngineKit.await(engine.api().putJobAtNext(engine.job(), spec, Precondition.NONE, SOON));
  }

  @Test
  void theNewDocumentIsTakenAtTheNextOffsetUnderLoadAndNothingIsLostOrDoubled() {
    engine.start();
    engine.until(JobState.RUNNING);
    int sent = 0;
    JobSpec[] documents = {with("id", "n"), with("id"), with("id", "n")};
    for (JobSpec next : documents) {
      for (int i = 0; i < 3_000; i++, sent++) {
        engine.send(sent % 2, "{\"id\":" + sent + ",\"n\":" + sent + "}");
      }
      assertThat(put(next).state()).isEqualTo(JobState.RUNNING);
      assertThat(engine.api().job(engine.job()).spec()).isEqualTo(next);
    }
    engine.send(0, "{\"id\":" + sent + ",\"n\":7}");

    assertThat(engine.untilCaughtUp(sent + 1).balanced()).isTrue();

    assertThat(engine.rows()).isEqualTo(sent + 1);
    assertThat(engine.number("SELECT n FROM t WHERE id=" + sent)).isEqualTo(7);
    assertThat(engine.left().started()).isTrue();
  }

  @Test
  void aDocumentThatTheCheckRefusesChangesNothing() {
    engine.start();
    engine.until(JobState.RUNNING);
    JobView before = engine.api().job(engine.job());
    JsonObject elsewhere = new JsonObject(JobDocument.write(before.spec(), true)).copy();
    elsewhere.getJsonObject("destination").put("database", "elsewhere");
    JobSpec moved = JobDocument.read(new JsonObject(elsewhere.encode()).getMap());

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
    engine
        .api()
        .watch(
            change -> {
              if (change instanceof dev.millrace.answer.JobChange.StateChanged state
                  && state.state() == JobState.STOPPING
                  && engine.number(COLUMN_N) == 1) {
                engine.execute("ALTER TABLE t DROP COLUMN n");
              }
            });

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
  }

  private static final String COLUMN_N =
      "SELECT COUNT(*) FROM information_schema.columns WHERE table_schema=DATABASE()"
          + " AND table_name='t' AND column_name='n'";
}
