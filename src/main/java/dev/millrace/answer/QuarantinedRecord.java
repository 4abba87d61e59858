package dev.millrace.answer;

import dev.millrace.model.Sample;
import java.time.Instant;

/**
 * A record as the quarantine keeps it.
 *
 * @param record its headers are null where they were not kept; its key and value may be cut
 * @param keyBytes length of the whole key, 0 where there is none
 * @param valueBytes length of the whole value
 * @param table that it did not fit; null where no one table is to blame, or where an earlier
 *     version kept the record
 * @param column null where no one column is to blame
 * @param path null where no one path is to blame
 * @param counted whether the job's present ledger counts it; not after a reset
 */
public record QuarantinedRecord(
    Sample record,
    long keyBytes,
    long valueBytes,
    String kind,
    String code,
    String table,
    String column,
    String path,
    String reason,
    Instant quarantinedAt,
    boolean counted) {}
