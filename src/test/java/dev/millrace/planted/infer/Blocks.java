package dev.millrace.planted.infer;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;

final class Blocks {
  private Blocks() {}

  static void sleeps() throws InterruptedException {
    Thread.sleep(1);
  }

  static void joins(CompletableFuture<Void> future) {
    future.join();
  }

  static Object takes(BlockingQueue<?> queue) throws InterruptedException {
    return queue.take();
  }
}
