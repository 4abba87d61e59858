package dev.millrace.mysql;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * A server on a loopback port that logs one client in as a test tells it to, and keeps its bytes.
 */
public final class LogInServer implements AutoCloseable {

  public interface Script {
    void run(Wire wire) throws Exception;
  }

  private final ServerSocket server;
  private final ByteArrayOutputStream received = new ByteArrayOutputStream();
  private volatile Socket open;
  private volatile boolean asked;
  private volatile String decrypted;

  public LogInServer(Script script) throws IOException {
    server = new ServerSocket(0, 5, InetAddress.getByName("127.0.0.1"));
    Thread thread = new Thread(() -> serve(script), "log-in-server");
    thread.setDaemon(true);
    thread.start();
  }

  public int port() {
    return server.getLocalPort();
  }

  /** Everything that the client sent so far. */
  public synchronized String received() {
    return received.toString(StandardCharsets.ISO_8859_1);
  }

  public boolean asked() {
    return asked;
  }

  public String decrypted() {
    return decrypted;
  }

  @Override
  public void close() throws IOException {
    server.close();
    if (open != null) {
      open.close();
    }
  }

  private void serve(Script script) {
    try {
      while (true) {
        try (Socket socket = server.accept()) {
          open = socket;
          script.run(new Wire(socket));
        } catch (IOException e) {
          if (server.isClosed()) {
            return;
          }
        }
      }
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  public final class Wire {
    private final DataInputStream in;
    private final OutputStream out;
    private ByteArrayOutputStream held;
    private int sequence;

    Wire(Socket socket) throws IOException {
      in = new DataInputStream(socket.getInputStream());
      out = socket.getOutputStream();
    }

    public void packet(byte[] payload) throws IOException {
      ByteArrayOutputStream packet = new ByteArrayOutputStream();
      packet.write(payload.length);
      packet.write(payload.length >> 8);
      packet.write(payload.length >> 16);
      packet.write(sequence++);
      packet.write(payload);
      if (held == null) {
        out.write(packet.toByteArray());
      } else {
        held.write(packet.toByteArray());
      }
    }

    /** What is sent by the work arrives in one piece. */
    public void together(Work work) throws Exception {
      held = new ByteArrayOutputStream();
      work.run();
      out.write(held.toByteArray());
      held = null;
    }

    public interface Work {
      void run() throws Exception;
    }

    public void next(int number) {
      sequence = number;
    }

    public void greet(String plugin, boolean offersTls) throws IOException {
      ByteArrayOutputStream greeting = new ByteArrayOutputStream();
      greeting.write(10);
      greeting.write("8.4.0\0".getBytes(StandardCharsets.US_ASCII));
      greeting.write(new byte[] {1, 0, 0, 0});
      greeting.write("12345678\0".getBytes(StandardCharsets.US_ASCII));
      greeting.write(new byte[] {(byte) 0xFF, (byte) (offersTls ? 0xFF : 0xF7), 45, 2, 0});
      greeting.write(new byte[] {(byte) 0xFF, (byte) 0x81, 21});
      greeting.write(new byte[10]);
      greeting.write(("123456789012\0" + plugin + "\0").getBytes(StandardCharsets.US_ASCII));
      packet(greeting.toByteArray());
    }

    public void changeTo(String plugin) throws IOException {
      packet(
          ("\u00fe" + plugin + "\00012345678123456789012\0").getBytes(StandardCharsets.ISO_8859_1));
    }

    public void ok() throws IOException {
      packet(new byte[] {0, 0, 0, 2, 0, 0, 0});
    }

    public byte[] read() throws IOException {
      byte[] header = new byte[4];
      in.readFully(header);
      int length = header[0] & 0xFF | (header[1] & 0xFF) << 8 | (header[2] & 0xFF) << 16;
      sequence = (header[3] & 0xFF) + 1;
      byte[] payload = new byte[length];
      in.readFully(payload);
      synchronized (LogInServer.this) {
        received.write(payload);
      }
      return payload;
    }

    public void asked(boolean was) {
      asked = was;
    }

    public void decrypted(String text) {
      decrypted = text;
    }

    /** Answers what the engine asks of every session, until it says goodbye. */
    public void statements() throws IOException {
      HostileDatabase.Wire wire = new HostileDatabase.Wire(out);
      while (true) {
        byte[] payload = read();
        if (payload.length > 0 && payload[0] == 1) {
          return;
        }
        wire.follow(sequence);
        HostileDatabase.usual(
            new String(payload, 1, payload.length - 1, StandardCharsets.UTF_8), wire);
        wire.flush();
      }
    }
  }
}
