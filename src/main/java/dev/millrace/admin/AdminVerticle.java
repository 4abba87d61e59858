package dev.millrace.admin;

import dev.millrace.api.EngineApi;
import dev.millrace.error.Fatal;
import dev.millrace.http.AdminSettings;
import dev.millrace.http.ApiTls;
import dev.millrace.http.BadRequests;
import dev.millrace.http.ConnectionLimiter;
import dev.millrace.http.HttpLimits;
import dev.millrace.http.StreamLimits;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import java.util.function.Function;

/** Serves the API; ready once it listens. Its deployment fails where the address cannot be had. */
public final class AdminVerticle extends VerticleBase {
  private static final int IDLE_SECONDS = 120;
  private static final int SWEEP_MS = 1_000;
  private static final long TLS_LOOK_MS = 2_000;

  private final AdminSettings settings;
  private final AdminRouter router;
  private final HttpLimits limits;

  /** Event loop only. */
  private HttpServer server;

  /**
   * @param scrape the metrics in the form that a header Accept asks for; called on a worker thread
   */
  public AdminVerticle(
      AdminSettings settings, EngineApi engineApi, Function<String, MetricsText> scrape) {
    this(settings, engineApi, scrape, HttpLimits.usual(), StreamLimits.usual());
  }

  AdminVerticle(
      AdminSettings settings,
      EngineApi engineApi,
      Function<String, MetricsText> scrape,
      HttpLimits limits,
      StreamLimits streamLimits) {
    this.settings = settings;
    this.router = new AdminRouter(settings, engineApi, scrape, streamLimits);
    this.limits = limits;
  }

  @Override
  public Future<?> start() {
    HttpServerOptions options =
        new HttpServerOptions()
            .setHost(settings.host())
            .setPort(settings.port())
            .setIdleTimeout(IDLE_SECONDS)
            .setHttp2ClearTextEnabled(false);
    ConnectionLimiter connections = new ConnectionLimiter(limits, options);
    vertx.setPeriodic(Math.min(SWEEP_MS, limits.linger().toMillis()), now -> connections.sweep());
    if (settings.tls() == null) {
      return listen(options, connections);
    }
    ApiTls tls = new ApiTls(vertx, settings.tls());
    return tls.secured(options)
        .compose(secured -> listen(secured, connections))
        .onSuccess(listening -> tls.watch(server, TLS_LOOK_MS));
  }

  private Future<HttpServer> listen(HttpServerOptions options, ConnectionLimiter connections) {
    Router calls = router.build(vertx, limits, connections);
    server =
        vertx
            .createHttpServer(options)
            .connectionHandler(connections::opened)
            .exceptionHandler(Fatal::check)
            .invalidRequestHandler(BadRequests::unreadable)
            .requestHandler(request -> BadRequests.refuseOr(request, calls));
    return server.listen();
  }

  /** The port in use; known once deployed. */
  public int port() {
    return server.actualPort();
  }
}
