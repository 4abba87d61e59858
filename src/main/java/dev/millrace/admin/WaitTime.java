package dev.millrace.admin;

import dev.millrace.http.Problem;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The query parameter {@code wait} of calls that take a moment: {@code ?wait=30s}. */
final class WaitTime {
  private static final Pattern FORM = Pattern.compile("(\\d{1,6})(ms|s|m)");
  private static final Duration LONGEST = Duration.ofSeconds(60);

  private WaitTime() {}

  /**
   * How long the caller will wait; zero where it does not say.
   *
   * @throws Problem.Refusal when it is no such time, or a longer one than 60 s
   */
  static Duration of(RoutingContext ctx) {
    List<String> given = ctx.queryParam("wait");
    if (given.isEmpty()) {
      return Duration.ZERO;
    }
    Matcher form = FORM.matcher(given.get(0));
    if (given.size() > 1 || !form.matches()) {
      throw new Problem.Refusal(
          400, "wait is a number with its unit (ms, s or m) and at most 60s, as in ?wait=30s");
    }
    long number = Long.parseLong(form.group(1));
    Duration time =
        switch (form.group(2)) {
          case "ms" -> Duration.ofMillis(number);
          case "s" -> Duration.ofSeconds(number);
          default -> Duration.ofMinutes(number);
        };
    if (time.compareTo(LONGEST) > 0) {
      throw new Problem.Refusal(
          400, "wait is at most 60s: ask again, or look at the status, for a longer one");
    }
    return time;
  }
}
