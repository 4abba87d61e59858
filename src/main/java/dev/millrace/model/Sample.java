package dev.millrace.model;

import java.util.Map;

/**
 * One record as read for a sample: the bytes as they are in Kafka.
 *
 * @param timestamp epoch milliseconds
 * @param key null where the record has none
 * @param value null for a tombstone
 */
public record Sample(
    String topic,
    int partition,
    long offset,
    long timestamp,
    byte[] key,
    Map<String, byte[]> headers,
    byte[] value) {}
