package dev.millrace.document;

import static dev.millrace.model.Documents.faults;
import static dev.millrace.model.Documents.map;
import static dev.millrace.model.Documents.minimalJob;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.millrace.error.InvalidDocument;
import dev.millrace.model.ColumnType;
import dev.millrace.model.Documents;
import dev.millrace.spec.BatchSpec;
import dev.millrace.spec.Destination;
import dev.millrace.spec.Dialect;
import dev.millrace.spec.GroupProtocol;
import dev.millrace.spec.JobSpec;
import dev.millrace.spec.OffsetSpec;
import dev.millrace.spec.OffsetSpec.At;
import dev.millrace.spec.ParseSpec;
import dev.millrace.spec.PartitionRef;
import dev.millrace.spec.Policy;
import dev.millrace.spec.Rounding;
import dev.millrace.spec.TableSpec;
import dev.millrace.spec.WriteSpec;
import dev.millrace.spec.WriteSpec.Delivery;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JobDocumentTest {

  @Test
  void sourceAndDestinationAreEnough() {
    JobSpec spec = JobDocument.read(minimalJob());

    assertThat(spec)
        .isEqualTo(
            new JobSpec(
                "orders",
                new Destination(
                    Dialect.MYSQL, "db", 3306, "shop", "ingest", null, Destination.Tls.PREFERRED),
                new ParseSpec(1, ParseSpec.Root.OBJECT),
                List.of(
                    new TableSpec(
                        "orders",
                        List.of(),
                        TableSpec.Infer.REST,
                        TableSpec.CreateTable.IF_MISSING,
                        new WriteSpec(WriteSpec.Mode.INSERT, WriteSpec.Method.AUTO),
                        false)),
                OffsetSpec.EARLIEST,
                null,
                JobSpec.LostOffsets.STOP,
                Policy.STOP,
                Policy.STOP,
                Policy.STOP,
                0,
                0.5,
                Delivery.EXACTLY_ONCE,
                2,
                BatchSpec.DEFAULT,
                32 << 20,
                ZoneId.of("UTC"),
                null,
                GroupProtocol.CLASSIC,
                Rounding.ROUND));
  }

  @Test
  void severalTablesAreWrittenEachByItself() {
    JobSpec one = JobDocument.read(Documents.fullJob());
    TableSpec first = one.tables().get(0);
    TableSpec second =
        new TableSpec(
            "lines",
            List.of(),
            TableSpec.Infer.REST,
            TableSpec.CreateTable.NEVER,
            new WriteSpec(WriteSpec.Mode.REPLACE, WriteSpec.Method.INSERT),
            false);

    Map<String, Object> doc = JobDocument.write(one.withTables(List.of(first, second)), false);

    assertThat(doc).doesNotContainKeys("mapping", "createTable", "infer");
    assertThat(Documents.at(doc, "destination")).doesNotContainKey("table");
    assertThat(Documents.at(doc, "write")).containsOnlyKeys("delivery");
    assertThat((List<?>) doc.get("tables"))
        .element(1)
        .isEqualTo(
            map(
                "table", "lines",
                "mapping", List.of(),
                "createTable", "never",
                "write", map("mode", "replace", "method", "insert"),
                "infer", "rest"));
    assertThat(DocumentDigest.of(one.withTables(List.of(first, second))))
        .isNotEqualTo(DocumentDigest.of(one.withTables(List.of(first, first))))
        .isNotEqualTo(DocumentDigest.of(one));
  }

  /** As the versions before wrote it into ledgers; another would tell of documents that differ. */
  @Test
  void theDigestOfAJobOfOneTableIsThatOfEarlierVersions() {
    assertThat(DocumentDigest.of(JobDocument.read(minimalJob()))).isEqualTo("e3e8b4440ddd152b");
    assertThat(DocumentDigest.of(JobDocument.read(Documents.fullJob())))
        .isEqualTo("f08d6c5f94758570");
  }

  @Test
  void writtenAndReadAgainIsEqual() {
    JobSpec everything = JobDocument.read(Documents.fullJob());

    assertThat(JobDocument.read(JobDocument.write(everything, true))).isEqualTo(everything);
    assertThat(JobDocument.read(JobDocument.write(JobDocument.read(minimalJob()), true)))
        .isEqualTo(JobDocument.read(minimalJob()));
  }

  @Test
  void whatWasSentComesBackAsItWas() {
    Map<String, Object> doc = Documents.fullJob();

    Map<String, Object> written = JobDocument.write(JobDocument.read(doc), true);

    assertThat(written).containsAllEntriesOf(doc);
    assertThat(written.keySet())
        .startsWith("source", "destination", "parse", "mapping", "createTable", "start");
  }

  @Test
  void aLiteralPasswordIsNeverShown() {
    Map<String, Object> doc = minimalJob();
    Documents.at(doc, "destination").put("password", "hunter2");

    Map<String, Object> shown = JobDocument.write(JobDocument.read(doc), false);

    assertThat(Documents.at(shown, "destination")).contains(entry("password", "***"));
    assertThat(shown.toString()).doesNotContain("hunter2");
  }

  @Test
  void aReferenceIsShown() {
    Map<String, Object> shown = JobDocument.write(JobDocument.read(Documents.fullJob()), false);

    assertThat(Documents.at(shown, "destination"))
        .contains(entry("password", "${env:SHOP_DB_PASSWORD}"));
  }

  @Test
  void allFaultsAreListedAtOnce() {
    Map<String, Object> doc = minimalJob();
    doc.put("lanez", 2);
    doc.put("batch", map("rows", 0, "bytes", 1, "lingerMs", 60_001));
    doc.put("mapping", List.of(map("path", "id", "column", "id", "type", "BIGNIT"), 7));
    Documents.at(doc, "destination").remove("host");

    assertThat(faults(() -> JobDocument.read(doc)))
        .containsOnlyKeys(
            "/destination/host",
            "/mapping/1",
            "/mapping/0/path",
            "/mapping/0/type",
            "/batch/rows",
            "/batch/bytes",
            "/batch/lingerMs",
            "/lanez")
        .containsEntry("/lanez", "unknown field 'lanez'; did you mean 'lanes'?")
        .containsEntry("/batch/rows", "expected a whole number from 1 to 100000, found 0")
        .containsEntry("/destination/host", "required: the database server's name or address");
  }

  @Test
  void anEmptyDocumentNeedsSourceAndDestination() {
    assertThat(faults(() -> JobDocument.read(Map.of())))
        .containsOnlyKeys("/source", "/destination");
  }

  @Test
  void aWrongWordListsTheAllowedOnes() {
    assertThat(faultOf("write", map("mode", "upsrt")))
        .isEqualTo(
            "expected one of insert, ignore, replace, upsert, found 'upsrt'; did you mean"
                + " 'upsert'?");
    assertThat(faultOf("malformed", "null"))
        .startsWith("expected one of stop, quarantine, found 'null'");
    assertThat(faultOf("createTable", true))
        .isEqualTo("expected one of if-missing, never, found true");
  }

  @Test
  void theWordNullNeedsQuotes() {
    Map<String, Object> doc = minimalJob();
    doc.put("dirtyData", null);

    assertThat(faults(() -> JobDocument.read(doc)).get("/dirtyData")).contains("\"null\"");
  }

  @Test
  void wrongKindsOfValuesAreToldNotThrown() {
    for (Object wrong : List.of("x", 5, true, List.of(), List.of(List.of()), Map.of("x", 1), 1.5)) {
      for (String key : JobDocument.write(JobDocument.read(Documents.fullJob()), true).keySet()) {
        Map<String, Object> doc = Documents.fullJob();
        doc.put(key, wrong);
        try {
          JobDocument.read(doc);
        } catch (InvalidDocument e) {
          assertThat(e.faults()).allMatch(f -> f.pointer().startsWith("/"));
        }
      }
    }
  }

  @Test
  void oneColumnIsFilledOnce() {
    String fault =
        faultOf(
            "mapping",
            List.of(map("path", "/a", "column", "Id"), map("path", "/b", "column", "iD")));

    assertThat(fault).contains("'iD'", "/mapping/0/column");
  }

  @Test
  void mappingEntriesFitTheParseDepth() {
    Map<String, Object> doc = minimalJob();
    doc.put("parse", map("layers", 0));
    doc.put(
        "mapping", List.of(map("path", "$value", "column", "v"), map("path", "/a", "column", "a")));

    assertThat(faults(() -> JobDocument.read(doc))).containsOnlyKeys("/mapping/1/path");
  }

  @Test
  void indexNeedsARootArray() {
    List<Object> mapping = List.of(map("path", "$index", "column", "i"));
    Map<String, Object> doc = minimalJob();
    doc.put("parse", map("root", "array"));
    doc.put("mapping", mapping);

    assertThat(JobDocument.read(doc).tables().get(0).mapping()).hasSize(1);
    assertThat(faultOf("mapping", mapping)).contains("$index");
  }

  @Test
  void entriesOptionsFitTheirType() {
    assertThat(
            faultOf(
                "mapping", List.of(map("path", "/a", "column", "a", "type", "INT", "epoch", "s"))))
        .contains("dates and times");
    assertThat(
            faultOf(
                "mapping",
                List.of(map("path", "/a", "column", "a", "type", "TEXT", "encoding", "hex"))))
        .contains("binary");
    assertThat(
            faultOf(
                "mapping", List.of(map("path", "/a", "column", "a", "type", "TEXT", "key", true))))
        .contains("VARCHAR");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          /a          | VARCHAR(10)  | epoch    | ms      | dates and times
          /a          | VARCHAR(10)  | epoch    | d       | dates and times
          /a          | YEAR         | epoch    | s       | the year itself
          /a          | TIME(3)      | epoch    | d       | days of the calendar
          $timestamp  | DATETIME(3)  | epoch    | s       | milliseconds always
          $ingestTime |              | epoch    | us      | milliseconds always
          $key        | DATETIME(3)  | epoch    | s       | only integers
          $headers/h  |              | epoch    | ms      | only integers
          /a          | DECIMAL(9,2) | encoding | base64  | binary columns
          /a          | TEXT         | encoding | utf8    | binary columns
          /a          | JSON         | encoding | hex     | binary columns
          $offset     | BLOB         | encoding | hex     | is a number
          $topic      | TEXT         | absent   | default | every record has
          $value      | LONGTEXT     | absent   | default | every record has
          /a          | INT          | rounding | dirty   | which round
          /a          | DOUBLE       | rounding | round   | which round
          /a          | DATE         | rounding | dirty   | which round
          $offset     | DECIMAL(9,2) | rounding | dirty   | no digits to lose
          """)
  void anOptionThatDoesNothingWhereItStandsIsAFault(
      String path, String type, String option, String value, String detail) {
    Map<String, Object> entry = map("path", path, "column", "c", option, value);
    if (type != null) {
      entry.put("type", type);
    }
    Map<String, Object> doc = minimalJob();
    doc.put("mapping", List.of(entry));

    Map<String, String> faults = faults(() -> JobDocument.read(doc));

    assertThat(faults).containsOnlyKeys("/mapping/0/" + option);
    assertThat(faults.get("/mapping/0/" + option)).contains(detail);
    assertThat(JobDocument.readStored(doc).tables().get(0).mapping())
        .as("what an earlier version took is still read")
        .hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          /a          | DATE         | epoch    | d
          /a          | DATETIME(3)  | epoch    | d
          /a          | TIMESTAMP    | epoch    | d
          /a          | TIME         | epoch    | us
          /a          |              | epoch    | d
          /a          |              | encoding | base64
          /a          |              | rounding | dirty
          /a          | VARBINARY(9) | encoding | hex
          $key        | BLOB         | encoding | base64
          $key        | BLOB         | absent   | default
          $headers/h  | INT          | absent   | default
          $timestamp  | DATETIME(3)  | absent   | default
          $timestamp  | DATETIME     | rounding | dirty
          /a          | DECIMAL(9,2) | rounding | dirty
          /a          | DOUBLE(9,2)  | rounding | round
          /a          | TIME(3)      | rounding | dirty
          """)
  void anOptionThatCountsComesBackAsItWas(String path, String type, String option, String value) {
    Map<String, Object> entry = map("path", path, "column", "c");
    if (type != null) {
      entry.put("type", type);
    }
    entry.put(option, value);
    Map<String, Object> doc = minimalJob();
    doc.put("mapping", List.of(entry));

    assertThat(JobDocument.write(JobDocument.read(doc), true).get("mapping"))
        .isEqualTo(List.of(entry));
  }

  @Test
  void roundingIsTheJobsOrTheEntrys() {
    Map<String, Object> doc = minimalJob();
    assertThat(JobDocument.read(doc).rounding()).isEqualTo(Rounding.ROUND);

    doc.put("rounding", "dirty");

    assertThat(JobDocument.read(doc).rounding()).isEqualTo(Rounding.DIRTY);
    assertThat(JobDocument.write(JobDocument.read(doc), true)).containsEntry("rounding", "dirty");
    assertThat(faultOf("rounding", "up")).contains("round, dirty");
  }

  @Test
  void analyticdbIsAtLeastOnce() {
    Map<String, Object> doc = minimalJob();
    Documents.at(doc, "destination").put("dialect", "analyticdb");

    assertThat(JobDocument.read(doc).delivery()).isEqualTo(Delivery.AT_LEAST_ONCE);

    doc.put("write", map("delivery", "exactly-once"));
    assertThat(faults(() -> JobDocument.read(doc))).containsOnlyKeys("/write/delivery");
  }

  @Test
  void positionsHaveFourForms() {
    assertThat(position(map("at", "latest"))).isEqualTo(OffsetSpec.LATEST);
    assertThat(position(map("at", "timestamp", "timestamp", "2026-01-01T01:00:00+01:00")))
        .isEqualTo(new OffsetSpec(At.TIMESTAMP, Instant.parse("2026-01-01T00:00:00Z"), Map.of()));
    assertThat(position(map("at", "timestamp", "timestamp", 1_500L)).timestamp())
        .isEqualTo(Instant.ofEpochMilli(1_500));
    assertThat(
            position(map("at", "offsets", "offsets", map("0", 17, "orders:3", 5_000_000_000L)))
                .offsets())
        .isEqualTo(Map.of(PartitionRef.of(0), 17L, new PartitionRef("orders", 3), 5_000_000_000L));
  }

  @Test
  void wrongPositionsAreTold() {
    assertThat(faultOf("start", "earliest"))
        .isEqualTo("expected an object such as {\"at\": \"earliest\"}");
    assertThat(faultOf("start", map("at", "timestamp"))).contains("required", "epoch milliseconds");
    assertThat(faultOf("start", map("at", "timestamp", "timestamp", "yesterday")))
        .contains("'yesterday'");
    assertThat(faultOf("start", map("at", "latest", "offsets", map("0", 1))))
        .contains("leave it out");
    assertThat(faultOf("start", map("at", "offsets", "offsets", map("zero", 1))))
        .contains("a partition such as \"0\" or \"orders:0\"", "'zero'");
    assertThat(faultOf("start", map("at", "offsets", "offsets", map("0", -1))))
        .contains("found -1");
    assertThat(faultOf("start", map("at", "offsets", "offsets", map()))).contains("at least one");
    assertThat(faultOf("stopAt", map("at", "earliest"))).contains("latest, timestamp, offsets");
  }

  @Test
  void theEndIsAfterTheStart() {
    Map<String, Object> doc = minimalJob();
    doc.put("start", map("at", "offsets", "offsets", map("0", 17)));
    doc.put("stopAt", map("at", "offsets", "offsets", map("0", 16)));

    assertThat(faults(() -> JobDocument.read(doc))).containsOnlyKeys("/stopAt/offsets/0");

    doc.put("stopAt", map("at", "offsets", "offsets", map("orders:0", 16)));
    assertThat(faults(() -> JobDocument.read(doc))).containsOnlyKeys("/stopAt/offsets/orders:0");
  }

  @Test
  void theDestinationIsPlausible() {
    assertThat(destinationFault("port", 70_000)).contains("65535");
    assertThat(destinationFault("port", "3306")).contains("found '3306'");
    assertThat(destinationFault("host", "mysql://db")).contains("without scheme");
    assertThat(destinationFault("host", "db:3306")).contains("port");
    assertThat(destinationFault("table", "x".repeat(65))).contains("65 characters");
    assertThat(destinationFault("table", "MILLRACE_ledger")).contains("own table");
    assertThat(destinationFault("password", 1234)).doesNotContain("1234");
    assertThat(destinationFault("tls", "on")).contains("disabled, preferred, required, verify");
  }

  @Test
  void numbersMayBeWrittenAsJsonAllows() {
    Map<String, Object> doc = minimalJob();
    doc.put("batch", map("rows", 1e4));

    assertThat(JobDocument.read(doc).batch().rows()).isEqualTo(10_000);
    assertThat(faultOf("lanes", 1.5)).contains("found 1.5");
    assertThat(faultOf("lanes", Double.NaN)).contains("found NaN");
    assertThat(faultOf("timeZone", "Mars/Base")).contains("'Mars/Base'");
  }

  @Test
  void aMaskSentBackKeepsThePassword() {
    Map<String, Object> doc = minimalJob();
    Documents.at(doc, "destination").put("password", "hunter2");
    JobSpec stored = JobDocument.read(doc);

    JobSpec sent = JobDocument.read(JobDocument.write(stored, false));

    assertThat(JobDocument.keepSecrets(sent, stored)).isEqualTo(stored);
  }

  @Test
  void aMaskIsRefusedWhereThePasswordWouldGoElsewhere() {
    Map<String, Object> doc = minimalJob();
    Documents.at(doc, "destination").put("password", "hunter2");
    JobSpec stored = JobDocument.read(doc);
    Documents.at(doc, "destination").put("password", "***");
    Documents.at(doc, "destination").put("host", "evil");
    JobSpec sent = JobDocument.read(doc);

    assertThat(faults(() -> JobDocument.keepSecrets(sent, stored)))
        .containsOnlyKeys("/destination/password");
    assertThat(faults(() -> JobDocument.keepSecrets(sent, null)))
        .containsOnlyKeys("/destination/password");
  }

  @Test
  void columnTypesSurviveTheRoundTrip() {
    for (String type :
        List.of(
            "FLOAT(7,4)",
            "DOUBLE",
            "year(4)",
            "int(11) unsigned",
            "ENUM('a','b''c')",
            "BIT(3)",
            "TIME(6)")) {
      ColumnType read = ColumnType.parse(type);
      assertThat(ColumnType.parse(read.sql())).isEqualTo(read);
    }
  }

  private static OffsetSpec position(Map<String, Object> start) {
    Map<String, Object> doc = minimalJob();
    doc.put("start", start);
    return JobDocument.read(doc).start();
  }

  private static String destinationFault(String key, Object value) {
    Map<String, Object> doc = minimalJob();
    Documents.at(doc, "destination").put(key, value);
    Map<String, String> faults = faults(() -> JobDocument.read(doc));
    assertThat(faults).containsOnlyKeys("/destination/" + key);
    return faults.get("/destination/" + key);
  }

  /** The only fault of a job in which one field is different. */
  private static String faultOf(String key, Object value) {
    Map<String, Object> doc = minimalJob();
    doc.put(key, value);
    List<String> details = new ArrayList<>(faults(() -> JobDocument.read(doc)).values());
    assertThat(details).hasSize(1);
    return details.get(0);
  }
}
