package dev.millrace.decode;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;

/** Tells by its first bytes what a message is that is not JSON. Not for messages that are read. */
final class MessageKind {
  /** What messages begin with, and what they are then. */
  private record Magic(String name, int... bytes) {
    boolean begins(byte[] in, int from, int to) {
      if (to - from < bytes.length) {
        return false;
      }
      for (int i = 0; i < bytes.length; i++) {
        if ((in[from + i] & 0xFF) != bytes[i]) {
          return false;
        }
      }
      return true;
    }
  }

  private static final String COMPRESSED =
      "-compressed data; have the producer send the text and let Kafka compress (compression.type)";
  private static final String ONLY_JSON = "; only JSON is read: have the producer write JSON";
  private static final String BINARY =
      "it may be Protobuf, Avro or another binary format" + ONLY_JSON;
  private static final String UTF_8_ALONE = " text; have the producer encode it in UTF-8";

  private static final List<Magic> MAGICS =
      List.of(
          new Magic("gzip" + COMPRESSED, 0x1F, 0x8B),
          new Magic("zstd" + COMPRESSED, 0x28, 0xB5, 0x2F, 0xFD),
          new Magic("lz4" + COMPRESSED, 0x04, 0x22, 0x4D, 0x18),
          new Magic("snappy" + COMPRESSED, 0x82, 'S', 'N', 'A', 'P', 'P', 'Y'),
          new Magic("snappy" + COMPRESSED, 0xFF, 0x06, 0x00, 0x00, 's', 'N', 'a', 'P', 'p', 'Y'),
          new Magic("bzip2" + COMPRESSED, 'B', 'Z', 'h'),
          new Magic("xz" + COMPRESSED, 0xFD, '7', 'z', 'X', 'Z'),
          new Magic("zlib" + COMPRESSED, 0x78, 0x9C),
          new Magic("zlib" + COMPRESSED, 0x78, 0xDA),
          new Magic("zip" + COMPRESSED, 'P', 'K', 0x03, 0x04),
          new Magic("an Avro file" + ONLY_JSON, 'O', 'b', 'j', 0x01),
          new Magic("a Parquet file" + ONLY_JSON, 'P', 'A', 'R', '1'),
          new Magic("a serialized Java object" + ONLY_JSON, 0xAC, 0xED, 0x00, 0x05),
          new Magic("UTF-32" + UTF_8_ALONE, 0x00, 0x00, 0xFE, 0xFF),
          new Magic("UTF-32" + UTF_8_ALONE, 0xFF, 0xFE, 0x00, 0x00),
          new Magic("UTF-16" + UTF_8_ALONE, 0xFF, 0xFE),
          new Magic("UTF-16" + UTF_8_ALONE, 0xFE, 0xFF),
          new Magic(
              "it begins with a byte order mark (EF BB BF); have the producer leave it out",
              0xEF,
              0xBB,
              0xBF));

  private static final int FIRST_LINE = 200;

  private MessageKind() {}

  /** What it is and what to do; null where its beginning says nothing. */
  static String of(byte[] in, int from, int to) {
    for (Magic magic : MAGICS) {
      if (magic.begins(in, from, to)) {
        return magic.name().startsWith("it ") ? magic.name() : "it looks like " + magic.name();
      }
    }
    String wide = wideText(in, from, to);
    if (wide != null) {
      return "it looks like " + wide + UTF_8_ALONE;
    }
    if (to - from >= 5 && in[from] == 0) {
      return framed(in, from, to);
    }
    if (to - from >= 18 && in[from] == 3 && (in[from + 1] == 0 || in[from + 1] == 5)) {
      return "it begins with the 18 bytes of the AWS Glue schema registry" + ONLY_JSON;
    }
    return ofFirstByte(in, from, to);
  }

  /** Without a mark: every second or fourth byte of ASCII text is 0. */
  private static String wideText(byte[] in, int from, int to) {
    if (to - from < 4) {
      return null;
    }
    int zeros = 0;
    for (int i = 0; i < 4; i++) {
      zeros |= in[from + i] == 0 ? 1 << i : 0;
    }
    boolean printable =
        in[from] >= ' ' || in[from + 1] >= ' ' && in[from] == 0 || in[from + 3] >= ' ';
    return switch (printable ? zeros : 0) {
      case 0b1010, 0b0101 -> "UTF-16";
      case 0b1110 -> "UTF-32";
      case 0b0111 -> isWide(in, from + 4, to) ? "UTF-32" : null;
      default -> null;
    };
  }

  /** Whether one more character of UTF-32 follows: a schema's number has zeros too. */
  private static boolean isWide(byte[] in, int at, int to) {
    return at + 4 <= to && in[at] == 0 && in[at + 1] == 0 && in[at + 2] == 0 && in[at + 3] >= ' ';
  }

  /** For a message that is JSON so far: what a byte may be that is not UTF-8. */
  static String hintOfByte(byte[] in, int at, int to) {
    boolean alone = at + 1 < to && in[at + 1] >= ' ';
    return alone ? "; it may be Latin-1 or Windows-1252" + UTF_8_ALONE : "";
  }

  /** A zero, a schema's number in four bytes (or eight), the message. */
  private static String framed(byte[] in, int from, int to) {
    int id = schemaId(in, from + 1);
    if (isJsonStart(in, from + 5, to)) {
      return "it begins with a schema registry's five bytes (schema id "
          + id
          + "), and JSON follows; have the producer write JSON without a schema registry";
    }
    if (isJsonStart(in, from + 9, to)) {
      return "it begins with a schema registry's nine bytes (schema id "
          + schemaId(in, from + 5)
          + "), and JSON follows; have the producer write JSON without a schema registry";
    }
    return "it looks like Avro or Protobuf written with a schema registry (schema id "
        + id
        + ")"
        + ONLY_JSON;
  }

  private static boolean isJsonStart(byte[] in, int at, int to) {
    int p = at >= to ? to : JsonText.endOfBlanks(in, at, to);
    return p < to && (in[p] == '{' || in[p] == '[');
  }

  private static String ofFirstByte(byte[] in, int from, int to) {
    int first = in[from] & 0xFF;
    if (first >= 0x80 && first <= 0x8F || first == 0xDE || first == 0xDF) {
      return "it may be MessagePack" + ONLY_JSON;
    }
    if (first >= 0xA0 && first <= 0xBF) {
      return "it may be CBOR" + ONLY_JSON;
    }
    if (first < ' ' && first != '\n' && first != '\r' && first != '\t') {
      return BINARY;
    }
    int p = JsonText.endOfBlanks(in, from, to);
    return p == to ? null : ofText(in, p, to);
  }

  private static String ofText(byte[] in, int from, int to) {
    byte first = in[from];
    String line = firstLine(in, from, to);
    if (first != '{' && first != '[' && line.chars().anyMatch(c -> c < ' ' && c != '\t')) {
      return BINARY;
    }
    if ("{[\"'-+.0123456789tfn/#".indexOf(first) >= 0 && !isProse(line)) {
      return null; // begins as JSON does, or nearly so: what is wrong stands further on
    }
    if (first == '<') {
      String start = line.toLowerCase(Locale.ROOT);
      boolean html = start.startsWith("<!doctype html") || start.startsWith("<html");
      return "it looks like " + (html ? "HTML" : "XML") + ONLY_JSON;
    }
    if (NAMES_OF_VALUES.contains(line.strip())) {
      return null;
    }
    boolean csv = line.indexOf(',') > 0 || line.indexOf(';') > 0 || line.indexOf('\t') > 0;
    if (line.startsWith("---") || line.matches("[A-Za-z_][A-Za-z0-9_.-]*:( .*)?")) {
      return "it looks like YAML" + ONLY_JSON;
    }
    return "it looks like " + (csv ? "CSV" : "plain text") + whatToDoWithText();
  }

  private static final List<String> NAMES_OF_VALUES =
      List.of("NaN", "None", "True", "False", "Infinity", "undefined", "NULL", "TRUE", "FALSE");

  private static String whatToDoWithText() {
    return ONLY_JSON + ", or set \"layers\": 0 to keep whole messages as text";
  }

  /** Whether a text that begins with a letter or digit as JSON's literals do goes on as none. */
  private static boolean isProse(String line) {
    return line.matches("(?s)(?!(true|false|null|nan|nil|inf)\\b)[tfn][A-Za-z].*")
        || line.matches("(?s)[0-9][0-9.:T-]*[,;\t ]+[^\\s,}\\]].*")
        || line.startsWith("---");
  }

  private static String firstLine(byte[] in, int from, int to) {
    int end = from;
    while (end < to && end - from < FIRST_LINE && in[end] != '\n' && in[end] != '\r') {
      end++;
    }
    return new String(in, from, end - from, US_ASCII);
  }

  /** The number of a schema in the bytes {@code [at, at + 4)}. */
  private static int schemaId(byte[] in, int at) {
    return ByteBuffer.wrap(in, at, 4).getInt();
  }
}
