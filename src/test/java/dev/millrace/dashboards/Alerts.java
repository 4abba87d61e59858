package dev.millrace.dashboards;

import dev.millrace.metrics.Meter;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The alerts, and the file of rules made of them. */
final class Alerts {
  static final String RUNBOOK = "https://github.com/millrace/millrace/blob/main/src/docs/alerts.md";

  private static final String CRITICAL = "critical";
  private static final String WARNING = "warning";
  private static final String DIVIDED = "increase(" + Meter.REBALANCES.exposedName() + "[15m])";
  private static final String STATE = Meter.JOB_STATE.exposedName();

  private Alerts() {}

  static List<Alert> all() {
    return List.of(
        new Alert(
            "MillraceJobFailed",
            "max by (job_name, reason) (" + STATE + "{state=\"FAILED\"}) == 1",
            "1m",
            null,
            CRITICAL,
            "Job {{ $labels.job_name }} failed ({{ $labels.reason }}) and does not go on by itself",
            "See the error in the job's status, mend its cause, and start the job. One that a job"
                + " file declares goes on by itself when the file is altered, else is started too.",
            Map.of(STATE + "{job_name=\"a\",state=\"FAILED\",reason=\"no-such-table\"}", "1x20"),
            Map.of(STATE + "{job_name=\"a\",state=\"FAILED\",reason=\"\"}", "0x20"),
            "5m"),
        new Alert(
            "MillraceJobRetrying",
            "max by (job_name) (" + STATE + "{state=\"RETRYING\"}) == 1",
            "15m",
            "5m",
            WARNING,
            "Job {{ $labels.job_name }} has been retrying for 15 minutes",
            "Broker or database does not answer as it should; the job's status says which and why.",
            Map.of(STATE + "{job_name=\"a\",state=\"RETRYING\",reason=\"unreachable\"}", "1x40"),
            Map.of(
                STATE + "{job_name=\"a\",state=\"RETRYING\",reason=\"\"}", "1x10 0 1x10 0 1x10 0"),
            "25m"),
        new Alert(
            "MillraceLagGrowing",
            "min by (job_name) ("
                + Meter.CATCH_UP.exposedName()
                + ") > 3600 and sum by (job_name) (delta("
                + Meter.LAG_RECORDS.exposedName()
                + "[15m])) > 0",
            "15m",
            "10m",
            WARNING,
            "Job {{ $labels.job_name }} falls behind: more comes than is written",
            "Look at the job's dashboard for what is slow; give the job more lanes or the database"
                + " more room.",
            Map.of(
                Meter.CATCH_UP.exposedName() + "{job_name=\"a\"}", "7200x60",
                Meter.LAG_RECORDS.exposedName() + "{job_name=\"a\",topic=\"t\",partition=\"0\"}",
                    "0+1000x60"),
            Map.of(
                Meter.CATCH_UP.exposedName() + "{job_name=\"a\"}", "7200x60",
                Meter.LAG_RECORDS.exposedName() + "{job_name=\"a\",topic=\"t\",partition=\"0\"}",
                    "90000-1000x60"),
            "45m"),
        new Alert(
            "MillraceRetentionRisk",
            "max by (job_name, topic) (" + Meter.RETENTION_USED_RATIO.exposedName() + ") > 0.7",
            "5m",
            null,
            WARNING,
            "Job {{ $labels.job_name }} is so far behind in {{ $labels.topic }} that 70 % of the"
                + " topic's retention is used",
            "Make the job quicker, or raise the topic's retention.ms until it has caught up.",
            retention("0.75x20"),
            retention("0.6x20"),
            "10m"),
        new Alert(
            "MillraceRetentionCritical",
            "max by (job_name, topic) (" + Meter.RETENTION_USED_RATIO.exposedName() + ") > 0.9",
            "5m",
            null,
            CRITICAL,
            "Job {{ $labels.job_name }} is about to lose records of {{ $labels.topic }}: 90 % of"
                + " the topic's retention is used",
            "Raise the topic's retention.ms now; the status says in lostAt when records go.",
            retention("0.95x20"),
            retention("0.85x20"),
            "10m"),
        new Alert(
            "MillraceNoProgress",
            "sum by (job_name) ("
                + Meter.LAG_RECORDS.exposedName()
                + ") > 0 and min by (job_name) ("
                + Meter.SECONDS_SINCE_COMMIT.exposedName()
                + ") > 600",
            "5m",
            "5m",
            CRITICAL,
            "Job {{ $labels.job_name }} has records to write and has committed none for 10 minutes",
            "Look at the job's status and at the database: locks, a full disk, a statement that"
                + " hangs.",
            progress("5x30", "0+60x30"),
            progress("0x30", "0+60x30"),
            "20m"),
        new Alert(
            "MillraceQuarantineRising",
            share(Meter.QUARANTINED_RECORDS, Meter.POLLED_RECORDS, "0.01"),
            "10m",
            null,
            WARNING,
            "Job {{ $labels.job_name }} sets more than 1 % of its records aside",
            "See GET /jobs/NAME/quarantine for the reasons; mend the mapping or the producer, then"
                + " replay.",
            counters(Meter.QUARANTINED_RECORDS, "0+20x40", Meter.POLLED_RECORDS, "0+1000x40"),
            counters(Meter.QUARANTINED_RECORDS, "0+2x40", Meter.POLLED_RECORDS, "0+1000x40"),
            "30m"),
        new Alert(
            "MillraceNullingRising",
            share(Meter.NULLED_FIELDS, Meter.WRITTEN_RECORDS, "0.05"),
            "10m",
            null,
            WARNING,
            "Job {{ $labels.job_name }} writes NULL for more than one field in 20 records",
            "See nulledSamples in the job's status for what does not fit its column.",
            counters(Meter.NULLED_FIELDS, "0+100x40", Meter.WRITTEN_RECORDS, "0+1000x40"),
            counters(Meter.NULLED_FIELDS, "0+10x40", Meter.WRITTEN_RECORDS, "0+1000x40"),
            "30m"),
        new Alert(
            "MillraceLedgerImbalance",
            "min by (job_name) (" + Meter.LEDGER_BALANCED.exposedName() + ") == 0",
            "1m",
            null,
            CRITICAL,
            "The ledger of job {{ $labels.job_name }} does not account for every offset",
            "This is a defect or the work of another program: keep the ledger as it is, do not"
                + " reset, and report it with the job's status.",
            Map.of(Meter.LEDGER_BALANCED.exposedName() + "{job_name=\"a\"}", "0x20"),
            Map.of(Meter.LEDGER_BALANCED.exposedName() + "{job_name=\"a\"}", "1x20"),
            "5m"),
        new Alert(
            "MillraceRebalanceStorm",
            "sum by (job_name) ("
                + DIVIDED
                + ") > 20 and max by (job_name) (sum by (job_name, instance) ("
                + DIVIDED
                + ") / count by (job_name, instance) ("
                + Meter.IN_FLIGHT_BYTES.exposedName()
                + ")) > 2.5",
            "0m",
            "10m",
            WARNING,
            "The group of job {{ $labels.job_name }} was divided anew again and again",
            "Look for processes that come and go, for foreign members of the group, and for long"
                + " pauses of the process.",
            ofLanes(2, "0+3x40"),
            // Each of many lanes is given its partitions, and again when the last ones come.
            ofLanes(30, "0 30 60x40"),
            "10m"),
        new Alert(
            "MillraceDestinationSlow",
            "sum by (job_name) (rate(" + Meter.PAUSED_TIME.exposedName() + "_sum[5m])) > 0.95",
            "10m",
            null,
            WARNING,
            "Job {{ $labels.job_name }} waits for its database nearly all the time",
            "See transactions on the job's dashboard; the database is what limits the job.",
            Map.of(Meter.PAUSED_TIME.exposedName() + "_sum{job_name=\"a\"}", "0+59x40"),
            Map.of(Meter.PAUSED_TIME.exposedName() + "_sum{job_name=\"a\"}", "0+20x40"),
            "20m"),
        new Alert(
            "MillraceEventLoopBlocked",
            "histogram_quantile(0.99, sum by (instance, le) (rate("
                + Meter.EVENT_LOOP_LAG.exposedName()
                + "_bucket[5m]))) > 1",
            "5m",
            null,
            WARNING,
            "The process {{ $labels.instance }} is late by seconds: all its jobs are",
            "Look at garbage collection and the processor on the process's dashboard.",
            loop("0+0x30"),
            loop("0+60x30"),
            "15m"),
        new Alert(
            "MillraceJobFilesRefused",
            Meter.JOB_FILE_ERRORS.exposedName() + " > 0",
            "5m",
            null,
            WARNING,
            "Job files of the process {{ $labels.instance }} do not count as they are",
            "Its log, and the warnings in the jobs' status, say which and why; what they declared"
                + " before goes on.",
            Map.of(Meter.JOB_FILE_ERRORS.exposedName() + "{instance=\"h:8080\"}", "1x20"),
            Map.of(Meter.JOB_FILE_ERRORS.exposedName() + "{instance=\"h:8080\"}", "0x20"),
            "10m"),
        new Alert(
            "MillraceDown",
            "up{job=\"millrace\"} == 0",
            "2m",
            null,
            CRITICAL,
            "The process {{ $labels.instance }} does not answer",
            "See its log and /health/live; its jobs go on by themselves when it is back.",
            Map.of("up{job=\"millrace\",instance=\"h:8080\"}", "0x20"),
            Map.of("up{job=\"millrace\",instance=\"h:8080\"}", "1x20"),
            "5m"));
  }

  private static String share(Meter part, Meter whole, String most) {
    return "sum by (job_name) (rate(%s[10m])) / sum by (job_name) (rate(%s[10m])) > %s"
        .formatted(part.exposedName(), whole.exposedName(), most);
  }

  /** How often the lanes of one job, so many in one process, were given partitions or lost some. */
  private static Map<String, String> ofLanes(int lanes, String values) {
    String process = "job_name=\"a\",instance=\"h:8080\"";
    Map<String, String> series = new TreeMap<>();
    series.put(Meter.REBALANCES.exposedName() + "{" + process + "}", values);
    for (int lane = 0; lane < lanes; lane++) {
      series.put(
          Meter.IN_FLIGHT_BYTES.exposedName() + "{" + process + ",lane=\"" + lane + "\"}", "0x40");
    }
    return series;
  }

  private static Map<String, String> retention(String values) {
    return Map.of(
        Meter.RETENTION_USED_RATIO.exposedName() + "{job_name=\"a\",topic=\"t\",partition=\"0\"}",
        values);
  }

  private static Map<String, String> progress(String lag, String since) {
    return Map.of(
        Meter.LAG_RECORDS.exposedName() + "{job_name=\"a\",topic=\"t\",partition=\"0\"}",
        lag,
        Meter.SECONDS_SINCE_COMMIT.exposedName() + "{job_name=\"a\"}",
        since);
  }

  private static Map<String, String> counters(Meter a, String first, Meter b, String second) {
    return Map.of(
        a.exposedName() + "{job_name=\"a\"}", first, b.exposedName() + "{job_name=\"a\"}", second);
  }

  /** 60 measurements a minute; so many of them below a tenth of a second, the rest up to 5 s. */
  private static Map<String, String> loop(String quick) {
    String bucket = Meter.EVENT_LOOP_LAG.exposedName() + "_bucket{instance=\"h:8080\",le=\"%s\"}";
    return Map.of(
        bucket.formatted("0.1"), quick,
        bucket.formatted("5.0"), "0+60x30",
        bucket.formatted("+Inf"), "0+60x30");
  }

  /** The file for Prometheus. */
  static String rules() {
    StringBuilder yaml = new StringBuilder();
    yaml.append("# Made from ").append(Alerts.class.getSimpleName());
    yaml.append(".java; src/docs/alerts.md says what to do. Prometheus 2.42 or later.\n");
    yaml.append("groups:\n  - name: millrace\n    rules:\n");
    for (Alert alert : all()) {
      yaml.append("      - alert: ").append(alert.name()).append('\n');
      yaml.append("        expr: ").append(quoted(alert.expression())).append('\n');
      yaml.append("        for: ").append(alert.holds()).append('\n');
      if (alert.keep() != null) {
        yaml.append("        keep_firing_for: ").append(alert.keep()).append('\n');
      }
      yaml.append("        labels:\n          severity: ").append(alert.severity()).append('\n');
      yaml.append("        annotations:\n");
      yaml.append("          summary: ").append(quoted(alert.summary())).append('\n');
      yaml.append("          description: ").append(quoted(alert.action())).append('\n');
      yaml.append("          runbook_url: ")
          .append(quoted(RUNBOOK + "#" + alert.anchor()))
          .append('\n');
    }
    return yaml.toString();
  }

  static String quoted(String text) {
    return "'" + text.replace("'", "''") + "'";
  }
}
