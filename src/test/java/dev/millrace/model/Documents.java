package dev.millrace.model;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.millrace.error.InvalidDocument;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Documents for tests, as a JSON reader makes them: mutable maps. */
public final class Documents {
  private Documents() {}

  public static Map<String, Object> map(Object... keysAndValues) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      map.put((String) keysAndValues[i], keysAndValues[i + 1]);
    }
    return map;
  }

  /** What a job cannot do without. */
  public static Map<String, Object> minimalJob() {
    return map(
        "source",
        "orders",
        "destination",
        map("host", "db", "database", "shop", "table", "orders", "user", "ingest"));
  }

  /** A job in which every field is given and nothing is as by default. */
  public static Map<String, Object> fullJob() {
    return map(
        "source",
        "orders",
        "destination",
        map(
            "dialect", "mariadb",
            "host", "127.0.0.1",
            "port", 3307,
            "database", "shop",
            "table", "orders",
            "user", "ingest",
            "password", "${env:SHOP_DB_PASSWORD}",
            "serverPublicKey", "${file:/run/secrets/db-public-key.pem}",
            "allowPublicKeyRetrieval", true,
            "tls",
                map(
                    "mode", "verify",
                    "ca", "${file:/run/secrets/ca.pem}",
                    "certificate", "${file:/run/secrets/client.pem}",
                    "key", "${file:/run/secrets/client-key.pem}")),
        "parse",
        map("layers", 2, "root", "array"),
        "mapping",
        List.of(
            map("path", "/id", "column", "id", "type", "BIGINT UNSIGNED", "key", true),
            map("path", "/device/os", "column", "device_os", "type", "JSON", "absent", "default"),
            map("path", "/at", "column", "at", "type", "DATETIME(3)", "epoch", "ns"),
            map("path", "/sig", "column", "sig", "type", "VARBINARY(64)", "encoding", "base64"),
            map("path", "$headers/trace", "column", "trace"),
            map("path", "$index", "column", "i")),
        "createTable",
        "never",
        "start",
        map("at", "timestamp", "timestamp", "2026-01-01T00:00:00Z"),
        "stopAt",
        map("at", "offsets", "offsets", map("0", 17L, "1", 20L)),
        "onLostOffsets",
        "continue",
        "dirtyData",
        "null",
        "rounding",
        "dirty",
        "malformed",
        "quarantine",
        "refused",
        "quarantine",
        "maxQuarantined",
        1_000L,
        "maxQuarantinedRatio",
        0.25,
        "write",
        map("mode", "upsert", "delivery", "at-least-once", "method", "insert"),
        "lanes",
        4,
        "batch",
        map("rows", 500, "bytes", 1 << 20, "lingerMs", 50),
        "maxInFlight",
        1L << 24,
        "infer",
        "none",
        "timeZone",
        "Europe/Berlin",
        "group",
        "shop-orders",
        "groupProtocol",
        "consumer");
  }

  /** The object under {@code key}. */
  @SuppressWarnings("unchecked")
  public static Map<String, Object> at(Map<String, Object> doc, String key) {
    return (Map<String, Object>) doc.get(key);
  }

  /** Detail by pointer of the faults that reading ends in. */
  public static Map<String, String> faults(ThrowingCallable reading) {
    InvalidDocument thrown = catchThrowableOfType(InvalidDocument.class, reading);
    Map<String, String> faults = new LinkedHashMap<>();
    if (thrown != null) {
      thrown.faults().forEach(f -> faults.put(f.pointer(), f.detail()));
    }
    return faults;
  }
}
