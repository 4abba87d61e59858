package dev.millrace.infer;

import dev.millrace.model.ColumnType;
import dev.millrace.spec.MappingEntry;
import dev.millrace.spec.MappingEntry.Epoch;
import java.util.List;
import java.util.Optional;

/** Entries that a user gave, beside which the rest is inferred. */
final class GivenEntries {
  private GivenEntries() {}

  /** The entries, those without a type with that of their path, where the samples have it. */
  static List<MappingEntry> typed(List<MappingEntry> given, Profile profile) {
    return given.stream()
        .map(entry -> entry.type() == null ? typed(entry, profile) : entry)
        .toList();
  }

  private static MappingEntry typed(MappingEntry entry, Profile profile) {
    if (entry.path().isMeta()) {
      return withType(entry, ColumnType.parse(metadata(entry)));
    }
    Optional<PathProfile> path =
        profile.paths().stream()
            .filter(p -> p.path().equals(entry.path().text()) && p.present() > p.nulls())
            .findFirst();
    if (path.isEmpty()) {
      return entry;
    }
    TypeChoice choice = TypeChoice.of(path.get());
    MappingEntry typed = withType(entry, choice.type());
    return entry.epoch() == Epoch.MS ? withEpoch(typed, choice.epoch()) : typed;
  }

  private static String metadata(MappingEntry entry) {
    return switch (entry.path().meta()) {
      case TOPIC -> "VARCHAR(249)";
      case PARTITION, INDEX -> "INT";
      case OFFSET -> "BIGINT";
      case TIMESTAMP, INGEST_TIME -> "DATETIME(3)";
      case KEY -> entry.key() ? "VARCHAR(255)" : "TEXT";
      case HEADERS -> "TEXT";
      case VALUE -> "LONGTEXT";
    };
  }

  /** What their columns take. */
  static TableRoom room(List<MappingEntry> given) {
    return given.stream()
        .map(entry -> TableRoom.of(entry.column(), entry.type()))
        .reduce(TableRoom.NONE, TableRoom::plus);
  }

  static MappingEntry withEpoch(MappingEntry entry, Epoch epoch) {
    return new MappingEntry(
        entry.path(),
        entry.column(),
        entry.type(),
        entry.key(),
        entry.absent(),
        epoch,
        entry.encoding(),
        entry.rounding());
  }

  private static MappingEntry withType(MappingEntry entry, ColumnType type) {
    return new MappingEntry(
        entry.path(),
        entry.column(),
        type,
        entry.key(),
        entry.absent(),
        entry.epoch(),
        entry.encoding(),
        entry.rounding());
  }
}
