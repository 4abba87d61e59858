package dev.millrace.flow;

import dev.millrace.error.RejectCode;
import java.util.Map;

/**
 * A refused record, whole, on its way to {@code millrace_quarantine}.
 *
 * @param timestamp the record's, epoch milliseconds
 * @param key exact bytes or null
 * @param headers the last value of each name
 * @param value exact bytes; never null, for a tombstone is not refused
 * @param table the name of the table that it did not fit; null where no one table is to blame
 * @param column null where no one column is to blame
 * @param path null where no one path is to blame
 */
public record QuarantineRow(
    String topic,
    int partition,
    long offset,
    long timestamp,
    byte[] key,
    Map<String, byte[]> headers,
    byte[] value,
    RejectCode code,
    String table,
    String column,
    String path,
    String reason) {}
