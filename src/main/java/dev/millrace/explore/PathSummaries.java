package dev.millrace.explore;

import dev.millrace.answer.PathSummary;
import dev.millrace.infer.NumberForm;
import dev.millrace.infer.PathProfile;
import dev.millrace.infer.Spread;
import dev.millrace.infer.TimeForm;
import java.util.List;

/** Of a path's profile what a sample tells; the rest is for inferring alone. */
final class PathSummaries {
  private PathSummaries() {}

  static PathSummary of(PathProfile path) {
    return new PathSummary(
        path.path(),
        path.present(),
        path.nulls(),
        path.types(),
        path.expanded(),
        path.distinct(),
        path.unique(),
        path.maxChars(),
        path.maxBytes(),
        path.min(),
        path.max(),
        digits(path.numbers()),
        digits(path.numericTexts()),
        path.uuids(),
        times(path.times()),
        path.epoch(),
        path.minElements(),
        path.maxElements(),
        path.example(),
        histogram(path.spread()));
  }

  private static PathSummary.Histogram histogram(Spread spread) {
    return spread == null
        ? null
        : new PathSummary.Histogram(
            spread.of().label(), spread.from(), spread.to(), spread.counts());
  }

  private static PathSummary.Digits digits(NumberForm form) {
    return form == null ? null : new PathSummary.Digits(form.integerDigits(), form.scale());
  }

  private static PathSummary.Times times(TimeForm form) {
    return form == null
        ? null
        : new PathSummary.Times(form.timeOfDay(), List.copyOf(form.formats()), form.fraction());
  }
}
