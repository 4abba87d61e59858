package dev.millrace.preflight;

import dev.millrace.error.Warning;
import java.util.List;

/**
 * What was found before a start, with the faults of ledger and group.
 *
 * @param warnings of the ledger and the group alone
 */
public record StartReport(Preflight.Report findings, List<Warning> warnings) {}
