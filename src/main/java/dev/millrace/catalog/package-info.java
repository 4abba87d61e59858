/**
 * Keeps what users asked for: sources, jobs and wishes. {@link dev.millrace.catalog.Catalog} is the
 * door, {@link dev.millrace.catalog.FileCatalog} its form in one file; another form (a compacted
 * Kafka topic) can take its place.
 *
 * <p>Threads: any; the file is written on a worker thread. May use: {@code model}, {@code
 * document}, vertx-core.
 */
package dev.millrace.catalog;
