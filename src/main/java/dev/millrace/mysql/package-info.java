/**
 * How a MySQL-protocol server is spoken to: sessions that can be cut, TLS and logins, bounds on
 * what the server may answer, the statements' encoding, and what its error numbers mean.
 *
 * <p>In: statements, and the arrays that {@code LOAD DATA LOCAL} reads. Out: rows, or a failure
 * that says what would mend it. Threads: a session lives on one event loop; nothing blocks. May
 * use: {@code model}, vertx-core and, nobody else, vertx-mysql-client's own classes.
 */
package dev.millrace.mysql;
