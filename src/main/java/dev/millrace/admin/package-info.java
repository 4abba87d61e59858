/**
 * The HTTP API: routes, who may call them, problem documents. It asks the engine through {@link
 * dev.millrace.api.EngineApi} alone.
 *
 * <p>Threads: one event loop. May use: {@code model}, {@code answer}, {@code document}, {@code
 * render} and vertx-web, whose only home this is.
 */
package dev.millrace.admin;
