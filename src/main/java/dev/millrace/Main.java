package dev.millrace;

import dev.millrace.admin.AdminVerticle;
import dev.millrace.admin.MetricsText;
import dev.millrace.catalog.FileCatalog;
import dev.millrace.catalog.SecretCodec;
import dev.millrace.cli.Cli;
import dev.millrace.config.AccessTokens;
import dev.millrace.config.Arguments;
import dev.millrace.config.Config;
import dev.millrace.config.Config.DeclarationProblems;
import dev.millrace.config.ConfigProblems;
import dev.millrace.config.Hangup;
import dev.millrace.config.Logs;
import dev.millrace.config.NodeName;
import dev.millrace.config.OutOfMemory;
import dev.millrace.config.Secrets;
import dev.millrace.declared.DeclaredChanges;
import dev.millrace.declared.DeclaredCheck;
import dev.millrace.declared.DeclaredJobs;
import dev.millrace.declared.DeclaredWatch;
import dev.millrace.error.Fatal;
import dev.millrace.http.AdminSettings;
import dev.millrace.job.Declared;
import dev.millrace.job.Engine;
import dev.millrace.kafka.ClassPreloader;
import dev.millrace.metrics.EventLoopProbe;
import dev.millrace.metrics.Metrics;
import dev.millrace.notify.Notifier;
import dev.millrace.preflight.JobCheck;
import dev.millrace.timeline.Timelines;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.metrics.MetricsOptions;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.net.BindException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.jar.Attributes;
import java.util.jar.Manifest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The process: arguments → configuration → wiring → exit code. 0 done, also after SIGTERM and
 * SIGINT; 1 failed; 2 arguments, configuration or job files are wrong; 3 out of memory. Commands
 * that ask a running engine have codes of their own: {@link Cli#run}.
 */
public final class Main {
  private static final int FAILED = 1;
  private static final int INVALID = 2;

  private static final String PORT_TAKEN =
      "; set http.port / MILLRACE_HTTP_PORT, or end the other process";
  private static final String NOT_OURS =
      "; set http.host / MILLRACE_HTTP_HOST to an address of this machine";

  /**
   * For draining all jobs; a lane drops what is not committed within this time, so that nothing is
   * lost by leaving.
   */
  private static final long DRAIN_SECONDS = 10;

  private static final long CLOSE_SECONDS = 2;
  private static final Duration CHECK_OF_A_JOB = Duration.ofSeconds(60);

  private final Logger log = LoggerFactory.getLogger("millrace");
  private final Config config;
  private final Metrics metrics;
  private final Vertx vertx;

  /** Set in this order while starting; read by the thread that stops the process. */
  private volatile FileCatalog catalog;

  private volatile Engine engine;
  private volatile DeclaredWatch declaredWatch;

  private Main(Config config) {
    this.config = config;
    this.metrics = new Metrics(config.metricsPartitions());
    this.vertx =
        Vertx.builder()
            .with(
                new VertxOptions()
                    .setMetricsOptions(new MetricsOptions().setEnabled(true))
                    .setFileSystemOptions(
                        new FileSystemOptions()
                            .setFileCachingEnabled(false)
                            .setClassPathResolvingEnabled(false)))
            .withMetrics(metrics.ofVertx())
            .build();
  }

  public static void main(String[] args) {
    if (Cli.isCommand(args)) {
      System.exit(Cli.run(System.getenv(), writer(System.out), writer(System.err), args));
    }
    try {
      Arguments arguments = Arguments.parse(args);
      switch (arguments.command()) {
        case HELP -> System.out.print(Arguments.HELP);
        case VERSION -> System.out.println("millrace " + version());
        case HASH_TOKEN -> printToken(System.out);
        case CHECK -> check(readAll(arguments), arguments.offline());
        case RUN -> new Main(Config.readToRun(arguments, System.getenv())).run();
      }
    } catch (ConfigProblems e) {
      System.err.println("millrace: the configuration is invalid:\n" + e.getMessage());
      System.exit(INVALID);
    }
  }

  /** JSON and records are UTF-8, whatever the locale says. */
  private static PrintWriter writer(PrintStream stream) {
    return new PrintWriter(stream, true, StandardCharsets.UTF_8);
  }

  /**
   * As it is read for a run; jobs without source are told together with what is wrong otherwise.
   */
  private static Config readAll(Arguments arguments) throws ConfigProblems {
    try {
      return Config.read(arguments, System.getenv());
    } catch (DeclarationProblems e) {
      List<String> all = new ArrayList<>(e.problems());
      try {
        all.addAll(declaredCheck(e.readable()).offline());
      } catch (IOException unreadable) {
        throw e; // which sources the catalog has is not known; that is told when these are mended
      }
      throw new ConfigProblems(all);
    }
  }

  private static DeclaredCheck declaredCheck(Config config) throws IOException {
    SecretCodec secretCodec = new SecretCodec(config.secretBox()::seal, config.secretBox()::open);
    return new DeclaredCheck(
        config.jobs(), FileCatalog.sources(config.dataDir(), secretCodec), CHECK_OF_A_JOB);
  }

  /** Ends the process where anything keeps a declared job from starting. */
  private static void check(Config config, boolean offline) {
    Logs.apply(config.jsonLog(), config.logLevel());
    List<String> found;
    try {
      found = disagreements(config, offline);
    } catch (IOException e) {
      System.err.println(
          "the catalog in " + config.dataDir() + " cannot be read: " + e.getMessage());
      System.exit(INVALID);
      return;
    }
    if (!found.isEmpty()) {
      System.err.println(
          "The configuration is valid, but declared jobs cannot start as they are:\n  - "
              + String.join("\n  - ", found));
      System.exit(INVALID);
    }
    System.out.printf(
        "The configuration is valid; the job files declare %s and %s%s.%n",
        counted(config.jobs().sources().size(), "source"),
        counted(config.jobs().jobs().size(), "job"),
        offline || config.jobs().jobs().isEmpty() ? "" : ", which can start as they are");
  }

  private static String counted(int number, String what) {
    return number + " " + what + (number == 1 ? "" : "s");
  }

  private static List<String> disagreements(Config config, boolean offline) throws IOException {
    DeclaredCheck check = declaredCheck(config);
    if (offline || config.jobs().jobs().isEmpty()) {
      return check.offline();
    }
    Main process = new Main(config);
    Secrets secrets = config.secrets();
    try {
      List<String> found =
          check
              .online(process.vertx, new JobCheck(process.vertx, secrets::resolve)::of)
              .toCompletionStage()
              .toCompletableFuture()
              .join();
      if (!check.notes().isEmpty()) {
        System.err.println(
            "Warnings, which keep no job from starting:\n  - "
                + String.join("\n  - ", check.notes()));
      }
      return found;
    } finally {
      process.waited("close", process.vertx.close(), CLOSE_SECONDS);
    }
  }

  private static void printToken(PrintStream out) {
    String token = AccessTokens.newToken();
    out.println("token (for the caller, shown only here): " + token);
    out.println("hash  (for auth.tokens):                 " + AccessTokens.hash(token));
  }

  private static String version() {
    String version = Main.class.getPackage().getImplementationVersion();
    return version == null ? "(from classes)" : version;
  }

  /** Of the sources that it was built from, where the build was told. */
  private static String revision() {
    try (InputStream in = Main.class.getResourceAsStream("/META-INF/MANIFEST.MF")) {
      Attributes built = in == null ? new Attributes() : new Manifest(in).getMainAttributes();
      String revision = built.getValue("Implementation-Revision");
      return revision == null || revision.isBlank() ? "unknown" : revision;
    } catch (IOException e) {
      return "unknown";
    }
  }

  private void run() {
    Logs.apply(config.jsonLog(), config.logLevel());
    OutOfMemory.endsTheProcess(vertx);
    Runtime.getRuntime().addShutdownHook(new Thread(this::stop, "millrace-stop"));
    if (config.isOpenOnTheNetwork()) {
      log.warn(
          "http.host={} without http.tls.certificate: tokens and passwords cross the network"
              + " readable; configure TLS, or a proxy that has it",
          config.host());
    }
    config
        .jobFaults()
        .forEach(
            fault -> log.error("a job file is wrong, what it declares is left out: {}", fault));
    metrics.built(version(), revision());
    ClassPreloader.begin();
    Secrets secrets = config.secrets();
    SecretCodec secretCodec = new SecretCodec(config.secretBox()::seal, config.secretBox()::open);
    FileCatalog.open(vertx, config.dataDir(), secretCodec)
        .onSuccess(opened -> catalog = opened)
        .compose(opened -> DeclaredJobs.put(config.jobs(), opened).map(opened))
        .compose(
            opened ->
                serve(
                    new Engine(vertx, opened, secrets::resolve, metrics, declared(), timelines())))
        .onFailure(this::fail);
  }

  private Timelines timelines() {
    String node = NodeName.of(config.port(), System.getenv());
    return new Timelines(
        vertx, config.dataDir(), node, new Notifier(vertx, config.webhooks(), node, metrics));
  }

  private Declared declared() {
    return new Declared(config.jobs().sourceFiles(), config.jobs().jobFiles());
  }

  private Future<Void> serve(Engine made) {
    engine = made;
    AdminVerticle admin = new AdminVerticle(adminSettings(), made, this::scrape);
    return vertx
        .deployVerticle(() -> new EventLoopProbe(metrics), onEachLoop())
        .compose(probing -> vertx.deployVerticle(admin))
        .recover(cause -> Future.failedFuture(notListening(cause)))
        .compose(deployed -> made.start())
        .onSuccess(started -> watchJobFiles(made))
        .onSuccess(
            started ->
                log.info(
                    "ready: version={} api={}://{}:{}/api/v1 config={} jobs={} data={}",
                    version(),
                    config.tls() == null ? "http" : "https",
                    config.host().contains(":") ? "[" + config.host() + "]" : config.host(),
                    admin.port(),
                    config.file() == null ? "none" : absolute(config.file()),
                    absolute(config.jobsDir())
                        + (Files.isDirectory(config.jobsDir()) ? "" : " (not there)"),
                    absolute(config.dataDir())));
  }

  private void watchJobFiles(Engine made) {
    DeclaredWatch watch =
        new DeclaredWatch(
            vertx,
            config.jobsDir(),
            home ->
                new DeclaredChanges(
                    made.declaredApi(),
                    config.jobs(),
                    DeclaredJobs.before(catalog),
                    config.jobsPrune(),
                    home,
                    metrics::wrongJobFiles));
    declaredWatch = watch;
    watch.start();
    Hangup.hear(watch::lookNow);
  }

  private static DeploymentOptions onEachLoop() {
    return new DeploymentOptions().setInstances(VertxOptions.DEFAULT_EVENT_LOOP_POOL_SIZE);
  }

  private MetricsText scrape(String accept) {
    Metrics.Text text = metrics.scrape(accept);
    return new MetricsText(text.contentType(), text.body());
  }

  private static Path absolute(Path path) {
    return path.toAbsolutePath().normalize();
  }

  private Throwable notListening(Throwable cause) {
    String address = config.host() + ":" + config.port();
    if (cause instanceof BindException) {
      boolean taken = cause.getMessage().contains("in use");
      address += ": " + cause.getMessage() + (taken ? PORT_TAKEN : NOT_OURS);
      return new IOException("cannot listen on " + address, cause);
    }
    return cause instanceof IOException || cause instanceof UnresolvedAddressException
        ? new IOException("cannot listen on " + address + ": " + cause.getMessage(), cause)
        : cause;
  }

  private AdminSettings adminSettings() {
    AccessTokens tokens = config.tokens();
    return new AdminSettings(
        config.host(),
        config.port(),
        config.allowedHosts(),
        !tokens.isEmpty(),
        config.tls(),
        tokens::callerOf);
  }

  /** An expected failure has a sentence for the user; what has none is a bug and gets its trace. */
  private void fail(Throwable cause) {
    Fatal.check(cause);
    if (cause instanceof IOException) {
      log.error("cannot start: {}", cause.getMessage());
    } else {
      log.error("cannot start", cause);
    }
    // Not exit: there is nothing to drain, and the hook would wait for this very event loop.
    Runtime.getRuntime().halt(FAILED);
  }

  /**
   * Runs on SIGTERM and SIGINT, on a thread of its own that may wait. The order is Vert.x's trap:
   * {@code close} stops all verticles at once, so draining comes first and is waited for.
   */
  private void stop() {
    log.info("stopping");
    if (declaredWatch != null) {
      declaredWatch.stop();
    }
    boolean drained = engine == null || waited("drain jobs", engine.drain(), DRAIN_SECONDS);
    boolean closed = catalog == null || waited("close catalog", catalog.close(), CLOSE_SECONDS);
    waited("close", vertx.close(), CLOSE_SECONDS);
    log.info("stopped: drained={}", drained);
    // Otherwise the exit code would be 143 for a stop in good order.
    Runtime.getRuntime().halt(drained && closed ? 0 : FAILED);
  }

  private boolean waited(String what, Future<?> future, long seconds) {
    try {
      future.toCompletionStage().toCompletableFuture().get(seconds, TimeUnit.SECONDS);
      return true;
    } catch (TimeoutException e) {
      log.warn("{}: not done within {} s, continuing", what, seconds);
    } catch (ExecutionException e) {
      log.warn("{}: {}", what, e.getCause().toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return false;
  }
}
