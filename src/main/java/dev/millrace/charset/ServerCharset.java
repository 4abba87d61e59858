package dev.millrace.charset;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;

/**
 * The servers' character sets by their names, and where the JDK's tables of the same repertoire
 * differ.
 *
 * <p>A set that is not listed, or that this JDK has no table of, counts as ASCII: some text is
 * refused then that the server would take, none is passed that it would not.
 */
final class ServerCharset {
  private static final Map<String, String> JAVA_NAMES =
      Map.ofEntries(
          Map.entry("latin1", "windows-1252"),
          Map.entry("latin2", "ISO-8859-2"),
          Map.entry("latin5", "ISO-8859-9"),
          Map.entry("latin7", "ISO-8859-13"),
          Map.entry("greek", "ISO-8859-7"),
          Map.entry("hebrew", "ISO-8859-8"),
          Map.entry("tis620", "TIS-620"),
          Map.entry("cp1250", "windows-1250"),
          Map.entry("cp1251", "windows-1251"),
          Map.entry("cp1256", "windows-1256"),
          Map.entry("cp1257", "windows-1257"),
          Map.entry("cp850", "IBM850"),
          Map.entry("cp852", "IBM852"),
          Map.entry("cp866", "IBM866"),
          Map.entry("koi8r", "KOI8-R"),
          Map.entry("koi8u", "KOI8-U"),
          Map.entry("macroman", "x-MacRoman"),
          Map.entry("macce", "x-MacCentralEurope"),
          Map.entry("gbk", "x-mswin-936"),
          Map.entry("gb2312", "GB2312"),
          Map.entry("gb18030", "GB18030"),
          Map.entry("big5", "Big5"),
          Map.entry("sjis", "Shift_JIS"),
          Map.entry("cp932", "windows-31j"),
          Map.entry("ujis", "EUC-JP"),
          Map.entry("eucjpms", "x-eucJP-Open"),
          Map.entry("euckr", "x-windows-949"));

  /**
   * Characters the JDK's table has and the server's has not, found by asking MariaDB 10.11 to
   * convert each character of the Basic Multilingual Plane to the set and back.
   */
  private static final Map<String, String> NOT_ON_SERVER =
      Map.ofEntries(
          Map.entry("cp1256", "\u0679\u0688\u0691\u06a9\u06ba\u06be\u06c1\u06d2"),
          Map.entry("cp866", "\u00a4\u2116"),
          Map.entry("eucjpms", "\u00a2\u00a3\u00a6\u00ac\u2014\u2016\u2212\u301c"),
          Map.entry("gbk", "\u20ac"),
          Map.entry("greek", "\u037a\u2018\u2019\u20ac\u20af"),
          Map.entry("hebrew", "\u00af"),
          Map.entry("koi8u", "\u2219"),
          Map.entry("sjis", "\u2014\uff3c"),
          Map.entry("swe7", "@[\\]^`{|}~\u007f"),
          Map.entry("tis620", "\u00a0"),
          Map.entry("ujis", "\u2014\uff3c\uff5e"));

  private ServerCharset() {}

  /** The JDK's table nearest to the server's. */
  static Charset charset(String serverName) {
    String javaName = JAVA_NAMES.get(serverName);
    return javaName != null && Charset.isSupported(javaName)
        ? Charset.forName(javaName)
        : StandardCharsets.US_ASCII;
  }

  /** Corrects a table of widths where the server's table differs from the JDK's. */
  static void amend(String serverName, byte[] widths) {
    String absent = NOT_ON_SERVER.getOrDefault(serverName, "");
    for (int i = 0; i < absent.length(); i++) {
      widths[absent.charAt(i)] = 0;
    }
    if (serverName.equals("gbk") || serverName.equals("euckr")) {
      Arrays.fill(widths, 0xE000, 0xF900, (byte) 0); // private use: the JDK's extension
    }
    if (serverName.equals("latin1")) {
      for (char c : "\u0081\u008d\u008f\u0090\u009d".toCharArray()) {
        widths[c] = 1; // MySQL's latin1 is cp1252 with its five gaps filled
      }
    }
    if (serverName.equals("sjis")) {
      widths['\\'] = 2; // stored as the full-width one
    }
  }
}
