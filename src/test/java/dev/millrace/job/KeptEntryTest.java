package dev.millrace.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.catalog.Catalog;
import dev.millrace.model.Documents;
import dev.millrace.model.JobDocument;
import dev.millrace.model.JobEntry;
import dev.millrace.model.JobState;
import dev.millrace.model.SourceSpec;
import dev.millrace.model.TopicId;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class KeptEntryTest {
  private static final TopicId TOPIC = new TopicId("t", "id");
  private static final JobEntry CREATED =
      JobEntry.created(JobDocument.read(Documents.minimalJob()), Instant.EPOCH);

  private final SlowCatalog catalog = new SlowCatalog();
  private final KeptEntry kept = new KeptEntry(catalog, "j", CREATED);
  private final UnaryOperator<JobEntry> found = e -> e.with(e.spec(), true, e.stopOffsets(), TOPIC);
  private final UnaryOperator<JobEntry> stopped =
      e -> e.wish(false, JobState.STOPPED, null, Map.of());

  /** Takes an entry when it is told to. */
  private static final class SlowCatalog implements Catalog {
    final List<JobEntry> taken = new ArrayList<>();
    final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
    boolean full;

    @Override
    public Future<Void> putJob(String name, JobEntry entry) {
      Promise<Void> promise = Promise.promise();
      waiting.add(
          () -> {
            if (full) {
              promise.fail("no space left on device");
            } else {
              taken.add(entry);
              promise.complete();
            }
          });
      return promise.future();
    }

    void takeAll() {
      while (!waiting.isEmpty()) {
        waiting.remove().run();
      }
    }

    @Override
    public Map<String, SourceSpec> sources() {
      throw new AssertionError();
    }

    @Override
    public Map<String, JobEntry> jobs() {
      throw new AssertionError();
    }

    @Override
    public Future<Void> putSource(String name, SourceSpec spec) {
      throw new AssertionError();
    }

    @Override
    public Future<Void> deleteSource(String name) {
      throw new AssertionError();
    }

    @Override
    public Future<Void> deleteJob(String name) {
      throw new AssertionError();
    }
  }

  @Test
  void aStopThatComesWhileTheStartIsWrittenUndoesNothingOfIt() {
    Future<Void> started = kept.change(found);
    Future<Void> stopping = kept.change(stopped);
    assertThat(kept.now()).isEqualTo(CREATED);

    catalog.takeAll();

    assertThat(started.succeeded() && stopping.succeeded()).isTrue();
    assertThat(catalog.taken).hasSize(2).last().isEqualTo(kept.now());
    assertThat(kept.now().topic()).isEqualTo(TOPIC);
    assertThat(kept.now().mappingInferred()).isTrue();
    assertThat(kept.now().rest()).isEqualTo(JobState.STOPPED);
  }

  @Test
  void aChangeThatIsNotTakenLeavesTheEntryAsItWas() {
    catalog.full = true;
    Future<Void> failed = kept.change(found);
    catalog.takeAll();
    assertThat(failed.failed()).isTrue();
    assertThat(kept.now()).isEqualTo(CREATED);

    catalog.full = false;
    Future<Void> taken = kept.change(stopped);
    catalog.takeAll();

    assertThat(taken.succeeded()).isTrue();
    assertThat(kept.now().topic()).isNull();
    assertThat(kept.now().rest()).isEqualTo(JobState.STOPPED);
  }

  @Test
  void whatChangesNothingIsNotWritten() {
    kept.change(found);
    catalog.takeAll();

    assertThat(kept.change(found).succeeded()).isTrue();

    assertThat(catalog.waiting).isEmpty();
  }
}
