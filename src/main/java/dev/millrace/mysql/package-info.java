/**
 * How a MySQL-protocol server is spoken to: sessions that can be cut and shared, their settings and
 * what is known of the server.
 *
 * <p>In: statements, and the arrays that {@code LOAD DATA LOCAL} reads. Out: rows, or a failure
 * that says what would mend it. Threads: a session lives on one event loop; nothing blocks. May
 * use: {@code model}, {@code dialect}, {@code mysqlerror}, {@code mysqlwire}, vertx-core and
 * vertx-mysql-client.
 */
package dev.millrace.mysql;
