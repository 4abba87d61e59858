package dev.millrace.sink;

import dev.millrace.testkit.EmbeddedMariaDb;
import dev.millrace.testkit.EmbeddedMariaDb.Settings;

/** One server for the tests of this room, which kill it and change its settings. */
final class OwnServer {
  private static EmbeddedMariaDb server;

  private OwnServer() {}

  static synchronized EmbeddedMariaDb shared() {
    if (server == null) {
      EmbeddedMariaDb starting =
          new EmbeddedMariaDb(
              Settings.SMALL
                  .with(
                      "--max-allowed-packet=16M",
                      "--innodb-temp-data-file-path=ibtmp1:12M:autoextend:max:32M")
                  .withGeneralLog());
      starting.start();
      server = starting;
      Runtime.getRuntime().addShutdownHook(new Thread(starting::close));
    }
    return server;
  }
}
