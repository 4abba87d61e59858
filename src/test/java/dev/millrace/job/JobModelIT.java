package dev.millrace.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.answer.Conflict;
import dev.millrace.answer.NotFound;
import dev.millrace.answer.Precondition;
import dev.millrace.error.InvalidDocument;
import dev.millrace.job.JobModel.Kind;
import dev.millrace.job.JobModel.Partition;
import dev.millrace.job.JobModel.Spec;
import dev.millrace.model.JobState;
import dev.millrace.spec.JobEntry;
import dev.millrace.testkit.EmbeddedKafka;
import dev.millrace.testkit.EmbeddedMariaDb;
import dev.millrace.testkit.Eventually;
import dev.millrace.testkit.RealServers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * A job is created, started, stopped, altered, reset, deleted, and its process dies, in any order
 * and at any moment; its answers, its states and what is in the database are always those of {@link
 * JobModel}.
 *
 * <p>{@code -Dmillrace.seed=} chooses the order, {@code -Dmillrace.modelSteps=} how long it goes
 * on.
 */
@ExtendWith(RealServers.class)
class JobModelIT {
  /** Longer than a dead consumer's session on a busy machine. */
  private static final Duration MEMBERSHIP = Duration.ofSeconds(60);

  private static final int STEPS = Integer.getInteger("millrace.modelSteps", 50);
  private static final long SEED = Long.getLong("millrace.seed", System.nanoTime() % 1_000_000);
  private static final int PARTITIONS = 2;
  private static final int START = 49;
  private static final int PUT = 73;
  private static final int CRASH = 93;

  /** What a call may be answered with. */
  private enum Answer {
    DONE,
    CONFLICT,
    NOT_FOUND,
    INVALID
  }

  @TempDir Path directory;
  private final Random random = new Random(SEED);
  private final JobModel model = new JobModel(PARTITIONS);
  private final List<String> history = new ArrayList<>();
  private EmbeddedMariaDb database;
  private String schema;
  private JobComparison comparison;

  /** What the last call that was a conflict said. */
  private String refusal = "";

  private Instant crashedAt = Instant.EPOCH;

  private Topic topic;
  private EngineKit kit;

  @BeforeEach
  void start(EmbeddedKafka kafka, EmbeddedMariaDb mariaDb) {
    database = mariaDb;
    schema = RealServers.freshDatabase();
    database.execute("CREATE TABLE " + schema + ".t (p INT, o BIGINT, n INT)");
    comparison = new JobComparison(model, new JobTables(database, schema));
    topic = new Topic(kafka, PARTITIONS);
    kit = new EngineKit(directory);
    kit.source("s", kafka.bootstrapServers(), topic.name());
  }

  @AfterEach
  void stop() {
    kit.close();
    topic.close();
  }

  @Test
  void whateverIsDoneToAJobItIsWhereTheModelSays() {
    System.err.println("job model: seed " + SEED + ", " + STEPS + " steps");
    try {
      for (int i = 0; i < STEPS; i++) {
        step();
        if (random.nextInt(5) < 3) {
          settle();
        }
      }
      theRestIsTaken();
    } catch (RuntimeException | AssertionError e) {
      throw new AssertionError(
          "seed " + SEED + ", " + model + "\n" + String.join("\n", history), e);
    }
  }

  private void step() {
    int choice = likely();
    if (choice < 28) {
      produce();
    } else if (choice <= START) {
      start();
    } else if (choice < 60) {
      stopJob();
    } else if (choice <= PUT) {
      put(Spec.random(random));
    } else if (choice < 80) {
      reset();
    } else if (choice < 84) {
      delete();
    } else if (choice < 88) {
      // As SIGTERM does.
      history.add("restart");
      kit.close();
      resumed(kit.left("j"));
    } else if (choice <= CRASH) {
      history.add("crash");
      resumed(crash());
    } else {
      crashWithinACall();
    }
  }

  /** Mostly what leads on: a walk without aim is at rest nearly all the time. */
  private int likely() {
    boolean failed = model.wanted && !model.active;
    int aim = random.nextInt(6);
    if (model.spec == null && aim < 4) {
      return PUT;
    }
    if (failed && aim < 5) {
      // It is still wanted, which only the next process shows.
      return aim < 3 ? CRASH : PUT;
    }
    return !model.active && aim < 3 ? START : random.nextInt(100);
  }

  private void produce() {
    if (model.active && !model.settled) {
      // Where the topic ended when the job was started is only known until more is in it.
      Eventually.get(
          "the start has found out where to begin and end",
          JobComparison.SOON,
          () -> kit.engine().job("j").state(),
          s -> s != JobState.STARTING && s != JobState.RETRYING);
      if (!model.inLedger && !model.spec.faulty()) {
        model.enteredLedger();
      }
    }
    for (int i = 1 + random.nextInt(6); i > 0; i--) {
      int partition = random.nextInt(PARTITIONS);
      List<Kind> records = model.partitions[partition].records;
      Kind kind = Kind.random(random);
      topic.send(
          partition,
          switch (kind) {
            case GOOD -> "{\"n\":" + records.size() + "}";
            case DIRTY -> "{\"n\":\"many\"}";
            case MALFORMED -> "{\"n\":";
            case TOMBSTONE -> null;
          });
      records.add(kind);
      history.add("produce " + partition + " " + kind);
    }
    model.settled &= !model.active;
  }

  private void start() {
    if (model.spec != null && model.spec.latest() && !model.inLedger) {
      settle();
    }
    boolean mayStart = !model.surelyActive();
    Answer answer = call("start", () -> kit.start("j"));
    if (model.spec == null) {
      assertThat(answer).isEqualTo(Answer.NOT_FOUND);
    } else if (answer == Answer.DONE) {
      assertThat(mayStart && !model.spec.faulty()).isTrue();
      model.started();
    } else if (answer == Answer.INVALID) {
      assertThat(mayStart && model.spec.faulty()).isTrue();
    } else {
      assertThat(answer).isEqualTo(Answer.CONFLICT);
      assertThat(model.surelyResting()).isFalse();
    }
  }

  private void stopJob() {
    Answer answer = call("stop", () -> EngineKit.await(kit.engine().stop("j")));
    if (model.spec == null) {
      assertThat(answer).isEqualTo(Answer.NOT_FOUND);
      return;
    }
    assertThat(answer).isEqualTo(Answer.DONE);
    restsAfterStop();
  }

  /** FINISHED and CREATED stay; a job that was about to finish may be either. */
  private void restsAfterStop() {
    if (model.active && !model.settled && model.goal() == JobState.FINISHED) {
      JobState rest =
          Eventually.get(
              "the job rests",
              JobComparison.SOON,
              () -> kit.engine().job("j").state(),
              s -> s == JobState.STOPPED || s == JobState.FINISHED);
      if (rest == JobState.FINISHED) {
        settle();
      }
      model.stopped(rest);
    } else {
      boolean keeps = model.rest == JobState.CREATED || model.rest == JobState.FINISHED;
      model.stopped(keeps && !model.active ? model.rest : JobState.STOPPED);
    }
  }

  private void put(Spec spec) {
    boolean isNew = model.spec == null;
    Answer answer = call("put " + spec, () -> document(spec));
    if (answer == Answer.DONE) {
      assertThat(model.surelyActive()).isFalse();
      if (isNew) {
        model.created(spec);
      } else {
        settle();
        model.altered(spec);
      }
    } else {
      assertThat(answer).isEqualTo(Answer.CONFLICT);
      assertThat(isNew || model.surelyResting()).isFalse();
    }
  }

  private void reset() {
    if (!model.surelyActive()) {
      // Afterwards nobody could tell how far it had come.
      settle();
    }
    Answer answer = resetWithoutDeadMembers();
    if (model.spec == null) {
      assertThat(answer).isEqualTo(Answer.NOT_FOUND);
    } else if (model.surelyActive()) {
      assertThat(answer).isEqualTo(Answer.CONFLICT);
    } else {
      assertThat(answer).isEqualTo(Answer.DONE);
      model.reset();
    }
  }

  /** A consumer of a process that died is a member of the group until its session times out. */
  private Answer resetWithoutDeadMembers() {
    return Eventually.get(
        "a reset that no dead member of the group refuses",
        JobComparison.SOON,
        () -> call("reset", () -> EngineKit.await(kit.engine().reset("j"))),
        answer ->
            answer != Answer.CONFLICT
                || Instant.now().isAfter(crashedAt.plus(MEMBERSHIP))
                || !refusal.contains("has members"));
  }

  private void delete() {
    if (!model.surelyActive()) {
      settle();
    }
    Answer answer =
        call("delete", () -> EngineKit.await(kit.engine().deleteJob("j", Precondition.NONE)));
    if (model.spec == null) {
      assertThat(answer).isEqualTo(Answer.NOT_FOUND);
    } else if (answer == Answer.DONE) {
      assertThat(model.surelyActive()).isFalse();
      model.deleted();
    } else {
      assertThat(answer).isEqualTo(Answer.CONFLICT);
      assertThat(model.surelyActive()).isTrue();
    }
  }

  /** What the catalog says that is left behind. */
  private JobEntry crash() {
    crashedAt = Instant.now();
    EngineKit old = kit;
    old.loseCatalog();
    if (random.nextBoolean()) {
      old.die();
      kit = new EngineKit(directory);
    } else {
      // It goes on for a moment, as a process does that is about to be fenced.
      kit = new EngineKit(directory);
      old.die();
    }
    return old.left("j");
  }

  private void resumed(JobEntry left) {
    if (history.get(history.size() - 1).equals("restart")) {
      kit = new EngineKit(directory);
    }
    if (model.spec == null) {
      assertThat(left).isNull();
      return;
    }
    boolean mayHaveFinished = model.active && !model.settled && model.goal() == JobState.FINISHED;
    if (mayHaveFinished && !left.started()) {
      settle();
    }
    assertThat(left.started()).isEqualTo(model.wanted);
    model.resumed();
  }

  /** The process dies while it does what it was asked; it was done, or it was not. */
  private void crashWithinACall() {
    if (model.spec == null) {
      return;
    }
    settle();
    boolean toStart = random.nextBoolean();
    var answer = toStart ? kit.engine().start("j") : kit.engine().stop("j");
    JobEntry left = crash();
    history.add(
        "crash within %s, %s, left %s %s"
            .formatted(
                toStart ? "start" : "stop",
                answer.isComplete() ? "answered" : "not answered",
                left.started() ? "wanted" : "not wanted",
                left.settled()));
    if (toStart && left.started() && !model.wanted) {
      assertThat(model.spec.faulty()).isFalse();
      model.started();
    } else if (!toStart && !left.started()) {
      model.stopped(left.settled());
    }
    resumed(left);
  }

  private void theRestIsTaken() {
    history.add("the rest");
    settle();
    stopJob();
    settle();
    put(new Spec("quarantine", "quarantine", false, false, false));
    start();
    settle();
    assertThat(model.goal()).isEqualTo(JobState.RUNNING);
    for (Partition p : model.partitions) {
      assertThat(p.next).isEqualTo(p.end());
    }
  }

  /** Waits until the job is where it goes, then compares everything. */
  private void settle() {
    if (model.spec == null) {
      assertThat(call("status", () -> kit.status("j"))).isEqualTo(Answer.NOT_FOUND);
    } else {
      JobState goal = comparison.untilThere(kit);
      history.add("settled " + goal + " " + comparison.expectedLedger());
    }
    comparison.ofTables();
  }

  private void document(Spec spec) {
    String start =
        spec.faulty()
            ? "{\"at\":\"offsets\",\"offsets\":{\"9\":0}}"
            : spec.latest() ? "{\"at\":\"latest\"}" : "{\"at\":\"earliest\"}";
    kit.job(
        "j",
        "s",
        database,
        schema,
        "t",
        """
        {"mapping":[{"path":"$partition","column":"p"},{"path":"$offset","column":"o"},
                    {"path":"/n","column":"n"}],
         "dirtyData":"%s","malformed":"%s","maxQuarantinedRatio":1.0,"start":%s%s,"lanes":%d,
         "write":{"mode":"insert","method":"%s"},"batch":{"rows":%d,"lingerMs":%d}}\
        """
            .formatted(
                spec.dirtyData(),
                spec.malformed(),
                start,
                spec.bounded() ? ",\"stopAt\":{\"at\":\"latest\"}" : "",
                1 + random.nextInt(2),
                List.of("auto", "insert", "load").get(random.nextInt(3)),
                1 + random.nextInt(20),
                1 + random.nextInt(40)));
  }

  private Answer call(String what, Runnable call) {
    Answer answer;
    try {
      call.run();
      answer = Answer.DONE;
    } catch (Conflict e) {
      answer = Answer.CONFLICT;
      refusal = e.getMessage();
      history.add(refusal);
    } catch (NotFound e) {
      answer = Answer.NOT_FOUND;
    } catch (InvalidDocument e) {
      assertThat(e.faults()).extracting(f -> f.pointer()).containsExactly("/start/offsets/9");
      answer = Answer.INVALID;
    }
    history.add(what + " -> " + answer);
    return answer;
  }
}
