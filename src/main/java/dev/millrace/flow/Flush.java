package dev.millrace.flow;

/** Asks a transform to write what it holds now: somebody waits for all of it to be committed. */
public record Flush() {}
