package dev.millrace.spec;

import dev.millrace.model.Labelled;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a user asks for: one source into the tables of one database. Defaults are filled in.
 *
 * @param source the source's name
 * @param tables that are written to, parents before their children; at least one
 * @param stopAt the end of a bounded job, or null
 * @param onLostOffsets what to do when records expired before they were read
 * @param maxQuarantined most records in quarantine before the job stops; 0 is no limit
 * @param maxQuarantinedRatio largest share of quarantined records among the last 10,000, 0 to 1
 * @param lanes independent chains in this process, 1 to 64
 * @param maxInFlight bytes polled and not committed, per lane
 * @param group Kafka consumer group, or null for {@code millrace-<job>}
 * @param groupProtocol by which the lanes divide partitions among themselves
 * @param rounding what becomes of digits that a column does not keep, where an entry does not say
 */
public record JobSpec(
    String source,
    Destination destination,
    ParseSpec parse,
    List<TableSpec> tables,
    OffsetSpec start,
    OffsetSpec stopAt,
    LostOffsets onLostOffsets,
    Policy dirtyData,
    Policy malformed,
    Policy refused,
    long maxQuarantined,
    double maxQuarantinedRatio,
    WriteSpec.Delivery delivery,
    int lanes,
    BatchSpec batch,
    long maxInFlight,
    ZoneId timeZone,
    String group,
    GroupProtocol groupProtocol,
    Rounding rounding) {

  public static final long DEFAULT_MAX_IN_FLIGHT = 32L << 20;
  public static final double DEFAULT_MAX_QUARANTINED_RATIO = 0.5;

  /** What to do when the next record to read is not in the topic any more. */
  public enum LostOffsets implements Labelled {
    STOP,
    /** Go on with the oldest record there is; the lost range counts as gaps. */
    CONTINUE
  }

  public JobSpec {
    tables = List.copyOf(tables);
    if (tables.isEmpty()) {
      throw new IllegalArgumentException("a job has at least one table");
    }
  }

  public boolean exactlyOnce() {
    return delivery == WriteSpec.Delivery.EXACTLY_ONCE;
  }

  public Optional<OffsetSpec> end() {
    return Optional.ofNullable(stopAt);
  }

  /** The consumer group of the job called {@code job}. */
  public String groupOf(String job) {
    return group == null ? "millrace-" + job : group;
  }

  /** Whether a start makes entries of some table from samples. */
  public boolean infers() {
    return tables.stream().anyMatch(TableSpec::infers);
  }

  /**
   * Whether the tables' mappings may have been inferred from this job: they have all given here.
   */
  public boolean isCompletedBy(JobSpec whole) {
    boolean completed = infers() && tables.size() == whole.tables.size();
    for (int i = 0; completed && i < tables.size(); i++) {
      TableSpec given = tables.get(i);
      TableSpec other = whole.tables.get(i);
      completed =
          (given.isCompletedBy(other) || given.mapping().equals(other.mapping()))
              && (tables.size() == 1 || given.table().equals(other.table()));
    }
    return completed;
  }

  /** With the mappings of {@code whole}, in which nothing is left to infer. */
  public JobSpec completedBy(JobSpec whole) {
    List<TableSpec> completed = new ArrayList<>();
    for (int i = 0; i < tables.size(); i++) {
      TableSpec table = tables.get(i);
      completed.add(table.infers() ? table.withInferred(whole.tables.get(i).mapping()) : table);
    }
    return withTables(completed);
  }

  /** Whether both fill the same tables by the same mappings. */
  public boolean mapsLike(JobSpec other) {
    return mappings().equals(other.mappings());
  }

  private List<List<MappingEntry>> mappings() {
    return tables.stream().map(TableSpec::mapping).toList();
  }

  public JobSpec withTables(List<TableSpec> other) {
    return copy(destination, parse, other, dirtyData);
  }

  public JobSpec withDestination(Destination other) {
    return copy(other, parse, tables, dirtyData);
  }

  public JobSpec withParse(ParseSpec other) {
    return copy(destination, other, tables, dirtyData);
  }

  public JobSpec withDirtyData(Policy other) {
    return copy(destination, parse, tables, other);
  }

  private JobSpec copy(
      Destination otherDestination,
      ParseSpec otherParse,
      List<TableSpec> otherTables,
      Policy otherDirtyData) {
    return new JobSpec(
        source,
        otherDestination,
        otherParse,
        otherTables,
        start,
        stopAt,
        onLostOffsets,
        otherDirtyData,
        malformed,
        refused,
        maxQuarantined,
        maxQuarantinedRatio,
        delivery,
        lanes,
        batch,
        maxInFlight,
        timeZone,
        group,
        groupProtocol,
        rounding);
  }
}
