package dev.millrace.decode;

import com.fasterxml.jackson.core.ErrorReportConfiguration;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamWriteConstraints;
import com.fasterxml.jackson.core.io.ContentReference;
import com.fasterxml.jackson.core.io.IOContext;
import com.fasterxml.jackson.core.json.JsonReadContext;
import com.fasterxml.jackson.core.json.UTF8StreamJsonParser;
import com.fasterxml.jackson.core.sym.ByteQuadsCanonicalizer;
import com.fasterxml.jackson.core.util.BufferRecycler;
import dev.millrace.decode.Node.Member;
import dev.millrace.error.RejectCode;
import dev.millrace.model.ValueKind;
import java.io.IOException;

/**
 * jackson-core's parser, made reusable over byte arrays, giving ranges of bytes in place of decoded
 * values, and with short cuts: names are compared as bytes with the member expected next, strings
 * and numbers are only measured. A short cut takes well-formed JSON alone; whatever it does not
 * recognise goes, from the same byte, through jackson's own code, which decides whether it is JSON
 * and decodes names with escapes.
 *
 * <p>After each step that arrives at a value, {@link #kind}, {@link #start} and {@link #end}
 * describe it. Objects and arrays are then open, their end unknown until {@link #skipContainer} or
 * until stepping has closed them.
 *
 * <p>This is the one class that touches jackson's protected fields; {@code SliceParserFuzzTest}
 * holds it against the plain parser. The bytes must be valid UTF-8. Not thread-safe. Errors: {@link
 * IOException}, jackson's or {@link Malformed}; after one only {@link #reset} is allowed.
 */
final class SliceParser extends UTF8StreamJsonParser {
  /** Escaped names pile up in jackson's table; past this many bytes a new parser is due. */
  private static final int WORN_OUT_BYTES = 1 << 20;

  /** Answers of {@link #nextInScope}: scope closed; to be read by jackson's own code. */
  private static final int CLOSED = -1;

  private static final int ODD = -2;

  private final JsonReadContext root;
  private final int maxNumberChars;
  private int from;
  private int wear;

  private ValueKind kind;
  private int start;
  private int end;

  SliceParser(Limits limits) {
    super(context(limits), 0, null, null, symbols(), new byte[0], 0, 0, 0, false);
    root = _parsingContext;
    maxNumberChars = limits.maxNumberChars();
  }

  /** Only the depth is left to jackson: its other limits would fire before ours. */
  private static IOContext context(Limits limits) {
    StreamReadConstraints constraints =
        StreamReadConstraints.builder()
            .maxNestingDepth(limits.maxDepth())
            .maxNumberLength(Integer.MAX_VALUE)
            .maxStringLength(Integer.MAX_VALUE)
            .maxNameLength(Integer.MAX_VALUE)
            .build();
    return new IOContext(
        constraints,
        StreamWriteConstraints.defaults(),
        ErrorReportConfiguration.defaults(),
        new BufferRecycler(),
        ContentReference.redacted(),
        false);
  }

  /**
   * Without the feature that throws when a hostile message's names collide: the table starts anew
   * instead.
   */
  private static ByteQuadsCanonicalizer symbols() {
    return ByteQuadsCanonicalizer.createRoot()
        .makeChild(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES.getMask());
  }

  /** Starts over at {@code bytes[from, to)}. */
  void reset(byte[] bytes, int from, int to) {
    this.from = from;
    _inputBuffer = bytes;
    _inputPtr = from;
    _inputEnd = to;
    _currInputProcessed = 0;
    _currToken = null;
    _nextToken = null;
    _tokenIncomplete = false;
    root.reset(JsonReadContext.TYPE_ROOT, 1, 0);
    _parsingContext = root;
  }

  ValueKind kind() {
    return kind;
  }

  int start() {
    return start;
  }

  int end() {
    return end;
  }

  /** How far reading has come: the index after the last byte taken. */
  int position() {
    return _inputPtr;
  }

  boolean isWornOut() {
    return wear > WORN_OUT_BYTES;
  }

  /** Arrives at the root value; false where there is nothing but blanks. */
  boolean nextRoot() throws IOException {
    int p = JsonText.endOfBlanks(_inputBuffer, _inputPtr, _inputEnd);
    if (p == _inputEnd) {
      return false;
    }
    if (!value(p, root)) {
      nextToken();
      adopt();
    }
    return true;
  }

  /** Makes sure that nothing follows the root value. */
  void finish() throws IOException {
    int p = JsonText.endOfBlanks(_inputBuffer, _inputPtr, _inputEnd);
    if (p < _inputEnd) {
      throw new Malformed(
          RejectCode.NOT_JSON, p - from, NotJson.ofRest(_inputBuffer, p, _inputEnd));
    }
  }

  /**
   * In an object: arrives at the next member's value, or closes the object and returns null.
   *
   * @param expected the member to look for first
   * @return the member of that name; {@code names} decides what becomes of unknown ones
   */
  Member nextMember(Node node, Member expected, UnmappedNames names) throws IOException {
    int p = nextInScope('}');
    if (p == CLOSED) {
      return null;
    }
    if (p >= 0 && _inputBuffer[p] == '"') {
      Member member = null;
      if (expected.isAt(_inputBuffer, p, _inputEnd)) {
        member = expected;
        p += expected.quotedLength;
      } else {
        int close = stop(p + 1);
        if (close < _inputEnd && _inputBuffer[close] == '"') {
          member = node.find(_inputBuffer, p + 1, close);
          if (member == null) {
            member = names.unknown(node, _inputBuffer, p + 1, close);
          }
          p = close + 1;
        }
      }
      if (member != null && valueAfterColon(p)) {
        return member;
      }
    }
    String name = nextName();
    if (name == null) {
      return null;
    }
    Member member = node.find(name);
    return member == null ? names.unknown(node, name) : member;
  }

  /**
   * In an object: arrives at the next member's value and gives its name, or closes the object and
   * returns null.
   */
  String nextName() throws IOException {
    String name = nextFieldName();
    if (name != null) {
      wear += name.length() + 1;
      nextToken();
      adopt();
    }
    return name;
  }

  /** In an array: arrives at the next element, or closes the array and returns false. */
  boolean nextElement() throws IOException {
    int p = nextInScope(']');
    if (p == CLOSED) {
      return false;
    }
    if (p >= 0 && value(p, _parsingContext)) {
      return true;
    }
    nextToken();
    return adopt();
  }

  /** Reads to the end of the object or array just opened and describes it whole. */
  void skipContainer() throws IOException {
    ValueKind container = kind;
    int opened = start;
    skipRest();
    kind = container;
    start = opened;
    end = _inputPtr;
  }

  /** Reads to the end of the innermost object or array that is open. */
  void skipRest() throws IOException {
    int open = 1;
    while (open > 0) {
      boolean arrived = _parsingContext.inObject() ? skipName() : nextElement();
      if (!arrived) {
        open--;
      } else if (kind == ValueKind.OBJECT || kind == ValueKind.ARRAY) {
        open++;
      }
    }
  }

  private boolean skipName() throws IOException {
    int p = nextInScope('}');
    if (p == CLOSED) {
      return false;
    }
    if (p >= 0 && _inputBuffer[p] == '"') {
      int before = _inputPtr;
      string(p + 1);
      p = _inputPtr;
      _inputPtr = before;
      if (valueAfterColon(p)) {
        return true;
      }
    }
    return nextName() != null;
  }

  /**
   * Index where the next name or element begins, {@link #CLOSED} when the scope was closed instead,
   * or ODD.
   */
  private int nextInScope(int close) {
    int p = JsonText.endOfBlanks(_inputBuffer, _inputPtr, _inputEnd);
    if (p == _inputEnd) {
      return ODD;
    }
    if (_inputBuffer[p] == close) {
      _inputPtr = p + 1;
      _parsingContext = _parsingContext.clearAndGetParent();
      return CLOSED;
    }
    if (!_parsingContext.hasCurrentIndex()) {
      return p;
    }
    if (_inputBuffer[p] != ',') {
      return ODD;
    }
    p = JsonText.endOfBlanks(_inputBuffer, p + 1, _inputEnd);
    return p < _inputEnd ? p : ODD;
  }

  private boolean valueAfterColon(int afterName) throws IOException {
    int p = JsonText.endOfBlanks(_inputBuffer, afterName, _inputEnd);
    if (p == _inputEnd || _inputBuffer[p] != ':') {
      return false;
    }
    p = JsonText.endOfBlanks(_inputBuffer, p + 1, _inputEnd);
    return p < _inputEnd && value(p, _parsingContext);
  }

  /**
   * Takes the value at {@code p} as the next of {@code scope}; false, and nothing taken, when it
   * looks odd.
   */
  private boolean value(int p, JsonReadContext scope) throws IOException {
    switch (_inputBuffer[p]) {
      case '"':
        scope.expectComma();
        string(p + 1);
        return true;
      case '{':
        scope.expectComma();
        createChildObjectContext(0, 0);
        return taken(ValueKind.OBJECT, p, p + 1);
      case '[':
        scope.expectComma();
        createChildArrayContext(0, 0);
        return taken(ValueKind.ARRAY, p, p + 1);
      case 't':
        return literal(p, "true", ValueKind.TRUE, scope);
      case 'f':
        return literal(p, "false", ValueKind.FALSE, scope);
      case 'n':
        return literal(p, "null", ValueKind.NULL, scope);
      default:
        return number(p, scope);
    }
  }

  private boolean taken(ValueKind what, int at, int until) {
    kind = what;
    start = at;
    end = until;
    _inputPtr = until;
    return true;
  }

  private boolean literal(int p, String text, ValueKind what, JsonReadContext scope) {
    if (!JsonText.isAt(_inputBuffer, p, _inputEnd, text)) {
      return false;
    }
    scope.expectComma();
    return taken(what, p, p + text.length());
  }

  private boolean number(int p, JsonReadContext scope) throws IOException {
    int until = JsonText.endOfNumber(_inputBuffer, p, _inputEnd);
    if (until < 0) {
      return false;
    }
    scope.expectComma();
    taken(ValueKind.NUMBER, p, until);
    checkNumber();
    return true;
  }

  private void checkNumber() throws Malformed {
    if (end - start > maxNumberChars) {
      throw new Malformed(
          RejectCode.NUMBER_TOO_LONG,
          start - from,
          "a number of "
              + (end - start)
              + " characters, at most "
              + maxNumberChars
              + " are allowed");
    }
  }

  /** Takes the string whose first byte after the quote is at {@code p}, or throws. */
  private void string(int p) throws Malformed {
    int i = stop(p);
    ValueKind what = ValueKind.STRING;
    while (i < _inputEnd && _inputBuffer[i] != '"') {
      int after = JsonText.endOfEscape(_inputBuffer, i, _inputEnd);
      if (after < 0) {
        throw new Malformed(
            RejectCode.NOT_JSON,
            i - from,
            _inputBuffer[i] == '\\'
                ? "an escape in a string that JSON does not have"
                : "a control character in a string, must be escaped");
      }
      what = ValueKind.ESCAPED;
      i = stop(after);
    }
    if (i == _inputEnd) {
      throw new Malformed(RejectCode.NOT_JSON, i - from, "the message ends inside a string");
    }
    taken(what, p, i);
    _inputPtr = i + 1;
  }

  /** Describes the value that jackson's own code arrived at; false where that closed the scope. */
  private boolean adopt() throws IOException {
    int first = (int) _tokenInputTotal - 1;
    switch (_currToken) {
      case VALUE_STRING -> {
        _tokenIncomplete = false;
        string(first + 1);
      }
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> {
        taken(ValueKind.NUMBER, first, JsonText.endOfNumber(_inputBuffer, first, _inputEnd));
        checkNumber();
      }
      case VALUE_TRUE -> taken(ValueKind.TRUE, first, first + 4);
      case VALUE_FALSE -> taken(ValueKind.FALSE, first, first + 5);
      case VALUE_NULL -> taken(ValueKind.NULL, first, first + 4);
      case START_OBJECT -> taken(ValueKind.OBJECT, first, first + 1);
      case START_ARRAY -> taken(ValueKind.ARRAY, first, first + 1);
      default -> {
        return false;
      }
    }
    return true;
  }

  private int stop(int p) {
    return JsonText.endOfPlain(_inputBuffer, p, _inputEnd);
  }
}
