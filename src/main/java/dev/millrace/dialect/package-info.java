/**
 * How kinds of servers differ: what they can, what bounds them, what their types are called and
 * what their tables end with. One class each.
 *
 * <p>In: the dialect that a job names, and the version that a server says. Out: words of SQL and
 * answers to {@link dev.millrace.dialect.SqlDialect#can}. Threads: any; everything here is
 * immutable.
 */
package dev.millrace.dialect;
