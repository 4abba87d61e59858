package dev.millrace.decode;

import dev.millrace.error.RejectCode;
import dev.millrace.model.ValueKind;
import java.io.IOException;
import java.util.List;

/**
 * Reads messages by a {@link FlattenPlan}: finds the bytes of each path's value, or says why the
 * message is malformed.
 *
 * <p>Reused for any number of messages; one thread. A message whose members came in the same order
 * before costs no allocation; names with escapes, and names that the mapping does not name when
 * first seen, do.
 */
public final class RecordReader {
  private final FlatRow row;
  private final RowFiller filler;
  private final UnmappedNames names = new UnmappedNames();
  private final MessageReader messages;
  private RowVisitor visitor;

  public RecordReader(FlattenPlan plan) {
    row = new FlatRow(plan.slots());
    filler = new RowFiller(row, plan.trie(), names);
    messages = new MessageReader(plan.parse(), plan.limits(), new Delivery());
  }

  /**
   * Reads the message {@code bytes[from, to)} and hands its rows to the visitor. Where the root is
   * an array, rows are visited before the rest of the message is known to be good: callers roll
   * back.
   *
   * @return null when the message was read whole or the visitor stopped it, else why it is
   *     malformed
   */
  public RejectCode read(byte[] bytes, int from, int to, RowVisitor visitor) {
    this.visitor = visitor;
    return messages.read(bytes, from, to);
  }

  /**
   * Reads a value of a row that another reader has just delivered, an object or array in any of its
   * slots, as if it were a message: an array within a message has rows of its own so, and what
   * stands before or after a value may decide how the value is read. The bytes are not looked at
   * for UTF-8 again, and depth and size need no second count: the message was within its limits, so
   * its parts are. To be called from the row's visitor, while the row is still there.
   *
   * @param outer of another reader, with the same limits
   * @return null when the value was read whole or the visitor stopped it, else what does not fit:
   *     the plan's root may be an array where the value is an object, or an array's element no
   *     object
   * @throws IllegalArgumentException where the slot holds neither an object nor an array
   */
  public RejectCode readIn(FlatRow outer, int slot, RowVisitor visitor) {
    ValueKind kind = outer.kind(slot);
    if (kind != ValueKind.OBJECT && kind != ValueKind.ARRAY) {
      throw new IllegalArgumentException(kind + " is no value with others in it");
    }
    if (outer == row) {
      throw new IllegalArgumentException("a reader cannot read in its own row");
    }
    this.visitor = visitor;
    return messages.readIn(outer.bytes(), outer.start(slot), outer.end(slot));
  }

  /**
   * What was wrong with the last malformed message, where, what was expected and what to do; of its
   * content one byte at most, a word that is no JSON literal ({@code NaN}) or a schema's number.
   */
  public String reason() {
    return messages.reason();
  }

  /**
   * JSON Pointers of members that no path names, met for the first time since the last call; mostly
   * empty, and free then. At most 1,000 in a reader's life. Where paths take some elements of an
   * array, all others are one path with {@code *} for the index: {@code /data/*}.
   */
  public List<String> takeUnmapped() {
    return names.take();
  }

  private final class Delivery implements MessageReader.Rows {
    @Override
    public void text(byte[] bytes, int from, int to) {
      row.reset(bytes);
    }

    @Override
    public void object(byte[] bytes, SliceParser parser) throws IOException {
      row.reset(bytes);
      filler.fill(parser);
    }

    @Override
    public boolean deliver(int index) {
      return visitor.row(row, index);
    }
  }
}
