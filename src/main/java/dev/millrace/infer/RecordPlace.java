package dev.millrace.infer;

/** Where in the topic a record is. */
public record RecordPlace(int partition, long offset) {}
