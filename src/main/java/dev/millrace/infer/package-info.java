/**
 * Samples become a profile of their paths, and the profile a mapping that every sampled value fits
 * and whose table the server can create.
 *
 * <p>{@link dev.millrace.infer.Profiler} takes samples, {@link dev.millrace.infer.Suggestion} gives
 * the mapping.
 *
 * <p>Threads: a profiler belongs to one thread, everything else is immutable.
 */
package dev.millrace.infer;
