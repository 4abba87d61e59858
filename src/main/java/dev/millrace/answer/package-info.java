/**
 * What the API asks of the engine and what the engine answers, as records: requests, statuses,
 * reports, and the failures that callers can mend. Their JSON is made in {@code render}.
 *
 * <p>In: {@code model}. Out: values that any thread may read.
 */
package dev.millrace.answer;
