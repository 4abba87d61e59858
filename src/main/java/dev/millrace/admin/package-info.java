/**
 * The HTTP API's routes. It asks the engine through {@link dev.millrace.api.EngineApi} alone; what
 * any call goes through before its route is in {@code http}.
 *
 * <p>Threads: one event loop. May use: {@code api}, {@code answer}, {@code document}, {@code
 * render}, {@code http}, {@code spec}, {@code error}, {@code model} and vertx-web, which {@code
 * http} uses too.
 */
package dev.millrace.admin;
