package dev.millrace.answer;

import dev.millrace.error.FieldError;
import dev.millrace.error.Warning;
import java.util.List;

/**
 * What a check of a job against broker and database found.
 *
 * @param faults what a start refuses for
 * @param warnings what the newest records would meet; a start does not look at them
 */
public record CheckReport(List<FieldError> faults, List<Warning> warnings) {
  public CheckReport {
    faults = List.copyOf(faults);
    warnings = List.copyOf(warnings);
  }
}
