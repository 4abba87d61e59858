package dev.millrace.preflight;

import dev.millrace.answer.CheckReport;
import dev.millrace.error.Warning;
import dev.millrace.error.WarningCode;
import dev.millrace.kafka.Sampler;
import dev.millrace.kafka.TopicProbe;
import dev.millrace.model.Sample;
import dev.millrace.schema.TableCheck;
import dev.millrace.secret.Secret;
import dev.millrace.spec.Destination;
import dev.millrace.spec.JobEntry;
import dev.millrace.spec.JobSpec;
import dev.millrace.spec.SourceSpec;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Checks jobs against broker and database: what keeps a job from starting, and what its newest
 * records would meet. Writes nothing. Event loop only; the records are looked through on a worker.
 */
public final class JobCheck {
  private static final int RECORDS = 100;
  private static final Duration READING = Duration.ofSeconds(5);

  private final Vertx vertx;
  private final Function<Secret, String> secrets;

  /**
   * @param secrets resolves a reference or passes a literal; throws IllegalArgumentException with a
   *     sentence
   */
  public JobCheck(Vertx vertx, Function<Secret, String> secrets) {
    this.vertx = vertx;
    this.secrets = secrets;
  }

  /** The same without a progress callback. */
  public Future<CheckReport> of(String job, JobEntry entry, SourceSpec source) {
    return of(job, entry, source, step -> {});
  }

  /** The same of a job of which no more is known than its document. */
  public Future<CheckReport> of(
      String job, JobSpec spec, SourceSpec source, Consumer<String> step) {
    return of(job, JobEntry.created(spec, Instant.EPOCH), source, step);
  }

  /**
   * Never fails, but for bugs; pointers lead into the job's document.
   *
   * @param source null where there is none of the job's name
   * @param step is told what is begun, as words that go on after "while", with the servers' places
   */
  private Future<CheckReport> of(
      String job, JobEntry entry, SourceSpec source, Consumer<String> step) {
    JobSpec spec = entry.spec();
    step.accept("looking at " + topic(source) + tables(spec));
    Preflight preflight = new Preflight(vertx, secrets, spec, source);
    return preflight
        .look()
        .compose(report -> LedgerCheck.of(job, entry, preflight, report))
        .compose(
            found ->
                GroupAdmission.and(
                    found, job, preflight, () -> SecretResolver.resolved(vertx, secrets, source)))
        .compose(
            found ->
                ofGroup(job, source, preflight, found.findings(), step)
                    .map(
                        ofGroup ->
                            new StartReport(
                                found.findings(),
                                Stream.concat(found.warnings().stream(), ofGroup.stream())
                                    .toList())))
        .eventually(preflight::close)
        .compose(
            found ->
                warnings(spec, source, entry.mappingInferred(), found.findings(), step)
                    .map(
                        warnings ->
                            new CheckReport(
                                found.findings().faults(),
                                Stream.concat(found.warnings().stream(), warnings.stream())
                                    .toList())));
  }

  /** Who reads with the job's group now; not asked where the topic could not be asked. */
  private Future<List<Warning>> ofGroup(
      String job,
      SourceSpec source,
      Preflight preflight,
      Preflight.Report report,
      Consumer<String> step) {
    if (report.topic() == null) {
      return Future.succeededFuture(List.of());
    }
    JobSpec spec = report.spec();
    step.accept("asking " + source.bootstrapServers() + " for group " + spec.groupOf(job));
    return new GroupCheck(vertx, job, spec, source, preflight).warnings();
  }

  private static String topic(SourceSpec source) {
    return source == null
        ? ""
        : "topic '" + source.topic() + "' of " + source.bootstrapServers() + " and ";
  }

  private static String tables(JobSpec spec) {
    Destination to = spec.destination();
    String names =
        spec.tables().size() == 1
            ? "table '" + spec.tables().get(0).table() + "'"
            : spec.tables().size() + " tables";
    return "%s of database '%s' on %s:%d".formatted(names, to.database(), to.host(), to.port());
  }

  private Future<List<Warning>> warnings(
      JobSpec spec,
      SourceSpec source,
      boolean mappingInferred,
      Preflight.Report report,
      Consumer<String> step) {
    List<Warning> ofTable = new ArrayList<>(DeliveryWarning.of(spec));
    report
        .tables()
        .forEach(table -> ofTable.addAll(TableCheck.warnings(table.job(), table.found())));
    if (!report.leaderless().isEmpty()) {
      ofTable.add(BrokerWarnings.leaderless(source.topic(), report.leaderless()));
    }
    ofTable.addAll(report.warnings());
    if (report.partitions().isEmpty()
        || report.spec().tables().stream().allMatch(t -> t.mapping().isEmpty())) {
      return Future.succeededFuture(ofTable);
    }
    step.accept(
        "reading the newest records of topic '"
            + source.topic()
            + "' of "
            + source.bootstrapServers());
    return SecretResolver.resolved(vertx, secrets, source)
        .compose(resolved -> new Sampler(vertx).newest(resolved, RECORDS, READING))
        .compose(
            samples ->
                vertx.executeBlocking(
                    () -> ofRecords(spec, mappingInferred, report, samples), false))
        .recover(JobCheck::unread)
        .compose(
            ofRecords ->
                ofTimestamps(spec, source, report)
                    .map(
                        ofTimes ->
                            Stream.of(ofTable, ofRecords, ofTimes).flatMap(List::stream).toList()));
  }

  private Future<List<Warning>> ofTimestamps(
      JobSpec spec, SourceSpec source, Preflight.Report report) {
    if (!TimestampWarning.applies(spec)) {
      return Future.succeededFuture(List.of());
    }
    return SecretResolver.resolved(vertx, secrets, source)
        .compose(
            resolved -> {
              TopicProbe probe = new TopicProbe(vertx, resolved);
              return TimestampWarning.of(spec, source.topic(), report.partitions(), probe)
                  .eventually(probe::close);
            })
        .otherwise(List.of());
  }

  /** Worker thread. */
  private static List<Warning> ofRecords(
      JobSpec spec, boolean mappingInferred, Preflight.Report report, List<Sample> samples) {
    List<Warning> found = new ArrayList<>(SampleCheck.warnings(spec, report, samples));
    if (!report.inferred()) {
      found.addAll(InferenceWarnings.ofStored(spec, mappingInferred, report.tables(), samples));
    }
    return found;
  }

  /** That the records cannot be read is no disagreement of its own, but nothing was compared. */
  private static Future<List<Warning>> unread(Throwable e) {
    JobFailure jobFailure = JobFailure.of(e);
    return jobFailure.isBug()
        ? Future.failedFuture(e)
        : Future.succeededFuture(
            List.of(
                Warning.at(
                    "/source",
                    WarningCode.RECORDS_NOT_READ,
                    "the newest records could not be read, so they were not checked: "
                        + jobFailure.error().message())));
  }
}
