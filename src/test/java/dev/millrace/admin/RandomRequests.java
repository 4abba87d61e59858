package dev.millrace.admin;

import java.util.List;
import java.util.Random;

/** Requests made of good and bad pieces; each asks for its connection to be closed. */
final class RandomRequests {
  private static final List<String> METHODS =
      List.of("GET", "PUT", "POST", "DELETE", "HEAD", "OPTIONS", "PATCH", "TRACE", "FOO");

  private static final List<String> SEGMENTS =
      List.of(
          "api",
          "v1",
          "jobs",
          "sources",
          "j",
          "s",
          "status",
          "start",
          "stop",
          "restart",
          "reset",
          "check",
          "sample",
          "preview",
          "quarantine",
          "replay",
          "metrics",
          "health",
          "live",
          "ready",
          "openapi.yaml",
          "..",
          ".",
          "",
          "%2e%2e",
          "%2f",
          "%00",
          "%zz",
          "%",
          "%e2%82%ac",
          "%ff",
          "%F0%9F%98%80",
          "a;b=c",
          "'",
          "%22",
          "%1b",
          "a".repeat(300),
          ":",
          "*",
          "{x}",
          "+");

  private static final List<String> PATHS =
      List.of(
          "/api/v1/jobs",
          "/api/v1/jobs/j",
          "/api/v1/jobs/j/status",
          "/api/v1/jobs/j/quarantine",
          "/api/v1/jobs/j/quarantine/replay",
          "/api/v1/sources/s",
          "/api/v1/sources/s/sample",
          "/api/v1/preview",
          "/api/v1/jobs/j/start",
          "/api/v1/jobs/j/check",
          "/metrics");

  private static final List<String> QUERIES =
      List.of(
          "",
          "",
          "?",
          "?limit=1",
          "?limit=-1",
          "?limit=9999999999999999999",
          "?limit=a",
          "?after=t:0:1",
          "?after=%00",
          "?after=:::",
          "?offsets=0:17,0:18",
          "?offsets=",
          "?full=x",
          "?offsets=a:b",
          "?x=%zz",
          "?wait=1s",
          "?wait=-5",
          "?wait=999999999999h",
          "?=&&==",
          "?limit=1&limit=2",
          "?" + "a=b&".repeat(200));

  private static final List<String> HEADERS =
      List.of(
          "Content-Type: application/json",
          "Content-Type: application/json; charset=utf-16",
          "Content-Type: text/plain",
          "Content-Type: ",
          "Content-Type: ;;;=",
          "Accept: */*;q=x",
          "Origin: null",
          "Origin: http://[",
          "Authorization: Bearer",
          "Authorization: Basic x",
          "Expect: 100-continue",
          "Expect: x",
          "Upgrade: websocket",
          "Connection: Upgrade",
          "X-Forwarded-Host: evil",
          "Forwarded: for=\"[",
          "Cookie: =;=",
          "Range: bytes=0-",
          "If-Match: \"",
          "Transfer-Encoding: gzip",
          "Transfer-Encoding: x, chunked",
          "Content-Encoding: gzip",
          "Accept-Encoding: gzip",
          "X: " + "y".repeat(2_000));

  private static final List<String> HOSTS =
      List.of(
          "localhost",
          "localhost",
          "localhost",
          "127.0.0.1:1",
          "[::1]",
          "[",
          "a b",
          "evil",
          "",
          "localhost:99999999999",
          "localhost:x",
          ":80",
          "%00");

  private static final List<String> VALUES =
      List.of(
          "1",
          "-1",
          "0",
          "1e400",
          "1e-400",
          "99999999999999999999999",
          "null",
          "true",
          "\"\"",
          "\"x\"",
          "\"***\"",
          "\"\\u0000\"",
          "\"\\ud800\"",
          "[]",
          "{}",
          "[[[[]]]]",
          "[null]",
          "[{}]",
          "{\"a\":{\"a\":1}}",
          "\"${env:X}\"",
          "\"${file:/x}\"",
          "\"" + "z".repeat(500) + "\"",
          "nul",
          "01",
          "+1",
          "NaN",
          "'x'",
          "\"");

  private static final List<String> KEYS =
      List.of(
          "source",
          "destination",
          "parse",
          "mapping",
          "createTable",
          "start",
          "stopAt",
          "dirtyData",
          "write",
          "lanes",
          "batch",
          "timeZone",
          "group",
          "bootstrapServers",
          "topic",
          "format",
          "properties",
          "description",
          "layers",
          "root",
          "records",
          "job",
          "offsets",
          "all",
          "after",
          "seconds",
          "host",
          "port",
          "database",
          "table",
          "user",
          "password",
          "tls",
          "dialect",
          "path",
          "column",
          "type",
          "key",
          "at",
          "name",
          "spec",
          "infer",
          "__proto__",
          "",
          "a/b~c",
          "maxQuarantined",
          "maxQuarantinedRatio",
          "maxInFlight",
          "mode",
          "delivery",
          "method");

  private RandomRequests() {}

  static String next(Random random) {
    StringBuilder request = new StringBuilder();
    request.append(of(random, METHODS)).append(' ').append(path(random)).append(" HTTP/1.1\r\n");
    if (random.nextInt(10) > 0) {
      request.append("Host: ").append(of(random, HOSTS)).append("\r\n");
    }
    request.append("Connection: close\r\n");
    if (random.nextInt(3) > 0) {
      request.append("Content-Type: application/json\r\n");
    }
    for (int i = random.nextInt(3); i > 0; i--) {
      request.append(of(random, HEADERS)).append("\r\n");
    }
    if (random.nextBoolean()) {
      String body = random.nextInt(5) == 0 ? of(random, VALUES) : object(random, 3);
      if (random.nextInt(4) == 0) {
        request.append("Transfer-Encoding: chunked\r\n\r\n");
        request.append(Integer.toHexString(body.length())).append("\r\n").append(body);
        return request.append("\r\n0\r\n\r\n").toString();
      }
      return request.append("Content-Length: ").append(body.length()) + "\r\n\r\n" + body;
    }
    return request.append("\r\n").toString();
  }

  private static String path(Random random) {
    if (random.nextBoolean()) {
      return of(random, PATHS) + of(random, QUERIES);
    }
    StringBuilder path = new StringBuilder();
    for (int i = 1 + random.nextInt(6); i > 0; i--) {
      path.append('/').append(of(random, SEGMENTS));
    }
    return path + of(random, QUERIES);
  }

  private static String object(Random random, int depth) {
    StringBuilder object = new StringBuilder("{");
    for (int i = random.nextInt(6); i > 0; i--) {
      object.append(object.length() > 1 ? "," : "").append('"').append(of(random, KEYS));
      object.append("\":");
      object.append(
          depth > 0 && random.nextInt(3) == 0 ? object(random, depth - 1) : of(random, VALUES));
    }
    return object.append('}').toString();
  }

  private static String of(Random random, List<String> list) {
    return list.get(random.nextInt(list.size()));
  }
}
