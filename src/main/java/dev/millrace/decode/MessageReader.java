package dev.millrace.decode;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import dev.millrace.error.RejectCode;
import dev.millrace.model.ValueKind;
import dev.millrace.spec.ParseSpec;
import java.io.IOException;

/**
 * Decides whether the bytes of a message are what they should be, and has each of its objects read
 * by whoever needs them. Where a message has several faults, one is reported: size, then encoding,
 * then the first fault of the text in its order, then the wrong root, which is only said of a
 * message that is JSON otherwise.
 *
 * <p>Reused; one thread.
 */
final class MessageReader {
  /** Takes the rows of a message one after the other. */
  interface Rows {
    /** The whole message is one text. */
    void text(byte[] bytes, int from, int to);

    /** Reads the object that the parser has just opened, to its end. */
    void object(byte[] bytes, SliceParser parser) throws IOException;

    /** The row just read is good; false to stop. */
    boolean deliver(int index);
  }

  private final ParseSpec parse;
  private final Limits limits;
  private final Rows rows;
  private SliceParser parser;
  private String reason = "";

  /** How what is read is called. */
  private String what = "message";

  private boolean delivering;

  MessageReader(ParseSpec parse, Limits limits, Rows rows) {
    this.parse = parse;
    this.limits = limits;
    this.rows = rows;
    this.parser = new SliceParser(limits);
  }

  /**
   * Reads {@code bytes[from, to)}; null when it was read whole or stopped, else why it is
   * malformed.
   */
  RejectCode read(byte[] bytes, int from, int to) {
    if (from == to) {
      return reject(RejectCode.EMPTY, "the message has no bytes");
    }
    if (to - from > limits.maxBytes()) {
      return reject(
          RejectCode.TOO_LARGE,
          "the message has "
              + (to - from)
              + " bytes, at most "
              + limits.maxBytes()
              + " are allowed");
    }
    int invalid = Utf8.firstInvalid(bytes, from, to);
    if (invalid >= 0) {
      return reject(
          RejectCode.NOT_UTF8,
          String.format("at byte %d: 0x%02X is not UTF-8 there", invalid - from, bytes[invalid])
              + hint(bytes, from, to, invalid));
    }
    what = "message";
    return readValid(bytes, from, to);
  }

  /**
   * The same for a value {@code bytes[from, to)} of a message that was good; places are told from
   * its own beginning.
   */
  RejectCode readIn(byte[] bytes, int from, int to) {
    what = "value";
    return readValid(bytes, from, to);
  }

  private RejectCode readValid(byte[] bytes, int from, int to) {
    if (parse.layers() == 0) {
      rows.text(bytes, from, to);
      rows.deliver(0);
      return null;
    }
    return readJson(bytes, from, to);
  }

  private RejectCode readJson(byte[] bytes, int from, int to) {
    if (parser.isWornOut()) {
      parser = new SliceParser(limits);
    }
    parser.reset(bytes, from, to);
    delivering = false;
    try {
      if (!parser.nextRoot()) {
        return reject(RejectCode.EMPTY, "the message has nothing but blanks");
      }
      if (parse.root() == ParseSpec.Root.ARRAY) {
        return parser.kind() == ValueKind.ARRAY
            ? readRows(bytes, from)
            : wrongRoot(bytes, from, "an array of objects");
      }
      if (parser.kind() != ValueKind.OBJECT) {
        return wrongRoot(bytes, from, "an object");
      }
      rows.object(bytes, parser);
      parser.finish();
    } catch (Malformed e) {
      boolean other = e.code() == RejectCode.NOT_JSON;
      return reject(e.code(), e.getMessage() + (other ? kind(bytes, from, to) : ""));
    } catch (StreamConstraintsException e) {
      return reject(
          RejectCode.TOO_DEEP,
          "at byte "
              + (parser.position() - from)
              + ": objects and arrays inside one another more than "
              + limits.maxDepth()
              + " deep");
    } catch (IOException e) {
      return reject(
          RejectCode.NOT_JSON,
          NotJson.place(bytes, from, at(from)) + expectation(e) + hint(bytes, from, to, e));
    } catch (RuntimeException e) {
      if (delivering) {
        throw e;
      }
      return reject(
          RejectCode.NOT_JSON, "at byte " + (parser.position() - from) + ": cannot be read");
    }
    rows.deliver(0);
    return null;
  }

  private RejectCode readRows(byte[] bytes, int from) throws IOException {
    int wrong = -1;
    for (int index = 0; parser.nextElement(); index++) {
      if (wrong < 0 && parser.kind() == ValueKind.OBJECT) {
        rows.object(bytes, parser);
        delivering = true;
        boolean goOn = rows.deliver(index);
        delivering = false;
        if (!goOn) {
          return null;
        }
      } else {
        wrong = wrong < 0 ? parser.start() : wrong;
        skip();
      }
    }
    parser.finish();
    return wrong < 0
        ? null
        : reject(
            RejectCode.WRONG_ROOT,
            "at byte " + (wrong - from) + ": an element that is not an object");
  }

  private RejectCode wrongRoot(byte[] bytes, int from, String expected) throws IOException {
    String found =
        switch (parser.kind()) {
          case OBJECT -> "an object";
          case ARRAY -> "an array";
          case NUMBER -> "a number";
          case NULL -> "null";
          case TRUE, FALSE -> "a boolean";
          default -> "a string";
        };
    int at = parser.start() - from;
    String twice =
        parser.kind() == ValueKind.STRING || parser.kind() == ValueKind.ESCAPED
            ? NotJson.hintOfString(bytes, parser.start(), parser.end())
            : "";
    skip();
    parser.finish();
    return reject(
        RejectCode.WRONG_ROOT,
        "at byte " + at + ": the " + what + " is " + found + ", expected " + expected + twice);
  }

  private void skip() throws IOException {
    if (parser.kind() == ValueKind.OBJECT || parser.kind() == ValueKind.ARRAY) {
      parser.skipContainer();
    }
  }

  /** Where jackson's own code came to a stop. */
  private int at(int from) {
    return Math.max(from, parser.position() - 1);
  }

  private String hint(byte[] bytes, int from, int to, IOException e) {
    String kind = kind(bytes, from, to);
    if (!kind.isEmpty() || !(e instanceof JsonEOFException)) {
      return kind.isEmpty() ? NotJson.hint(bytes, from, to, at(from)) : kind;
    }
    return "; its producer probably truncated it";
  }

  private static String hint(byte[] bytes, int from, int to, int invalid) {
    String kind = kind(bytes, from, to);
    return kind.isEmpty() ? MessageKind.hintOfByte(bytes, invalid, to) : kind;
  }

  private static String kind(byte[] bytes, int from, int to) {
    String kind = MessageKind.of(bytes, from, to);
    return kind == null ? "" : "; " + kind;
  }

  private RejectCode reject(RejectCode code, String why) {
    reason = why;
    return code;
  }

  /** The part of jackson's message that holds nothing of the record: what it was expecting. */
  private static String expectation(IOException e) {
    if (e instanceof JsonEOFException) {
      return ": the message ends before its JSON value does";
    }
    String message = e instanceof JacksonException j ? j.getOriginalMessage() : e.getMessage();
    int at = message == null ? -1 : message.indexOf("expecting ");
    return at < 0 ? ": not JSON" : ": not JSON, was " + message.substring(at).replace('\n', ' ');
  }

  /**
   * What was wrong with the last malformed message, where, what was expected and what to do; of its
   * content one byte at most, a word that is no JSON literal ({@code NaN}) or a schema's number.
   */
  String reason() {
    return reason;
  }
}
