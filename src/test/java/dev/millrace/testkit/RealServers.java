package dev.millrace.testkit;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * JUnit extension: one real broker and one real database for the whole JVM, each started when first
 * asked for.
 *
 * <p>Use {@code @ExtendWith(RealServers.class)} and take {@link EmbeddedKafka} or {@link
 * EmbeddedMariaDb} as parameters, or call {@link #kafka()} and {@link #database()}. Tests share
 * them, so each works with a topic and a database of its own ({@link #freshTopic}, {@link
 * #freshDatabase}); a test that stops a server starts one for itself.
 */
public final class RealServers implements BeforeAllCallback, ParameterResolver {
  private static final AtomicInteger NUMBER = new AtomicInteger();
  private static EmbeddedKafka kafka;
  private static EmbeddedMariaDb database;

  static {
    Runtime.getRuntime().addShutdownHook(new Thread(RealServers::shutDown, "real-servers"));
  }

  public static synchronized EmbeddedKafka kafka() {
    if (kafka == null) {
      kafka = new EmbeddedKafka().start();
    }
    return kafka;
  }

  public static synchronized EmbeddedMariaDb database() {
    if (database == null) {
      database = new EmbeddedMariaDb().start();
      System.out.println("The tests' database server: " + database.version());
    }
    return database;
  }

  /** Creates a topic nobody else uses and returns its name. */
  public static String freshTopic(int partitions) {
    String name = "topic-" + NUMBER.incrementAndGet();
    kafka().createTopic(name, partitions);
    return name;
  }

  /** Creates a database nobody else uses and returns its name. */
  public static String freshDatabase() {
    String name = "millrace_test_" + NUMBER.incrementAndGet();
    database().createDatabase(name);
    return name;
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    closeAfterAllTests(context);
  }

  /** For extensions that stand on these servers. */
  public static void closeAfterAllTests(ExtensionContext context) {
    // Closed by JUnit when all tests of the JVM are done; the shutdown hook is for a run that is
    // cut short.
    context
        .getRoot()
        .getStore(Namespace.create(RealServers.class))
        .getOrComputeIfAbsent("servers", key -> (AutoCloseable) RealServers::shutDown);
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    return type == EmbeddedKafka.class || type == EmbeddedMariaDb.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == EmbeddedKafka.class ? kafka() : database();
  }

  private static synchronized void shutDown() {
    if (kafka != null) {
      kafka.close();
      kafka = null;
    }
    if (database != null) {
      database.close();
      database = null;
    }
  }
}
