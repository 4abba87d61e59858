package dev.millrace.document;

import dev.millrace.spec.JobSpec;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
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
          "group");
  private static final int LENGTH = 16;

  private DocumentDigest() {}

  /**
   * @param spec with its effective mapping
   */
  public static String of(JobSpec spec) {
    Map<String, Object> document = new LinkedHashMap<>(JobDocument.write(spec, false));
    document.keySet().removeAll(NOT_OF_THE_ROWS);
    document.put("destination", spec.destination().table());
    if (document.get("write") instanceof Map<?, ?> write) {
      Map<Object, Object> counted = new LinkedHashMap<>(write);
      counted.remove("method");
      document.put("write", counted);
    }
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest(document.toString().getBytes(StandardCharsets.UTF_8));
      return java.util.HexFormat.of().formatHex(digest).substring(0, LENGTH);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
