package dev.millrace.error;

/**
 * A record that a replay left in quarantine, and why.
 *
 * @param kind a {@link RejectKind}'s label, or {@link #ENGINE} where it was not tried
 * @param table that it does not fit; null where no one table is to blame
 * @param code a {@link RejectCode}'s label, or {@code read-again}, {@code headers-not-kept}
 */
public record ReplayRejection(
    String topic,
    int partition,
    long offset,
    String kind,
    String code,
    String table,
    String column,
    String path,
    String reason) {
  public static final String ENGINE = "engine";
}
