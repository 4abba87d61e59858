/**
 * What any HTTP call goes through before its route: bounds on connections, bodies and answers, TLS,
 * host and token filters, and problem documents.
 *
 * <p>Threads: one event loop. May use: {@code model}, {@code secret}, {@code error}, {@code spec},
 * {@code answer}, {@code render}.
 */
package dev.millrace.http;
