/**
 * Secrets, and how they and users' text are masked wherever text leaves the process: answers, log
 * lines, error messages.
 *
 * <p>Threads: everything here is immutable but {@code SecretMask}'s table, which any thread may
 * use.
 */
package dev.millrace.secret;
