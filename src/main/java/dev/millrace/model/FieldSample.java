package dev.millrace.model;

/**
 * A field that is not stored as it was sent, nulled or rounded, with the text it had.
 *
 * @param table whose column it is
 * @param code a {@link dev.millrace.error.RejectCode}'s label
 */
public record FieldSample(
    String topic,
    int partition,
    long offset,
    String table,
    String column,
    String path,
    String code,
    String value) {}
