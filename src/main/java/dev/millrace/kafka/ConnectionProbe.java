package dev.millrace.kafka;

import dev.millrace.kafkalimit.FirstBytes;
import dev.millrace.spec.SourceSpec;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Node;

/**
 * Looks at the way to the brokers step by step, each bounded, so that what is wrong with it can be
 * told in a sentence: the name, the port, whether a Kafka broker answers there and in which
 * protocol, the credentials, and the names by which the brokers want to be called. Kafka's client
 * only says that it got no answer. Worker thread only.
 */
final class ConnectionProbe {
  private static final int CONNECT_MS = 2_000;
  private static final int ANSWER_MS = 3_000;

  /**
   * A client of Kafka's own is made for it, which takes seconds in a cold JVM on a busy machine.
   */
  private static final int METADATA_MS = 7_000;

  private static final long ALL_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final int MAX_NODES = 20;
  private static final int MAX_ANSWER_BYTES = 1 << 20;
  private static final int CORRELATION = 0x6d696c6c;

  /** ApiVersions, version 0, without a client id: every broker since 0.10 answers it at once. */
  private static final byte[] API_VERSIONS = {
    0, 0, 0, 10, 0, 18, 0, 0, 0x6d, 0x69, 0x6c, 0x6c, (byte) 0xff, (byte) 0xff
  };

  private final SourceSpec source;
  private final boolean tls;
  private final boolean sasl;
  private final long deadline = System.nanoTime() + ALL_NANOS;

  private ConnectionProbe(SourceSpec source) {
    this.source = source;
    String protocol =
        source.properties().getOrDefault("security.protocol", "PLAINTEXT").toUpperCase(Locale.ROOT);
    tls = protocol.endsWith("SSL");
    sasl = protocol.startsWith("SASL");
  }

  /**
   * Returns when one of the bootstrap servers answers as it should, and one of the brokers that it
   * names can be reached.
   *
   * @throws BrokerException with what is wrong, of the first server where it is several
   */
  static void check(SourceSpec source) {
    new ConnectionProbe(source).check();
  }

  private void check() {
    // A setting that is wrong stays so, whether or not the broker is there.
    try {
      ClusterNodes.settings(source, METADATA_MS);
    } catch (KafkaException e) {
      throw BrokerErrors.ofMaking(e, source.bootstrapServers(), source.topic());
    }
    BrokerException first = null;
    for (String server : source.bootstrapServers().split(",")) {
      try {
        String place = server.strip();
        int colon = place.lastIndexOf(':');
        String host = place.substring(0, colon).replaceAll("^\\[|\\]$", "");
        checkServer(place, host, Integer.parseInt(place.substring(colon + 1)));
        return;
      } catch (BrokerException e) {
        first = first == null ? e : first;
      }
      if (System.nanoTime() > deadline) {
        break;
      }
    }
    throw first;
  }

  private void checkServer(String place, String host, int port) {
    try (Socket socket = connect(host, port)) {
      if (!tls) {
        askVersions(socket, place);
      }
    } catch (IOException e) {
      throw BrokerException.passing(e, BrokerException.UNREACHABLE, wayTo(place, host, e));
    }
    Collection<Node> nodes = askNodes(place, host, port);
    List<String> deaf = new ArrayList<>();
    for (Node node : nodes) {
      if (deaf.size() == MAX_NODES || System.nanoTime() > deadline) {
        break;
      }
      try {
        connect(node.host(), node.port()).close();
        return;
      } catch (IOException e) {
        deaf.add(wayTo(node.host() + ":" + node.port(), node.host(), e));
      }
    }
    if (!deaf.isEmpty()) {
      throw BrokerException.passing(
          null,
          BrokerException.UNREACHABLE,
          "the broker at "
              + place
              + " answers, but advertises a name that cannot be reached from here:"
              + " "
              + deaf.get(0)
              + "; correct advertised.listeners at the broker, or make the name known here");
    }
  }

  private Socket connect(String host, int port) throws IOException {
    IOException failure = null;
    for (InetAddress address : InetAddress.getAllByName(host)) {
      Socket socket = new Socket();
      try {
        socket.connect(new InetSocketAddress(address, port), CONNECT_MS);
        socket.setSoTimeout(ANSWER_MS);
        return socket;
      } catch (IOException e) {
        socket.close();
        failure = e;
      }
    }
    throw failure;
  }

  private static String wayTo(String place, String host, IOException e) {
    if (e instanceof UnknownHostException) {
      return place + ": the name " + host + " does not resolve";
    }
    if (e instanceof ConnectException) {
      return place + ": nothing listens there (" + e.getMessage() + ")";
    }
    if (e instanceof SocketTimeoutException) {
      return place + " did not answer: a firewall, or a host that is down";
    }
    return place + ": " + e.getMessage();
  }

  /** What answers on a port without TLS shows by its first bytes. */
  private static void askVersions(Socket socket, String place) {
    byte[] first = new byte[2 * Integer.BYTES];
    int read = 0;
    try {
      socket.getOutputStream().write(API_VERSIONS);
      while (read < first.length) {
        int some = socket.getInputStream().read(first, read, first.length - read);
        if (some < 0) {
          throw new EOFException();
        }
        read += some;
      }
    } catch (SocketTimeoutException e) {
      if (read < Integer.BYTES) {
        throw failure(
            place
                + " takes connections, but did not answer a Kafka client within "
                + ANSWER_MS / 1_000
                + " s: is it a Kafka broker, and is the port one without TLS?");
      }
    } catch (EOFException | SocketException e) {
      if (read < Integer.BYTES) {
        throw failure(
            place
                + " ended the connection when a Kafka client spoke: that is what a port with TLS"
                + " does (set the property security.protocol to SSL or SASL_SSL), or a server that"
                + " is not a Kafka broker");
      }
    } catch (IOException e) {
      throw failure(place + ": " + e.getMessage());
    }
    String peer = FirstBytes.name(first);
    if (peer != null) {
      throw failure(BrokerErrors.foreignPeer(place, peer));
    }
    if (read < first.length || number(first, Integer.BYTES) != CORRELATION) {
      throw failure(
          "at " + place + " a server answers that is not a Kafka broker: correct bootstrapServers");
    }
    int size = number(first, 0);
    if (size < Integer.BYTES || size > MAX_ANSWER_BYTES) {
      throw failure(
          "at "
              + place
              + " a server announces an answer of "
              + Integer.toUnsignedString(size)
              + " bytes: correct bootstrapServers");
    }
  }

  private static int number(byte[] bytes, int at) {
    return java.nio.ByteBuffer.wrap(bytes).getInt(at);
  }

  private Collection<Node> askNodes(String place, String host, int port) {
    try {
      return ClusterNodes.ask(source, host, port, METADATA_MS);
    } catch (IOException e) {
      if (tls && speaksWithoutTls(host, port, place)) {
        throw BrokerException.fatal(e, "tls", TlsErrors.noTls(place));
      }
      boolean silent = e instanceof SocketTimeoutException;
      String wants =
          sasl
              ? "compare security.protocol, sasl.mechanism and the port with the broker's listeners"
              : (silent
                      ? "it is slow, or it is a port with SASL; try again, and if it stays so, set"
                      : "that is what a port with SASL does; set")
                  + " the property security.protocol to "
                  + (tls ? "SASL_SSL" : "SASL_PLAINTEXT")
                  + " with sasl.mechanism and sasl.jaas.config, or name the port without SASL";
      throw BrokerException.passing(
          e,
          BrokerException.UNREACHABLE,
          "the broker at "
              + place
              + (silent
                  ? " did not answer within " + METADATA_MS / 1_000 + " s"
                  : " ended the connection")
              + " when it was asked for its metadata: "
              + wants);
    } catch (BrokerException e) {
      throw e;
    } catch (RuntimeException e) {
      throw BrokerErrors.ofMaking(e, place, source.topic());
    }
  }

  private boolean speaksWithoutTls(String host, int port, String place) {
    try (Socket socket = connect(host, port)) {
      askVersions(socket, place);
      return true;
    } catch (IOException | BrokerException e) {
      return false;
    }
  }

  private static BrokerException failure(String message) {
    return BrokerException.passing(null, BrokerException.UNREACHABLE, message);
  }
}
