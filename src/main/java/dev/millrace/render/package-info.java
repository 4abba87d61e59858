/**
 * The JSON of the API's answers; the only room that makes it. Which fields there are is written in
 * {@code openapi.yaml}, and a test compares the two.
 *
 * <p>In: records of {@code answer} and {@code model}. Out: JSON objects. Threads: any; the writers
 * of records, whose values may be large, are for workers.
 */
package dev.millrace.render;
