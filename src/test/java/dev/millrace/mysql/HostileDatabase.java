package dev.millrace.mysql;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A database on a loopback port that answers as a test tells it to: well up to a statement, and
 * then with whatever harms. Its threads end with it.
 */
public final class HostileDatabase implements AutoCloseable {

  /** Answers one statement. */
  @FunctionalInterface
  public interface Script {
    /**
     * @return false for the usual answer
     */
    boolean answer(String sql, Wire to) throws IOException;
  }

  /** Speaks before anybody logs in. */
  @FunctionalInterface
  public interface Greeter {
    void greet(Wire to) throws IOException;
  }

  /** One connection's packets to the client. */
  public static final class Wire {
    private final OutputStream out;
    private int sequence;

    Wire(OutputStream out) {
      this.out = out;
    }

    public void packet(byte[] payload) throws IOException {
      packet(sequence, payload.length, payload);
    }

    /** With a number and a length of one's own choice. */
    public void packet(int number, int length, byte[] payload) throws IOException {
      sequence = number + 1 & 0xFF;
      raw(new byte[] {(byte) length, (byte) (length >> 8), (byte) (length >> 16), (byte) number});
      raw(payload);
    }

    public void raw(byte[] bytes) throws IOException {
      out.write(bytes);
    }

    public void flush() throws IOException {
      out.flush();
    }

    public int sequence() {
      return sequence;
    }

    /** The next packet has this number. */
    public void follow(int number) {
      sequence = number;
    }

    public void ok() throws IOException {
      packet(new byte[] {0, 0, 0, 2, 0, 0, 0});
    }

    public void end() throws IOException {
      packet(new byte[] {(byte) 0xFE, 0, 0, 2, 0, 0, 0});
    }

    public void error(int number, String state, String message) throws IOException {
      packet(
          joined(
              new byte[] {(byte) 0xFF, (byte) number, (byte) (number >> 8)},
              ("#" + state + message).getBytes(StandardCharsets.UTF_8)));
    }

    /** The columns of a result, all of one type. */
    public void columns(int type, String... names) throws IOException {
      packet(new byte[] {(byte) names.length});
      for (String name : names) {
        column(type, name);
      }
    }

    public void column(int type, String name) throws IOException {
      byte[] text = name.getBytes(StandardCharsets.UTF_8);
      packet(
          joined(
              new byte[] {3, 'd', 'e', 'f', 0, 0, 0},
              joined(
                  lengthOf(text),
                  joined(
                      text, new byte[] {0, 12, 45, 0, 0, 1, 0, 0, (byte) type, 0, 0, 0, 0, 0}))));
    }

    public void row(String... values) throws IOException {
      byte[] row = {};
      for (String value : values) {
        byte[] text = value.getBytes(StandardCharsets.UTF_8);
        row = joined(row, joined(lengthOf(text), text));
      }
      packet(row);
    }
  }

  public static final int VARCHAR = 253;
  public static final int LONGLONG = 8;
  public static final int NUMERIC = 246;
  public static final int GEOMETRY = 255;
  public static final int LONG_BLOB = 251;

  private final ServerSocket server;
  private final Script script;
  private final Greeter greeter;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final AtomicInteger connections = new AtomicInteger();
  private final AtomicInteger filesGot = new AtomicInteger();

  /** Greets and lets everybody in. */
  public HostileDatabase(Script script) {
    this(HostileDatabase::greeting, script);
  }

  public HostileDatabase(Greeter greeter, Script script) {
    this.greeter = greeter;
    this.script = script;
    try {
      server = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    thread(this::accept);
  }

  public int port() {
    return server.getLocalPort();
  }

  public int connections() {
    return connections.get();
  }

  public int filesGot() {
    return filesGot.get();
  }

  @Override
  public void close() {
    try {
      server.close();
      for (Socket socket : open) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = server.accept();
        connections.incrementAndGet();
        open.add(socket);
        thread(() -> serve(socket));
      }
    } catch (IOException e) {
      // Closed: the test is over.
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      Wire wire = new Wire(new BufferedOutputStream(socket.getOutputStream(), 1 << 16));
      DataInputStream in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
      greeter.greet(wire);
      wire.flush();
      boolean loggedIn = false;
      while (true) {
        byte[] payload = read(in, wire);
        if (loggedIn && wire.sequence > 1) {
          // A file; its end is an empty packet.
          if (payload.length > 0) {
            continue;
          }
          filesGot.incrementAndGet();
          wire.ok();
        } else if (!loggedIn) {
          loggedIn = true;
          wire.ok();
        } else if (payload.length > 0 && payload[0] == 1) {
          return;
        } else {
          String sql = new String(payload, 1, payload.length - 1, StandardCharsets.UTF_8);
          if (!script.answer(sql, wire)) {
            usual(sql, wire);
          }
        }
        wire.flush();
      }
    } catch (IOException e) {
      // The client has had enough, or the test is over.
    } finally {
      open.remove(socket);
    }
  }

  private byte[] read(DataInputStream in, Wire wire) throws IOException {
    byte[] header = new byte[4];
    in.readFully(header);
    int length = header[0] & 0xFF | (header[1] & 0xFF) << 8 | (header[2] & 0xFF) << 16;
    wire.sequence = (header[3] & 0xFF) + 1;
    byte[] payload = new byte[length];
    in.readFully(payload);
    return payload;
  }

  /** What the engine asks of every session; all else is done. */
  public static void usual(String sql, Wire wire) throws IOException {
    if (sql.startsWith(SessionSettings.ASK.substring(0, 16))) {
      wire.columns(VARCHAR, "a", "b", "c", "d");
      wire.row("10.11.0-MariaDB", "STRICT_TRANS_TABLES", "utf8mb4", "16777216");
      wire.end();
    } else if (sql.startsWith("SET SESSION")) {
      wire.packet(new byte[] {0, 0, 0, 10, 0, 0, 0});
      wire.ok();
    } else if (sql.startsWith("SELECT") || sql.startsWith("SHOW")) {
      wire.columns(VARCHAR, "a");
      wire.end();
    } else {
      wire.ok();
    }
  }

  /** HandshakeV10 of a server with plug-in authentication. */
  public static void greeting(Wire wire) throws IOException {
    ByteBuffer greeting = ByteBuffer.allocate(200);
    greeting.put((byte) 10).put("5.5.5-10.11.0-MariaDB".getBytes(StandardCharsets.US_ASCII));
    greeting.put(new byte[] {0, 1, 0, 0, 0}).put("12345678".getBytes(StandardCharsets.US_ASCII));
    greeting.put(new byte[] {0, (byte) 0xFF, (byte) 0xF7, 45, 2, 0, (byte) 0xFF, (byte) 0x81, 21});
    greeting.put(new byte[10]).put("123456789012".getBytes(StandardCharsets.US_ASCII));
    greeting.put((byte) 0).put("mysql_native_password".getBytes(StandardCharsets.US_ASCII));
    greeting.put((byte) 0);
    byte[] payload = new byte[greeting.position()];
    greeting.flip().get(payload);
    wire.packet(0, payload.length, payload);
  }

  private static byte[] lengthOf(byte[] text) {
    int length = text.length;
    return length < 251
        ? new byte[] {(byte) length}
        : new byte[] {(byte) 0xFD, (byte) length, (byte) (length >> 8), (byte) (length >> 16)};
  }

  static byte[] joined(byte[] first, byte[] second) {
    return ByteBuffer.allocate(first.length + second.length).put(first).put(second).array();
  }

  private static void thread(Runnable work) {
    Thread thread = new Thread(work, "hostile-database");
    thread.setDaemon(true);
    thread.start();
  }
}
