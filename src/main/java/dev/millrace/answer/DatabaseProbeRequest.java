package dev.millrace.answer;

import dev.millrace.spec.Destination;

/**
 * Which server a caller wants to look at.
 *
 * @param destination its database the empty text where none is named yet
 * @param table whose columns are wanted, or null; only with a database
 */
public record DatabaseProbeRequest(Destination destination, String table) {}
