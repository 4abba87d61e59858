package dev.millrace.decode;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;

/** Tells by its first bytes what a message is that is not JSON. Not for messages that are read. */
public final class MessageKind {
  /** What a message is written in. */
  public enum Form {
    /** JSON behind the bytes of a schema registry. */
    REGISTRY_JSON,
    /** Something else behind such bytes, or a file of Avro's. */
    AVRO_OR_PROTOBUF,
    BINARY,
    /** Text, or what begins as text does. */
    TEXT
  }

  /**
   * What was told.
   *
   * @param says what it is and what to do; null where its beginning says nothing
   */
  private record Found(Form form, String says) {}

  /** What messages begin with, and what they are then. */
  private record Magic(String name, int... bytes) {
    Form form() {
      return name.startsWith("an Avro")
          ? Form.AVRO_OR_PROTOBUF
          : name.startsWith("UTF") || name.startsWith("it ") ? Form.TEXT : Form.BINARY;
    }

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
    return found(in, from, to).says();
  }

  /** What a message is written in that is not JSON. */
  public static Form formOf(byte[] message) {
    return found(message, 0, message.length).form();
  }

  /** What it is and what to do; null where its beginning says nothing. No byte of the message. */
  public static String sayingOf(byte[] message) {
    return of(message, 0, message.length);
  }

  private static Found found(byte[] in, int from, int to) {
    for (Magic magic : MAGICS) {
      if (magic.begins(in, from, to)) {
        return new Found(
            magic.form(),
            magic.name().startsWith("it ") ? magic.name() : "it looks like " + magic.name());
      }
    }
    String wide = wideText(in, from, to);
    if (wide != null) {
      return new Found(Form.TEXT, "it looks like " + wide + UTF_8_ALONE);
    }
    if (to - from >= 5 && in[from] == 0) {
      return framed(in, from, to);
    }
    if (to - from >= 18 && in[from] == 3 && (in[from + 1] == 0 || in[from + 1] == 5)) {
      return new Found(
          Form.AVRO_OR_PROTOBUF,
          "it begins with the 18 bytes of the AWS Glue schema registry" + ONLY_JSON);
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
  private static Found framed(byte[] in, int from, int to) {
    int id = schemaId(in, from + 1);
    if (isJsonStart(in, from + 5, to)) {
      return registryJson("five", id);
    }
    if (isJsonStart(in, from + 9, to)) {
      return registryJson("nine", schemaId(in, from + 5));
    }
    return new Found(
        Form.AVRO_OR_PROTOBUF,
        "it looks like Avro or Protobuf written with a schema registry (schema id "
            + id
            + ")"
            + ONLY_JSON);
  }

  private static Found registryJson(String bytes, int schemaId) {
    return new Found(
        Form.REGISTRY_JSON,
        "it begins with a schema registry's "
            + bytes
            + " bytes (schema id "
            + schemaId
            + "), and JSON follows; have the producer write JSON without a schema registry");
  }

  private static boolean isJsonStart(byte[] in, int at, int to) {
    int p = at >= to ? to : JsonText.endOfBlanks(in, at, to);
    return p < to && (in[p] == '{' || in[p] == '[');
  }

  private static Found ofFirstByte(byte[] in, int from, int to) {
    int first = in[from] & 0xFF;
    if (first >= 0x80 && first <= 0x8F || first == 0xDE || first == 0xDF) {
      return new Found(Form.BINARY, "it may be MessagePack" + ONLY_JSON);
    }
    if (first >= 0xA0 && first <= 0xBF) {
      return new Found(Form.BINARY, "it may be CBOR" + ONLY_JSON);
    }
    if (first < ' ' && first != '\n' && first != '\r' && first != '\t') {
      return new Found(Form.BINARY, BINARY);
    }
    int p = JsonText.endOfBlanks(in, from, to);
    String says = p == to ? null : ofText(in, p, to);
    return new Found(BINARY.equals(says) ? Form.BINARY : Form.TEXT, says);
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
