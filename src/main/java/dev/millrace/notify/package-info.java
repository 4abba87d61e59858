/**
 * Tells webhooks what happens to jobs: {@link dev.millrace.notify.Notifier} what is worth telling,
 * {@link dev.millrace.notify.Webhook} sends it.
 *
 * <p>Threads: an event loop of its own; nothing waits for it, and what waits in it is bounded. May
 * use: {@code spec}, {@code metrics}, {@code timeline}, vertx-core.
 */
package dev.millrace.notify;
