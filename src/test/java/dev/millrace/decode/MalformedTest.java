package dev.millrace.decode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.error.RejectCode;
import dev.millrace.spec.ParseSpec.Root;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MalformedTest {
  private static final String ODD = "{}[]\":,'-+.0eNaTn/*# \0\n<";
  private static final Limits TIGHT = new Limits(4, 60, 10);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{",
        "{}}",
        "{} x",
        "{\"a\":01}",
        "{\"a\":NaN}",
        "{\"a\":-Infinity}",
        "{'a':1}",
        "{\"a\":1,}",
        "{\"a\":[1,]}",
        "{\"a\":[,1]}",
        "{,\"a\":1}",
        "{/*c*/\"a\":1}",
        "{\"a\":1}//c",
        "{\"a\":+1}",
        "{\"a\":.5}",
        "{\"a\":1.}",
        "{\"a\":1e}",
        "{\"a\":-}",
        "{\"a\":tru}",
        "{\"a\":truex}",
        "{\"a\":nul",
        "{\"a\":\"\\x\"}",
        "{\"a\":\"\\u12g4\"}",
        "{\"a\":\"\\u12",
        "{\"a\":\"\t\"}",
        "{\"a\":\"x",
        "{\"a\\q\":1}",
        "{\"a\tb\":1}",
        "{\"a\" 1}",
        "{\"a\":}",
        "{\"a\"}",
        "{a:1}",
        "{\"a\":1 \"b\":2}",
        "{\"a\":1;}",
        "{\"a\":[1}",
        "{\"a\":[1]]",
        "\uFEFF{}",
        "{\"a\":1}\u0000",
        "nope",
        "\"x",
        "]",
        "{\"skip\":{\"x\\q\":1}}",
        "{\"skip\":[\"\\u00zz\"]}",
        "{\"skip\":{\"x\":{]}}",
        "{\"a\":1,\u00a0\"b\":2}",
        "{\"a\":1\f}"
      })
  void isNotJson(String text) {
    assertThat(Rows.of("/a").code(text)).isEqualTo(RejectCode.NOT_JSON);
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "1", "\"x\"", "null", "true", " [{\"a\":1}] ", "-0.5e3"})
  void aRootThatIsNoObjectIsWrong(String text) {
    assertThat(Rows.of("/a").code(text)).isEqualTo(RejectCode.WRONG_ROOT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "1", "[1]", "[{\"a\":1},null]", "[[{}]]", "[{},\"x\",{}]"})
  void aRootThatIsNoArrayOfObjectsIsWrong(String text) {
    assertThat(Rows.ofArray("/a").code(text)).isEqualTo(RejectCode.WRONG_ROOT);
  }

  @Test
  void theWrongRootIsSaidOnlyOfJson() {
    assertThat(Rows.of("/a").code("[1,")).isEqualTo(RejectCode.NOT_JSON);
    assertThat(Rows.ofArray("/a").code("[1,{]")).isEqualTo(RejectCode.NOT_JSON);
  }

  @Test
  void blanksAloneAreEmptyUnlessTheTextIsTheValue() {
    assertThat(Rows.of("/a").code("")).isEqualTo(RejectCode.EMPTY);
    assertThat(Rows.of("/a").code(" \r\n\t")).isEqualTo(RejectCode.EMPTY);
    assertThat(Rows.ofText(TIGHT, "$value").code("")).isEqualTo(RejectCode.EMPTY);
    assertThat(Rows.ofText(TIGHT, "$value").code(" ")).isNull();
  }

  @Test
  void limitsHoldAtTheirEdges() {
    Rows rows = Rows.of(TIGHT, Root.OBJECT, "/a", "/o/p");

    assertThat(rows.code("{\"a\":\"" + "x".repeat(52) + "\"}")).isNull();
    assertThat(rows.code("{\"a\":\"" + "x".repeat(53) + "\"}")).isEqualTo(RejectCode.TOO_LARGE);
    for (String name : new String[] {"a", "o", "\\u0061", "z"}) {
      assertThat(rows.code("{\"" + name + "\":[[[1]]]}")).as(name).isNull();
      assertThat(rows.code("{\"" + name + "\":[[[[]]]]}")).as(name).isEqualTo(RejectCode.TOO_DEEP);
      assertThat(rows.code("{\"" + name + "\":{\"p\":{\"q\":{\"r\":{}}}}}"))
          .as(name)
          .isEqualTo(RejectCode.TOO_DEEP);
      assertThat(rows.code("{\"" + name + "\":-1234567.8}")).as(name).isNull();
      assertThat(rows.code("{\"" + name + "\":-1234567.89}"))
          .as(name)
          .isEqualTo(RejectCode.NUMBER_TOO_LONG);
      assertThat(rows.code("{\"" + name + "\":[-1234567e89]}"))
          .as(name)
          .isEqualTo(RejectCode.NUMBER_TOO_LONG);
    }
    assertThat(rows.code("12345678901")).isEqualTo(RejectCode.NUMBER_TOO_LONG);
    assertThat(Rows.ofText(TIGHT, "$value").code("x".repeat(61))).isEqualTo(RejectCode.TOO_LARGE);
  }

  @Test
  void jacksonsOwnLimitsDoNotFire() {
    Limits wide = new Limits(5_000, 64 << 20, 30_000);
    Rows rows = Rows.of(wide, Root.OBJECT, "/a");
    String big = "x".repeat(25_000_000);

    assertThat(rows.row("{\"a\":\"" + big + "\"}").get(0))
        .hasSize(big.length() + "STRING:".length());
    assertThat(rows.code("{\"" + "n".repeat(60_000) + "\\u0041\":1}")).isNull();
    assertThat(rows.code("{\"\\u0061\":" + "1".repeat(30_000) + "}")).isNull();
    assertThat(rows.code("{\"a\":" + "[".repeat(4_999) + "]".repeat(4_999) + "}")).isNull();
  }

  @Test
  void aNestingBombIsTooDeepWhereverItStands() {
    String bomb = "[".repeat(1_000_000);

    for (String start :
        new String[] {"", "{\"a\":", "{\"x\":", "{\"o\":{\"p\":", "{\"\\u0061\":"}) {
      assertThat(Rows.of("/a", "/o/p/0/0").code(start + bomb))
          .as(start)
          .isEqualTo(RejectCode.TOO_DEEP);
      assertThat(Rows.of("/a").code(start + bomb.replace("[", "{\"k\":")))
          .as(start)
          .isEqualTo(RejectCode.TOO_DEEP);
    }
  }

  @Test
  void millionsOfNamesAreSkipped() {
    StringBuilder names = new StringBuilder("{\"a\":1");
    for (int i = 0; i < 400_000; i++) {
      names.append(",\"").append(i % 2 == 0 ? "\\u006b" : "k").append(i).append("\":0");
    }

    assertThat(Rows.of("/a").row(names + "}")).containsExactly("NUMBER:1");
  }

  @Test
  void sixteenMebibytesAreReadAndOneByteMoreIsTooLarge() {
    String pad = "p".repeat((16 << 20) - "{'a':1,'p':''}".length());

    assertThat(Rows.of("/a").row("{\"a\":1,\"p\":\"" + pad + "\"}")).containsExactly("NUMBER:1");
    assertThat(Rows.of("/a").code("{\"a\":1,\"p\":\"" + pad + "p\"}"))
        .isEqualTo(RejectCode.TOO_LARGE);
  }

  /** Names with escapes pass through jackson's table of names; plain ones never do. */
  @ParameterizedTest
  @ValueSource(strings = {"k", "\\u006b"})
  void aFloodOfNamesLeavesNothingBehind(String prefix) {
    Rows rows = Rows.of("/a");
    for (int message = 0; message < 4; message++) {
      StringBuilder names = new StringBuilder("{\"a\":1");
      for (int i = 0; i < 300_000; i++) {
        names.append(",\"").append(prefix).append(message).append('_').append(i).append("\":0");
      }
      assertThat(rows.row(names + "}")).containsExactly("NUMBER:1");
    }

    assertThat(rows.reader().takeUnmapped()).hasSize(UnmappedNames.MAX);
    assertThat(rows.row("{\"a\":2}")).containsExactly("NUMBER:2");
  }

  @Test
  void reasonsSayWhereAndNothingOfTheValue() {
    Rows rows = Rows.of("/a");

    rows.code("{\"a\":secretive}");
    assertThat(rows.reader().reason())
        .startsWith("at byte ")
        .doesNotContain("secret")
        .contains("expecting");
    rows.code("{\"a\":1 \"b\"}");
    assertThat(rows.reader().reason())
        .isEqualTo("at byte 7: not JSON, was expecting comma to separate Object entries");
    rows.code("{\"a\":\"x\\y\"}");
    assertThat(rows.reader().reason()).startsWith("at byte 7: ");
    rows.code("{\"a\":[");
    assertThat(rows.reader().reason()).contains("ends");
    rows.code("[]");
    assertThat(rows.reader().reason())
        .isEqualTo("at byte 0: the message is an array, expected an object");
    rows.read(new byte[] {'{', '}', (byte) 0xC0});
    assertThat(rows.reader().reason()).isEqualTo("at byte 2: 0xC0 is not UTF-8 there");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"a":NaN}                      | NaN is not a JSON value
          {"b":NaN,"c":1}                | NaN is not a JSON value
          {"b":[1,-Infinity]}            | -Infinity is not a JSON value
          {"b": Infinity }               | Infinity is not a JSON value
          {'a':1}                        | single quotes
          {"a":'x'}                      | single quotes
          {"a":None}                     | None is Python's
          {"b": True, "c":1}             | True is Python's
          {"b":[False]}                  | False is Python's
          {"b":undefined}                | undefined is JavaScript's
          {"b":NULL}                     | NULL must be written null
          {/*c*/"a":1}                   | a comment
          {"a":1}//c                     | a comment
          {"a":1 # c                     | a comment
          {"a":1,}                       | a comma before a closing bracket
          {"b":[1,2, ]}                  | a comma before a closing bracket
          {"b":0x1F}                     | a hexadecimal number
          {"a":007}                      | zeros in front
          {"b":-01}                      | zeros in front
          {"b":+1}                       | a plus in front
          {"b":.5}                       | one side of its point
          {"a":1.}                       | one side of its point
          {"a":1}{"a":2}                 | another JSON value follows
          {"a":1}  [2]                   | another JSON value follows
          {a:1}                          | a name without double quotes
          {"a":“x”}                      | typographic quotes
          "{\\"a\\":1}"                  | encoded twice
          "[1]"                          | encoded twice
          <?xml version="1.0"?><a/>      | looks like XML
          <!DOCTYPE html><html>          | looks like HTML
          id,name                        | looks like CSV
          1,foo,bar                      | looks like CSV
          key: value                     | looks like YAML
          hello world                    | looks like plain text
          2026-11-22 08:00 INFO secretive | looks like plain text
          {"a":[                         | truncated
          """)
  void reasonsNameWhatItIs(String text, String what) {
    Rows rows = Rows.of("/a");

    assertThat(rows.code(text)).isIn(RejectCode.NOT_JSON, RejectCode.WRONG_ROOT);

    assertThat(rows.reader().reason()).startsWith("at byte ").contains(what);
    assertThat(rows.reader().reason()).doesNotContain("secret");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          000000000a7b7d                   | schema registry's five bytes (schema id 10), and JSON follows
          000000002a020406                 | Avro or Protobuf written with a schema registry (schema id 42)
          000000002a0008960100             | Avro or Protobuf written with a schema registry (schema id 42)
          0000000000000000097b7d           | nine bytes (schema id 9)
          efbbbf7b7d                       | byte order mark
          7b0022006100220000               | UTF-16
          007b00220061002200               | UTF-16
          fffe7b007d00                     | UTF-16
          7b000000220000007d000000         | UTF-32
          0000007b000000220000007d         | UTF-32
          1f8b0800                         | gzip
          28b52ffd01                       | zstd
          7b2261223a22636166e9227d         | Latin-1
          0a0361626301                     | binary format
          0896012a                         | binary format
          0206666f6f                       | binary format
          81a16101                         | MessagePack
          4f626a01                         | Avro file
          aced0005                         | Java object
          """)
  void reasonsNameWhatBytesAre(String hex, String what) {
    Rows rows = Rows.of("/a");

    RejectCode code = rows.read(HexFormat.of().parseHex(hex));

    assertThat(code).isIn(RejectCode.NOT_JSON, RejectCode.NOT_UTF8);
    assertThat(rows.reader().reason()).startsWith("at byte ").contains(what);
  }

  @Test
  void reasonsNameTheLineOfATextOfSeveral() {
    Rows rows = Rows.of("/a");

    rows.code("{\n\"b\":1,\n\"a\":NaN\n}");

    assertThat(rows.reader().reason()).contains("(line 3)", "NaN");
  }

  @Test
  void anyBytesHaveAReason() {
    Random random = new Random(20261127);
    Rows rows = Rows.of("/a");
    for (int round = 0; round < 100_000; round++) {
      byte[] bytes = new byte[1 + random.nextInt(12)];
      random.nextBytes(bytes);
      if (random.nextBoolean()) {
        for (int i = 0; i < bytes.length; i++) {
          bytes[i] = (byte) ODD.charAt((bytes[i] & 0xFF) % ODD.length());
        }
      }
      if (rows.read(bytes) != null) {
        assertThat(rows.reader().reason()).isNotEmpty();
      }
    }
  }

  @Test
  void aReaderGoesOnAfterAnyRejection() {
    Rows rows = Rows.of("/a/b");

    for (String bad :
        new String[] {
          "{\"a\":{\"\\u0062\":1",
          "{\"a\":[[",
          "{\"a",
          "{\"a\":{\"b\":\"\\",
          "7",
          "{\"a\":{\"b\":1}},"
        }) {
      assertThat(rows.code(bad)).isNotNull();
      assertThat(rows.row("{\"a\":{\"b\":1}}")).containsExactly("NUMBER:1");
    }
  }
}
