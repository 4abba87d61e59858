/**
 * Which characters a server's character set can hold, and UTF-8's lengths.
 *
 * <p>Threads: everything here is immutable once read.
 */
package dev.millrace.charset;
