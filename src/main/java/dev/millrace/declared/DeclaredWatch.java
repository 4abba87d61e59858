package dev.millrace.declared;

import dev.millrace.config.JobDirectory;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the directory of job files every two seconds. A change counts when two looks have found
 * the same, for a file may be met half written; or at once where somebody asks. Files are read on
 * worker threads, all else is done on one event loop.
 */
public final class DeclaredWatch {
  private static final Logger LOG = LoggerFactory.getLogger(DeclaredWatch.class);
  private static final long EACH_MS = 2_000;

  /** What could not be done is tried again after so many looks. */
  private static final int AGAIN = 15;

  private final Vertx vertx;
  private final Context home;
  private final Path dir;
  private final DeclaredChanges changes;
  private String seen;
  private String applied;
  private String unreadable;
  private int looks;
  private boolean looking;
  private boolean askedMeanwhile;
  private volatile boolean wasThere;
  private volatile boolean stopped;

  /**
   * @param changes given what runs tasks on the event loop on which it is called
   */
  public DeclaredWatch(Vertx vertx, Path dir, Function<Executor, DeclaredChanges> changes) {
    this.vertx = vertx;
    this.dir = dir;
    home = vertx.getOrCreateContext();
    this.changes = changes.apply(task -> home.runOnContext(v -> task.run()));
  }

  /** Looks from now on. Any thread. */
  public void start() {
    home.runOnContext(v -> next());
  }

  /** Looks now, and takes what it finds. Any thread. */
  public void lookNow() {
    home.runOnContext(v -> look(true));
  }

  /** A look that is under way may still end. Any thread. */
  public void stop() {
    stopped = true;
  }

  private void next() {
    vertx.setTimer(
        EACH_MS,
        t -> {
          if (!stopped) {
            look(false);
            next();
          }
        });
  }

  private void look(boolean asked) {
    if (looking || stopped) {
      askedMeanwhile |= asked;
      return;
    }
    looking = true;
    looks++;
    vertx
        .executeBlocking(this::digest, false)
        .compose(digest -> digest == null ? Future.succeededFuture() : seen(digest, asked))
        .onSuccess(
            v -> {
              if (unreadable != null) {
                unreadable = null;
                changes.count();
              }
            })
        .onFailure(this::cannotRead)
        .onComplete(
            done -> {
              looking = false;
              if (askedMeanwhile) {
                askedMeanwhile = false;
                look(true);
              }
            });
  }

  /**
   * Null where there has never been a directory; one that was there and is not any more declares
   * nothing less, but is away. Worker thread.
   */
  private String digest() throws IOException {
    boolean there = Files.isDirectory(dir);
    wasThere |= there;
    if (!there && wasThere) {
      throw new IOException("it is not there any more");
    }
    return there ? JobDirectory.digest(dir) : null;
  }

  private Future<Void> seen(String digest, boolean asked) {
    boolean calm = digest.equals(seen);
    seen = digest;
    boolean again = changes.isUnfinished() && looks % AGAIN == 0;
    boolean due =
        (calm || asked)
            && (!digest.equals(applied)
                || again
                || changes.isWaiting()
                || (asked && changes.isUnfinished()));
    return due ? take(digest, calm) : Future.succeededFuture();
  }

  /**
   * @param calm whether two looks have found the same; what is declared no more counts only then,
   *     for a file may be met while it is written
   */
  private Future<Void> take(String digest, boolean calm) {
    return vertx
        .executeBlocking(() -> JobDirectory.read(dir), false)
        .onSuccess(
            content -> {
              changes.apply(content, calm);
              applied = calm ? digest : null;
            })
        .mapEmpty();
  }

  /** What was declared stays: a directory that is away for a moment declares nothing less. */
  private void cannotRead(Throwable e) {
    String message = String.valueOf(e.getMessage());
    changes.cannotRead();
    if (!message.equals(unreadable)) {
      unreadable = message;
      LOG.warn("{} cannot be read, what was declared stays as it is: {}", dir, message);
    }
  }
}
