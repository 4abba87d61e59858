package dev.millrace.sink;

import dev.millrace.error.LogFields;
import dev.millrace.flow.RowBatch;
import dev.millrace.flow.RowOp;
import dev.millrace.flow.Segment;
import dev.millrace.mysql.Session;
import dev.millrace.statement.LoadSql;
import dev.millrace.statement.TableWrite;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.IntPredicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which of a lane's rows go by {@link LoadSql}. After a load whose values the server converted
 * although INSERT took the same rows, and where {@link LoadTrial} fails for good, a table's rows go
 * by INSERT from then on. Event loop only.
 */
final class LoadDataSwitch {
  /** A load costs a round trip more, which few rows do not earn back. */
  static final int LEAST_ROWS = 200;

  private static final Logger LOG = LoggerFactory.getLogger(LoadDataSwitch.class);

  private final SinkConfig config;
  private final Map<String, LoadTrial> trials = new HashMap<>();

  /** By table; null where its rows go by INSERT. */
  private final LoadSql[] loads;

  LoadDataSwitch(SinkConfig config) {
    this.config = config;
    loads = new LoadSql[config.tables().size()];
    for (int i = 0; i < loads.length; i++) {
      TableWrite table = config.tables().get(i);
      String charset = table.loadCharset();
      if (charset != null) {
        loads[i] = new LoadSql(i, table.mode(), table.table(), table.columns(), charset);
        trials.computeIfAbsent(
            charset, name -> new LoadTrial(name, reason -> off(t -> isOf(t, name), reason)));
      }
    }
  }

  /** The statements for this batch's segments on this session; the others go by INSERT. */
  Future<Map<Segment, String>> statements(Session session, RowBatch batch) {
    Map<Segment, String> statements = new HashMap<>();
    Future<Void> done = Future.succeededFuture();
    for (Segment segment : batch.segments()) {
      int table = segment.table();
      if (segment.op() == RowOp.WRITE && segment.rows() >= LEAST_ROWS && loads[table] != null) {
        LoadTrial trial = trials.get(config.tables().get(table).loadCharset());
        done =
            done.compose(x -> trial.passes(session))
                .map(
                    passes -> {
                      if (passes) {
                        statements.put(segment, loads[table].checked(segment.rows()));
                      }
                      return null;
                    });
      }
    }
    return done.map(statements);
  }

  /** From now on rows of these segments' tables go by INSERT. */
  void off(Set<Segment> loaded, String reason) {
    off(table -> loaded.stream().anyMatch(segment -> segment.table() == table), reason);
  }

  private boolean isOf(int table, String charset) {
    return charset.equals(config.tables().get(table).loadCharset());
  }

  private void off(IntPredicate concerned, String reason) {
    for (int i = 0; i < loads.length; i++) {
      if (loads[i] != null && concerned.test(i)) {
        loads[i] = null;
        LOG.atInfo()
            .addKeyValue(LogFields.JOB, config.lane().job())
            .addKeyValue(LogFields.LANE, config.lane().lane())
            .addKeyValue(LogFields.TABLE, config.tables().get(i).table())
            .log(
                "lane {} writes to table {} by INSERT, because LOAD DATA is not available: {}",
                config.lane(),
                config.tables().get(i).table(),
                reason);
      }
    }
  }
}
