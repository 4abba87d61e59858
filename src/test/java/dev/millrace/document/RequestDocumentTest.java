package dev.millrace.document;

import static dev.millrace.model.Documents.map;
import static dev.millrace.model.Documents.minimalJob;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.millrace.answer.PreviewRequest;
import dev.millrace.answer.SampleRequest;
import dev.millrace.answer.ValuesAs;
import dev.millrace.error.FieldError;
import dev.millrace.error.InvalidDocument;
import dev.millrace.spec.Dialect;
import dev.millrace.spec.JobSpec;
import dev.millrace.spec.ParseSpec;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RequestDocumentTest {
  private static final ParseSpec USUAL = new ParseSpec(1, ParseSpec.Root.OBJECT);

  private static List<String> pointers(Runnable reading) {
    return catchThrowableOfType(InvalidDocument.class, reading::run).faults().stream()
        .map(FieldError::pointer)
        .toList();
  }

  @Test
  void anEmptySampleRequestHasDefaults() {
    SampleRequest request = RequestDocument.sample(map());

    assertThat(request).isEqualTo(new SampleRequest(null, null, 20, 0, null, null, null));
    assertThat(request.parse(USUAL)).isEqualTo(USUAL);
    assertThat(request.valueLimit()).isEmpty();
  }

  @Test
  void everyFieldOfASampleRequestIsRead() {
    SampleRequest request =
        RequestDocument.sample(
            map(
                "layers",
                3,
                "root",
                "array",
                "records",
                1000,
                "maxValueChars",
                80,
                "dialect",
                "analyticdb",
                "table",
                "t 1",
                "job",
                "j"));

    assertThat(request)
        .isEqualTo(
            new SampleRequest(3, ParseSpec.Root.ARRAY, 1000, 80, Dialect.ANALYTICDB, "t 1", "j"));
    assertThat(request.parse(USUAL)).isEqualTo(new ParseSpec(3, ParseSpec.Root.ARRAY));
  }

  @Test
  void allFaultsOfASampleRequestAreToldAtOnce() {
    Map<String, Object> bad =
        map(
            "layers",
            33,
            "root",
            "objekt",
            "records",
            1001,
            "maxValueChars",
            0,
            "dialect",
            "pg",
            "table",
            "x".repeat(65),
            "job",
            "-",
            "recordz",
            1);

    assertThat(pointers(() -> RequestDocument.sample(bad)))
        .containsExactlyInAnyOrder(
            "/layers",
            "/root",
            "/records",
            "/maxValueChars",
            "/dialect",
            "/table",
            "/job",
            "/recordz");
  }

  @Test
  void anUnparsedMessageIsNoArray() {
    assertThat(pointers(() -> RequestDocument.sample(map("layers", 0, "root", "array"))))
        .containsExactly("/root");
  }

  @Test
  void valuesAsTextAreCutThoughNoLimitIsNamed() {
    SampleRequest sample = RequestDocument.sample(map("valuesAs", "text"));
    PreviewRequest preview =
        RequestDocument.preview(map("job", "j", "valuesAs", "text", "maxValueChars", 9));

    assertThat(sample.valuesAs()).isEqualTo(ValuesAs.TEXT);
    assertThat(sample.valueLimit()).hasValue(65_536);
    assertThat(preview.valuesAs()).isEqualTo(ValuesAs.TEXT);
    assertThat(preview.valueLimit()).isEqualTo(9);
    assertThat(pointers(() -> RequestDocument.sample(map("valuesAs", "texts"))))
        .containsExactly("/valuesAs");
    assertThat(pointers(() -> RequestDocument.preview(map("job", "j", "maxValueChars", 9))))
        .containsExactly("/maxValueChars");
  }

  @Test
  void aPreviewNamesAJobOrBringsOne() {
    assertThat(RequestDocument.preview(map("job", "orders")))
        .isEqualTo(new PreviewRequest("orders", null, 20));
    assertThat(RequestDocument.preview(map("job", minimalJob(), "records", 5)))
        .isEqualTo(new PreviewRequest(null, JobDocument.read(minimalJob()), 5));
  }

  @Test
  void aPreviewedDocumentMayNameTheJobWhoseSecretsItHas() {
    PreviewRequest request =
        RequestDocument.preview(map("job", minimalJob(), "secretsOf", "orders"));

    assertThat(request.name()).isEqualTo("orders");
    assertThat(request.spec()).isEqualTo(JobDocument.read(minimalJob()));
    assertThat(pointers(() -> RequestDocument.preview(map("job", "j", "secretsOf", "orders"))))
        .as("a stored job has its own")
        .containsExactly("/secretsOf");
    assertThat(
            pointers(() -> RequestDocument.preview(map("job", minimalJob(), "secretsOf", "a/b"))))
        .containsExactly("/secretsOf");
  }

  @Test
  void timestampsAreEpochMillisecondsAndFew() {
    assertThat(
            RequestDocument.sample(map("timestamps", List.of(0, 1_767_225_600_000L))).timestamps())
        .containsExactly(Instant.EPOCH, Instant.parse("2026-01-01T00:00:00Z"));
    assertThat(RequestDocument.sample(map()).timestamps()).isEmpty();
    for (Object wrong :
        List.of(7, List.of(-1), List.of("2026-01-01"), List.of(1.5), Collections.nCopies(49, 1))) {
      assertThat(pointers(() -> RequestDocument.sample(map("timestamps", wrong))))
          .as("%s", wrong)
          .containsExactly("/timestamps");
    }
  }

  @Test
  void aPreviewSaysHowOldItsRecordsMayBe() {
    assertThat(RequestDocument.preview(map("job", "j")).recordsMaxAge()).isZero();
    assertThat(RequestDocument.preview(map("job", "j", "recordsMaxAgeMs", 60_000)).recordsMaxAge())
        .hasSeconds(60);
    assertThat(pointers(() -> RequestDocument.preview(map("job", "j", "recordsMaxAgeMs", 60_001))))
        .containsExactly("/recordsMaxAgeMs");
  }

  @Test
  void aPreviewedJobMayNameNoServerYet() {
    JobSpec bare = RequestDocument.preview(map("job", map("source", "my-orders"))).spec();
    JobSpec placed =
        RequestDocument.preview(
                map(
                    "job",
                    map("source", "s", "destination", map("dialect", "analyticdb", "table", "t"))))
            .spec();

    assertThat(bare.destination().isNamed()).isFalse();
    assertThat(bare.destination().dialect()).isEqualTo(Dialect.MYSQL);
    assertThat(bare.tables().get(0).table()).isEqualTo("my_orders");
    assertThat(placed.destination().isNamed()).isFalse();
    assertThat(placed.destination().dialect()).isEqualTo(Dialect.ANALYTICDB);
    assertThat(placed.tables().get(0).table()).isEqualTo("t");
  }

  @Test
  void aPreviewedJobThatNamesAnythingOfAServerNamesTheWholeOfIt() {
    Map<String, Object> half = map("source", "s", "destination", map("user", "u"));

    assertThat(pointers(() -> RequestDocument.preview(map("job", half))))
        .containsExactlyInAnyOrder(
            "/job/destination/host", "/job/destination/database", "/job/destination/table");
    assertThat(
            pointers(
                () ->
                    RequestDocument.preview(
                        map("job", map("source", "s", "destination", "mysql://db")))))
        .containsExactly("/job/destination");
    assertThat(pointers(() -> JobDocument.read(map("source", "s"))))
        .as("a job to be stored")
        .containsExactly("/destination");
  }

  @Test
  void allFaultsOfAPreviewAreToldAtOnceWithTheirPlaceInTheRequest() {
    Map<String, Object> job = minimalJob();
    job.put("lanes", 0);
    job.put("lanez", 1);

    assertThat(pointers(() -> RequestDocument.preview(map("job", job, "records", 0, "x", 1))))
        .containsExactlyInAnyOrder("/job/lanes", "/job/lanez", "/records", "/x");
    assertThat(pointers(() -> RequestDocument.preview(map()))).containsExactly("/job");
    assertThat(pointers(() -> RequestDocument.preview(map("job", 7)))).containsExactly("/job");
  }
}
