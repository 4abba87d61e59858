package dev.millrace.model;

/**
 * Narrows quarantined records to those with one cause.
 *
 * @param table that a record did not fit; null for any, empty where no one table is to blame
 * @param code a reject code's label, or null for any
 * @param column that a record did not fit; null for any, empty where no one column is to blame
 */
public record QuarantineFilter(String table, String code, String column) {
  public static final QuarantineFilter ANY = new QuarantineFilter(null, null, null);

  public boolean isAny() {
    return equals(ANY);
  }
}
