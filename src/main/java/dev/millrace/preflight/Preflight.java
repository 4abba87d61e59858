package dev.millrace.preflight;

import dev.millrace.error.FieldError;
import dev.millrace.error.InvalidDocument;
import dev.millrace.error.JobError;
import dev.millrace.error.Warning;
import dev.millrace.kafka.ConsumerTrial;
import dev.millrace.kafka.Sampler;
import dev.millrace.kafka.TopicProbe;
import dev.millrace.model.PartitionId;
import dev.millrace.model.Sample;
import dev.millrace.model.TopicId;
import dev.millrace.mysqlerror.DestinationException;
import dev.millrace.schema.InspectedTable;
import dev.millrace.schema.JobTable;
import dev.millrace.schema.TableCheck;
import dev.millrace.schema.TableInspection;
import dev.millrace.secret.Secret;
import dev.millrace.sink.DestinationDatabase;
import dev.millrace.spec.Destination;
import dev.millrace.spec.JobSpec;
import dev.millrace.spec.Policy;
import dev.millrace.spec.SourceSpec;
import dev.millrace.spec.TableSpec;
import dev.millrace.statement.LedgerTarget;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Holds a job against its broker and its database. {@link #look} finds every fault there is;
 * failure with one side does not hide the other's. Owns a probe and a connection, to be {@linkplain
 * #close closed}. Event loop only.
 */
public final class Preflight {
  private static final int SAMPLES = 1_000;

  private final Vertx vertx;
  private final Function<Secret, String> secrets;
  private final JobSpec spec;
  private final SourceSpec source;
  private TopicProbe.Topic known;
  private TopicProbe probe;
  private DestinationDatabase database;

  public Preflight(ClientContext clients, JobSpec spec, SourceSpec source) {
    this(clients.vertx(), clients.secrets(), spec, source);
  }

  /**
   * @param source null where there is none of the job's name, which is a fault
   */
  Preflight(Vertx vertx, Function<Secret, String> secrets, JobSpec spec, SourceSpec source) {
    this.vertx = vertx;
    this.secrets = secrets;
    this.spec = spec;
    this.source = source;
  }

  /**
   * What was found.
   *
   * @param spec the job with its effective mapping: inferred where it had none, with the record's
   *     place as key where an at-least-once job names none
   * @param inferred whether the mapping, or a part of it, was made from samples
   * @param warnings what to know of an inferred mapping; empty where none was inferred
   * @param leaderless partitions that no broker leads now
   * @param topic which topic it is, or null where that could not be asked
   * @param tables the job's tables in their order, as the job would write them and as they were
   *     found; empty where the database could not be asked
   * @param failure the first failure that was no fault of the document's, or null; where it may
   *     pass, trying later makes sense
   * @param faults every disagreement, failures included
   */
  public record Report(
      JobSpec spec,
      boolean inferred,
      List<Warning> warnings,
      Set<PartitionId> partitions,
      Set<PartitionId> leaderless,
      TopicId topic,
      List<InspectedTable> tables,
      JobFailure failure,
      List<FieldError> faults) {
    public Report {
      tables = List.copyOf(tables);
      faults = List.copyOf(faults);
    }

    /** With {@code all} faults in place of these; a failure that was there comes first. */
    Report with(JobFailure another, List<FieldError> all) {
      return new Report(
          spec,
          inferred,
          warnings,
          partitions,
          leaderless,
          topic,
          tables,
          failure == null ? another : failure,
          all);
    }

    /** The same of a job whose entries have more types. */
    public Report of(JobSpec typed) {
      return new Report(
          typed, inferred, warnings, partitions, leaderless, topic, tables, failure, faults);
    }

    /**
     * @throws InvalidDocument with the faults, where there are any
     */
    public void requireNoFault() {
      if (!faults.isEmpty()) {
        throw new InvalidDocument(faults);
      }
    }

    /** Why the job cannot start, in one error; there is at least one fault. */
    public JobError cause() {
      return failure != null ? failure.error() : new NotStartableException(faults).error();
    }
  }

  /** Whose ledger rows count, or null where there is no source. */
  public String topicName() {
    return source == null ? null : source.topic();
  }

  /**
   * Made at the first call, references resolved when it connects; throws {@link
   * NotStartableException} where there is no source.
   */
  public TopicProbe probe() {
    if (source == null) {
      throw new NotStartableException(
          List.of(new FieldError("/source", "there is no source " + spec.source())));
    }
    if (probe == null) {
      probe = new TopicProbe(vertx, source, () -> SecretResolver.resolved(vertx, secrets, source));
    }
    return probe;
  }

  /**
   * Partitions of the topic that others hold in the group of the job of this name; empty where that
   * cannot be asked.
   */
  public Future<List<Warning>> foreignMembers(String job) {
    return SecretResolver.trying(() -> probe().members(spec.groupOf(job)))
        .map(members -> BrokerWarnings.foreign(job, spec, source, members))
        .otherwise(List.of());
  }

  /** Made at the first call; secrets are resolved when it connects. */
  public DestinationDatabase database() {
    if (database == null) {
      Destination to = spec.destination();
      database =
          new DestinationDatabase(vertx, to, () -> SecretResolver.resolved(vertx, secrets, to));
    }
    return database;
  }

  public Future<Void> close() {
    Future<Void> closed = database == null ? Future.succeededFuture() : database.close();
    return closed.transform(done -> probe == null ? Future.succeededFuture() : probe.close());
  }

  /**
   * Takes the topic as it was moments ago: no broker is asked for it, and no consumer is tried.
   *
   * @param topic as a look found it
   */
  public void knows(TopicProbe.Topic topic) {
    known = topic;
  }

  private Future<TopicProbe.Topic> topic(boolean refused) {
    if (known != null) {
      return Future.succeededFuture(known);
    }
    return SecretResolver.trying(() -> probe().topic())
        .compose(
            found ->
                refused
                    ? Future.succeededFuture(found)
                    : SecretResolver.resolved(vertx, secrets, source)
                        .compose(resolved -> ConsumerTrial.of(vertx, resolved, spec))
                        .map(found));
  }

  /** Never fails, but for bugs. */
  public Future<Report> look() {
    return look(false);
  }

  /**
   * The same.
   *
   * @param altered whether the table's columns decide even where the mapping says other types
   */
  public Future<Report> look(boolean altered) {
    List<FieldError> faults = new ArrayList<>();
    List<JobFailure> failures = new ArrayList<>();
    boolean refused = source != null && faults.addAll(GroupProtocolCheck.refused(spec, source));
    Future<TopicProbe.Topic> topic =
        topic(refused)
            .onSuccess(
                found -> faults.addAll(OffsetsCheck.faults(spec, source, found.partitions())))
            .recover(
                e ->
                    note(
                        e,
                        "/source",
                        new TopicProbe.Topic(null, Set.of(), Set.of()),
                        failures,
                        faults));
    Future<List<TableInspection>> inspections = inspect(faults, failures);
    return Future.all(topic, inspections)
        .compose(
            both -> {
              boolean readable = topic.result().id() != null;
              return inference(readable, inspections.result(), faults, failures)
                  .compose(
                      effective -> {
                        List<InspectedTable> tables =
                            tables(effective.spec(), inspections.result());
                        return checkTables(
                                altered
                                    ? tables.stream().map(InspectedTable::untyped).toList()
                                    : tables,
                                faults,
                                failures)
                            .map(
                                v ->
                                    new Report(
                                        effective.spec(),
                                        spec.infers(),
                                        effective.warnings(),
                                        topic.result().partitions(),
                                        topic.result().leaderless(),
                                        topic.result().id(),
                                        tables,
                                        failures.isEmpty() ? null : failures.get(0),
                                        faults));
                      });
            });
  }

  /** Of all the job's tables, or of none; no fault where the job names no server yet. */
  private Future<List<TableInspection>> inspect(
      List<FieldError> faults, List<JobFailure> failures) {
    if (!spec.destination().isNamed()) {
      return Future.succeededFuture(List.of());
    }
    return SecretResolver.trying(this::inspections)
        .recover(e -> note(e, "/destination", List.of(), failures, faults));
  }

  private Future<List<TableInspection>> inspections() {
    List<TableInspection> all = new ArrayList<>();
    Future<Void> asked = Future.succeededFuture();
    for (TableSpec table : spec.tables()) {
      asked = asked.compose(v -> database().inspect(table.table())).onSuccess(all::add).mapEmpty();
    }
    return asked.map(all);
  }

  private List<InspectedTable> tables(JobSpec effective, List<TableInspection> inspections) {
    List<InspectedTable> tables = new ArrayList<>();
    for (int i = 0; i < inspections.size(); i++) {
      tables.add(new InspectedTable(JobTable.of(spec, effective).get(i), inspections.get(i)));
    }
    return tables;
  }

  /** The mappings the job would run with; the job as it is when that cannot be told. */
  private Future<Inference> inference(
      boolean readable,
      List<TableInspection> inspections,
      List<FieldError> faults,
      List<JobFailure> failures) {
    Inference given = new Inference(spec, List.of());
    Future<Inference> whole = Future.succeededFuture(given);
    if (spec.infers() && readable) {
      whole =
          SecretResolver.resolved(vertx, secrets, source)
              .compose(resolved -> new Sampler(vertx).newest(resolved, SAMPLES))
              .compose(samples -> inferred(samples, inspections))
              .recover(e -> note(e, "/source", given, failures, faults));
    }
    return whole.map(
        made -> new Inference(WritableJob.withKeys(made.spec(), inspections), made.warnings()));
  }

  private Future<Inference> inferred(List<Sample> samples, List<TableInspection> inspections) {
    return vertx.executeBlocking(
        () -> Inference.of(spec, source.topic(), samples, inspections), false);
  }

  private Future<Void> checkTables(
      List<InspectedTable> tables, List<FieldError> faults, List<JobFailure> failures) {
    List<InspectedTable> mapped =
        tables.stream().filter(table -> !table.job().spec().mapping().isEmpty()).toList();
    mapped.forEach(table -> faults.addAll(TableCheck.faults(table.job(), table.found())));
    List<InspectedTable> written =
        mapped.stream()
            .filter(table -> !table.isMissing() || table.job().spec().creates())
            .toList();
    if (written.isEmpty()) {
      return Future.succeededFuture();
    }
    return database()
        .checkPrivileges(written, spec.exactlyOnce(), quarantines())
        .onSuccess(faults::addAll)
        .recover(e -> note(e, "/destination", List.<FieldError>of(), failures, faults))
        .mapEmpty();
  }

  private boolean quarantines() {
    return Stream.of(spec.dirtyData(), spec.malformed(), spec.refused())
        .anyMatch(policy -> policy == Policy.QUARANTINE);
  }

  /** What the ledger's rows of the job are of. */
  public LedgerTarget ledgerTarget() {
    return LedgerTarget.of(spec);
  }

  /** See {@link WritableJob#of}. */
  public Future<WritableJob> writable() {
    return WritableJob.of(spec, this::inspections);
  }

  private static <T> Future<T> note(
      Throwable e,
      String pointer,
      T otherwise,
      List<JobFailure> failures,
      List<FieldError> faults) {
    if (e instanceof NotStartableException notStartableException) {
      faults.addAll(notStartableException.faults());
      return Future.succeededFuture(otherwise);
    }
    JobFailure jobFailure = JobFailure.of(e);
    if (jobFailure.isBug()) {
      return Future.failedFuture(e);
    }
    failures.add(jobFailure);
    faults.add(new FieldError(place(e, pointer, jobFailure), jobFailure.error().message()));
    return Future.succeededFuture(otherwise);
  }

  /** The field that most likely holds the mistake. */
  static String place(Throwable e, String pointer, JobFailure jobFailure) {
    if (e instanceof DestinationException) {
      return switch (jobFailure.error().code()) {
        case "access-denied" -> pointer + "/password";
        case "unknown-database", "database-denied" -> pointer + "/database";
        case "unreachable" -> pointer + "/host";
        default -> pointer;
      };
    }
    return pointer;
  }

  /** Ends of a bounded job by partition; empty for an endless one. */
  public Future<Map<PartitionId, Long>> stopOffsets(Set<PartitionId> partitions) {
    return spec.end().isEmpty()
        ? Future.succeededFuture(Map.of())
        : probe().offsets(spec.end().get(), partitions);
  }
}
