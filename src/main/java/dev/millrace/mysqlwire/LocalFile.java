package dev.millrace.mysqlwire;

/**
 * Bytes {@code [0, length)} that a server gets where a statement of ours loads a "file" of this
 * name.
 *
 * @param name from {@link LocalInfileHandler#name}
 * @param content stays as it is until the statement was answered or the session is killed
 */
public record LocalFile(String name, byte[] content, int length) {}
