/**
 * The command line's client of the HTTP API: {@code java -jar millrace.jar status orders} and the
 * like, tables for people, {@code --json} for programs.
 *
 * <p>Threads: the caller's, which waits; this is another process than the engine's.
 */
package dev.millrace.cli;
