package dev.millrace.admin;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.util.function.Supplier;

/** Serves the API; ready once it listens. Its deployment fails where the address cannot be had. */
public final class AdminVerticle extends VerticleBase {
  private static final int IDLE_SECONDS = 120;

  private final AdminSettings settings;
  private final AdminRouter router;

  /** Event loop only. */
  private HttpServer server;

  /**
   * @param scrape the metrics as Prometheus' text; called on the event loop
   */
  public AdminVerticle(AdminSettings settings, Control control, Supplier<String> scrape) {
    this.settings = settings;
    this.router = new AdminRouter(settings, control, scrape);
  }

  @Override
  public Future<?> start() {
    HttpServerOptions options =
        new HttpServerOptions()
            .setHost(settings.host())
            .setPort(settings.port())
            .setIdleTimeout(IDLE_SECONDS);
    server = vertx.createHttpServer(options).requestHandler(router.build(vertx));
    return server.listen();
  }

  /** The port in use; known once deployed. */
  public int port() {
    return server.actualPort();
  }
}
