package dev.millrace.loadtest;

import dev.millrace.testkit.EmbeddedKafka;
import java.io.IOException;

/** The broker's own process: prints its address, and ends when its standard input does. */
final class Broker {
  private Broker() {}

  public static void main(String[] arguments) throws IOException {
    try (EmbeddedKafka kafka = new EmbeddedKafka()) {
      kafka.start();
      System.out.println("READY " + kafka.bootstrapServers());
      while (System.in.read() >= 0) {
        // Nothing is said to it; only the end counts.
      }
    }
  }
}
