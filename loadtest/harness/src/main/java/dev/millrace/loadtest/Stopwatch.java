package dev.millrace.loadtest;

import dev.millrace.loadtest.Contestant.Running;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/** Lets a contestant run once, with the clock, and looks into the table afterwards. */
final class Stopwatch {
  private static final Duration PATIENCE = Duration.ofMinutes(15);
  private static final long LOOK_EVERY_NANOS = 20_000_000;
  private static final long SAMPLE_EVERY_NANOS = 250_000_000;

  private final Servers servers;

  Stopwatch(Servers servers) {
    this.servers = servers;
  }

  Measurement measure(String variant, Contestant contestant, int round, List<Trial> trials)
      throws Exception {
    for (Trial trial : trials) {
      emptyTable(trial);
    }
    try (Running running = contestant.prepare(servers, trials)) {
      return measured(variant, contestant.name(), round, trials, running);
    }
  }

  private Measurement measured(
      String variant, String name, int round, List<Trial> trials, Running running)
      throws Exception {
    long records = trials.stream().mapToLong(Trial::records).sum();
    long allocatedBefore = running.heap().allocatedBytes();
    long pausesBefore = running.heap().pauses();
    Usage before = Usage.of(running, servers);
    long rowsBefore = rowsWritten();
    long start = System.nanoTime();
    running.go();
    if (!(running instanceof GoIsTheStart)) {
      before = Usage.of(running, servers);
      start = System.nanoTime();
    }
    List<Measurement.Sample> samples = new ArrayList<>();
    List<Trial> open = new ArrayList<>(trials);
    long nextSample = start;
    while (!open.isEmpty()) {
      open.removeIf(this::visible);
      long now = System.nanoTime();
      if (now >= nextSample || open.isEmpty()) {
        samples.add(
            new Measurement.Sample(
                (now - start) / 1e9,
                open.isEmpty() ? records : Math.min(records, rowsWritten() - rowsBefore),
                Proc.cpuMicros(running.pid()) - before.client()));
        nextSample = now + SAMPLE_EVERY_NANOS;
        running.requireAlive();
      }
      if (now - start > PATIENCE.toNanos()) {
        throw new IllegalStateException(name + " was not done after " + PATIENCE);
      }
      LockSupport.parkNanos(LOOK_EVERY_NANOS);
    }
    double seconds = samples.get(samples.size() - 1).seconds();
    Usage used = Usage.of(running, servers).minus(before);
    long allocated = running.heap().allocatedBytes();
    long peak = Proc.peakBytes(running.pid());
    double[] pauses = running.heap().pauseMillisAfter(pausesBefore);
    String wrong =
        trials.stream().map(this::fault).filter(f -> f != null).collect(Collectors.joining("; "));
    double[] steady = steady(samples, records);
    return new Measurement(
        variant,
        name,
        round,
        records,
        seconds,
        records / seconds,
        steady[0],
        (double) used.client() / records,
        steady[1],
        (double) used.broker() / records,
        (double) used.database() / records,
        peak,
        allocated < 0 || allocatedBefore < 0
            ? -1
            : (double) (allocated - allocatedBefore) / records,
        Statistics.atShare(pauses, 0.5),
        Statistics.atShare(pauses, 1),
        used.others() / (seconds * 1e6 * Runtime.getRuntime().availableProcessors()),
        wrong.isEmpty() ? null : wrong,
        samples);
  }

  /** Runs whose clock starts with the word to go, not with an answer to it. */
  interface GoIsTheStart {}

  /** Microseconds of processor time since the start of each. */
  private record Usage(long client, long broker, long database, long harness, long machine) {
    static Usage of(Running running, Servers servers) {
      return new Usage(
          Proc.cpuMicros(running.pid()),
          Proc.cpuMicros(servers.brokerPid()),
          Proc.cpuMicros(servers.databasePid()),
          Proc.cpuMicros(ProcessHandle.current().pid()),
          Proc.machineMicros());
    }

    Usage minus(Usage other) {
      return new Usage(
          client - other.client,
          broker - other.broker,
          database - other.database,
          harness - other.harness,
          machine - other.machine);
    }

    long others() {
      return Math.max(0, machine - client - broker - database - harness);
    }
  }

  /** Records a second and CPU a record between a fifth of the rows and the end. */
  private static double[] steady(List<Measurement.Sample> samples, long records) {
    Measurement.Sample last = samples.get(samples.size() - 1);
    for (Measurement.Sample sample : samples) {
      if (sample.rows() >= records / 5 && sample.rows() < records) {
        double rows = records - sample.rows();
        return new double[] {
          rows / (last.seconds() - sample.seconds()), (last.clientCpu() - sample.clientCpu()) / rows
        };
      }
    }
    return new double[] {records / last.seconds(), (double) last.clientCpu() / records};
  }

  private void emptyTable(Trial trial) {
    servers.database.execute("DROP TABLE IF EXISTS " + trial.table());
    servers.database.execute(trial.shape().createTable(trial.table()));
    if (trial.mode() == Trial.Mode.UPSERT) {
      // Every second event is there already, in a form that the right one must replace.
      servers.database.execute(
          "INSERT INTO %s (id, user_name, qty) SELECT seq, 'stale', -1 FROM %s.seq_0_to_%d_step_2"
              .formatted(trial.table(), Servers.DATABASE, trial.records() - 1));
    }
  }

  /** Whether the last record of every partition can be seen; partitions are written in order. */
  private boolean visible(Trial trial) {
    String ids = trial.last().stream().map(String::valueOf).collect(Collectors.joining(","));
    String fresh = trial.mode() == Trial.Mode.UPSERT ? " AND qty >= 0" : "";
    return servers.database.number(
            "SELECT COUNT(*) FROM " + trial.table() + " WHERE id IN (" + ids + ")" + fresh)
        == trial.last().stream().filter(id -> !hidden(trial, id)).count();
  }

  private static boolean hidden(Trial trial, long id) {
    return "quarantine".equals(trial.dirtyData()) && trial.shape().dirty(id);
  }

  private String fault(Trial trial) {
    Shape.Sum expected = trial.expected();
    for (int tries = 0; ; tries++) {
      List<String> row = servers.database.query(trial.shape().sumQuery(trial.table())).get(0);
      Shape.Sum found = new Shape.Sum(Long.parseLong(row.get(0)), Long.parseLong(row.get(1)));
      if (found.equals(expected)) {
        return tries == 0
            ? null
            : "the last rows of the partitions were visible before others: not in order";
      }
      if (tries == 20) {
        return "%s holds %s, expected %s; %s"
            .formatted(trial.table(), found, expected, trace(trial));
      }
      LockSupport.parkNanos(500_000_000);
    }
  }

  /** What helps to find where rows were lost: per partition the table, the topic and the ledger. */
  private String trace(Trial trial) {
    String table =
        "SELECT id %% %d, COUNT(*), MIN(id), MAX(id) FROM %s GROUP BY 1"
            .formatted(trial.partitions(), trial.table());
    String ledger =
        "SELECT * FROM %s.millrace_ledger WHERE job = '%s'"
            .formatted(Servers.DATABASE, trial.name());
    String kept;
    try {
      kept = servers.database.query(ledger).toString();
    } catch (IllegalStateException e) {
      kept = "none";
    }
    return "table (partition, rows, first and last id) %s; records in the topic %s; ledger %s"
        .formatted(servers.database.query(table), servers.ends(trial), kept);
  }

  /** Rows that anyone has tried to insert since the server's start; an upsert counts once. */
  private long rowsWritten() {
    List<String> row =
        servers.database.query("SHOW GLOBAL STATUS WHERE Variable_name = 'Handler_write'").get(0);
    return Long.parseLong(row.get(1));
  }
}
