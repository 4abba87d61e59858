package dev.millrace.lane;

import dev.millrace.decode.JsonTexts;
import dev.millrace.testkit.Workload;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Messages for fuzzing: records of the standard workload, records whose members nearly fit their
 * columns, JSON of any shape, and bytes of any kind; most of them then spoiled.
 */
final class FuzzTexts {
  private static final List<byte[]> WORKLOAD =
      IntStream.range(0, 500).mapToObj(new Workload(3)::record).toList();

  private static final List<String> VALUES =
      List.of(
          "null",
          "true",
          "false",
          "0",
          "-1",
          "1.0",
          "127",
          "255",
          "65536",
          "2147483648",
          "9223372036854775808",
          "18446744073709551615",
          "1e3",
          "12.345",
          "-0.000001",
          "1e308",
          "1e999",
          "1700000000",
          "1700000000123",
          "253402300799999999",
          "\"\"",
          "\"a\"",
          "\"a,b\"",
          "\"it's\"",
          "\"12\"",
          "\" 12 \"",
          "\"1.5e2\"",
          "\"NaN\"",
          "\"Infinity\"",
          "\"true\"",
          "\"2024-02-29\"",
          "\"2023-02-29\"",
          "\"2024-03-31 02:30:00\"",
          "\"2024-03-31T02:30:00.9999999Z\"",
          "\"9999-12-31T23:59:59.999999+00:00\"",
          "\"0000-00-00\"",
          "\"12:34:56.789\"",
          "\"-838:59:59\"",
          "\"YWJj\"",
          "\"YWJj==\"",
          "\"00ff\"",
          "\"zz\"",
          "\"é水😀\"",
          "\"\\ud83d\\ude00\"",
          "\"\\ud83d\"",
          "\"\\u0000\"",
          "\"\\\\\\\"'\\u001a%_\"",
          "\"x\\\" , 'y\"",
          "[]",
          "[1,\"a\",null]",
          "[\"a\",\"b\"]",
          "{}",
          "{\"b\":7,\"a\":{\"b\":\"deep\"}}",
          "{\"a\":[{\"b\":1}]}");

  private final Random random;
  private final JsonTexts json;
  private final List<byte[]> real;

  /**
   * @param real further records to begin with, maybe none
   */
  FuzzTexts(Random random, List<byte[]> real) {
    this.random = random;
    this.json = new JsonTexts(random);
    this.real = real;
  }

  byte[] next() {
    int kind = random.nextInt(20);
    if (kind == 0) {
      byte[] any = new byte[random.nextInt(60)];
      random.nextBytes(any);
      return any;
    }
    byte[] text =
        kind < 3
            ? record()
            : kind < 7 ? json.next() : typed(kind < 10).getBytes(StandardCharsets.UTF_8);
    return random.nextBoolean() ? text : json.spoil(text);
  }

  private byte[] record() {
    return real.isEmpty() || random.nextBoolean()
        ? WORKLOAD.get(random.nextInt(WORKLOAD.size()))
        : real.get(random.nextInt(real.size()));
  }

  private String typed(boolean inArray) {
    StringBuilder text = new StringBuilder(inArray ? "[" : "");
    for (int rows = inArray ? random.nextInt(4) : 1; rows > 0; rows--) {
      text.append('{');
      for (int i = random.nextInt(8); i > 0; i--) {
        text.append('"').append(pick(FuzzPlans.NAMES)).append("\":").append(pick(VALUES));
        text.append(i > 1 ? "," : "");
      }
      text.append(rows > 1 ? "}," : "}");
    }
    return text.append(inArray ? "]" : "").toString();
  }

  private String pick(List<String> from) {
    return from.get(random.nextInt(from.size()));
  }
}
