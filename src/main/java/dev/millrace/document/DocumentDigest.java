package dev.millrace.document;

import dev.millrace.spec.JobSpec;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A short text that differs where two documents make different rows of the same record, or keep
 * different ones: mapping, parsing, policies, write mode, table. How the job is run (lanes, batch
 * sizes, method), where it starts and ends, and how the servers are reached do not count: two
 * processes may differ in those.
 */
public final class DocumentDigest {
  private static final List<String> NOT_OF_THE_ROWS =
      List.of(
          "source",
          "infer",
          "createTable",
          "start",
          "stopAt",
          "lanes",
          "batch",
          "maxInFlight",
          "group",
          "groupProtocol");
  private static final int LENGTH = 16;

  private DocumentDigest() {}

  /**
   * @param spec with its effective mapping
   */
  public static String of(JobSpec spec) {
    Map<String, Object> document = new LinkedHashMap<>(JobDocument.write(spec, false));
    document.keySet().removeAll(NOT_OF_THE_ROWS);
    if (spec.tables().size() == 1) {
      document.put("destination", spec.tables().get(0).table());
    } else {
      document.remove("destination");
    }
    document.put("write", withoutMethod(document.get("write")));
    document.computeIfPresent("tables", (key, tables) -> tables((List<?>) tables));
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest(document.toString().getBytes(StandardCharsets.UTF_8));
      return java.util.HexFormat.of().formatHex(digest).substring(0, LENGTH);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<Object> tables(List<?> tables) {
    List<Object> counted = new ArrayList<>();
    for (Object table : tables) {
      Map<Object, Object> one = new LinkedHashMap<>((Map<?, ?>) table);
      one.keySet().removeAll(NOT_OF_THE_ROWS);
      one.put("write", withoutMethod(one.get("write")));
      counted.add(one);
    }
    return counted;
  }

  private static Map<Object, Object> withoutMethod(Object write) {
    Map<Object, Object> counted = new LinkedHashMap<>((Map<?, ?>) write);
    counted.remove("method");
    return counted;
  }
}
