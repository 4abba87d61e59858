package dev.millrace.oracle;

import dev.millrace.testkit.EmbeddedKafka;
import dev.millrace.testkit.EmbeddedMariaDb;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * What people have before them.
 *
 * @param fault does one fault in the middle of a deed; never one that stops jobs
 */
record Stage(
    List<Node> nodes,
    EmbeddedKafka kafka,
    EmbeddedMariaDb database,
    Tolerated tolerated,
    Random random,
    Runnable fault) {

  String anyJob() {
    return OracleTables.JOBS.get(random.nextInt(OracleTables.JOBS.size()));
  }

  /** The job on either node, the first of them by chance. */
  List<JobOn> pair(String job) {
    int first = random.nextInt(2);
    return List.of(new JobOn(nodes.get(first), job), new JobOn(nodes.get(1 - first), job));
  }

  /** All nodes are there and answer. */
  void everybody() {
    nodes.stream().filter(node -> !node.isUp()).forEach(Node::start);
    nodes.forEach(Node::awaitReady);
  }

  /** The job runs on both nodes. */
  List<JobOn> running(String job) {
    everybody();
    List<JobOn> pair = pair(job);
    pair.forEach(JobOn::run);
    return pair;
  }

  /** In the middle of a deed something may break. */
  void meanwhile() {
    if (random.nextBoolean()) {
      fault.run();
    }
    everybody();
  }

  void pause(int atMostMs) {
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(atMostMs)));
  }
}
