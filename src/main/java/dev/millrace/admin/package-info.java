/**
 * The HTTP API: routes, who may call them, problem documents. It asks the engine through {@link
 * dev.millrace.admin.Control} alone.
 *
 * <p>Threads: one event loop. May use: {@code model}, {@code metrics} and vertx-web, whose only
 * home this is.
 */
package dev.millrace.admin;
