package dev.millrace.preflight;

import dev.millrace.error.FieldError;
import dev.millrace.error.InvalidDocument;
import dev.millrace.error.JobError;
import dev.millrace.error.Warning;
import dev.millrace.kafka.ConsumerTrial;
import dev.millrace.kafka.Sampler;
import dev.millrace.kafka.TopicProbe;
import dev.millrace.model.Sample;
import dev.millrace.model.TableSchema;
import dev.millrace.model.TopicId;
import dev.millrace.mysqlerror.DestinationException;
import dev.millrace.schema.TableCheck;
import dev.millrace.schema.TableInspection;
import dev.millrace.secret.Secret;
import dev.millrace.sink.DestinationDatabase;
import dev.millrace.spec.Destination;
import dev.millrace.spec.JobSpec;
import dev.millrace.spec.MappingEntry;
import dev.millrace.spec.OffsetSpec;
import dev.millrace.spec.SourceSpec;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Holds a job against its broker and its database. {@link #look} finds every fault there is;
 * failure with one side does not hide the other's. Owns a probe and a connection, to be {@linkplain
 * #close closed}. Event loop only.
 */
public final class Preflight {
  private static final int SAMPLES = 1_000;
  private static final Pattern ENTRY = Pattern.compile("/mapping/([0-9]+)(.*)");

  private final Vertx vertx;
  private final Function<Secret, String> secrets;
  private final JobSpec spec;
  private final SourceSpec source;
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
   * @param failure the first failure that was no fault of the document's, or null; where it may
   *     pass, trying later makes sense
   * @param faults every disagreement, failures included
   */
  public record Report(
      JobSpec spec,
      boolean inferred,
      List<Warning> warnings,
      Set<Integer> partitions,
      Set<Integer> leaderless,
      TopicId topic,
      TableInspection inspection,
      JobFailure failure,
      List<FieldError> faults) {
    public Report {
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
          inspection,
          failure == null ? another : failure,
          all);
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
    Future<TopicProbe.Topic> topic =
        SecretResolver.trying(() -> probe().topic())
            .compose(
                found ->
                    SecretResolver.resolved(vertx, secrets, source)
                        .compose(resolved -> ConsumerTrial.of(vertx, resolved, spec))
                        .map(found))
            .onSuccess(found -> checkOffsets(found.partitions(), faults))
            .recover(
                e ->
                    note(
                        e,
                        "/source",
                        new TopicProbe.Topic(null, Set.of(), Set.of()),
                        failures,
                        faults));
    Future<Optional<TableInspection>> inspection = inspect(faults, failures);
    return Future.all(topic, inspection)
        .compose(
            both -> {
              boolean readable = topic.result().id() != null;
              return inference(readable, inspection.result(), faults, failures)
                  .compose(
                      effective ->
                          checkTable(
                                  altered
                                      ? WritableJob.untyped(effective.spec())
                                      : effective.spec(),
                                  inspection.result(),
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
                                          inspection.result().orElse(null),
                                          failures.isEmpty() ? null : failures.get(0),
                                          faults)));
            });
  }

  private Future<Optional<TableInspection>> inspect(
      List<FieldError> faults, List<JobFailure> failures) {
    return SecretResolver.trying(() -> database().inspect())
        .map(Optional::of)
        .recover(e -> note(e, "/destination", Optional.empty(), failures, faults));
  }

  private void checkOffsets(Set<Integer> partitions, List<FieldError> faults) {
    checkOffsets("/start/offsets", spec.start(), partitions, faults);
    spec.end().ifPresent(end -> checkOffsets("/stopAt/offsets", end, partitions, faults));
  }

  private void checkOffsets(
      String pointer, OffsetSpec at, Set<Integer> partitions, List<FieldError> faults) {
    for (Integer partition : at.offsets().keySet()) {
      if (!partitions.contains(partition)) {
        faults.add(
            new FieldError(
                pointer + "/" + partition,
                "topic "
                    + source.topic()
                    + " has no partition "
                    + partition
                    + "; it has "
                    + partitions.size()
                    + ", numbered from 0"));
      }
    }
  }

  /** The mapping the job would run with; the job as it is when that cannot be told. */
  private Future<Inference> inference(
      boolean readable,
      Optional<TableInspection> inspection,
      List<FieldError> faults,
      List<JobFailure> failures) {
    Inference given = new Inference(spec, List.of());
    Future<Inference> whole = Future.succeededFuture(given);
    if (spec.infers() && readable) {
      whole =
          SecretResolver.resolved(vertx, secrets, source)
              .compose(resolved -> new Sampler(vertx).newest(resolved, SAMPLES))
              .compose(samples -> inferred(samples, inspection))
              .recover(e -> note(e, "/source", given, failures, faults));
    }
    return whole.map(
        made -> {
          JobSpec s = made.spec();
          boolean keyed = s.exactlyOnce() || s.mapping().isEmpty();
          return keyed ? made : new Inference(WritableJob.withKey(s, inspection), made.warnings());
        });
  }

  private Future<Inference> inferred(List<Sample> samples, Optional<TableInspection> inspection) {
    Optional<TableSchema> table = inspection.flatMap(TableInspection::table);
    boolean keyDemanded =
        inspection.map(found -> found.details().demandsPrimaryKey() != null).orElse(false);
    return vertx.executeBlocking(
        () -> Inference.of(spec, source.topic(), samples, table, keyDemanded), false);
  }

  private Future<Void> checkTable(
      JobSpec effective,
      Optional<TableInspection> inspection,
      List<FieldError> faults,
      List<JobFailure> failures) {
    if (inspection.isEmpty() || effective.mapping().isEmpty()) {
      return Future.succeededFuture();
    }
    TableCheck.faults(effective, inspection.get())
        .forEach(f -> faults.add(inDocument(f, effective)));
    Optional<TableSchema> table = inspection.get().table();
    if (table.isEmpty() && spec.createTable() == JobSpec.CreateTable.NEVER) {
      return Future.succeededFuture();
    }
    List<String> columns =
        effective.mapping().stream()
            .map(MappingEntry::column)
            .filter(c -> table.map(there -> there.column(c).isPresent()).orElse(true))
            .toList();
    return database()
        .checkPrivileges(effective, table.isPresent(), columns)
        .onSuccess(faults::addAll)
        .recover(e -> note(e, "/destination", List.<FieldError>of(), failures, faults))
        .mapEmpty();
  }

  /** Entries that the engine made move the document's indexes, and are not in the document. */
  private FieldError inDocument(FieldError fieldError, JobSpec effective) {
    Matcher entry = ENTRY.matcher(fieldError.pointer());
    if (spec.mapping().isEmpty() || !entry.matches()) {
      return fieldError;
    }
    MappingEntry made = effective.mapping().get(Integer.parseInt(entry.group(1)));
    for (int i = 0; i < spec.mapping().size(); i++) {
      MappingEntry written = spec.mapping().get(i);
      if (written.path().equals(made.path()) && written.column().equals(made.column())) {
        return new FieldError("/mapping/" + i + entry.group(2), fieldError.detail());
      }
    }
    return new FieldError("/mapping", fieldError.detail());
  }

  /** See {@link WritableJob#of}. */
  public Future<WritableJob> writable() {
    return WritableJob.of(spec, database()::inspect);
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
  public Future<Map<Integer, Long>> stopOffsets(Set<Integer> partitions) {
    return spec.end().isEmpty()
        ? Future.succeededFuture(Map.of())
        : probe().offsets(spec.end().get(), partitions);
  }
}
