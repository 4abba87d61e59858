package dev.millrace.error;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * What a line of the log is about, as fields beside its message: a log in JSON has each under this
 * name, so that all lines of one job can be found; a log in text has the message alone.
 */
public final class LogFields {
  public static final String JOB = "job";

  /** Number of a lane in its job, from 0. */
  public static final String LANE = "lane";

  public static final String STATE = "state";
  public static final String KIND = "kind";

  /** Of an error or a warning, as in the answers of the API. */
  public static final String CODE = "code";

  public static final String TOPIC = "topic";
  public static final String PARTITION = "partition";
  public static final String OFFSET = "offset";
  public static final String COLUMN = "column";
  public static final String TABLE = "table";

  /** The number that an answer of status 500 names. */
  public static final String ERROR_ID = "errorId";

  private LogFields() {}

  /** The error's kind, code and place; never its value. Of null nothing. */
  public static Map<String, Object> of(JobError error) {
    Map<String, Object> fields = new LinkedHashMap<>();
    if (error != null) {
      fields.put(KIND, error.kind());
      fields.put(CODE, error.code());
      fields.put(TOPIC, error.topic());
      fields.put(PARTITION, error.partition());
      fields.put(OFFSET, error.offset());
      fields.put(COLUMN, error.column());
      fields.values().removeIf(Objects::isNull);
    }
    return fields;
  }
}
