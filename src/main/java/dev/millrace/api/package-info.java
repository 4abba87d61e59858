/**
 * What the HTTP API asks of the engine: one interface, answered by {@code job}, called by {@code
 * admin}.
 *
 * <p>Threads: every call is made on the engine's event loop and answers there.
 */
package dev.millrace.api;
