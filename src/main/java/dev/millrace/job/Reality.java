package dev.millrace.job;

import dev.millrace.model.Destination;
import dev.millrace.model.Fault;
import dev.millrace.model.JobError;
import dev.millrace.model.JobSpec;
import dev.millrace.model.MappingEntry;
import dev.millrace.model.OffsetSpec;
import dev.millrace.model.Sample;
import dev.millrace.model.Secret;
import dev.millrace.model.SourceSpec;
import dev.millrace.model.TableSchema;
import dev.millrace.model.TopicId;
import dev.millrace.model.Warning;
import dev.millrace.poll.ConsumerTrial;
import dev.millrace.poll.Sampler;
import dev.millrace.poll.TopicProbe;
import dev.millrace.sink.CreateTable;
import dev.millrace.sink.DatabaseTrouble;
import dev.millrace.sink.DestinationDatabase;
import dev.millrace.sink.Inspection;
import dev.millrace.sink.TableCheck;
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
 * trouble with one side does not hide the other's. Owns a probe and a connection, to be {@linkplain
 * #close closed}. Event loop only.
 */
final class Reality {
  private static final int SAMPLES = 1_000;
  private static final Pattern ENTRY = Pattern.compile("/mapping/([0-9]+)(.*)");

  private final Vertx vertx;
  private final Function<Secret, String> secrets;
  private final JobSpec spec;
  private final SourceSpec source;
  private TopicProbe probe;
  private DestinationDatabase database;

  Reality(ClientContext clients, JobSpec spec, SourceSpec source) {
    this(clients.vertx(), clients.secrets(), spec, source);
  }

  /**
   * @param source null where there is none of the job's name, which is a fault
   */
  Reality(Vertx vertx, Function<Secret, String> secrets, JobSpec spec, SourceSpec source) {
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
   * @param trouble the first trouble that was no fault of the document's, or null; where it may
   *     pass, trying later makes sense
   * @param faults every disagreement, troubles included
   */
  record Findings(
      JobSpec spec,
      boolean inferred,
      List<Warning> warnings,
      Set<Integer> partitions,
      Set<Integer> leaderless,
      TopicId topic,
      Inspection inspection,
      Trouble trouble,
      List<Fault> faults) {
    Findings {
      faults = List.copyOf(faults);
    }

    /** With {@code all} faults in place of these; a trouble that was there comes first. */
    Findings with(Trouble another, List<Fault> all) {
      return new Findings(
          spec,
          inferred,
          warnings,
          partitions,
          leaderless,
          topic,
          inspection,
          trouble == null ? another : trouble,
          all);
    }

    /** Why the job cannot start, in one error; there is at least one fault. */
    JobError cause() {
      return trouble != null ? trouble.error() : new Unready(faults).error();
    }
  }

  /** Whose ledger rows count, or null where there is no source. */
  String topicName() {
    return source == null ? null : source.topic();
  }

  /**
   * Made at the first call, references resolved when it connects; throws {@link Unready} where
   * there is no source.
   */
  TopicProbe probe() {
    if (source == null) {
      throw new Unready(List.of(new Fault("/source", "there is no source " + spec.source())));
    }
    if (probe == null) {
      probe = new TopicProbe(vertx, source, () -> Resolving.resolved(vertx, secrets, source));
    }
    return probe;
  }

  /**
   * Partitions of the topic that others hold in the group of the job of this name; empty where that
   * cannot be asked.
   */
  Future<List<Warning>> foreignMembers(String job) {
    return Resolving.trying(() -> probe().members(spec.groupOf(job)))
        .map(members -> BrokerWarnings.foreign(job, spec, source, members))
        .otherwise(List.of());
  }

  /** Made at the first call; secrets are resolved when it connects. */
  DestinationDatabase database() {
    if (database == null) {
      Destination to = spec.destination();
      database = new DestinationDatabase(vertx, to, () -> Resolving.resolved(vertx, secrets, to));
    }
    return database;
  }

  Future<Void> close() {
    Future<Void> closed = database == null ? Future.succeededFuture() : database.close();
    return closed.transform(done -> probe == null ? Future.succeededFuture() : probe.close());
  }

  /** Never fails, but for bugs. */
  Future<Findings> look() {
    return look(false);
  }

  /**
   * The same.
   *
   * @param altered whether the table's columns decide even where the mapping says other types
   */
  Future<Findings> look(boolean altered) {
    List<Fault> faults = new ArrayList<>();
    List<Trouble> troubles = new ArrayList<>();
    Future<TopicProbe.Topic> topic =
        Resolving.trying(() -> probe().topic())
            .compose(
                found ->
                    Resolving.resolved(vertx, secrets, source)
                        .compose(resolved -> ConsumerTrial.of(vertx, resolved, spec))
                        .map(found))
            .onSuccess(found -> checkOffsets(found.partitions(), faults))
            .recover(
                e ->
                    note(
                        e,
                        "/source",
                        new TopicProbe.Topic(null, Set.of(), Set.of()),
                        troubles,
                        faults));
    Future<Optional<Inspection>> inspection = inspect(faults, troubles);
    return Future.all(topic, inspection)
        .compose(
            both -> {
              boolean readable = topic.result().id() != null;
              return inference(readable, inspection.result(), faults, troubles)
                  .compose(
                      effective ->
                          checkTable(
                                  altered ? untyped(effective.spec()) : effective.spec(),
                                  inspection.result(),
                                  faults,
                                  troubles)
                              .map(
                                  v ->
                                      new Findings(
                                          effective.spec(),
                                          spec.infers(),
                                          effective.warnings(),
                                          topic.result().partitions(),
                                          topic.result().leaderless(),
                                          topic.result().id(),
                                          inspection.result().orElse(null),
                                          troubles.isEmpty() ? null : troubles.get(0),
                                          faults)));
            });
  }

  private Future<Optional<Inspection>> inspect(List<Fault> faults, List<Trouble> troubles) {
    return Resolving.trying(() -> database().inspect())
        .map(Optional::of)
        .recover(e -> note(e, "/destination", Optional.empty(), troubles, faults));
  }

  private void checkOffsets(Set<Integer> partitions, List<Fault> faults) {
    checkOffsets("/start/offsets", spec.start(), partitions, faults);
    spec.end().ifPresent(end -> checkOffsets("/stopAt/offsets", end, partitions, faults));
  }

  private void checkOffsets(
      String pointer, OffsetSpec at, Set<Integer> partitions, List<Fault> faults) {
    for (Integer partition : at.offsets().keySet()) {
      if (!partitions.contains(partition)) {
        faults.add(
            new Fault(
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
      Optional<Inspection> inspection,
      List<Fault> faults,
      List<Trouble> troubles) {
    Inference given = new Inference(spec, List.of());
    Future<Inference> whole = Future.succeededFuture(given);
    if (spec.infers() && readable) {
      whole =
          Resolving.resolved(vertx, secrets, source)
              .compose(resolved -> new Sampler(vertx).newest(resolved, SAMPLES))
              .compose(samples -> inferred(samples, inspection))
              .recover(e -> note(e, "/source", given, troubles, faults));
    }
    return whole.map(
        made -> {
          JobSpec s = made.spec();
          boolean keyed = s.exactlyOnce() || s.mapping().isEmpty();
          return keyed ? made : new Inference(withKey(s, inspection), made.warnings());
        });
  }

  private Future<Inference> inferred(List<Sample> samples, Optional<Inspection> inspection) {
    Optional<TableSchema> table = inspection.flatMap(Inspection::table);
    boolean keyDemanded =
        inspection.map(found -> found.details().demandsPrimaryKey() != null).orElse(false);
    return vertx.executeBlocking(
        () -> Inference.of(spec, source.topic(), samples, table, keyDemanded), false);
  }

  /**
   * At least once is made harmless by a key; a table of ours gets one where the user names none.
   */
  private static JobSpec withKey(JobSpec spec, Optional<Inspection> inspection) {
    List<MappingEntry> keyed = CreateTable.withRecordKey(spec.mapping());
    boolean fits =
        inspection
            .flatMap(Inspection::table)
            .map(
                table -> keyed.stream().allMatch(entry -> table.column(entry.column()).isPresent()))
            .orElse(true);
    return fits ? spec.withMapping(keyed) : spec;
  }

  private Future<Void> checkTable(
      JobSpec effective,
      Optional<Inspection> inspection,
      List<Fault> faults,
      List<Trouble> troubles) {
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
        .recover(e -> note(e, "/destination", List.<Fault>of(), troubles, faults))
        .mapEmpty();
  }

  /** Entries that the engine made move the document's indexes, and are not in the document. */
  private Fault inDocument(Fault fault, JobSpec effective) {
    Matcher entry = ENTRY.matcher(fault.pointer());
    if (spec.mapping().isEmpty() || !entry.matches()) {
      return fault;
    }
    MappingEntry made = effective.mapping().get(Integer.parseInt(entry.group(1)));
    for (int i = 0; i < spec.mapping().size(); i++) {
      MappingEntry written = spec.mapping().get(i);
      if (written.path().equals(made.path()) && written.column().equals(made.column())) {
        return new Fault("/mapping/" + i + entry.group(2), fault.detail());
      }
    }
    return new Fault("/mapping", fault.detail());
  }

  /**
   * What rows are made with, without the broker.
   *
   * @param spec with its effective mapping
   */
  record Writable(JobSpec spec, TableSchema table) {}

  /**
   * Fails with {@link Unready} where the table is not there or rows cannot be made for it. That a
   * column is of another type than its entry says keeps a job from starting, but no row from being
   * written: the column decides.
   */
  Future<Writable> writable() {
    if (spec.infers()) {
      throw new Unready(
          List.of(new Fault("/mapping", "the job has no mapping yet: start it first")));
    }
    return database().inspect().map(this::writable);
  }

  private Writable writable(Inspection inspection) {
    if (inspection.table().isEmpty()) {
      String table = spec.destination().table();
      throw new Unready(
          List.of(
              new Fault("/destination/table", "there is no table '" + table + "': start the job")));
    }
    JobSpec effective = spec.exactlyOnce() ? spec : withKey(spec, Optional.of(inspection));
    List<Fault> faults = TableCheck.faults(untyped(effective), inspection);
    if (!faults.isEmpty()) {
      throw new Unready(faults);
    }
    return new Writable(effective, inspection.table().get());
  }

  private static JobSpec untyped(JobSpec spec) {
    return spec.withMapping(spec.mapping().stream().map(MappingEntry::withoutType).toList());
  }

  private static <T> Future<T> note(
      Throwable e, String pointer, T otherwise, List<Trouble> troubles, List<Fault> faults) {
    if (e instanceof Unready unready) {
      faults.addAll(unready.faults());
      return Future.succeededFuture(otherwise);
    }
    Trouble trouble = Trouble.of(e);
    if (trouble.isBug()) {
      return Future.failedFuture(e);
    }
    troubles.add(trouble);
    faults.add(new Fault(place(e, pointer, trouble), trouble.error().message()));
    return Future.succeededFuture(otherwise);
  }

  /** The field that most likely holds the mistake. */
  static String place(Throwable e, String pointer, Trouble trouble) {
    if (e instanceof DatabaseTrouble) {
      return switch (trouble.error().code()) {
        case "access-denied" -> pointer + "/password";
        case "unknown-database", "database-denied" -> pointer + "/database";
        case "unreachable" -> pointer + "/host";
        default -> pointer;
      };
    }
    return pointer;
  }

  /** Ends of a bounded job by partition; empty for an endless one. */
  Future<Map<Integer, Long>> stopOffsets(Set<Integer> partitions) {
    return spec.end().isEmpty()
        ? Future.succeededFuture(Map.of())
        : probe().offsets(spec.end().get(), partitions);
  }
}
