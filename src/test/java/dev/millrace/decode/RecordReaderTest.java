package dev.millrace.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecordReaderTest {
  @Test
  void givesEachKindOfValueAsTheBytesOfTheMessage() {
    Rows rows = Rows.of("/s", "/e", "/n", "/t", "/f", "/z", "/o", "/a", "/gone");

    List<String> row =
        rows.row(
            "{\"s\":\"a b\",\"e\":\"a\\n\\u00e9\",\"n\":-1.50e+3,\"t\":true,\"f\":false,\"z\":null,"
                + "\"o\":{ \"x\" : [1, 2] },\"a\":[ {} ,3]}");

    assertThat(row)
        .containsExactly(
            "STRING:a b",
            "ESCAPED:a\\n\\u00e9",
            "NUMBER:-1.50e+3",
            "TRUE:true",
            "FALSE:false",
            "NULL:null",
            "OBJECT:{ \"x\" : [1, 2] }",
            "ARRAY:[ {} ,3]",
            "ABSENT:");
  }

  @Test
  void aPathMayLeadThroughAnotherAndFillTwoSlots() {
    Rows rows = Rows.of("/d", "/d/os", "/d/os/v", "/d");

    assertThat(rows.row("{\"d\":{\"os\":{\"v\":1}}}"))
        .containsExactly(
            "OBJECT:{\"os\":{\"v\":1}}",
            "OBJECT:{\"v\":1}",
            "NUMBER:1",
            "OBJECT:{\"os\":{\"v\":1}}");
  }

  @Test
  void theOrderOfMembersMayChangeFromRecordToRecord() {
    Rows rows = Rows.of("/a", "/b", "/c");

    for (int i = 0; i < 3; i++) {
      assertThat(rows.row("{\"a\":1,\"b\":2,\"c\":3}"))
          .containsExactly("NUMBER:1", "NUMBER:2", "NUMBER:3");
      assertThat(rows.row("{\"c\":3,\"x\":0,\"a\":1}"))
          .containsExactly("NUMBER:1", "ABSENT:", "NUMBER:3");
      assertThat(rows.row("{\"b\":2}")).containsExactly("ABSENT:", "NUMBER:2", "ABSENT:");
    }
  }

  @Test
  void blanksAreAllowedWhereverJsonAllowsThem() {
    assertThat(Rows.of("/a/b", "/c").row(" \r\n{\t\"a\" : { \"b\" :\n 1 } , \"c\" : \"x\" }\n "))
        .containsExactly("NUMBER:1", "STRING:x");
  }

  @Test
  void namesAreComparedAfterUnescaping() {
    Rows rows = Rows.of("/a.b", "/a~1b", "/a b", "/m~0n", "/grün/😀", "/", "/q\"q", "/\\", "/?");

    assertThat(
            rows.row(
                "{\"a.b\":1,\"a/b\":2,\"a"
                    + " b\":3,\"m~n\":4,\"grün\":{\"😀\":5},\"\":6,\"q\\\"q\":7,\"\\\\\":8}"))
        .containsExactly(
            "NUMBER:1",
            "NUMBER:2",
            "NUMBER:3",
            "NUMBER:4",
            "NUMBER:5",
            "NUMBER:6",
            "NUMBER:7",
            "NUMBER:8",
            "ABSENT:");
    assertThat(
            rows.row(
                "{\"\\u0061.b\":1,\"a\\/b\":2,\"a\\u0020b\":3,\"m\\u007en\":4,"
                    + "\"gr\\u00fcn\":{\"\\ud83d\\ude00\":5},\"\":6,"
                    + "\"q\\u0022q\":7,\"\\u005C\":8,\"\\ud800\":9}"))
        .containsExactly(
            "NUMBER:1",
            "NUMBER:2",
            "NUMBER:3",
            "NUMBER:4",
            "NUMBER:5",
            "NUMBER:6",
            "NUMBER:7",
            "NUMBER:8",
            "ABSENT:");
  }

  @Test
  void arrayIndexesWorkInAnyPath() {
    Rows rows =
        Rows.of("/items/0/sku", "/items/2", "/items/1/0", "/items/-", "/items/01", "/items/9");

    assertThat(rows.row("{\"items\":[{\"x\":[],\"sku\":\"s\"},[7,8],\"two\",3]}"))
        .containsExactly(
            "STRING:s",
            "STRING:two",
            "NUMBER:7",
            "WRONG_SHAPE:[{\"x\":[],\"sku\":\"s\"},[7,8],\"two\",3]",
            "WRONG_SHAPE:[{\"x\":[],\"sku\":\"s\"},[7,8],\"two\",3]",
            "ABSENT:");
    assertThat(rows.row("{\"items\":{\"0\":{\"sku\":1},\"2\":2,\"01\":3,\"-\":4}}"))
        .containsExactly("NUMBER:1", "NUMBER:2", "ABSENT:", "NUMBER:4", "NUMBER:3", "ABSENT:");
    assertThat(rows.row("{\"items\":[]}").subList(0, 3)).containsOnly("ABSENT:");
  }

  @Test
  void aScalarWhereAnObjectIsNeededHasTheWrongShape() {
    Rows rows = Rows.of("/a", "/a/b", "/a/b/c");

    assertThat(rows.row("{\"a\":\"x\\n\"}"))
        .containsExactly("ESCAPED:x\\n", "WRONG_SHAPE:\"x\\n\"", "WRONG_SHAPE:\"x\\n\"");
    assertThat(rows.row("{\"a\":{\"b\":5}}"))
        .containsExactly("OBJECT:{\"b\":5}", "NUMBER:5", "WRONG_SHAPE:5");
    assertThat(rows.row("{\"a\":[{\"b\":5}]}"))
        .containsExactly("ARRAY:[{\"b\":5}]", "WRONG_SHAPE:[{\"b\":5}]", "WRONG_SHAPE:[{\"b\":5}]");
    assertThat(rows.row("{\"a\":null}")).containsExactly("NULL:null", "NULL:null", "NULL:null");
    assertThat(rows.row("{}")).containsExactly("ABSENT:", "ABSENT:", "ABSENT:");
  }

  @Test
  void theLastOfDuplicateNamesWinsWithItsWholeSubtree() {
    Rows rows = Rows.of("/a/b", "/a/0", "/x");

    assertThat(rows.row("{\"x\":1,\"a\":{\"b\":1},\"x\":2,\"a\":{\"c\":2}}"))
        .containsExactly("ABSENT:", "ABSENT:", "NUMBER:2");
    assertThat(rows.row("{\"a\":{\"b\":1},\"a\":5}")).startsWith("WRONG_SHAPE:5");
    assertThat(rows.row("{\"a\":5,\"a\":{\"b\":1}}")).startsWith("NUMBER:1", "ABSENT:");
    assertThat(rows.row("{\"a\":{\"b\":1,\"b\":2}}")).startsWith("NUMBER:2");
    assertThat(rows.row("{\"a\":[1],\"\\u0061\":{\"b\":3}}")).startsWith("NUMBER:3", "ABSENT:");
  }

  @Test
  void anArrayRootGivesARowPerElement() {
    Rows rows = Rows.ofArray("/a", "$index");

    assertThat(rows.rows("[{\"a\":1}, {} ,{\"a\":[]}]"))
        .containsExactly(
            List.of("NUMBER:1", "ABSENT:"),
            List.of("ABSENT:", "ABSENT:"),
            List.of("ARRAY:[]", "ABSENT:"));
    assertThat(rows.rows("[]")).isEmpty();
  }

  @Test
  void theVisitorMayStopBeforeTheRestIsRead() {
    List<Integer> seen = new ArrayList<>();
    byte[] message = "[{},{},broken".getBytes();

    assertThat(
            Rows.ofArray("/a")
                .reader()
                .read(
                    message,
                    0,
                    message.length,
                    (row, index) -> {
                      seen.add(index);
                      return index < 1;
                    }))
        .isNull();
    assertThat(seen).containsExactly(0, 1);
  }

  @Test
  void depthZeroDoesNotLookIntoTheMessage() {
    assertThat(Rows.ofText(Limits.DEFAULT, "$value").row("not json")).containsExactly("ABSENT:");
  }

  @Test
  void listsUnmappedMembersOnceAndBounded() {
    Rows rows = Rows.of("/a/b", "/arr/0/x");
    rows.row("{\"a\":{\"b\":1,\"c/d\":{\"deep\":1}},\"e~\\u0066\":1,\"arr\":[{\"y\":1}]}");

    assertThat(rows.reader().takeUnmapped()).containsExactly("/a/c~1d", "/e~0f", "/arr/0/y");
    rows.row("{\"a\":{\"c/d\":1},\"e~f\":1}");
    assertThat(rows.reader().takeUnmapped()).isEmpty();

    StringBuilder many = new StringBuilder("{\"" + "n".repeat(300) + "\":0");
    for (int i = 0; i < 5_000; i++) {
      many.append(",\"k").append(i).append("\":0");
    }
    assertThat(rows.row(many + ",\"a\":{\"b\":2}}")).startsWith("NUMBER:2");
    assertThat(rows.reader().takeUnmapped()).hasSize(997).startsWith("/k0");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          /data/0/id             | {"data":[{"id":1},{"id":2},{"id":3}]}     | /data/*
          /data/1                | {"data":[1,2]}                            | /data/*
          /data/0                | {"data":[1]}                              |
          /data/0,/data/1        | {"data":[1,2]}                            |
          /data/0,/data/2        | {"data":[1,2,3]}                          | /data/*
          /data/7                | {"data":[{"a":1},[2]]}                    | /data/*
          /data/0/id,/data/1/id  | {"data":[{"id":1,"a":0},{"id":2,"b":0}]}  | /data/0/a,/data/1/b
          /m/0/1                 | {"m":[[1,2],[3]]}                         | /m/0/*,/m/*
          /m/0/0                 | {"m":[[1,[2]]]}                           | /m/0/*
          /a/0/b/0               | {"a":[{"b":[1,2],"c":3}]}                 | /a/0/b/*,/a/0/c
          /data,/data/0          | {"data":[1,2]}                            |
          /data,/data/0/id       | {"data":[{"id":1,"a":0},{"id":2}]}        |
          /a,/a/b                | {"a":{"b":1,"c":2}}                       |
          /a,/a/b/0              | {"a":{"b":[1,2],"c":2}}                   |
          /data/id               | {"data":[{"id":1}]}                       |
          """)
  void whatAMappedIndexLeavesOutIsUnmapped(String paths, String json, String unmapped) {
    Rows rows = Rows.of(paths.split(","));

    rows.row(json);

    assertThat(rows.reader().takeUnmapped())
        .containsExactly(unmapped == null ? new String[0] : unmapped.split(","));
    rows.row(json);
    assertThat(rows.reader().takeUnmapped()).as("told once").isEmpty();
  }

  @Test
  void whatAMappedIndexLeavesOutIsToldOfRowsOfAnArrayToo() {
    Rows rows = Rows.ofArray("/tags/0");

    rows.rows("[{\"tags\":[1]},{\"tags\":[1,2]},{\"tags\":[1,2,3]}]");

    assertThat(rows.reader().takeUnmapped()).containsExactly("/tags/*");
  }

  @Test
  void anExceptionOfTheVisitorIsNotSwallowed() {
    byte[] message = "[{}]".getBytes();

    assertThatThrownBy(
            () ->
                Rows.ofArray("/a")
                    .reader()
                    .read(
                        message,
                        0,
                        message.length,
                        (row, index) -> {
                          throw new IllegalStateException("mine");
                        }))
        .hasMessage("mine");
  }
}
