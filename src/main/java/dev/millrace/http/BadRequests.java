package dev.millrace.http;

import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Requests that are answered before the router, which would stumble over them. */
public final class BadRequests {
  private BadRequests() {}

  /** What could not be read as HTTP. */
  public static void unreadable(HttpServerRequest request) {
    Throwable cause = request.decoderResult().cause();
    if (cause instanceof TooLongHttpLineException) {
      Responses.refuse(request, Problem.of(414, "the request's first line is too long"));
    } else if (cause instanceof TooLongHttpHeaderException) {
      Responses.refuse(request, Problem.of(431, "the request's header is too long"));
    } else if (cause instanceof StrictHttpDecoder.UnknownTransferCoding) {
      Responses.refuse(
          request,
          Problem.of(
              501, "the only Transfer-Encoding that is supported is chunked, with HTTP/1.1"));
    } else {
      Responses.refuse(
          request,
          Problem.of(
              400,
              "the request cannot be read as HTTP/1.1: its first line, a header, or how long its"
                  + " body is, is ambiguous or malformed"));
    }
  }

  /** Hands the request on if its path is one. */
  public static void refuseOr(HttpServerRequest request, Handler<HttpServerRequest> calls) {
    String path = request.path();
    if (path == null || !path.startsWith("/")) {
      Responses.refuse(request, Problem.of(400, "a path that begins with / is expected"));
    } else if (!decodes(path) || (request.query() != null && !decodes(request.query()))) {
      Responses.refuse(
          request,
          Problem.of(
              400,
              "the path and query are not percent-encoded UTF-8, or have control characters in"
                  + " them"));
    } else {
      calls.handle(request);
    }
  }

  private static boolean decodes(String path) {
    byte[] bytes = new byte[path.length()];
    int length = 0;
    for (int i = 0; i < path.length(); i++) {
      int c = path.charAt(i);
      if (c == '%') {
        int high = i + 2 <= path.length() - 1 ? Character.digit(path.charAt(i + 1), 16) : -1;
        int low = i + 2 <= path.length() - 1 ? Character.digit(path.charAt(i + 2), 16) : -1;
        if (high < 0 || low < 0) {
          return false;
        }
        c = high << 4 | low;
        i += 2;
      }
      if (c < ' ' || c == 0x7F || c > 0xFF) {
        return false;
      }
      bytes[length++] = (byte) c;
    }
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, 0, length));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }
}
