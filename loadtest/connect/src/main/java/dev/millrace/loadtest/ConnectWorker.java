package dev.millrace.loadtest;

import org.apache.kafka.connect.cli.ConnectStandalone;

/** A standalone worker of Kafka Connect, as its own script starts it. Ends with standard input. */
public final class ConnectWorker {
  private ConnectWorker() {}

  public static void main(String[] arguments) {
    Thread end =
        new Thread(
            () -> {
              try {
                while (System.in.read() >= 0) {
                  // Nothing is said to it.
                }
              } catch (java.io.IOException e) {
                // The same as its end.
              }
              Runtime.getRuntime().halt(0);
            },
            "end");
    end.setDaemon(true);
    end.start();
    ConnectStandalone.main(arguments);
  }
}
