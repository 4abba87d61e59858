package dev.millrace.timeline;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Entries as they were given to be written. */
final class Written implements EntryWriter {
  record Entry(EntryKind kind, String message, Map<String, Object> data) {}

  final List<Entry> entries = new ArrayList<>();

  @Override
  public void add(EntryKind kind, String actor, String message, Map<String, Object> data) {
    entries.add(new Entry(kind, message, data));
  }
}
