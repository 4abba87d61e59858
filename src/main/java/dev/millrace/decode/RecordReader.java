package dev.millrace.decode;

import dev.millrace.model.RejectCode;
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
