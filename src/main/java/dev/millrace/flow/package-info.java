/**
 * How the verticles of a lane speak: bus addresses, immutable messages, the codec that passes them
 * by reference, and the credits that bound what is in flight.
 *
 * <p>Threads: messages are immutable after they are sent; {@link dev.millrace.flow.Credits} is
 * thread-safe.
 */
package dev.millrace.flow;
