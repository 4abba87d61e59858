package dev.millrace.job;

import dev.millrace.answer.CheckReport;
import dev.millrace.answer.JobStatus;
import dev.millrace.metrics.Metrics;
import dev.millrace.model.JobState;
import dev.millrace.model.LedgerRow;
import dev.millrace.secret.Secret;
import dev.millrace.spec.JobEntry;
import dev.millrace.testkit.EmbeddedKafka;
import dev.millrace.testkit.EmbeddedMariaDb;
import dev.millrace.testkit.Eventually;
import dev.millrace.testkit.FaultProxy;
import dev.millrace.testkit.RealServers;
import dev.millrace.testkit.Sql;
import dev.millrace.testkit.TempFiles;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * JUnit extension: for each test an engine that runs in this JVM, a topic and a database of the
 * test's own on the shared real servers, and one job from the one to the other.
 *
 * <pre>{@code
 * @RegisterExtension final TestEngine engine = TestEngine.withPartitions(2);
 * }</pre>
 *
 * <p>The source {@code s} is the topic, the table is called {@code t}; the job, and with it the
 * consumer group, has a name that no other test of the JVM uses. SQL is run in the test's database,
 * so that it needs no names of databases. All is closed after the test, also when it failed.
 *
 * <p>The calls are made from the test's thread and wait for the engine, at most {@link #SOON}.
 */
public final class TestEngine implements BeforeEachCallback, AfterEachCallback {
  /** How long a test waits for what it expects, where it makes no claim about the time. */
  public static final Duration SOON = Duration.ofSeconds(60);

  private static final AtomicInteger NUMBER = new AtomicInteger();
  private static final String SOURCE = "s";
  private static final String TABLE = "t";

  private final int partitions;
  private final Deque<AutoCloseable> opened = new ArrayDeque<>();
  private String columns = "";
  private Function<Secret, String> secrets = Secret::reveal;

  private EmbeddedMariaDb database;
  private String schema;
  private String job;
  private Sql sql;
  private Topic topic;
  private Path directory;
  private EngineKit kit;

  private TestEngine(int partitions) {
    this.partitions = partitions;
  }

  /**
   * @param partitions of the topic
   */
  public static TestEngine withPartitions(int partitions) {
    return new TestEngine(partitions);
  }

  /**
   * The table is made before each test; otherwise there is none until the job makes it.
   *
   * @param definition what stands between the parentheses of CREATE TABLE
   */
  public TestEngine withTable(String definition) {
    columns = definition;
    return this;
  }

  /**
   * @param resolver resolves references to secrets; a plain secret stands for itself otherwise
   */
  public TestEngine withSecrets(Function<Secret, String> resolver) {
    secrets = resolver;
    return this;
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    RealServers.closeAfterAllTests(context);
    database = RealServers.database();
    schema = RealServers.freshDatabase();
    job = "j" + NUMBER.incrementAndGet();
    sql = closing(database.session(schema));
    if (!columns.isEmpty()) {
      createTable(columns);
    }
    topic = closing(new Topic(RealServers.kafka(), partitions));
    directory = TempFiles.directory("engine");
    opened.push(() -> TempFiles.delete(directory));
    kit = open(new EngineKit(directory.resolve("engine"), secrets));
  }

  @Override
  public void afterEach(ExtensionContext context) throws Exception {
    List<Exception> failed = new ArrayList<>();
    while (!opened.isEmpty()) {
      try {
        opened.pop().close();
      } catch (Exception e) {
        failed.add(e);
      }
    }
    if (!failed.isEmpty()) {
      Exception first = failed.remove(0);
      failed.forEach(first::addSuppressed);
      throw first;
    }
  }

  /** Has something closed after the test, before all that was there when this was called. */
  public <T extends AutoCloseable> T closing(T resource) {
    opened.push(resource);
    return resource;
  }

  /** A proxy before the database; it is closed when no engine needs it any more. */
  public FaultProxy proxy() {
    FaultProxy proxy = new FaultProxy(database.host(), database.port());
    opened.addLast(proxy);
    return proxy;
  }

  /**
   * Another engine, with a catalog of its own, that knows the source but not the job: as a second
   * process on the same servers.
   */
  public EngineKit another() {
    return open(new EngineKit(directory.resolve("engine-" + NUMBER.incrementAndGet()), secrets));
  }

  /** Ends the engine in good order and starts one on the same catalog, as a restarted process. */
  public void restartProcess() {
    restartProcess(Declared.NOTHING);
  }

  /** As {@link #restartProcess()}, with what files declare now. */
  void restartProcess(Declared declared) {
    kit.close();
    kit = closing(new EngineKit(directory.resolve("engine"), secrets, declared));
  }

  private EngineKit open(EngineKit made) {
    closing(made).source(SOURCE, topic.kafka().bootstrapServers(), topic.name());
    return made;
  }

  public EmbeddedKafka kafka() {
    return topic.kafka();
  }

  public EmbeddedMariaDb database() {
    return database;
  }

  /** The test's database. */
  public String schema() {
    return schema;
  }

  /** The test's database is another, empty one from now on, also for {@link #put}. */
  public void moveToFreshDatabase() {
    schema = RealServers.freshDatabase();
    sql = closing(database.session(schema));
  }

  public Topic topic() {
    return topic;
  }

  /** The job's name. */
  public String job() {
    return job;
  }

  /** The job's consumer group, where its document names none. */
  public String group() {
    return "millrace-" + job;
  }

  /** Where the engine's catalog is. */
  Path directory() {
    return directory;
  }

  /** The engine of this test. */
  public EngineKit kit() {
    return kit;
  }

  /** What HTTP calls would reach. */
  public Engine api() {
    return kit.engine();
  }

  public Vertx vertx() {
    return kit.vertx();
  }

  public Metrics metrics() {
    return kit.metrics();
  }

  /** See {@link Topic#send(int, String...)}. */
  public void send(int partition, String... values) {
    topic.send(partition, values);
  }

  /** See {@link Topic#sendAll}. */
  public void sendAll(int partition, String... values) {
    topic.sendAll(partition, values);
  }

  /** The records of the numbers {@code from} to {@code to - 1}, acknowledged together. */
  public void sendEach(int partition, int from, int to, IntFunction<String> record) {
    sendAll(partition, IntStream.range(from, to).mapToObj(record).toArray(String[]::new));
  }

  /** The job's destination, for documents that say more of it or something else. */
  public JsonObject destination() {
    return EngineKit.destination(database, schema, TABLE);
  }

  /** The job's destination as it is reached by the proxy. */
  public JsonObject destination(FaultProxy proxy) {
    return destination().put("host", "127.0.0.1").put("port", proxy.port());
  }

  /** Puts the job; {@code json} holds what it says beside source and destination. */
  public void put(String json) {
    put(kit, json);
  }

  /** As {@link #put(String)}, in another engine. */
  public void put(EngineKit other, String json) {
    put(other, TABLE, json);
  }

  /** As {@link #put(EngineKit, String)}, into another table. */
  public void put(EngineKit other, String table, String json) {
    other.job(job, SOURCE, database, schema, table, json);
  }

  /** Puts a further job of the test's, whose name begins with {@link #job}. */
  public void putJob(String name, String table, String json) {
    kit.job(name, SOURCE, database, schema, table, json);
  }

  public JobStatus start() {
    return kit.start(job);
  }

  /** Stops the job and waits until it has. */
  public void stop() {
    kit.stop(job);
  }

  public JobStatus reset() {
    return EngineKit.await(api().reset(job));
  }

  public JobStatus status() {
    return kit.status(job);
  }

  public CheckReport check() {
    return EngineKit.await(api().check(job));
  }

  /** What the catalog says of the job; also when it was given up. */
  JobEntry left() {
    return kit.left(job);
  }

  public JobStatus until(JobState state) {
    return until(state, SOON);
  }

  public JobStatus until(JobState state, Duration within) {
    return kit.until(job, state, within);
  }

  /** Waits until the ledger has accounted for so many records. */
  public JobStatus untilCaughtUp(long records) {
    return untilCaughtUp(records, SOON);
  }

  public JobStatus untilCaughtUp(long records, Duration within) {
    return kit.untilCaughtUp(job, records, within);
  }

  /** Asks for the status until it is as wanted. */
  public JobStatus untilStatus(String what, Predicate<JobStatus> wanted) {
    return Eventually.get(what, SOON, this::status, wanted);
  }

  /** What the status says of the ledger's row of a partition. */
  public LedgerRow ledger(int partition) {
    return status().partitions().get(partition).ledger();
  }

  /** How many partitions the job's lanes hold in that engine. */
  public int held(EngineKit other) {
    return other.status(job).lanes().stream().mapToInt(lane -> lane.partitions().size()).sum();
  }

  public void createTable(String definition) {
    execute("CREATE TABLE " + TABLE + " (" + definition + ")");
  }

  /** See {@link Sql#execute}; in the test's database. */
  public void execute(String statement) {
    sql.execute(statement);
  }

  /** See {@link Sql#query}; in the test's database. */
  public List<List<String>> query(String statement) {
    return sql.query(statement);
  }

  public String value(String statement) {
    return sql.value(statement);
  }

  public long number(String statement) {
    return sql.number(statement);
  }

  /** Another session in the test's database, for the test to close: it keeps what it locks. */
  public Sql session() {
    return database.session(schema);
  }

  /** How many rows the table has. */
  public long rows() {
    return number("SELECT COUNT(*) FROM " + TABLE);
  }

  /** The whole table, as the server prints it. */
  public TableText table() {
    return new TableText(database, schema, TABLE);
  }
}
