package dev.millrace.lane;

import dev.millrace.sink.SinkVerticle;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;

/**
 * The two stages behind the poll, transform and sink, on one event loop: their messages do not
 * change threads, which a small batch would wait for longer than for the database. A poll has an
 * event loop of its own. Event loop only.
 */
final class WriteVerticle extends VerticleBase {
  private final SinkVerticle sink;
  private final TransformVerticle transform;

  WriteVerticle(SinkVerticle sink, TransformVerticle transform) {
    this.sink = sink;
    this.transform = transform;
  }

  @Override
  public Future<?> start() {
    return deploy(sink)
        .compose(v -> deploy(transform))
        .recover(e -> stop().transform(done -> Future.failedFuture(e)));
  }

  /** The transform first, so that it sends nothing to a sink that has ended. */
  @Override
  public Future<?> stop() {
    return undeploy(transform).transform(done -> undeploy(sink));
  }

  private Future<?> deploy(Deployable stage) {
    try {
      return stage.deploy(context);
    } catch (Exception e) {
      return Future.failedFuture(e);
    }
  }

  private Future<?> undeploy(Deployable stage) {
    try {
      return stage.undeploy(context);
    } catch (Exception e) {
      return Future.failedFuture(e);
    }
  }
}
