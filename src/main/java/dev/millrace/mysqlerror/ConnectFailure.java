package dev.millrace.mysqlerror;

import dev.millrace.error.JobError;
import dev.millrace.spec.Destination;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.util.concurrent.TimeoutException;

/**
 * Why there is no answer from the server at all, in a sentence with the cure. All of it may pass.
 */
public final class ConnectFailure {
  private ConnectFailure() {}

  /**
   * The failure in words, or the failure itself where it is no matter of the way to the server.
   *
   * @param connected whether TCP was connected
   * @param seconds how long was waited
   */
  public static Throwable explained(
      Throwable failure, Destination to, boolean connected, long seconds) {
    String place = to.host() + ":" + to.port();
    if (failure instanceof UnknownHostException) {
      return unreachable(
          "the name "
              + to.host()
              + " does not resolve: correct the host, or make the name known here");
    }
    if (failure instanceof TimeoutException && connected) {
      return failure(
          "timeout",
          "the server at "
              + place
              + " takes connections, but did not answer as a MySQL server within "
              + seconds
              + " s: it is slow, or it is no MySQL server; try again, then check host and port");
    }
    // Netty's ConnectTimeoutException is a ConnectException too.
    if (failure instanceof TimeoutException
        || failure.getClass().getSimpleName().equals("ConnectTimeoutException")) {
      return failure(
          failure instanceof TimeoutException ? "timeout" : "unreachable",
          place
              + " did not answer within "
              + seconds
              + " s: a firewall, or a host that is down; check host and port");
    }
    if (failure instanceof ConnectException && said(failure).contains("refused")) {
      return unreachable(
          place
              + ": nothing listens there (connection refused); check host and port, or start the"
              + " server");
    }
    if (failure instanceof NoRouteToHostException || said(failure).contains("unreachable")) {
      return unreachable(
          place + ": there is no way to this host from here; check host and network");
    }
    return failure instanceof IOException
        ? unreachable("the connection to " + place + " failed: " + said(failure))
        : failure;
  }

  private static String said(Throwable failure) {
    return failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
  }

  private static DestinationException unreachable(String message) {
    return failure("unreachable", message);
  }

  private static DestinationException failure(String code, String message) {
    return new DestinationException(JobError.of("database", code, message), true);
  }
}
