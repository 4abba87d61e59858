package dev.millrace.error;

import java.util.List;
import java.util.stream.Collectors;

/** A document with all of its faults, by itself or as checked against broker and database. */
public final class InvalidDocument extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Most faults that one answer lists. */
  public static final int MAX_FAULTS = 200;

  private final transient List<FieldError> faults;

  public InvalidDocument(List<FieldError> faults) {
    super(
        faults.stream()
            .limit(MAX_FAULTS)
            .map(f -> f.pointer() + ": " + f.detail())
            .collect(Collectors.joining("; ")),
        null,
        false,
        false);
    this.faults = List.copyOf(faults);
  }

  public List<FieldError> faults() {
    return faults;
  }
}
