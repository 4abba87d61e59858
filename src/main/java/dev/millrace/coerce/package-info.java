/**
 * From a raw slice of a record to the text of one SQL literal, or a reject code: one class per
 * column family.
 *
 * <p>In: bytes of the record and their {@link dev.millrace.model.ValueKind}. Out: literals in UTF-8
 * for a session with character set {@code utf8mb4}, {@code time_zone='+00:00'} and an {@code
 * sql_mode} that has neither {@code ANSI_QUOTES} nor {@code NO_BACKSLASH_ESCAPES}; each of the
 * three is a condition of safety or of correctness.
 *
 * <p>Rule of the room: nothing is lost silently, nothing passes that a strict server would refuse,
 * and the server is never the one to find out what could have been known here.
 *
 * <p>Threads: a coercion keeps scratch space and belongs to one lane. Cost: no allocation per value
 * in the common cases, no exception for a reject.
 */
package dev.millrace.coerce;
