package dev.millrace.testkit;

/** Many rows out of nothing, in SQL that every server knows. */
public final class Numbers {
  private static final String DIGITS =
      "(SELECT 0 d UNION ALL SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4"
          + " UNION ALL SELECT 5 UNION ALL SELECT 6 UNION ALL SELECT 7 UNION ALL SELECT 8"
          + " UNION ALL SELECT 9)";

  private Numbers() {}

  /**
   * What stands behind FROM: a table of one column {@code n} with the numbers 0 to {@code end-1}.
   *
   * @param end at most 100,000
   */
  public static String below(int end) {
    return "(SELECT a.d+10*b.d+100*c.d+1000*e.d+10000*f.d AS n FROM "
        + DIGITS
        + " a,"
        + DIGITS
        + " b,"
        + DIGITS
        + " c,"
        + DIGITS
        + " e,"
        + DIGITS
        + " f) numbers WHERE n<"
        + end;
  }
}
