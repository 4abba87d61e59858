package dev.millrace.lane;

import dev.millrace.error.RejectCode;
import dev.millrace.flow.WriteOutcome.RefusedRow;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Which of the rows that the server refused would be refused without the other refused records too.
 *
 * <p>The search for them keeps in the table what the server takes. So the good rows of a record
 * that is refused for another of its rows stand there while later rows are tried, and a record with
 * the same key is called a duplicate of what will not be written at all. Such a refusal is worth
 * nothing: its record is to be tried again without those that are sure.
 */
public final class IndependentRefusals {

  /** Whose row it is; equal for all rows of one record. */
  @FunctionalInterface
  interface RecordOf {
    Object record(int segment, int row);
  }

  private IndependentRefusals() {}

  /**
   * The same.
   *
   * @param records by segment and row whose row it is
   */
  public static List<RefusedRow> of(List<RefusedRow> refused, int[][] records) {
    int[] rows = Stream.of(records).mapToInt(of -> of.length).toArray();
    return of(refused, rows, (segment, row) -> records[segment][row]);
  }

  /**
   * At least one where {@code refused} has any: the first of its records in the order of the batch
   * comes after no other.
   *
   * @param rows how many rows each segment has
   */
  static List<RefusedRow> of(List<RefusedRow> refused, int[] rows, RecordOf recordOf) {
    if (refused.size() < 2
        || refused.stream().noneMatch(row -> row.code() == RejectCode.DUPLICATE_KEY)) {
      return refused;
    }
    Map<Integer, Map<Integer, RefusedRow>> bySegment = new HashMap<>();
    Set<Object> blamed = new HashSet<>();
    for (RefusedRow row : refused) {
      bySegment.computeIfAbsent(row.segment(), s -> new HashMap<>()).put(row.row(), row);
      blamed.add(recordOf.record(row.segment(), row.row()));
    }
    List<RefusedRow> sure = new ArrayList<>();
    for (int segment = 0; segment < rows.length; segment++) {
      Map<Integer, RefusedRow> ofSegment = bySegment.get(segment);
      if (ofSegment != null) {
        addSure(sure, segment, rows[segment], ofSegment, blamed, recordOf);
      }
    }
    return sure;
  }

  private static void addSure(
      List<RefusedRow> sure,
      int segment,
      int rows,
      Map<Integer, RefusedRow> refused,
      Set<Object> blamed,
      RecordOf recordOf) {
    // Blamed records that have a row in the table by now.
    Set<Object> present = new HashSet<>();
    for (int row = 0; row < rows; row++) {
      Object record = recordOf.record(segment, row);
      RefusedRow found = refused.get(row);
      if (found == null) {
        if (blamed.contains(record)) {
          present.add(record);
        }
      } else {
        boolean alone = present.isEmpty() || present.size() == 1 && present.contains(record);
        if (alone || found.code() != RejectCode.DUPLICATE_KEY) {
          sure.add(found);
        }
      }
    }
  }
}
