package dev.millrace.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.conformance.JsonValue.Kind;
import java.nio.charset.Charset;
import java.util.HexFormat;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.function.ToLongFunction;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;

/** CHAR, VARCHAR, the TEXT family, JSON, BINARY, VARBINARY, the BLOB family, ENUM and SET. */
final class TextRules {
  /** Which code points a character set has. */
  static final IntPredicate UTF8MB4 = c -> true;

  static final IntPredicate UTF8MB3 = c -> c < 0x10000;
  static final IntPredicate ASCII = c -> c < 0x80;

  /** MySQL's latin1 is cp1252, whose five gaps are the control characters of that number. */
  static final IntPredicate LATIN1 =
      c ->
          "\u0081\u008d\u008f\u0090\u009d".indexOf(c) >= 0
              || Charset.forName("windows-1252").newEncoder().canEncode(Character.toString(c));

  private static final Pattern BASE64 = Pattern.compile("([A-Za-z0-9+/]*)(={0,2})");
  private static final Pattern HEX = Pattern.compile("(?:[0-9A-Fa-f]{2})*");
  private static final Outcome TOO_LONG = Outcome.refused("too-long");
  private static final Outcome BAD_ENCODING = Outcome.refused("bad-encoding");
  private static final Outcome NOT_A_MEMBER = Outcome.refused("not-a-member");

  private TextRules() {}

  static Rule varchar(int characters, IntPredicate charset) {
    return text(charset, text -> text.codePointCount(0, text.length()), characters);
  }

  /** CHAR does not give trailing blanks back. */
  static Rule character(int characters, IntPredicate charset) {
    Rule whole = varchar(characters, charset);
    return value -> {
      Outcome outcome = whole.apply(value);
      return outcome.code() != null
          ? outcome
          : Outcome.stored(outcome.stored().replaceFirst(" +\\z", ""));
    };
  }

  static Rule utf8Text(long bytes, IntPredicate charset) {
    return text(charset, text -> text.getBytes(UTF_8).length, bytes);
  }

  static Rule singleByteText(long bytes, IntPredicate charset) {
    return text(charset, String::length, bytes);
  }

  private static Rule text(IntPredicate charset, ToLongFunction<String> length, long most) {
    return value -> {
      String text = value.text();
      if (value.hasLoneSurrogate() || !text.codePoints().allMatch(charset)) {
        return Outcome.refused("not-in-charset");
      }
      return length.applyAsLong(text) > most ? TOO_LONG : Outcome.stored(text);
    };
  }

  static Rule json() {
    return value -> Outcome.stored(value.raw());
  }

  static Rule utf8Bytes(long most, int padded) {
    return value ->
        value.is(Kind.STRING) && !value.hasLoneSurrogate()
            ? bytes(value.string().getBytes(UTF_8), most, padded)
            : BAD_ENCODING;
  }

  static Rule hexBytes(long most, int padded) {
    return value ->
        value.is(Kind.STRING) && HEX.matcher(value.string()).matches()
            ? bytes(HexFormat.of().parseHex(value.string()), most, padded)
            : BAD_ENCODING;
  }

  /** Both alphabets, padded or not, line breaks skipped; no bit beyond the last byte. */
  static Rule base64Bytes(long most, int padded) {
    return value -> {
      if (!value.is(Kind.STRING)) {
        return BAD_ENCODING;
      }
      var form =
          BASE64.matcher(
              value.string().replaceAll("[\r\n]", "").replace('-', '+').replace('_', '/'));
      if (!form.matches()) {
        return BAD_ENCODING;
      }
      String letters = form.group(1);
      int pads = form.group(2).length();
      int rest = letters.length() % 4;
      if (rest == 1 || (pads > 0 && pads != (4 - rest) % 4)) {
        return BAD_ENCODING;
      }
      byte[] decoded = java.util.Base64.getDecoder().decode(letters);
      String again = java.util.Base64.getEncoder().withoutPadding().encodeToString(decoded);
      return again.equals(letters) ? bytes(decoded, most, padded) : BAD_ENCODING;
    };
  }

  private static Outcome bytes(byte[] bytes, long most, int padded) {
    if (bytes.length > most) {
      return TOO_LONG;
    }
    byte[] stored = java.util.Arrays.copyOf(bytes, Math.max(bytes.length, padded));
    return Outcome.stored(HexFormat.of().withUpperCase().formatHex(stored));
  }

  static Rule member(List<String> members) {
    return value ->
        !value.is(Kind.ARRAY) && !value.is(Kind.OBJECT) && members.contains(value.text())
            ? Outcome.stored(value.text())
            : NOT_A_MEMBER;
  }

  /** A list with commas or an array; stored in the order of the type. */
  static Rule members(List<String> members) {
    return value -> {
      List<String> names;
      if (value.is(Kind.OBJECT)) {
        return NOT_A_MEMBER;
      } else if (value.is(Kind.ARRAY)) {
        // What is no string is no name, whatever it prints as.
        names =
            StreamSupport.stream(JsonValue.tree(value.raw()).spliterator(), false)
                .map(node -> node.isTextual() ? node.textValue() : "\0" + node)
                .toList();
      } else {
        names = value.text().isEmpty() ? List.of() : List.of(value.text().split(",", -1));
      }
      return members.containsAll(names)
          ? Outcome.stored(String.join(",", members.stream().filter(names::contains).toList()))
          : NOT_A_MEMBER;
    };
  }
}
