package dev.millrace.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Stands between clients and an honest server until it is turned: from then on clients get, in
 * place of each of the server's answers, what harms them. Its threads end with it.
 */
public final class TurncoatProxy implements AutoCloseable {

  /** What a client gets in place of an answer. */
  @FunctionalInterface
  public interface Harm {
    /**
     * @param honest the bytes of the server
     * @param client takes what harms; it may go on until the client has had enough and writing
     *     fails
     */
    void answer(byte[] honest, OutputStream client) throws IOException;
  }

  private final ServerSocket listener;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private volatile int serverPort;
  private volatile Harm harm;

  /**
   * @param port to listen on, of the loopback address; 0 is any that is free
   */
  public TurncoatProxy(int port) {
    try {
      listener = new ServerSocket(port, 50, InetAddress.getByName("127.0.0.1"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    thread(this::accept);
  }

  public int port() {
    return listener.getLocalPort();
  }

  /** Before the first client: where the honest server listens. */
  public TurncoatProxy to(int port) {
    serverPort = port;
    return this;
  }

  /** From the next answer on, of old connections and of new ones. */
  public void turn(Harm to) {
    harm = to;
  }

  /** It is honest again; what was begun dishonestly is cut. */
  public void heal() {
    harm = null;
    cut();
  }

  @Override
  public void close() {
    try {
      listener.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    cut();
  }

  private void cut() {
    open.forEach(TurncoatProxy::close);
    open.clear();
  }

  private void accept() {
    try {
      while (true) {
        Socket near = listener.accept();
        open.add(near);
        thread(() -> connect(near));
      }
    } catch (IOException e) {
      // Closed: the test is over.
    }
  }

  private void connect(Socket near) {
    try (near;
        Socket far = new Socket("127.0.0.1", serverPort)) {
      open.add(far);
      thread(() -> pass(near, far, false));
      pass(far, near, true);
    } catch (IOException e) {
      // The server is away, or the test is over.
    }
  }

  private void pass(Socket from, Socket to, boolean answers) {
    byte[] buffer = new byte[65_536];
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        Harm now = answers ? harm : null;
        if (now == null) {
          out.write(buffer, 0, n);
        } else {
          now.answer(Arrays.copyOf(buffer, n), out);
        }
      }
    } catch (IOException e) {
      // One side has closed.
    } finally {
      open.remove(from);
      open.remove(to);
    }
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void thread(Runnable work) {
    Thread thread = new Thread(work, "turncoat-proxy");
    thread.setDaemon(true);
    thread.start();
  }
}
