package dev.millrace.timeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.answer.JobChange;
import dev.millrace.answer.TimelineEntry;
import dev.millrace.error.JobError;
import dev.millrace.error.NotStored;
import dev.millrace.model.JobState;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TimelinesTest {
  private final Vertx vertx = Vertx.vertx();
  @TempDir Path directory;

  private Timelines timelines() {
    return new Timelines(vertx, directory, "n:1", EntryListener.NONE);
  }

  @AfterEach
  void close() {
    vertx.close().await();
  }

  private static List<TimelineEntry> entries(JobTimeline timeline) {
    return timeline.read(0, 1_000).await().entries();
  }

  private static List<String> messages(JobTimeline timeline) {
    return entries(timeline).stream().map(TimelineEntry::message).toList();
  }

  private static void add(JobTimeline timeline, String message) {
    timeline.add(EntryKind.START, "ann", message, Map.of("a", 1));
  }

  @Test
  void aJobsEntriesAreThereInTheNextProcess() {
    add(timelines().of("j"), "m1");

    JobTimeline next = timelines().of("j");
    add(next, "m2");

    assertThat(messages(next)).containsExactly("m1", "m2");
    TimelineEntry entry = entries(next).get(0);
    assertThat(entry.actor()).isEqualTo("ann");
    assertThat(entry.node()).isEqualTo("n:1");
    assertThat(entry.kind()).isEqualTo("start");
    assertThat(entry.data()).isEqualTo(Map.of("a", 1));
  }

  @Test
  void namesThatDifferInCaseAloneAreTwoJobs() {
    Timelines timelines = timelines();
    add(timelines.of("Orders"), "one");
    add(timelines.of("orders"), "other");

    assertThat(messages(timelines.of("Orders"))).containsExactly("one");
    assertThat(Timelines.fileName("Orders")).isNotEqualToIgnoringCase(Timelines.fileName("orders"));
  }

  @Test
  void aNewJobUnderAnOldNameBeginsAnewWhateverComesLate() {
    Timelines timelines = timelines();
    JobTimeline old = timelines.of("j");
    add(old, "m1");
    old.delete();
    add(old, "late");

    JobTimeline next = timelines.of("j");
    add(next, "m2");

    assertThat(messages(next)).containsExactly("m2");
  }

  @Test
  void whatADeadProcessLeftOfDeletedJobsIsDeletedAtTheNextStart() {
    Timelines timelines = timelines();
    add(timelines.of("kept"), "m1");
    add(timelines.of("gone"), "m2");

    timelines.keepOnly(Set.of("kept"));

    assertThat(messages(timelines.of("kept"))).containsExactly("m1");
    assertThat(messages(timelines.of("gone"))).isEmpty();
  }

  @Test
  void aFloodIsCountedInsteadOfWritten() {
    JobTimeline timeline = timelines().of("j");

    for (int i = 0; i < 5_000; i++) {
      add(timeline, "m" + i);
    }

    assertThat(entries(timeline)).hasSizeLessThan(200);
  }

  @Test
  void whoListensIsToldOfWhatIsLeftOutToo() {
    List<String> told = new ArrayList<>();
    EntryListener listener = (job, kind, at, message, data) -> told.add(job + " " + message);
    JobTimeline timeline = new Timelines(vertx, directory, "n:1", listener).of("j");

    for (int i = 0; i < 500; i++) {
      add(timeline, "m" + i);
    }
    timeline.delete();
    add(timeline, "late");

    assertThat(told).hasSize(500).endsWith("j m499");
  }

  @Test
  void aDiskThatTakesNothingHurtsNobodyAndIsToldWhenItDoesAgain() throws IOException {
    Path inTheWay = directory.resolve("timeline");
    Files.writeString(inTheWay, "a file where the directory should be");
    Timelines timelines = timelines();
    JobTimeline timeline = timelines.of("j");
    add(timeline, "lost");
    timelines.flush().await();
    assertThatThrownBy(() -> entries(timeline)).isInstanceOf(NotStored.class);

    Files.delete(inTheWay);
    Files.createDirectory(inTheWay);
    add(timeline, "m2");

    assertThat(messages(timeline))
        .containsExactly(
            "1 entries were left out: too many at once, or the disk did not take them", "m2");
  }

  @Test
  void aFailedRecordIsToldByItsPlaceAndNotByItsValue() {
    JobTimeline timeline = timelines().of("j");
    JobError error =
        new JobError(
            "dirty", "not-a-number", "qty: 'abc' is no number", "t", 0, 17L, "qty", "/qty", "abc");

    timeline.state(new JobChange.StateChanged("j", JobState.RUNNING, Instant.EPOCH, null));
    timeline.state(new JobChange.StateChanged("j", JobState.STOPPING, Instant.EPOCH, null));
    timeline.state(new JobChange.StateChanged("j", JobState.FAILED, Instant.EPOCH, error));

    TimelineEntry failed = entries(timeline).get(1);
    assertThat(failed.kind()).isEqualTo("failed");
    assertThat(failed.message()).contains("t[0]@17").doesNotContain("abc");
    assertThat(failed.data()).isEqualTo(Map.of("code", "not-a-number"));
  }

  @Test
  void whichLaneHadWhatIsToldBeforeTheEndOfTheirRunAndNotAfterIt() {
    JobTimeline timeline = timelines().of("j");
    timeline.state(new JobChange.StateChanged("j", JobState.RUNNING, Instant.EPOCH, null));
    timeline.assigned(0, List.of("t[0]"));
    timeline.state(new JobChange.StateChanged("j", JobState.STOPPING, Instant.EPOCH, null));
    timeline.assigned(0, List.of());
    timeline.state(new JobChange.StateChanged("j", JobState.STOPPED, Instant.EPOCH, null));

    timeline.end();

    assertThat(messages(timeline))
        .containsExactly(
            "the job runs", "partitions were assigned: lane 0 has [t[0]]", "the job has stopped");
  }
}
