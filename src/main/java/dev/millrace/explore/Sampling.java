package dev.millrace.explore;

import dev.millrace.answer.OffsetsByTime;
import dev.millrace.answer.SampleReport;
import dev.millrace.answer.SampleRequest;
import dev.millrace.answer.SampledRecord;
import dev.millrace.dialect.Dialects;
import dev.millrace.dialect.Feature;
import dev.millrace.dialect.SqlDialect;
import dev.millrace.document.Names;
import dev.millrace.error.FieldError;
import dev.millrace.error.InvalidDocument;
import dev.millrace.error.Warning;
import dev.millrace.error.WarningCode;
import dev.millrace.infer.KeyChoice;
import dev.millrace.infer.NothingInferred;
import dev.millrace.infer.Profile;
import dev.millrace.infer.Profiler;
import dev.millrace.infer.Suggestion;
import dev.millrace.kafka.Sampler;
import dev.millrace.kafka.TopicProbe;
import dev.millrace.model.ColumnType;
import dev.millrace.model.Sample;
import dev.millrace.preflight.ClientContext;
import dev.millrace.preflight.FailureMapper;
import dev.millrace.preflight.InferenceWarnings;
import dev.millrace.preflight.SecretResolver;
import dev.millrace.schema.CreateTable;
import dev.millrace.schema.TableInspection;
import dev.millrace.sink.DestinationDatabase;
import dev.millrace.spec.Destination;
import dev.millrace.spec.Dialect;
import dev.millrace.spec.JobSpec;
import dev.millrace.spec.MappingEntry;
import dev.millrace.spec.ParseSpec;
import dev.millrace.spec.SourceSpec;
import dev.millrace.spec.TableSpec;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;

/**
 * One look at a source: its newest records, what stands at which path, and a mapping and a table
 * for them. Writes nothing and joins no group; without a job no database is touched either. Event
 * loop only; the records are looked through on a worker.
 */
public final class Sampling {
  /** Where a job of the answer's mapping would have it. */
  private static final String MAPPING = "/mapping";

  private static final ParseSpec USUAL = new ParseSpec(1, ParseSpec.Root.OBJECT);

  private final ClientContext clients;
  private final String name;
  private final SourceSpec source;
  private final SampleRequest request;

  public Sampling(ClientContext clients, String name, SourceSpec source, SampleRequest request) {
    this.clients = clients;
    this.name = name;
    this.source = source;
    this.request = request;
  }

  /**
   * The answer; fails with {@link InvalidDocument} when the topic or the job's table cannot be
   * read.
   *
   * @param job whose table the samples are held against, or null
   */
  public Future<SampleReport> run(JobSpec job) {
    if (job != null && !job.source().equals(name)) {
      throw new InvalidDocument(
          List.of(
              new FieldError("/job", "the job reads source " + job.source() + ", not " + name)));
    }
    return Future.all(samples(), inspection(job))
        .compose(
            both -> {
              Read read = both.resultAt(0);
              TableInspection tableInspection = both.resultAt(1);
              return clients
                  .vertx()
                  .executeBlocking(() -> report(read, job, tableInspection), false);
            });
  }

  /**
   * Of the topic.
   *
   * @param times null where none was asked for
   */
  private record Read(List<Sample> samples, OffsetsByTime times) {}

  /** Asks for the partitions first: a consumer takes an unknown topic for an empty one. */
  private Future<Read> samples() {
    return SecretResolver.trying(
            () ->
                SecretResolver.resolved(clients.vertx(), clients.secrets(), source)
                    .compose(this::newest))
        .recover(FailureMapper.at("/source"));
  }

  private Future<Read> newest(SourceSpec resolved) {
    TopicProbe probe = new TopicProbe(clients.vertx(), resolved);
    return probe
        .topic()
        .compose(found -> times(probe, found))
        .eventually(probe::close)
        .compose(
            times ->
                new Sampler(clients.vertx())
                    .newest(resolved, request.records())
                    .map(samples -> new Read(samples, times)));
  }

  private Future<OffsetsByTime> times(TopicProbe probe, TopicProbe.Topic found) {
    return request.timestamps().isEmpty()
        ? Future.succeededFuture()
        : new TimesOfTopic(probe, found.partitions()).of(request.timestamps());
  }

  private Future<TableInspection> inspection(JobSpec job) {
    if (job == null) {
      return Future.succeededFuture();
    }
    return SecretResolver.trying(
            () -> {
              Destination to = job.destination();
              DestinationDatabase database =
                  new DestinationDatabase(
                      clients.vertx(),
                      to,
                      () -> SecretResolver.resolved(clients.vertx(), clients.secrets(), to));
              return database.inspect(table(job)).eventually(database::close);
            })
        .recover(FailureMapper.at("/destination"));
  }

  /** Worker thread. */
  private SampleReport report(Read read, JobSpec job, TableInspection tableInspection) {
    List<Sample> samples = read.samples();
    ParseSpec parse = request.parse(job == null ? USUAL : job.parse());
    Profiler profiler = new Profiler(parse);
    List<SampledRecord> records =
        samples.stream().map(sample -> new SampledRecord(sample, profiler.add(sample))).toList();
    Profile profile = profiler.profile();
    String table = request.table() == null ? table(job) : request.table();
    SqlDialect dialect = Dialects.of(dialect(job));
    Suggestion suggestion =
        Suggestion.of(
            profile,
            parse,
            List.of(),
            !dialect.can(Feature.DISTRIBUTED_BY_KEY),
            source.topic(),
            table);
    List<MappingEntry> mapping =
        profile.records() == 0 ? List.of() : forDialect(dialect, suggestion.mapping());
    return new SampleReport(
        records,
        request.valueLimit(),
        request.valuesAs(),
        profile.records(),
        profile.malformed(),
        profile.paths().stream().map(PathSummaries::of).toList(),
        mapping,
        suggestion.keyCandidates(),
        key(mapping, suggestion.key()),
        mapping.isEmpty() ? null : createTable(dialect(job), table, mapping, tableInspection),
        warnings(samples, parse, profile, suggestion, mapping),
        tableInspection == null
            ? null
            : comparison(tableInspection, job, parse, profile, mapping, samples),
        read.times());
  }

  private SampleReport.TableComparison comparison(
      TableInspection tableInspection,
      JobSpec job,
      ParseSpec parse,
      Profile profile,
      List<MappingEntry> mapping,
      List<Sample> samples) {
    return new SampleReport.TableComparison(
        tableInspection.table().isPresent(),
        tableInspection
            .table()
            .map(
                schema ->
                    new TableDifferences(job, compared(job), schema, parse, profile)
                        .of(mapping, samples))
            .orElse(List.of()));
  }

  /** The key's columns, why these or why none, and where there is none the one that is safe. */
  private static SampleReport.Key key(List<MappingEntry> mapping, KeyChoice choice) {
    List<MappingEntry> keys = mapping.stream().filter(MappingEntry::key).toList();
    boolean chosen = keys.stream().anyMatch(e -> e.path().text().equals(choice.path()));
    return new SampleReport.Key(
        keys.stream().map(MappingEntry::column).toList(),
        keys.stream().map(entry -> entry.path().text()).toList(),
        keys.isEmpty() || chosen
            ? choice.reason()
            : "the record's place is a key always: " + choice.reason(),
        keys.isEmpty()
            ? CreateTable.withRecordKey(List.of()).stream().filter(MappingEntry::key).toList()
            : List.of());
  }

  private static String createTable(
      Dialect dialect, String table, List<MappingEntry> mapping, TableInspection tableInspection) {
    String collation = tableInspection == null ? null : tableInspection.comparison().exact();
    return collation == null
        ? CreateTable.sql(dialect, table, mapping)
        : CreateTable.sql(dialect, table, mapping, collation);
  }

  private List<Warning> warnings(
      List<Sample> samples,
      ParseSpec parse,
      Profile profile,
      Suggestion suggestion,
      List<MappingEntry> mapping) {
    List<Warning> warnings = new ArrayList<>(InferenceWarnings.changeEvents(samples, parse));
    if (mapping.isEmpty()) {
      warnings.add(
          Warning.of(
              WarningCode.NOTHING_INFERRED,
              NothingInferred.sentence(source.topic(), samples, parse)));
    } else {
      warnings.addAll(InferenceWarnings.of(suggestion, profile, List.of(), MAPPING));
      warnings.addAll(InferenceWarnings.noKey(mapping, suggestion.key().reason(), MAPPING));
    }
    return warnings;
  }

  /** Some need a key to distribute by, or have shorter decimals. */
  private static List<MappingEntry> forDialect(SqlDialect dialect, List<MappingEntry> mapping) {
    List<MappingEntry> held =
        mapping.stream()
            .map(
                entry ->
                    entry.type().base() == ColumnType.Base.DECIMAL
                            && entry.type().length() > dialect.limits().decimalDigits()
                        ? MappingEntry.of(entry.path().text(), entry.column(), "VARCHAR(128)")
                        : entry)
            .toList();
    return dialect.can(Feature.DISTRIBUTED_BY_KEY) ? CreateTable.withRecordKey(held) : held;
  }

  private Dialect dialect(JobSpec job) {
    return request.dialect() != null
        ? request.dialect()
        : job == null ? Dialect.MYSQL : job.destination().dialect();
  }

  private String table(JobSpec job) {
    return job == null ? Names.toIdentifier(source.topic()) : compared(job).table();
  }

  /** Of the job's tables the one that is asked for, else the first. */
  private TableSpec compared(JobSpec job) {
    return job.tables().stream()
        .filter(table -> table.table().equals(request.table()))
        .findFirst()
        .orElse(job.tables().get(0));
  }
}
