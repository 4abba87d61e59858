package dev.millrace.model;

/** What the bearer of a token may do. */
public enum Role implements Labelled {
  /** Look at everything but secrets. */
  VIEWER,
  /** Everything. */
  OPERATOR;

  /** Whether this role may do what {@code needed} may. */
  public boolean covers(Role needed) {
    return ordinal() >= needed.ordinal();
  }
}
