package dev.millrace.answer;

import java.time.Instant;
import java.util.Map;

/**
 * Something that happened to a job.
 *
 * @param id counts up by job
 * @param node name of the process that wrote it
 * @param kind a word of a closed list, as {@code retry}
 * @param actor name of the token of who ordered it; null where the engine did it by itself, or no
 *     tokens are configured
 * @param data what the message says, for programs; depends on the kind
 */
public record TimelineEntry(
    long id,
    Instant at,
    String node,
    String kind,
    String actor,
    String message,
    Map<String, Object> data) {}
