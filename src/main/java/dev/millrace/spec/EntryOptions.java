package dev.millrace.spec;

import dev.millrace.model.ColumnType;
import dev.millrace.model.ColumnType.Base;
import dev.millrace.spec.MappingEntry.Epoch;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Options of a mapping entry that would do nothing where they stand: on a column whose type they
 * say nothing of, or with metadata that never has such a value. Who wrote one expects something
 * that will not happen, so each is a fault.
 */
public final class EntryOptions {
  private EntryOptions() {}

  /** Which options an entry gives, defaults too. */
  public record Given(boolean absentDefault, boolean epoch, boolean encoding, boolean rounding) {}

  /**
   * What is wrong with an entry's options in a column of this type, by the option's name.
   *
   * @param type the column's; null where it is not known, then only the path is looked at
   */
  public static Map<String, String> faults(MappingEntry entry, ColumnType type) {
    Given given =
        new Given(
            entry.absent() == MappingEntry.Absent.DEFAULT,
            entry.epoch() != Epoch.MS,
            entry.encoding() != MappingEntry.Encoding.UTF8,
            entry.rounding() != null);
    return faults(given, entry.path(), type, entry.epoch());
  }

  public static Map<String, String> faults(
      Given given, FieldPath path, ColumnType type, Epoch epoch) {
    Map<String, String> faults = new LinkedHashMap<>();
    if (path != null && path.isMeta()) {
      ofMetadata(given, path, epoch, faults);
    }
    if (type == null) {
      return faults;
    }
    if (given.epoch() && !takesEpoch(type.base())) {
      String why =
          type.base() == Base.YEAR
              ? "an integer in a YEAR column is the year itself; leave it out"
              : "counts only for dates and times, not for " + type + "; leave it out";
      faults.putIfAbsent("epoch", why);
    } else if (given.epoch() && epoch == Epoch.D && type.base() == Base.TIME) {
      faults.putIfAbsent(
          "epoch",
          "d counts days of the calendar, which DATE, DATETIME and TIMESTAMP hold; in a TIME column"
              + " an integer is a duration in s, ms, us or ns");
    }
    if (given.encoding() && !type.base().isBinary()) {
      faults.putIfAbsent(
          "encoding", "counts only for binary columns, not for " + type + "; leave it out");
    }
    if (given.rounding() && !rounds(type)) {
      faults.putIfAbsent(
          "rounding",
          "counts only for DECIMAL, FLOAT(m,d), DOUBLE(m,d), DATETIME, TIMESTAMP and TIME, which"
              + " round; "
              + type
              + " does not; leave it out");
    }
    return faults;
  }

  private static void ofMetadata(
      Given given, FieldPath of, Epoch epoch, Map<String, String> faults) {
    FieldPath.Meta meta = of.meta();
    String path = of.text();
    boolean mayBeAbsent =
        switch (meta) {
          case KEY, HEADERS, TIMESTAMP -> true;
          default -> false;
        };
    boolean number =
        switch (meta) {
          case PARTITION, OFFSET, INDEX, TIMESTAMP, INGEST_TIME -> true;
          default -> false;
        };
    if (given.absentDefault() && !mayBeAbsent) {
      faults.put("absent", "every record has " + path + "; leave it out");
    }
    if (meta == FieldPath.Meta.TIMESTAMP || meta == FieldPath.Meta.INGEST_TIME) {
      if (given.epoch() && epoch != Epoch.MS) {
        faults.put("epoch", path + " is in milliseconds always; leave it out");
      }
    } else if (given.epoch() && !number) {
      faults.put("epoch", path + " is text, and only integers are read as an epoch; leave it out");
    }
    if (given.encoding() && number) {
      faults.put("encoding", path + " is a number, and only text is decoded; leave it out");
    }
    if (given.rounding() && number && meta != FieldPath.Meta.TIMESTAMP) {
      faults.put("rounding", path + " has no digits to lose; leave it out");
    }
  }

  private static boolean takesEpoch(Base base) {
    return base.isTemporal() && base != Base.YEAR;
  }

  /** Whether a column of this type takes values with more digits than it keeps. */
  public static boolean rounds(ColumnType type) {
    return switch (type.base()) {
      case DECIMAL, DATETIME, TIMESTAMP, TIME -> true;
      case FLOAT, DOUBLE -> type.length() > 0;
      default -> false;
    };
  }
}
