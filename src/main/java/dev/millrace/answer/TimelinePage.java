package dev.millrace.answer;

import java.util.List;

/**
 * Some of what happened to a job, oldest first.
 *
 * @param next the {@code after} of the next page, or null where there is none
 */
public record TimelinePage(List<TimelineEntry> entries, Long next) {
  public TimelinePage {
    entries = List.copyOf(entries);
  }
}
