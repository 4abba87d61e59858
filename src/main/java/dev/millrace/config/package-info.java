/**
 * What the process is told before it runs: arguments, a YAML file, the environment, job files;
 * secrets and how they are resolved and kept; where log lines go. Everything wrong is told at once,
 * with key, given value and what is allowed.
 *
 * <p>Threads: read at start; {@link dev.millrace.config.Secrets} and {@link
 * dev.millrace.config.AccessTokens} any.
 */
package dev.millrace.config;
