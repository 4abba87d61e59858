package dev.millrace.coerce;

import java.util.Random;

/** Number literals in JSON's grammar, of every length and form, with small exponents. */
final class RandomNumber {

  private RandomNumber() {}

  static String json(Random random) {
    StringBuilder text = new StringBuilder(random.nextInt(3) == 0 ? "-" : "");
    int whole = random.nextInt(random.nextInt(4) == 0 ? 24 : 6);
    if (whole == 0) {
      text.append('0');
    } else {
      text.append((char) ('1' + random.nextInt(9)));
      digits(random, whole - 1, text);
    }
    if (random.nextBoolean()) {
      text.append('.');
      digits(random, 1 + random.nextInt(8), text);
    }
    if (random.nextInt(3) == 0) {
      text.append(random.nextBoolean() ? 'e' : 'E');
      text.append(new String[] {"", "+", "-"}[random.nextInt(3)]);
      text.append(random.nextInt(12));
    }
    return text.toString();
  }

  private static void digits(Random random, int count, StringBuilder text) {
    String often = "0000000099995554123678";
    for (int i = 0; i < count; i++) {
      text.append(often.charAt(random.nextInt(often.length())));
    }
  }
}
