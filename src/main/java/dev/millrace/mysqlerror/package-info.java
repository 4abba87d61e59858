/**
 * What goes wrong between the engine and a MySQL-protocol server, and what would mend it: error
 * numbers, refused logins, lost connections, and the errors that our own statements raise.
 *
 * <p>In: exceptions of the client. Out: a failure with the action that helps, and a sentence for
 * people. Threads: any; nothing is kept.
 */
package dev.millrace.mysqlerror;
