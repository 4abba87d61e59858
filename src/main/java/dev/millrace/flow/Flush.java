package dev.millrace.flow;

/** Asks a transform to write what it holds now: the poll side waits for its commit. */
public record Flush() {}
