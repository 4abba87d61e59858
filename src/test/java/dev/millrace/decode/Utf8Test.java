package dev.millrace.decode;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class Utf8Test {
  private static final CharsetDecoder JDK =
      StandardCharsets.UTF_8.newDecoder().onMalformedInput(CodingErrorAction.REPORT);

  @Test
  void agreesWithTheJdkOnAllLeadBytesAndTheEdgesOfWhatFollows() {
    int[] seconds = {0, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xFF};
    int[] tails = {0x41, 0x7F, 0x80, 0xBF, 0xC0};
    for (int lead = 0x80; lead < 0x100; lead++) {
      for (int second : seconds) {
        for (int third : tails) {
          for (int fourth : tails) {
            same((byte) lead, (byte) second, (byte) third, (byte) fourth);
          }
        }
      }
    }
  }

  @Test
  void agreesWithTheJdkWhereverAFaultStands() {
    Random random = new Random(7);
    for (int i = 0; i < 20_000; i++) {
      byte[] text = "plain ascii, grün, 漢字, 😀 and a tail".getBytes(StandardCharsets.UTF_8);
      byte[] cut = Arrays.copyOf(text, random.nextInt(text.length + 1));
      if (cut.length > 0 && random.nextBoolean()) {
        cut[random.nextInt(cut.length)] = (byte) random.nextInt();
      }
      same(cut);
    }
  }

  private static void same(byte... bytes) {
    boolean valid = true;
    try {
      JDK.decode(ByteBuffer.wrap(bytes));
    } catch (CharacterCodingException e) {
      valid = false;
    }

    if (Utf8.firstInvalid(bytes, 0, bytes.length) < 0 != valid) {
      throw new AssertionError("valid: " + valid + " " + Arrays.toString(bytes));
    }
  }
}
