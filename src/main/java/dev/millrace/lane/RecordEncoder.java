package dev.millrace.lane;

import dev.millrace.coerce.SqlText;
import dev.millrace.decode.FlatRow;
import dev.millrace.decode.RecordReader;
import dev.millrace.decode.RowVisitor;
import dev.millrace.error.RejectCode;
import dev.millrace.error.RejectKind;
import dev.millrace.flow.PolledPartition;
import dev.millrace.flow.PolledRecords;
import dev.millrace.model.ValueKind;
import dev.millrace.spec.Policy;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Decodes one record, coerces its values and appends its rows to a batch; or takes back what it
 * appended and says why not. Reused; event loop only. Allocates nothing for a record that fits.
 */
public final class RecordEncoder {
  private final LanePlan plan;
  private final Router router;
  private final TableEncoder[] tables;
  private final UnmappedPaths unmapped;
  private final boolean nullDirty;
  private final MetadataValues meta = new MetadataValues();
  private final Consumer<Rejection> onNulled;

  private BatchBuilder batch;
  private PolledPartition partition;
  private int record;
  private long nowMillis;
  private int nulledFields;
  private int roundedFields;
  private Rejection rejection;

  public RecordEncoder(LanePlan plan) {
    this(plan, found -> {});
  }

  /**
   * @param onNulled is told of every field that becomes NULL because its value does not fit
   */
  RecordEncoder(LanePlan plan, Consumer<Rejection> onNulled) {
    this.plan = plan;
    this.onNulled = onNulled;
    this.router = plan.router();
    this.tables = plan.tables().stream().map(TableEncoder::new).toArray(TableEncoder[]::new);
    this.unmapped = UnmappedPaths.ofTables(plan.tables());
    this.nullDirty = plan.policy(RejectKind.DIRTY) == Policy.NULL;
  }

  /**
   * Appends the rows of record {@code i} to the tables that it is routed to, or leaves {@code into}
   * as it was and answers the reason; null is success.
   */
  public Rejection encode(PolledPartition p, int i, BatchBuilder into, long now) {
    batch = into;
    partition = p;
    record = i;
    nowMillis = now;
    nulledFields = 0;
    roundedFields = 0;
    rejection = null;
    into.startRecord();
    if (router == Router.ALL && tables.length == 1) {
      tables[0].encode();
    } else {
      for (int table = 0; table < tables.length && rejection == null; table++) {
        if (router.takes(table, p, i)) {
          tables[table].encode();
        }
      }
    }
    if (rejection != null) {
      into.rollBack();
    }
    return rejection;
  }

  /** Fields that the last encoded record had nulled. */
  public int nulledFields() {
    return nulledFields;
  }

  /** Fields of the last encoded record whose columns keep fewer digits than they had. */
  public int roundedFields() {
    return roundedFields;
  }

  /** Paths met since the last call that no entry of any table takes. */
  public List<String> takeUnmapped() {
    if (tables.length == 1) {
      return tables[0].reader.takeUnmapped();
    }
    List<String> met = new ArrayList<>();
    for (TableEncoder table : tables) {
      met.addAll(table.reader.takeUnmapped());
    }
    return met.isEmpty() ? met : unmapped.of(met);
  }

  /** The rows that a record has in one table. */
  private final class TableEncoder {
    private final int table;
    private final ColumnBinding[] targets;
    private final RecordReader reader;
    private final RowVisitor visitor = this::appendRow;

    TableEncoder(TablePlan plan) {
      table = plan.index();
      targets = plan.targets().toArray(ColumnBinding[]::new);
      reader = new RecordReader(plan.flatten());
    }

    void encode() {
      PolledRecords records = partition.records();
      byte[] value = records.valueArray(record);
      int from = records.valueStart(record);
      int to = records.valueEnd(record);
      RejectCode malformed = reader.read(value, from, to, visitor);
      if (malformed != null) {
        rejection =
            new Rejection(
                malformed, null, null, null, Rejection.shown(value, from, to), reader.reason());
      }
    }

    private boolean appendRow(FlatRow row, int index) {
      SqlText out = batch.startRow(table);
      for (int i = 0; i < targets.length; i++) {
        if (i > 0) {
          out.append((byte) ',');
        }
        ColumnBinding columnBinding = targets[i];
        boolean fits =
            columnBinding.meta() == null
                ? append(columnBinding, row.kind(i), row.bytes(), row.start(i), row.end(i), out)
                : append(
                    columnBinding,
                    meta.load(columnBinding.entry().path(), partition, record, index, nowMillis),
                    meta.bytes(),
                    meta.from(),
                    meta.to(),
                    out);
        if (!fits) {
          return false;
        }
      }
      batch.endRow(table, partition.records().offset(record));
      return true;
    }
  }

  private boolean append(
      ColumnBinding columnBinding, ValueKind kind, byte[] bytes, int from, int to, SqlText out) {
    RejectCode code;
    int mark = out.length();
    switch (kind) {
      case ABSENT:
        if (columnBinding.absentDefault()) {
          appendDefault(columnBinding, out);
          return true;
        }
        code = appendNull(columnBinding, out);
        break;
      case NULL:
        code = appendNull(columnBinding, out);
        break;
      case WRONG_SHAPE:
        code = columnBinding.meta() == null ? RejectCode.WRONG_SHAPE : RejectCode.NOT_IN_CHARSET;
        break;
      default:
        code = columnBinding.coercion().write(kind, bytes, from, to, out);
    }
    return code == null || handle(code, columnBinding, kind, bytes, from, to, out, mark);
  }

  private static RejectCode appendNull(ColumnBinding columnBinding, SqlText out) {
    if (columnBinding.nullDefault()) {
      appendDefault(columnBinding, out);
    } else if (columnBinding.column().nullable()) {
      out.nul();
    } else {
      return RejectCode.NULL_NOT_ALLOWED;
    }
    return null;
  }

  private static void appendDefault(ColumnBinding columnBinding, SqlText out) {
    if (columnBinding.serverCounts()) {
      out.nul();
    } else {
      out.dflt();
    }
  }

  /**
   * Whether the row can go on: the field stays rounded, or becomes NULL where the job says so and
   * the column takes it.
   */
  private boolean handle(
      RejectCode code,
      ColumnBinding columnBinding,
      ValueKind kind,
      byte[] bytes,
      int from,
      int to,
      SqlText out,
      int mark) {
    boolean rounded = code == RejectCode.FRACTION_LOST && columnBinding.coercion().rounds();
    if (rounded && columnBinding.keepsRounded()) {
      roundedFields++;
      if (batch.wantsRounded()) {
        batch.addRounded(
            found(code, columnBinding, kind, bytes, from, to)
                .toSample(partition, partition.records().offset(record)));
      }
      return true;
    }
    Rejection found = found(code, columnBinding, kind, bytes, from, to);
    if (nullDirty && columnBinding.column().nullable()) {
      out.truncate(mark);
      out.nul();
      nulledFields++;
      onNulled.accept(found);
      if (batch.wantsNulled()) {
        batch.addNulled(found.toSample(partition, partition.records().offset(record)));
      }
      return true;
    }
    rejection = found;
    return false;
  }

  private static Rejection found(
      RejectCode code,
      ColumnBinding columnBinding,
      ValueKind kind,
      byte[] bytes,
      int from,
      int to) {
    boolean hasText = kind != ValueKind.ABSENT && kind != ValueKind.NULL;
    return new Rejection(
        code,
        columnBinding.table(),
        columnBinding.column().name(),
        columnBinding.entry().path().text(),
        hasText ? Rejection.shown(bytes, from, to) : null,
        reason(code, columnBinding, kind));
  }

  private static String reason(RejectCode code, ColumnBinding columnBinding, ValueKind kind) {
    String path = columnBinding.entry().path().text();
    if (code == RejectCode.FRACTION_LOST && columnBinding.coercion().rounds()) {
      return code.label()
          + ": the value of "
          + path
          + " has digits that the column's type "
          + columnBinding.column().type()
          + " does not keep"
          + (columnBinding.keepsRounded() ? "; it was rounded" : ", and rounding is \"dirty\"");
    }
    return switch (code) {
      case NULL_NOT_ALLOWED ->
          "the column takes no NULL and has no default, but "
              + path
              + (kind == ValueKind.ABSENT ? " is not in the record" : " is null");
      case WRONG_SHAPE ->
          path + " leads through a value that is not an object or array of the expected shape";
      default ->
          code.label()
              + ": the value of "
              + path
              + " does not fit; expected "
              + columnBinding.coercion().expected();
    };
  }

  /** What the job wants done with a record that was rejected for {@code found}. */
  Policy policy(Rejection found) {
    Policy policy = plan.policy(found.code().kind());
    // A field that cannot be NULL cannot be nulled either; then the record as a whole is what does
    // not fit.
    return policy == Policy.NULL ? plan.policy(RejectKind.MALFORMED) : policy;
  }
}
