package dev.millrace.sink;

import dev.millrace.dialect.Feature;
import dev.millrace.error.JobError;
import dev.millrace.flow.QuarantineRow;
import dev.millrace.mysql.ServerFacts;
import dev.millrace.mysql.Session;
import dev.millrace.mysqlerror.DestinationException;
import dev.millrace.statement.BatchText;
import dev.millrace.statement.BatchText.Range;
import dev.millrace.statement.QuarantineSql;
import io.vertx.core.Future;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

/**
 * Puts a record into quarantine that is too large for one statement, for in hexadecimal it has
 * twice its size: the first piece of its value makes the row, the others are appended to it. Within
 * a transaction, so that it is never seen in part. Event loop only.
 */
final class ChunkedQuarantineWriter {
  private final BatchText text;

  ChunkedQuarantineWriter(BatchText text) {
    this.text = text;
  }

  /** Runs {@code work}, in a transaction of its own where it is going to write in pieces. */
  Future<Void> inTransaction(
      Session session, List<QuarantineRow> rows, Supplier<Future<Void>> work) {
    boolean alone =
        rows.stream()
            .allMatch(row -> QuarantineSql.bytes(row) <= session.facts().hardPacketBytes());
    return alone || !session.dialect().can(Feature.TRANSACTIONS)
        ? work.get()
        : session
            .send("BEGIN")
            .compose(begun -> work.get())
            .compose(done -> session.send("COMMIT"))
            .mapEmpty();
  }

  /** Writes the row; fails, and sends nothing, where the server cannot make so large a value. */
  Future<Void> write(Session session, QuarantineRow row) {
    ServerFacts facts = session.facts();
    int around = (int) Math.min(QuarantineSql.bytes(without(row)), Integer.MAX_VALUE / 2);
    int piece = (facts.roomyPacketBytes() - around) / 2;
    // What CONCAT makes is held to the packet's limit too.
    if (!session.dialect().can(Feature.TRANSACTIONS)
        || piece <= 0
        || row.value().length > facts.maxAllowedPacketBytes()) {
      return Future.failedFuture(tooLarge(row, facts));
    }
    Future<Void> done =
        session.sendWire(text.quarantine(List.of(firstOf(row, piece)), new Range(0, 1))).mapEmpty();
    for (int from = piece; from < row.value().length; from += piece) {
      int begin = from;
      int end = Math.min(row.value().length, from + piece);
      done = done.compose(x -> session.sendWire(text.quarantineMore(row, begin, end))).mapEmpty();
    }
    return done;
  }

  private static QuarantineRow without(QuarantineRow row) {
    return firstOf(row, 0);
  }

  private static QuarantineRow firstOf(QuarantineRow row, int bytes) {
    return new QuarantineRow(
        row.topic(),
        row.partition(),
        row.offset(),
        row.timestamp(),
        row.key(),
        row.headers(),
        Arrays.copyOf(row.value(), Math.min(bytes, row.value().length)),
        row.code(),
        row.table(),
        row.column(),
        row.path(),
        row.reason());
  }

  private static DestinationException tooLarge(QuarantineRow row, ServerFacts facts) {
    String message =
        "%s[%d]@%d: the record (%s: %s) has %d bytes, and the server's max_allowed_packet is %d: it"
            + " cannot be quarantined there. The job stopped before this record and nothing is"
            + " lost: raise max_allowed_packet to %d or more and start again, or reset the job to a"
            + " start behind the record";
    long enough = Math.max(row.value().length, 4 * QuarantineSql.bytes(without(row))) + (1L << 20);
    return new DestinationException(
        new JobError(
            "database",
            "packet-too-large",
            message.formatted(
                row.topic(),
                row.partition(),
                row.offset(),
                row.code().label(),
                row.reason(),
                row.value().length,
                facts.maxAllowedPacketBytes(),
                enough),
            row.topic(),
            row.partition(),
            row.offset(),
            row.column(),
            row.path(),
            null),
        false);
  }
}
