package dev.millrace.oracle;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.testkit.EmbeddedMariaDb;
import java.util.List;

/**
 * The tables of the oracle, and the jobs that fill them.
 *
 * <p>Neither table refuses a doubled row: {@code inserted} has no key, and whatever an upsert does
 * to {@code upserted} a trigger notes in {@code applied}, in the same transaction and in order.
 */
final class OracleTables {
  static final String SCHEMA = "oracle";
  static final String INSERT_JOB = "insert-job";
  static final String UPSERT_JOB = "upsert-job";
  static final List<String> JOBS = List.of(INSERT_JOB, UPSERT_JOB);

  /** Another topic, for both jobs; it holds tombstones only. */
  static final String ELSEWHERE = "elsewhere";

  static final int TOMBSTONES = 20;

  private static final ObjectMapper JSON = new ObjectMapper();

  private static final String COLUMNS =
      "n BIGINT NOT NULL, k INT NOT NULL, part INT NOT NULL, off BIGINT NOT NULL,"
          + " hash CHAR(32) NOT NULL, payload VARCHAR(600) NOT NULL, qty INT NOT NULL";
  private static final String NOTE =
      " ON upserted FOR EACH ROW INSERT INTO applied (n,k,part,off,hash,payload)"
          + " VALUES (NEW.n,NEW.k,NEW.part,NEW.off,NEW.hash,NEW.payload)";

  /** Columns that are altered have no type here: who starts the job is told where types differ. */
  private static final String MAPPING =
      """
      [{"path": "/n", "column": "n", "type": "BIGINT"},
       {"path": "/k", "column": "k", "type": "INT", "key": %s},
       {"path": "$partition", "column": "part", "type": "INT"},
       {"path": "$offset", "column": "off", "type": "BIGINT"},
       {"path": "/hash", "column": "hash"},
       {"path": "/payload", "column": "payload"},
       {"path": "/qty", "column": "qty", "type": "INT"}]
      """;

  private OracleTables() {}

  static void create(EmbeddedMariaDb database) {
    database.createDatabase(SCHEMA);
    database.execute(
        "USE %s; CREATE TABLE inserted (%s, KEY (part, off));".formatted(SCHEMA, COLUMNS)
            + "CREATE TABLE upserted (%s, PRIMARY KEY (k));".formatted(COLUMNS)
            + "CREATE TABLE inserted_too LIKE inserted; CREATE TABLE upserted_too LIKE upserted;"
            + "CREATE TABLE applied (id BIGINT AUTO_INCREMENT PRIMARY KEY, n BIGINT, k INT, part"
            + " INT, off BIGINT, hash CHAR(32), payload VARCHAR(600), KEY (part, off));CREATE"
            + " TRIGGER noted_insert AFTER INSERT"
            + NOTE
            + ";"
            + "CREATE TRIGGER noted_update AFTER UPDATE"
            + NOTE);
  }

  /** The source of a job, which has the name of the topic that it reads. */
  static String source(String job) {
    return job.equals(INSERT_JOB) ? "inserts" : "upserts";
  }

  /** The table of a job. */
  static String table(String job) {
    return job.equals(INSERT_JOB) ? "inserted" : "upserted";
  }

  /** How the members of the job's group share the partitions. */
  static String assignor(String job) {
    return "org.apache.kafka.clients.consumer."
        + (job.equals(INSERT_JOB) ? "CooperativeStickyAssignor" : "RangeAssignor");
  }

  /** Puts both sources and both jobs into an engine. */
  static void define(Node node, EmbeddedMariaDb database, String bootstrapServers) {
    for (String job : JOBS) {
      node.api().put("/sources/" + source(job), sourceDocument(job, bootstrapServers, source(job)));
      node.api().put("/jobs/" + job, document(node, database, job).toString());
    }
  }

  static String sourceDocument(String job, String bootstrapServers, String topic) {
    return """
    {"bootstrapServers": "%s", "topic": "%s",
     "properties": {"session.timeout.ms": "4000", "heartbeat.interval.ms": "1000",
                    "partition.assignment.strategy": "%s"}}
    """
        .formatted(bootstrapServers, topic, assignor(job));
  }

  /** The job as it belongs on the node. */
  static ObjectNode document(Node node, EmbeddedMariaDb database, String job) {
    String mode = job.equals(INSERT_JOB) ? "insert" : "upsert";
    try {
      return (ObjectNode)
          JSON.readTree(
              """
              {"source": "%s", "parse": {"layers": 1}, "lanes": 2, "mapping": %s,
               "write": {"mode": "%s"}, "batch": {"rows": 400, "lingerMs": 50},
               "dirtyData": "quarantine", "malformed": "quarantine",
               "destination": {"dialect": "%s", "host": "127.0.0.1", "port": %d, "database": "%s",
                               "table": "%s", "user": "%s", "password": "${env:DB_PASSWORD}",
                               "tls": "disabled", "allowPublicKeyRetrieval": true}}
              """
                  .formatted(
                      source(job),
                      MAPPING.formatted(mode.equals("upsert")),
                      mode,
                      database.dialect(),
                      node.proxy().port(),
                      SCHEMA,
                      table(job),
                      database.user()));
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }
}
