package dev.millrace.answer;

import dev.millrace.error.RejectCode;
import dev.millrace.model.Sample;

/**
 * A record of a topic as a sample shows it.
 *
 * @param malformed why it cannot be read, or null
 */
public record SampledRecord(Sample record, RejectCode malformed) {}
