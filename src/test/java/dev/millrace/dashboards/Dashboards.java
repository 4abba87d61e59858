package dev.millrace.dashboards;

import dev.millrace.dashboards.Dashboard.Choice;
import dev.millrace.dashboards.Dashboard.Section;
import dev.millrace.dashboards.Panel.Query;
import dev.millrace.metrics.Meter;
import java.util.List;

/**
 * What the dashboards show. Of what each process that runs a job shows alike, one is taken ({@code
 * max by}, {@code min by}); what each process counts for itself is summed.
 */
final class Dashboards {
  private static final String PROCESS = "job=~\"$job\", instance=~\"$instance\"";
  private static final String JOBS = PROCESS + ", job_name=~\"$job_name\"";

  private Dashboards() {}

  static List<Dashboard> all() {
    return List.of(fleet(), oneJob(), process());
  }

  private static Query query(String expression, String legend) {
    return new Query(expression, legend);
  }

  private static String of(Meter meter, String more) {
    return meter.exposedName() + "{" + JOBS + more + "}";
  }

  private static String of(Meter meter) {
    return of(meter, "");
  }

  private static String rate(Meter meter, String by) {
    return "sum by (" + by + ") (rate(" + of(meter) + "[$__rate_interval]))";
  }

  private static String part(Meter meter, String ending) {
    return meter.exposedName() + ending + "{" + JOBS + "}";
  }

  private static String mean(Meter meter, String by) {
    return "sum by (%s) (rate(%s[$__rate_interval])) / sum by (%s) (rate(%s[$__rate_interval]))"
        .formatted(by, part(meter, "_sum"), by, part(meter, "_count"));
  }

  private static String quantile(String quantile, Meter meter) {
    return "histogram_quantile(%s, sum by (le) (rate(%s[$__rate_interval])))"
        .formatted(quantile, part(meter, "_bucket"));
  }

  private static Dashboard fleet() {
    return new Dashboard(
        "millrace-fleet",
        "Millrace / Fleet",
        "All jobs: their states, who needs attention, who is behind, and what may be lost.",
        Choice.SEVERAL,
        List.of(
            new Section(
                "Now",
                2,
                List.of(
                    Panel.stat(
                        "Jobs by state",
                        "short",
                        "How many jobs are in each state; a job on several processes counts once.",
                        query(
                            "sum by (state) (max by (job_name, state) ("
                                + of(Meter.JOB_STATE)
                                + "))",
                            "{{state}}")),
                    Panel.stat(
                            "Ledgers that do not balance",
                            "short",
                            "Jobs of which passed offsets are not accounted for. Anything but 0 is"
                                + " a defect: do not reset, keep the ledger.",
                            query(
                                "sum(1 - min by (job_name) (" + of(Meter.LEDGER_BALANCED) + "))",
                                "jobs"))
                        .coloured(1, 1))),
            new Section(
                "Attention",
                1,
                List.of(
                    Panel.table(
                        "Jobs that retry or failed",
                        "With the code of the error that is the cause; the job's status has its"
                            + " sentence.",
                        query(
                            "max by (job_name, state, reason) ("
                                + of(Meter.JOB_STATE, ", state=~\"RETRYING|FAILED\"")
                                + ") == 1",
                            "")))),
            new Section(
                "Behind",
                2,
                List.of(
                    Panel.lines(
                        "Lag in seconds, top 10",
                        "s",
                        "Age of the newest written record while others wait, of each job's slowest"
                            + " partition.",
                        query(
                            "topk(10, max by (job_name) (" + of(Meter.LAG_SECONDS) + "))",
                            "{{job_name}}")),
                    Panel.lines(
                        "Lag in records, top 10",
                        "short",
                        "Offsets between ledger and end, of all partitions of a job.",
                        query(
                            "topk(10, sum by (job_name) (" + of(Meter.LAG_RECORDS) + "))",
                            "{{job_name}}")),
                    Panel.lines(
                            "Retention used",
                            "percentunit",
                            "Share of the topic's retention that the lag has used, of each job's"
                                + " worst partition: at 100 % records are lost.",
                            query(
                                "topk(10, max by (job_name) ("
                                    + of(Meter.RETENTION_USED_RATIO)
                                    + "))",
                                "{{job_name}}"))
                        .coloured(0.7, 0.9),
                    Panel.lines(
                        "Time since the last commit",
                        "s",
                        "Grows while nothing is written; look at it beside the lag.",
                        query(
                            "topk(10, min by (job_name) (" + of(Meter.SECONDS_SINCE_COMMIT) + "))",
                            "{{job_name}}")))),
            new Section(
                "Work",
                2,
                List.of(
                    Panel.stack(
                        "Records written",
                        "reqps",
                        "Records a second whose rows are committed.",
                        query(rate(Meter.WRITTEN_RECORDS, "job_name"), "{{job_name}}")),
                    Panel.lines(
                        "Records quarantined",
                        "reqps",
                        "Records a second that were set aside.",
                        query(rate(Meter.QUARANTINED_RECORDS, "job_name"), "{{job_name}}")),
                    Panel.lines(
                        "In quarantine",
                        "short",
                        "Records that wait to be replayed or dropped.",
                        query(
                            "max by (job_name) (" + of(Meter.QUARANTINE_BACKLOG) + ")",
                            "{{job_name}}")),
                    Panel.lines(
                        "Retries",
                        "reqps",
                        "What is tried again, by the error's code.",
                        query(rate(Meter.RETRIES, "code") + " > 0", "{{code}}"))))));
  }

  private static Dashboard oneJob() {
    return new Dashboard(
        "millrace-job",
        "Millrace / Job",
        "One job: what becomes of its records, how far behind it is, and where the time goes.",
        Choice.ONE,
        List.of(
            new Section(
                "Now",
                4,
                List.of(
                    Panel.stat(
                        "State",
                        "short",
                        "The state, with the code of the error that is its cause.",
                        query(
                            "max by (state, reason) (" + of(Meter.JOB_STATE) + ") == 1",
                            "{{state}} {{reason}}")),
                    Panel.stat(
                        "Catch-up time",
                        "s",
                        "Until nothing waits, at the rates of the last minute; infinite while the"
                            + " lag does not shrink.",
                        query("max(" + of(Meter.CATCH_UP) + ")", "catch-up")),
                    Panel.stat(
                            "In quarantine",
                            "short",
                            "Records that wait to be replayed or dropped.",
                            query("max(" + of(Meter.QUARANTINE_BACKLOG) + ")", "records"))
                        .coloured(1, 1_000),
                    Panel.stat(
                        "Ledger balanced",
                        "bool_yes_no",
                        "Whether every passed offset is accounted for.",
                        query("min(" + of(Meter.LEDGER_BALANCED) + ")", "balanced")))),
            new Section(
                "Records",
                2,
                List.of(
                    Panel.stack(
                        "What becomes of records",
                        "reqps",
                        "Records a second by outcome; together they are what was polled.",
                        outcome(Meter.WRITTEN_RECORDS, "written"),
                        outcome(Meter.DELETED_RECORDS, "deleted"),
                        outcome(Meter.FILTERED_RECORDS, "filtered"),
                        outcome(Meter.SKIPPED_RECORDS, "skipped"),
                        outcome(Meter.QUARANTINED_RECORDS, "quarantined"),
                        outcome(Meter.TOMBSTONES, "tombstones")),
                    Panel.lines(
                        "Polled",
                        "Bps",
                        "Bytes a second that came from the broker.",
                        query(rate(Meter.POLLED_BYTES, "job_name"), "{{job_name}}")),
                    Panel.lines(
                        "Records that did not fit",
                        "reqps",
                        "By the reason's code, whatever followed.",
                        query(rate(Meter.REJECTED_RECORDS, "code") + " > 0", "{{code}}")),
                    Panel.lines(
                        "Fields nulled and rounded",
                        "reqps",
                        "Fields a second that the policies changed.",
                        query(rate(Meter.NULLED_FIELDS, "job_name"), "nulled"),
                        query(rate(Meter.ROUNDED_FIELDS, "job_name"), "rounded")))),
            new Section(
                "Behind",
                2,
                List.of(
                    Panel.lines(
                        "Lag in seconds",
                        "s",
                        "By partition: age of its newest written record while others wait.",
                        query(
                            "max by (topic, partition) (" + of(Meter.LAG_SECONDS) + ")",
                            "{{topic}} {{partition}}")),
                    Panel.lines(
                        "Lag in records",
                        "short",
                        "By partition: offsets between ledger and end.",
                        query(
                            "sum by (topic, partition) (" + of(Meter.LAG_RECORDS) + ")",
                            "{{topic}} {{partition}}")),
                    Panel.lines(
                            "Retention used",
                            "percentunit",
                            "By partition: at 100 % the next record is lost.",
                            query(
                                "max by (topic, partition) ("
                                    + of(Meter.RETENTION_USED_RATIO)
                                    + ")",
                                "{{topic}} {{partition}}"))
                        .coloured(0.7, 0.9),
                    Panel.lines(
                        "Time since the last commit",
                        "s",
                        "Of any process that runs the job.",
                        query("min(" + of(Meter.SECONDS_SINCE_COMMIT) + ")", "since")))),
            new Section(
                "Latency",
                2,
                List.of(
                    Panel.heatmap(
                        "From a record's time to its commit",
                        "s",
                        "The oldest record of each batch and partition.",
                        query(
                            "sum by (le) (rate("
                                + part(Meter.END_TO_END, "_bucket")
                                + "[$__rate_interval]))",
                            "{{le}}")),
                    Panel.lines(
                        "Transactions",
                        "s",
                        "Duration of a transaction, from sending to its outcome.",
                        query(quantile("0.5", Meter.WRITE_TIME), "median"),
                        query(quantile("0.99", Meter.WRITE_TIME), "99 %")))),
            new Section(
                "Batches and lanes",
                2,
                List.of(
                    Panel.lines(
                        "Rows in a batch",
                        "short",
                        "Mean of the batches that were closed.",
                        query(mean(Meter.BATCH_ROWS, "job_name"), "rows")),
                    Panel.stack(
                        "Why batches are closed",
                        "reqps",
                        "rows or bytes: they are full; linger: it was time.",
                        query(rate(Meter.BATCHES, "reason"), "{{reason}}")),
                    Panel.lines(
                        "Bytes in flight",
                        "bytes",
                        "Polled and not committed, by lane.",
                        query(
                            "sum by (lane) (" + of(Meter.IN_FLIGHT_BYTES) + ")", "lane {{lane}}")),
                    Panel.lines(
                        "Time paused",
                        "percentunit",
                        "Share of the time that polling waited for the destination; each lane adds"
                            + " its own.",
                        query(
                            "sum(rate(" + part(Meter.PAUSED_TIME, "_sum") + "[$__rate_interval]))",
                            "paused")),
                    Panel.lines(
                        "Retries",
                        "reqps",
                        "What is tried again, by the error's code.",
                        query(rate(Meter.RETRIES, "code") + " > 0", "{{code}}")),
                    Panel.lines(
                        "Rebalances and fenced batches",
                        "short",
                        "In the last five minutes.",
                        query("sum(increase(" + of(Meter.REBALANCES) + "[5m]))", "rebalances"),
                        query("sum(increase(" + of(Meter.FENCED) + "[5m]))", "fenced"))))));
  }

  private static Query outcome(Meter meter, String word) {
    return query(rate(meter, "job_name"), word);
  }

  private static Dashboard process() {
    return new Dashboard(
        "millrace-process",
        "Millrace / Process",
        "The processes: builds, event loops, memory, garbage collection, Kafka's consumers.",
        Choice.NONE,
        List.of(
            new Section(
                "Processes",
                2,
                List.of(
                    Panel.table(
                        "Builds",
                        "Which build runs where.",
                        query(
                            "max by (instance, version, revision) ("
                                + Meter.BUILD_INFO.exposedName()
                                + "{"
                                + PROCESS
                                + "})",
                            "")),
                    Panel.lines(
                        "Uptime",
                        "s",
                        "Since the process was started.",
                        query(
                            "max by (instance) (process_uptime_seconds{" + PROCESS + "})",
                            "{{instance}}")))),
            new Section(
                "Event loops and processors",
                2,
                List.of(
                    Panel.lines(
                        "Event loop lag",
                        "s",
                        "How much later than asked an event loop ran a timer: what is late there,"
                            + " all jobs are.",
                        query(
                            "histogram_quantile(0.99, sum by (instance, le) (rate("
                                + Meter.EVENT_LOOP_LAG.exposedName()
                                + "_bucket{"
                                + PROCESS
                                + "}[$__rate_interval])))",
                            "{{instance}} 99 %")),
                    Panel.lines(
                        "Notifications",
                        "short",
                        "Notifications to webhooks, by what became of them: failed and dropped ones"
                            + " reached nobody.",
                        query(
                            "sum by (instance, outcome) (increase("
                                + Meter.NOTIFICATIONS.exposedName()
                                + "{"
                                + PROCESS
                                + "}[$__rate_interval]))",
                            "{{instance}} {{outcome}}")),
                    Panel.lines(
                        "Job files refused",
                        "short",
                        "Job files that do not count as they are: the log says which and why.",
                        query(
                            "max by (instance) ("
                                + Meter.JOB_FILE_ERRORS.exposedName()
                                + "{"
                                + PROCESS
                                + "})",
                            "{{instance}}")),
                    Panel.lines(
                        "Processor",
                        "percentunit",
                        "Share of all processors that the process uses.",
                        query(
                            "max by (instance) (process_cpu_usage{" + PROCESS + "})",
                            "{{instance}}")),
                    Panel.lines(
                        "Threads",
                        "short",
                        "Live threads.",
                        query(
                            "sum by (instance) (jvm_threads_live_threads{" + PROCESS + "})",
                            "{{instance}}")),
                    Panel.lines(
                            "Open files",
                            "percentunit",
                            "Share of the files and connections that the process may have open.",
                            query(
                                "max by (instance) (process_files_open_files{%s} / process_files_max_files{%s})"
                                    .formatted(PROCESS, PROCESS),
                                "{{instance}}"))
                        .coloured(0.7, 0.9))),
            new Section(
                "Memory",
                2,
                List.of(
                    Panel.lines(
                        "Heap",
                        "percentunit",
                        "Share of the largest heap that is used, garbage included.",
                        query(
                            "sum by (instance) (jvm_memory_used_bytes{%s, area=\"heap\"}) / sum by (instance) (jvm_memory_max_bytes{%s, area=\"heap\"} > 0)"
                                .formatted(PROCESS, PROCESS),
                            "{{instance}}")),
                    Panel.lines(
                            "Garbage collection",
                            "percentunit",
                            "Share of the time that collections stop the process.",
                            query(
                                "sum by (instance) (rate(jvm_gc_pause_seconds_sum{"
                                    + PROCESS
                                    + "}[$__rate_interval]))",
                                "{{instance}}"))
                        .coloured(0.05, 0.2))),
            new Section(
                "Kafka's consumers",
                2,
                List.of(
                    Panel.lines(
                        "Fetches",
                        "reqps",
                        "Requests for records a second, of all brokers.",
                        query(
                            "sum by (job_name) (kafka_consumer_fetch_manager_fetch_rate{"
                                + PROCESS
                                + "})",
                            "{{job_name}}")),
                    Panel.lines(
                        "Heartbeat age",
                        "s",
                        "Since the last heartbeat to the group's coordinator.",
                        query(
                            "max by (job_name)"
                                + " (kafka_consumer_coordinator_last_heartbeat_seconds_ago{"
                                + PROCESS
                                + "})",
                            "{{job_name}}"))))));
  }
}
