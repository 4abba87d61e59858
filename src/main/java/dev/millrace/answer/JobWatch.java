package dev.millrace.answer;

/** Somebody's watching of jobs. Any thread. */
public interface JobWatch extends AutoCloseable {
  /** Nothing more is told, but for what is being told at this moment. */
  @Override
  void close();

  /** Whether it was closed, by its owner or because its watcher held up the event loop. */
  boolean isClosed();
}
