/**
 * Keeps sources, what is desired of jobs, and what became of them. {@link
 * dev.millrace.catalog.Catalog} is the door, {@link dev.millrace.catalog.FileCatalog} its form in
 * one file; another form (a compacted Kafka topic) can take its place.
 *
 * <p>Threads: any; the file is written on a worker thread.
 */
package dev.millrace.catalog;
