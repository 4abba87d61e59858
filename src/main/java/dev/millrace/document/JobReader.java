package dev.millrace.document;

import dev.millrace.dialect.Dialects;
import dev.millrace.dialect.Feature;
import dev.millrace.error.References;
import dev.millrace.spec.BatchSpec;
import dev.millrace.spec.Destination;
import dev.millrace.spec.Dialect;
import dev.millrace.spec.GroupProtocol;
import dev.millrace.spec.JobSpec;
import dev.millrace.spec.JobSpec.LostOffsets;
import dev.millrace.spec.MappingEntry;
import dev.millrace.spec.OffsetSpec;
import dev.millrace.spec.OffsetSpec.At;
import dev.millrace.spec.ParseSpec;
import dev.millrace.spec.Policy;
import dev.millrace.spec.Rounding;
import dev.millrace.spec.TableSpec;
import dev.millrace.spec.TableSpec.CreateTable;
import dev.millrace.spec.TableSpec.Infer;
import dev.millrace.spec.WriteSpec;
import dev.millrace.spec.WriteSpec.Delivery;
import dev.millrace.spec.WriteSpec.Method;
import dev.millrace.spec.WriteSpec.Mode;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One reading of a job document; each part is read by one method, the rules between parts stand in
 * {@link #read}.
 */
final class JobReader {
  static final int DEFAULT_LANES = 2;
  static final int MAX_LANES = 64;
  static final long MAX_IN_FLIGHT_BYTES = 1L << 30;

  private static final int MAX_GROUP_CHARS = 255;
  private static final Set<String> OWN_TABLES = Set.of("millrace_ledger", "millrace_quarantine");
  private static final Set<String> OF_NO_SERVER = Set.of("dialect", "table");
  private static final List<Policy> RECORD_POLICIES = List.of(Policy.STOP, Policy.QUARANTINE);

  private final Fields job;
  private final boolean stored;
  private final boolean mayNameNoServer;

  /** As {@code destination} names it; null where it does not. */
  private String table;

  JobReader(Fields job) {
    this(job, false, false);
  }

  private JobReader(Fields job, boolean stored, boolean mayNameNoServer) {
    this.job = job;
    this.stored = stored;
    this.mayNameNoServer = mayNameNoServer;
  }

  /** For a document that this program wrote, perhaps an earlier version of it. */
  static JobReader ofStored(Fields job) {
    return new JobReader(job, true, false);
  }

  /** For a document that is looked at and not kept: it may be without a server. */
  static JobReader ofPreview(Fields job) {
    return new JobReader(job, false, true);
  }

  /** The job, complete only when no fault was found. */
  JobSpec read() {
    String source = job.text("source", "the name of a source");
    job.check("source", source, Names::faultOfName);
    Destination destination = namesNoServer() ? unnamed(source) : destination();
    ParseSpec parse = parse();
    Fields write = job.object("write");
    TableSpec only = table(parse, write);
    Delivery delivery = delivery(destination.dialect(), write);
    write.end();
    OffsetSpec start = PositionDocument.read(job, "start", OffsetSpec.EARLIEST, At.values());
    OffsetSpec stopAt =
        PositionDocument.read(job, "stopAt", null, At.LATEST, At.TIMESTAMP, At.OFFSETS);
    checkEndAfterStart(start, stopAt);
    JobSpec spec =
        new JobSpec(
            source,
            destination,
            parse,
            List.of(only),
            start,
            stopAt,
            job.choice("onLostOffsets", LostOffsets.class, LostOffsets.STOP),
            dirtyData(),
            job.choice("malformed", Policy.class, Policy.STOP, RECORD_POLICIES),
            job.choice("refused", Policy.class, Policy.STOP, RECORD_POLICIES),
            job.whole("maxQuarantined", 0, 0, Long.MAX_VALUE),
            job.fraction("maxQuarantinedRatio", JobSpec.DEFAULT_MAX_QUARANTINED_RATIO, 0, 1),
            delivery,
            (int) job.whole("lanes", DEFAULT_LANES, 1, MAX_LANES),
            batch(),
            job.whole("maxInFlight", JobSpec.DEFAULT_MAX_IN_FLIGHT, 1 << 16, MAX_IN_FLIGHT_BYTES),
            timeZone(),
            group(),
            job.choice("groupProtocol", GroupProtocol.class, GroupProtocol.CLASSIC),
            job.choice("rounding", Rounding.class, Rounding.ROUND));
    job.end();
    if (!stored) {
      job.misplacedReferences(References::allowedInJob);
    }
    return spec;
  }

  /** The form of a document for one table. */
  private TableSpec table(ParseSpec parse, Fields write) {
    CreateTable createTable = job.choice("createTable", CreateTable.class, CreateTable.IF_MISSING);
    List<MappingEntry> mapping = MappingDocument.read(job, parse, createTable != CreateTable.NEVER);
    WriteSpec written =
        new WriteSpec(
            write.choice("mode", Mode.class, Mode.INSERT),
            write.choice("method", Method.class, Method.AUTO));
    return new TableSpec(table, mapping, infer(), createTable, written, false);
  }

  private Infer infer() {
    boolean given = job.value("mapping") instanceof List<?> entries && !entries.isEmpty();
    Infer infer = job.choice("infer", Infer.class, given ? Infer.NONE : Infer.REST);
    if (!given && infer == Infer.NONE) {
      job.fault(
          "infer",
          "there is no mapping, and \"none\" keeps one from being inferred; give a mapping, or"
              + " leave infer out");
    }
    return infer;
  }

  /** Half of a server is a fault: whoever begins to name one is told what is missing. */
  private boolean namesNoServer() {
    Object given = job.value("destination");
    return mayNameNoServer
        && (given == null
            || given instanceof Map<?, ?> fields && OF_NO_SERVER.containsAll(fields.keySet()));
  }

  private Destination unnamed(String source) {
    Fields fields = job.object("destination");
    table =
        fields.text(
            "table",
            "the table's name in the CREATE TABLE",
            source == null ? null : Names.toIdentifier(source));
    fields.check("table", table, JobReader::faultOfTable);
    Dialect dialect = fields.choice("dialect", Dialect.class, Dialect.MYSQL);
    fields.end();
    return Destination.unnamed(dialect);
  }

  private Destination destination() {
    if (!job.has("destination")) {
      job.fault("destination", "required: an object with host, database, table, user, …");
      return Destination.unnamed(Dialect.MYSQL);
    }
    Fields fields = job.object("destination");
    if (!(job.value("destination") instanceof Map)) {
      return Destination.unnamed(Dialect.MYSQL);
    }
    // Before there was "preferred", what said nothing meant no TLS.
    Destination.Tls usual = stored ? Destination.Tls.DISABLED : Destination.Tls.PREFERRED;
    Destination read =
        DestinationDocument.read(
            fields,
            usual,
            () -> {
              String database = fields.text("database", "the database that holds the table");
              fields.check("database", database, Names::faultOfIdentifier);
              table = fields.text("table", "the table to fill");
              fields.check("table", table, JobReader::faultOfTable);
              return database;
            });
    fields.end();
    return read;
  }

  private ParseSpec parse() {
    Fields fields = job.object("parse");
    int layers = (int) fields.whole("layers", 1, 0, ParseSpec.MAX_LAYERS);
    ParseSpec.Root root = fields.choice("root", ParseSpec.Root.class, ParseSpec.Root.OBJECT);
    fields.end();
    if (layers == 0 && root == ParseSpec.Root.ARRAY) {
      fields.fault(
          "root",
          "with \"layers\": 0 messages are not parsed, so no array is seen; use layers 1 or more");
    }
    return new ParseSpec(layers, root);
  }

  private Policy dirtyData() {
    if (job.isNull("dirtyData")) {
      job.fault(
          "dirtyData",
          "expected one of stop, null, quarantine; the word null needs quotes: \"null\"");
    }
    return job.choice("dirtyData", Policy.class, Policy.STOP);
  }

  private static Delivery delivery(Dialect dialect, Fields write) {
    boolean transactions = Dialects.of(dialect).can(Feature.TRANSACTIONS);
    Delivery usual = transactions ? Delivery.EXACTLY_ONCE : Delivery.AT_LEAST_ONCE;
    Delivery delivery = write.choice("delivery", Delivery.class, usual);
    if (delivery == Delivery.EXACTLY_ONCE && !transactions) {
      write.fault(
          "delivery",
          "exactly-once needs transactions, which "
              + dialect.label()
              + " has not; use at-least-once");
    }
    return delivery;
  }

  private BatchSpec batch() {
    Fields fields = job.object("batch");
    BatchSpec usual = BatchSpec.DEFAULT;
    int rows = (int) fields.whole("rows", usual.rows(), 1, 100_000);
    int bytes = (int) fields.whole("bytes", usual.bytes(), 64 << 10, 16 << 20);
    int lingerMs = (int) fields.whole("lingerMs", usual.lingerMs(), 0, 60_000);
    fields.end();
    return new BatchSpec(rows, bytes, lingerMs);
  }

  private ZoneId timeZone() {
    String text = job.text("timeZone", "such as UTC, Europe/Berlin or +02:00", "UTC");
    try {
      return ZoneId.of(text);
    } catch (DateTimeException e) {
      job.fault(
          "timeZone",
          Fields.quoted(text)
              + " is not a time zone: expected one such as UTC, Europe/Berlin or +02:00");
      return ZoneId.of("UTC");
    }
  }

  private String group() {
    String group = job.text("group", "a Kafka consumer group", null);
    if (group != null && (group.isBlank() || group.length() > MAX_GROUP_CHARS)) {
      job.fault("group", "a consumer group has 1 to " + MAX_GROUP_CHARS + " characters");
    }
    return group;
  }

  private void checkEndAfterStart(OffsetSpec start, OffsetSpec stopAt) {
    if (stopAt == null || start.at() != stopAt.at()) {
      return;
    }
    if (start.timestamp() != null
        && stopAt.timestamp() != null
        && !stopAt.timestamp().isAfter(start.timestamp())) {
      job.object("stopAt")
          .fault("timestamp", "the end must be after the start, " + start.timestamp());
    }
    stopAt
        .offsets()
        .forEach(
            (partition, end) -> {
              Long first = partition.of(start.offsets());
              if (first != null && end < first) {
                job.object("stopAt")
                    .object("offsets")
                    .fault(partition.toString(), "the end must not be before the start, " + first);
              }
            });
  }

  private static Optional<String> faultOfTable(String table) {
    if (OWN_TABLES.contains(table.toLowerCase(Locale.ROOT))) {
      return Optional.of(Fields.quoted(table) + " is the engine's own table; fill another one");
    }
    return Names.faultOfIdentifier(table);
  }
}
