package dev.millrace.lane;

import dev.millrace.document.JobDocument;
import dev.millrace.flow.PolledPartition;
import dev.millrace.flow.PolledRecords;
import dev.millrace.model.Column;
import dev.millrace.model.PartitionId;
import dev.millrace.model.TableSchema;
import dev.millrace.testkit.Workload;
import dev.millrace.testkit.WorkloadTable;
import dev.millrace.testkit.WorkloadTable.Field;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Records of the standard workload, lying in one array as a fetch response holds them. */
final class BenchRecords implements PolledRecords {
  /** 2 MB of messages: more than a core's own cache holds, as in a fetch response. */
  static final int COUNT = 4096;

  static final Workload WORKLOAD = new Workload(1);

  private final byte[] bytes;
  private final int[] ends = new int[COUNT];
  private final PolledPartition polled =
      new PolledPartition(new PartitionId("events", 0), 0, COUNT, this);

  BenchRecords() {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (int i = 0; i < COUNT; i++) {
      all.writeBytes(WORKLOAD.record(i));
      ends[i] = all.size();
    }
    bytes = all.toByteArray();
  }

  /** The standard job against the standard table. */
  static LanePlan plan() {
    List<Object> mapping = new ArrayList<>();
    List<Column> columns = new ArrayList<>();
    for (Field field : WorkloadTable.FIELDS) {
      Map<String, Object> entry = new LinkedHashMap<>();
      entry.put("path", field.path());
      entry.put("column", field.column());
      entry.put("type", field.type());
      mapping.add(entry);
      columns.add(Column.of(field.column(), field.type()));
    }
    Map<String, Object> job =
        Map.of(
            "source",
            "events",
            "destination",
            Map.of("host", "db", "database", "shop", "table", "events", "user", "ingest"),
            "parse",
            Map.of("layers", WorkloadTable.LAYERS),
            "mapping",
            mapping);
    return LanePlan.compile(
        JobDocument.read(job),
        List.of(new TableSchema("shop", "events", "InnoDB", true, columns, List.of("id"))));
  }

  PolledPartition polled() {
    return polled;
  }

  @Override
  public int count() {
    return COUNT;
  }

  @Override
  public long offset(int i) {
    return i;
  }

  @Override
  public long timestamp(int i) {
    return 0;
  }

  @Override
  public byte[] valueArray(int i) {
    return bytes;
  }

  @Override
  public int valueStart(int i) {
    return i == 0 ? 0 : ends[i - 1];
  }

  @Override
  public int valueEnd(int i) {
    return ends[i];
  }

  @Override
  public ByteBuffer key(int i) {
    return null;
  }

  @Override
  public byte[] header(int i, String name) {
    return null;
  }

  @Override
  public Map<String, byte[]> headers(int i) {
    return Map.of();
  }
}
