/**
 * What the HTTP API asks of the engine: one interface, answered by {@code job}, called by {@code
 * admin}.
 *
 * <p>Threads: every call is made on the engine's event loop and answers there. May use: {@code
 * model}, {@code spec}, {@code answer}.
 */
package dev.millrace.api;
