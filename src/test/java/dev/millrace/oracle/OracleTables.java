package dev.millrace.oracle;

import dev.millrace.testkit.EmbeddedMariaDb;

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

  private static final String COLUMNS =
      "n BIGINT NOT NULL, k INT NOT NULL, part INT NOT NULL, off BIGINT NOT NULL,"
          + " hash CHAR(32) NOT NULL, payload VARCHAR(600) NOT NULL, qty INT NOT NULL";
  private static final String NOTE =
      " ON upserted FOR EACH ROW INSERT INTO applied (n,k,part,off,hash,payload)"
          + " VALUES (NEW.n,NEW.k,NEW.part,NEW.off,NEW.hash,NEW.payload)";
  private static final String MAPPING =
      """
      [{"path": "/n", "column": "n", "type": "BIGINT"},
       {"path": "/k", "column": "k", "type": "INT", "key": %s},
       {"path": "$partition", "column": "part", "type": "INT"},
       {"path": "$offset", "column": "off", "type": "BIGINT"},
       {"path": "/hash", "column": "hash", "type": "CHAR(32)"},
       {"path": "/payload", "column": "payload", "type": "VARCHAR(600)"},
       {"path": "/qty", "column": "qty", "type": "INT"}]
      """;

  private OracleTables() {}

  static void create(EmbeddedMariaDb database) {
    database.createDatabase(SCHEMA);
    database.execute(
        "USE %s; CREATE TABLE inserted (%s, KEY (part, off));".formatted(SCHEMA, COLUMNS)
            + "CREATE TABLE upserted (%s, PRIMARY KEY (k));".formatted(COLUMNS)
            + "CREATE TABLE applied (id BIGINT AUTO_INCREMENT PRIMARY KEY, n BIGINT, k INT, part"
            + " INT, off BIGINT, hash CHAR(32), payload VARCHAR(600), KEY (part, off));CREATE"
            + " TRIGGER noted_insert AFTER INSERT"
            + NOTE
            + ";"
            + "CREATE TRIGGER noted_update AFTER UPDATE"
            + NOTE);
  }

  /** Puts both sources and both jobs into an engine. */
  static void define(Node node, EmbeddedMariaDb database, String bootstrapServers) {
    source(
        node,
        "inserts",
        bootstrapServers,
        "org.apache.kafka.clients.consumer.CooperativeStickyAssignor");
    source(node, "upserts", bootstrapServers, "org.apache.kafka.clients.consumer.RangeAssignor");
    job(node, INSERT_JOB, "inserts", "inserted", "insert", database);
    job(node, UPSERT_JOB, "upserts", "upserted", "upsert", database);
  }

  private static void source(Node node, String name, String bootstrapServers, String assignor) {
    node.api()
        .put(
            "/sources/" + name,
            """
            {"bootstrapServers": "%s", "topic": "%s",
             "properties": {"session.timeout.ms": "4000", "heartbeat.interval.ms": "1000",
                            "partition.assignment.strategy": "%s"}}
            """
                .formatted(bootstrapServers, name, assignor));
  }

  private static void job(
      Node node, String name, String source, String table, String mode, EmbeddedMariaDb database) {
    node.api()
        .put(
            "/jobs/" + name,
            """
            {"source": "%s", "parse": {"layers": 1}, "lanes": 2, "mapping": %s,
             "write": {"mode": "%s"}, "batch": {"rows": 400, "lingerMs": 50},
             "dirtyData": "quarantine", "malformed": "quarantine",
             "destination": {"dialect": "%s", "host": "127.0.0.1", "port": %d, "database": "%s",
                             "table": "%s", "user": "%s", "password": "${env:DB_PASSWORD}",
                             "tls": "disabled", "allowPublicKeyRetrieval": true}}
            """
                .formatted(
                    source,
                    MAPPING.formatted(mode.equals("upsert")),
                    mode,
                    database.dialect(),
                    node.proxy().port(),
                    SCHEMA,
                    table,
                    database.user()));
  }
}
