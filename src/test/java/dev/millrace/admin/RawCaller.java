package dev.millrace.admin;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** A caller that sends what no HTTP client would, byte by byte, and reads what comes back. */
public final class RawCaller implements AutoCloseable {
  private final Socket socket;

  public RawCaller(int port) throws IOException {
    socket = new Socket("127.0.0.1", port);
  }

  public RawCaller send(String text) throws IOException {
    return send(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  public RawCaller send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    socket.getOutputStream().flush();
    return this;
  }

  /** All that comes until the server closes the connection, or nothing more comes in time. */
  public String rest(Duration timeout) throws IOException {
    StringBuilder text = new StringBuilder();
    socket.setSoTimeout((int) timeout.toMillis());
    InputStream in = socket.getInputStream();
    byte[] buffer = new byte[65_536];
    try {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        text.append(new String(buffer, 0, n, StandardCharsets.ISO_8859_1));
      }
      return text + "<closed>";
    } catch (SocketTimeoutException e) {
      return text + "<open>";
    } catch (SocketException e) {
      return text + "<closed>";
    }
  }

  /** One answer: its head and its body of the announced length. */
  public String answer(Duration timeout) throws IOException {
    socket.setSoTimeout((int) timeout.toMillis());
    InputStream in = socket.getInputStream();
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      if (next < 0) {
        return head + "<closed>";
      }
      head.append((char) next);
    }
    int at = head.indexOf("content-length: ");
    int length =
        at < 0 ? 0 : Integer.parseInt(head.substring(at + 16, head.indexOf("\r\n", at)).strip());
    return head + new String(in.readNBytes(length), StandardCharsets.UTF_8);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
