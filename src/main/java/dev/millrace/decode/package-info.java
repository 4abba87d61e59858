/**
 * Messages become flat rows: the bytes of one Kafka record go in, and for each path of the mapping
 * the range of bytes that holds its value comes out. One pass over the bytes where Kafka's client
 * put them; no tree, no map, no String per value; nothing is allocated for a record whose members
 * were seen before.
 *
 * <p>{@link dev.millrace.decode.FlattenPlan} is what the mapping asks for, {@link
 * dev.millrace.decode.RecordReader} reads records by it, {@link dev.millrace.decode.Limits} bounds
 * what one record may cost.
 *
 * <p>Threads: plans and limits are immutable, readers belong to one thread.
 */
package dev.millrace.decode;
