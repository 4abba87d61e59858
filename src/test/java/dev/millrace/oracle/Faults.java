package dev.millrace.oracle;

import dev.millrace.demo.DemoFailure;
import dev.millrace.testkit.EmbeddedKafka;
import dev.millrace.testkit.EmbeddedMariaDb;
import dev.millrace.testkit.FaultProxy;
import java.time.Duration;
import java.time.LocalTime;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/**
 * One fault after the other, in an order that the seed decides: all kinds once, shuffled, then
 * again. Each is taken back before the next, but for engines, which start while others follow. One
 * thread.
 */
final class Faults {
  /** Longer than the sources' session timeout. */
  private static final long ZOMBIE_MS = 5_500;

  private final Random random;
  private final List<Node> nodes;
  private final EmbeddedKafka kafka;
  private final EmbeddedMariaDb database;
  private final Lock brokerIsThere;
  private final Map<Fault, Integer> counts = new EnumMap<>(Fault.class);
  private final Deque<Fault> deck = new ArrayDeque<>();
  private Node away;

  Faults(
      long seed,
      List<Node> nodes,
      EmbeddedKafka kafka,
      EmbeddedMariaDb database,
      Lock brokerIsThere) {
    this.random = new Random(seed);
    this.nodes = nodes;
    this.kafka = kafka;
    this.database = database;
    this.brokerIsThere = brokerIsThere;
  }

  int count(Fault... kinds) {
    return Arrays.stream(kinds).mapToInt(kind -> counts.getOrDefault(kind, 0)).sum();
  }

  Map<Fault, Integer> counts() {
    return counts;
  }

  /** Does one; returns when it is taken back, and says what happened to whom and when. */
  String next() {
    return next(fault -> true);
  }

  /** The next of those that are allowed. */
  String next(Predicate<Fault> allowed) {
    if (deck.stream().noneMatch(allowed)) {
      List<Fault> all = Arrays.asList(Fault.values());
      Collections.shuffle(all, random);
      deck.addAll(all);
    }
    Fault fault = deck.stream().filter(allowed).findFirst().orElseThrow();
    deck.removeFirstOccurrence(fault);
    Node back = away;
    away = null;
    Node node = nodes.get(random.nextInt(nodes.size()));
    LocalTime begin = LocalTime.now();
    Node hit = node.isUp() ? node : other(node);
    happen(fault, hit);
    counts.merge(fault, 1, Integer::sum);
    long millis = Duration.between(begin, LocalTime.now()).toMillis();
    if (back != null && !back.isUp()) {
      back.start();
    }
    pause(random.nextInt(400));
    return "%s %s %s, over after %d ms".formatted(begin, hit.name(), fault, millis);
  }

  /** Everything works again and everybody is there. */
  void end() {
    for (Node node : nodes) {
      node.proxy().heal();
      if (!node.isUp()) {
        node.start();
      }
    }
  }

  private void happen(Fault fault, Node node) {
    FaultProxy proxy = node.proxy();
    switch (fault) {
      case CUT_NOW -> proxy.cut();
      case CUT_BEFORE_STATEMENT -> proxy.cutAfterBytes(0);
      case CUT_INSIDE_STATEMENT -> proxy.cutAfterBytes(5 + random.nextInt(60_000));
      case CUT_AFTER_STATEMENT -> proxy.cutAfterPackets(1 + random.nextInt(8));
      case CUT_BEFORE_COMMIT -> proxy.cutAt("COMMIT", false);
      case CUT_AFTER_COMMIT -> proxy.cutAt("COMMIT", true);
      case DELAY -> proxy.delay(10 + random.nextInt(200));
      case HALF_OPEN -> proxy.halfOpen();
      case REFUSE_CONNECTIONS -> proxy.refuse();
      case DATABASE_KILLED -> {
        database.kill();
        database.restart();
      }
      case DATABASE_HANGS -> {
        database.suspend();
        pause(1_000 + random.nextInt(1_000));
        database.resume();
      }
      case BROKER_RESTART -> restartBroker();
      case ENGINE_KILLED -> {
        node.kill();
        pause(random.nextInt(1_000));
        node.start();
      }
      case BOTH_ENGINES_KILLED -> {
        nodes.stream().filter(Node::isUp).forEach(Node::kill);
        nodes.forEach(Node::start);
      }
      case ENGINE_HANGS -> {
        node.suspend();
        pause(ZOMBIE_MS);
        node.resume();
      }
      case ENGINE_LEAVES -> {
        node.leave();
        away = node;
      }
      case JOBS_STOPPED -> stopAndStartJobs(node);
    }
    pause(300 + random.nextInt(700));
    proxy.heal();
  }

  private void restartBroker() {
    brokerIsThere.lock();
    try {
      kafka.stopBroker();
      pause(random.nextInt(500));
      kafka.startBroker();
    } finally {
      brokerIsThere.unlock();
    }
  }

  /** A call may be refused, for the node may just be starting; then nothing was altered. */
  private void stopAndStartJobs(Node node) {
    for (String call : List.of("/stop", "/start")) {
      for (String job : List.of(OracleTables.INSERT_JOB, OracleTables.UPSERT_JOB)) {
        try {
          node.api().post("/jobs/" + job + call);
        } catch (DemoFailure e) {
          // OracleIT starts it at the end where it is not running.
        }
      }
      pause(random.nextInt(300));
    }
  }

  private Node other(Node node) {
    return nodes.get(1 - nodes.indexOf(node));
  }

  private static void pause(long millis) {
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
  }
}
