package dev.millrace.dashboards;

import java.util.Map;

/**
 * One alert of Prometheus, with what makes it fire and what must not.
 *
 * @param holds for how long the expression must hold, like {@code 5m}
 * @param keep how long it goes on firing afterwards, or null
 * @param summary one line, with labels as {@code {{ $labels.job_name }}}
 * @param action what to do, the first step
 * @param fires series, with values as promtool writes them, by which it fires
 * @param quiet series by which it does not
 * @param at when that is looked at
 */
record Alert(
    String name,
    String expression,
    String holds,
    String keep,
    String severity,
    String summary,
    String action,
    Map<String, String> fires,
    Map<String, String> quiet,
    String at) {
  /** Its heading in the docs. */
  String anchor() {
    return name.toLowerCase(java.util.Locale.ROOT);
  }
}
