package dev.millrace.flow;

/**
 * Asks a transform to write what it holds now: a partition is being given up, or the lane stops.
 */
public record Flush() {}
