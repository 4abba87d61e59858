package dev.millrace.planted.poll;

import java.util.concurrent.CountDownLatch;

final class MayBlock {
  private MayBlock() {}

  static void awaits(CountDownLatch latch) throws InterruptedException {
    latch.await();
  }
}
