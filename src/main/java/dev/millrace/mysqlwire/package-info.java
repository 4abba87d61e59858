/**
 * What goes over a connection to a MySQL-protocol server below the client: the greeting and the
 * login, TLS, the bytes of LOAD DATA's file, and bounds on the packets, rows and columns that a
 * server may send.
 *
 * <p>In: bytes of a connection. Out: bytes, or a failure where the server breaks a bound. Threads:
 * the connection's event loop; nothing blocks.
 */
package dev.millrace.mysqlwire;
