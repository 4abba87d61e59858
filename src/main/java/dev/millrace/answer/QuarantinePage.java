package dev.millrace.answer;

import dev.millrace.model.QuarantinePlace;
import java.util.List;
import java.util.OptionalInt;

/**
 * A part of a job's quarantine.
 *
 * @param valueLimit longest key or value that is shown whole, in characters of what is shown; empty
 *     for all whole
 * @param next behind which the rest is, or null where there is none
 */
public record QuarantinePage(
    List<QuarantinedRecord> records, OptionalInt valueLimit, QuarantinePlace next) {
  public QuarantinePage {
    records = List.copyOf(records);
  }
}
