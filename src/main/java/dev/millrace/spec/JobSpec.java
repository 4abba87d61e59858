package dev.millrace.spec;

import dev.millrace.model.Labelled;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/**
 * What a user asks for: one source into one table. Defaults are filled in; {@code mapping} may be
 * empty until it has been inferred at the first start.
 *
 * @param source the source's name
 * @param infer whether entries beside those of {@code mapping} are made from samples at the next
 *     start; without entries they always are
 * @param createTable whether a missing table is created
 * @param stopAt the end of a bounded job, or null
 * @param onLostOffsets what to do when records expired before they were read
 * @param maxQuarantined most records in quarantine before the job stops; 0 is no limit
 * @param maxQuarantinedRatio largest share of quarantined records among the last 10,000, 0 to 1
 * @param lanes independent chains in this process, 1 to 64
 * @param maxInFlight bytes polled and not committed, per lane
 * @param group Kafka consumer group, or null for {@code millrace-<job>}
 * @param rounding what becomes of digits that a column does not keep, where an entry does not say
 */
public record JobSpec(
    String source,
    Destination destination,
    ParseSpec parse,
    List<MappingEntry> mapping,
    Infer infer,
    CreateTable createTable,
    OffsetSpec start,
    OffsetSpec stopAt,
    LostOffsets onLostOffsets,
    Policy dirtyData,
    Policy malformed,
    Policy refused,
    long maxQuarantined,
    double maxQuarantinedRatio,
    WriteSpec write,
    int lanes,
    BatchSpec batch,
    long maxInFlight,
    ZoneId timeZone,
    String group,
    Rounding rounding) {

  public static final long DEFAULT_MAX_IN_FLIGHT = 32L << 20;
  public static final double DEFAULT_MAX_QUARANTINED_RATIO = 0.5;

  /** Whether the engine may create the table. */
  public enum CreateTable implements Labelled {
    IF_MISSING,
    NEVER
  }

  /** What is inferred beside the entries that are given. */
  public enum Infer implements Labelled {
    NONE,
    REST
  }

  /** What to do when the next record to read is not in the topic any more. */
  public enum LostOffsets implements Labelled {
    STOP,
    /** Go on with the oldest record there is; the lost range counts as gaps. */
    CONTINUE
  }

  /** A job that rounds, and infers a mapping only where it has none. */
  public JobSpec(
      String source,
      Destination destination,
      ParseSpec parse,
      List<MappingEntry> mapping,
      CreateTable createTable,
      OffsetSpec start,
      OffsetSpec stopAt,
      LostOffsets onLostOffsets,
      Policy dirtyData,
      Policy malformed,
      Policy refused,
      long maxQuarantined,
      double maxQuarantinedRatio,
      WriteSpec write,
      int lanes,
      BatchSpec batch,
      long maxInFlight,
      ZoneId timeZone,
      String group) {
    this(
        source,
        destination,
        parse,
        mapping,
        mapping.isEmpty() ? Infer.REST : Infer.NONE,
        createTable,
        start,
        stopAt,
        onLostOffsets,
        dirtyData,
        malformed,
        refused,
        maxQuarantined,
        maxQuarantinedRatio,
        write,
        lanes,
        batch,
        maxInFlight,
        timeZone,
        group,
        Rounding.ROUND);
  }

  public JobSpec {
    mapping = List.copyOf(mapping);
  }

  /** Whether an entry of the mapping fills this column. */
  public boolean fills(String column) {
    return mapping.stream().anyMatch(entry -> entry.column().equalsIgnoreCase(column));
  }

  /** The tables that are written to, parents before their children. */
  public List<TableSpec> tables() {
    return List.of(new TableSpec(destination.table(), mapping, write.mode()));
  }

  public boolean exactlyOnce() {
    return write.delivery() == WriteSpec.Delivery.EXACTLY_ONCE;
  }

  public Optional<OffsetSpec> end() {
    return Optional.ofNullable(stopAt);
  }

  /** The consumer group of the job called {@code job}. */
  public String groupOf(String job) {
    return group == null ? "millrace-" + job : group;
  }

  /** Whether a start makes entries from samples. */
  public boolean infers() {
    return mapping.isEmpty() || infer == Infer.REST;
  }

  /** With a whole mapping, in which nothing is left to infer. */
  public JobSpec withInferred(List<MappingEntry> whole) {
    return copy(destination, parse, whole, Infer.NONE, dirtyData);
  }

  /** Whether a mapping may have been inferred from this job: it has all entries given here. */
  public boolean isCompletedBy(List<MappingEntry> whole) {
    return infers()
        && mapping.stream()
            .allMatch(
                given ->
                    whole.stream()
                        .anyMatch(
                            entry ->
                                entry.path().equals(given.path())
                                    && entry.column().equals(given.column())
                                    && entry.key() == given.key()
                                    && entry.absent() == given.absent()
                                    && entry.encoding() == given.encoding()
                                    && (given.type() == null
                                        || given.type().equals(entry.type()))));
  }

  public JobSpec withMapping(List<MappingEntry> other) {
    return copy(destination, parse, other, infer, dirtyData);
  }

  public JobSpec withDestination(Destination other) {
    return copy(other, parse, mapping, infer, dirtyData);
  }

  public JobSpec withParse(ParseSpec other) {
    return copy(destination, other, mapping, infer, dirtyData);
  }

  public JobSpec withDirtyData(Policy other) {
    return copy(destination, parse, mapping, infer, other);
  }

  private JobSpec copy(
      Destination otherDestination,
      ParseSpec otherParse,
      List<MappingEntry> otherMapping,
      Infer otherInfer,
      Policy otherDirtyData) {
    return new JobSpec(
        source,
        otherDestination,
        otherParse,
        otherMapping,
        otherInfer,
        createTable,
        start,
        stopAt,
        onLostOffsets,
        otherDirtyData,
        malformed,
        refused,
        maxQuarantined,
        maxQuarantinedRatio,
        write,
        lanes,
        batch,
        maxInFlight,
        timeZone,
        group,
        rounding);
  }
}
