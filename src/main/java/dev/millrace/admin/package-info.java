/**
 * The HTTP API's routes. It asks the engine through {@link dev.millrace.api.EngineApi} alone; what
 * any call goes through before its route is in {@code http}.
 *
 * <p>Threads: one event loop.
 */
package dev.millrace.admin;
