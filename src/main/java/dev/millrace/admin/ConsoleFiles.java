package dev.millrace.admin;

import dev.millrace.http.Responses;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The console's files, from the jar: the page at {@code /}, everything else under {@code
 * /console/}. They hold nothing of the engine's, so they are given without a token; what the page
 * shows it asks of the API, with one. Only files of the list are served: no path is ever looked up.
 */
final class ConsoleFiles {
  static final List<String> NAMES =
      List.of(
          "index.html",
          "console.css",
          "app.js",
          "api.js",
          "events.js",
          "format.js",
          "jsontext.js",
          "parts.js",
          "charts.js",
          "timechart.js",
          "orders.js",
          "login.js",
          "keys.js",
          "about.js",
          "jobs.js",
          "heat.js",
          "job.js",
          "said.js",
          "now.js",
          "flow.js",
          "errorcard.js",
          "partitions.js",
          "quarantine.js",
          "whatif.js",
          "offenders.js",
          "drift.js",
          "timeline.js",
          "spans.js",
          "settings.js",
          "settingstext.js",
          "settingsform.js",
          "settingstry.js",
          "new.js",
          "newdraft.js",
          "newclone.js",
          "newparts.js",
          "newtimes.js",
          "newfrom.js",
          "newmap.js",
          "newgrid.js",
          "newvisuals.js",
          "newrecords.js",
          "newpreview.js",
          "newstart.js",
          "newmodes.js",
          "newfirst.js",
          "vendor/lit-html.js",
          "vendor/lit-html.LICENSE.txt",
          "vendor/uPlot.esm.js",
          "vendor/uPlot.min.css",
          "vendor/uPlot.LICENSE.txt");

  /** No script, style or connection but the page's own; lit-html's policy is the only one. */
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
          + " connect-src 'self'; font-src 'self'; form-action 'none'; base-uri 'none';"
          + " frame-ancestors 'none'; require-trusted-types-for 'script';"
          + " trusted-types lit-html";

  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "txt", "text/plain; charset=utf-8");

  /** Path to file, read once at start: the event loop never waits for the jar. */
  private final Map<String, File> files =
      NAMES.stream()
          .map(ConsoleFiles::read)
          .collect(Collectors.toUnmodifiableMap(File::path, Function.identity()));

  private record File(String path, String type, String tag, Buffer content) {}

  boolean has(String path) {
    return files.containsKey(path);
  }

  void mount(Router router) {
    files.keySet().forEach(path -> mount(router, path));
  }

  private void mount(Router router, String path) {
    router.route(HttpMethod.GET, path).method(HttpMethod.HEAD).handler(this::serve);
  }

  private void serve(RoutingContext ctx) {
    File file = files.get(ctx.normalizedPath());
    if (file == null) {
      // A router also takes a path with a slash at its end.
      ctx.fail(404);
      return;
    }
    ctx.response()
        .putHeader("content-security-policy", POLICY)
        .putHeader("referrer-policy", "no-referrer")
        .putHeader("cross-origin-opener-policy", "same-origin")
        .putHeader("cache-control", "no-cache")
        .putHeader("etag", file.tag());
    if (file.tag().equals(ctx.request().getHeader("if-none-match"))) {
      ctx.response().setStatusCode(304).end();
      return;
    }
    Responses.send(ctx, 200, file.type(), file.content());
  }

  private static File read(String name) {
    try (InputStream in = ConsoleFiles.class.getResourceAsStream("/console/" + name)) {
      byte[] content = in.readAllBytes();
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(content);
      String path = name.equals("index.html") ? "/" : "/console/" + name;
      return new File(
          path,
          TYPES.get(name.substring(name.lastIndexOf('.') + 1)),
          '"' + HexFormat.of().formatHex(hash, 0, 16) + '"',
          Buffer.buffer(content));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java has SHA-256", e);
    }
  }
}
