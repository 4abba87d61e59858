package dev.millrace.infer;

import dev.millrace.spec.FieldPath;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What the name of a member says about its values. */
final class NameWords {
  private static final Set<String> TIME =
      Set.of(
          "time",
          "timestamp",
          "ts",
          "date",
          "datetime",
          "epoch",
          "at",
          "created",
          "updated",
          "modified",
          "deleted",
          "expires",
          "expiry",
          "expiration",
          "iat",
          "exp",
          "nbf",
          "es");

  /** Beside a word of time or quantity these say that it is a length of time, a count or a name. */
  private static final Set<String> COUNTS =
      Set.of(
          "duration",
          "elapsed",
          "latency",
          "timeout",
          "took",
          "count",
          "size",
          "id",
          "zone",
          "offset",
          "version",
          "total",
          "number",
          "no");

  /** Texts under such names may look like numbers and are none: 1.10 is not 1.1. */
  private static final Set<String> NO_NUMBER =
      Set.of(
          "version",
          "ver",
          "build",
          "release",
          "revision",
          "id",
          "code",
          "zip",
          "postcode",
          "phone",
          "ip",
          "hash",
          "key",
          "sku",
          "model",
          "ref",
          "serial",
          "firmware",
          "fw",
          "hardware",
          "hw",
          "software",
          "sw",
          "os",
          "api",
          "sdk",
          "protocol",
          "schema",
          "patch",
          "level",
          "section",
          "chapter",
          "clause",
          "icd",
          "diagnosis",
          "dewey",
          "center",
          "centre",
          "class",
          "category",
          "group",
          "plan",
          "tier",
          "list",
          "type",
          "method",
          "account",
          "address",
          "host",
          "path",
          "range",
          "no",
          "name",
          "label",
          "tag");

  /** Quantities that have fractions, also where those met happen to be whole. */
  private static final Set<String> FRACTION =
      Set.of(
          "price",
          "amount",
          "cost",
          "rate",
          "ratio",
          "score",
          "weight",
          "percent",
          "percentage",
          "avg",
          "average",
          "mean",
          "lat",
          "lon",
          "lng",
          "latitude",
          "longitude",
          "temperature",
          "balance",
          "tax",
          "fee",
          "discount");

  /** Further amounts: texts under such names that are numbers with a fraction are numbers. */
  private static final Set<String> AMOUNT =
      Set.of(
          ("total subtotal sum net gross paid due charge payment salary wage revenue profit margin"
                  + " turnover budget fare tip vat interest premium deposit refund credit debit"
                  + " quantity qty volume distance speed humidity pressure voltage bid ask spread"
                  + " money cash usd eur gbp jpy cny altitude prices amounts costs fees rates taxes"
                  + " totals")
              .split(" "));

  private NameWords() {}

  /** Whether integers under this path may be followed by fractions. */
  static boolean sayFraction(String path) {
    List<String> words = of(path);
    return words.stream().anyMatch(FRACTION::contains)
        && words.stream().noneMatch(COUNTS::contains);
  }

  /** Whether texts under this path that look like decimal numbers are amounts or measures. */
  static boolean sayAmount(String path) {
    return of(path).stream().anyMatch(w -> FRACTION.contains(w) || AMOUNT.contains(w));
  }

  /** Whether integers under this path, where they are plausible as times, are times. */
  static boolean sayTime(String path) {
    List<String> words = of(path);
    return words.stream().anyMatch(TIME::contains) && words.stream().noneMatch(COUNTS::contains);
  }

  /** Whether texts under this path that look like decimal numbers are numbers. */
  static boolean allowNumber(String path) {
    return of(path).stream().noneMatch(w -> NO_NUMBER.contains(w) || TIME.contains(w));
  }

  /** The words of the path's last key in lower case; {@code createdAt} has two. */
  static List<String> of(String path) {
    List<String> keys = FieldPath.parse(path).segments();
    return keys.isEmpty() ? List.of() : words(keys.get(keys.size() - 1));
  }

  static List<String> words(String name) {
    List<String> words = new ArrayList<>();
    for (String word :
        name.split(
            "[^\\p{L}\\p{N}]+|(?<=[\\p{Ll}\\p{N}])(?=\\p{Lu})|(?<=\\p{Lu})(?=\\p{Lu}\\p{Ll})")) {
      if (!word.isEmpty()) {
        words.add(word.toLowerCase(Locale.ROOT));
      }
    }
    return words;
  }
}
