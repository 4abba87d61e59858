/**
 * What any HTTP call goes through before its route: bounds on connections, bodies and answers, TLS,
 * host and token filters, and problem documents.
 *
 * <p>Threads: one event loop.
 */
package dev.millrace.http;
