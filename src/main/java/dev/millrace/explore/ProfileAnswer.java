package dev.millrace.explore;

import dev.millrace.infer.PathProfile;
import dev.millrace.infer.Profile;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A profile as the API shows it. */
final class ProfileAnswer {
  private ProfileAnswer() {}

  static List<Map<String, Object>> of(Profile profile) {
    return profile.paths().stream().map(ProfileAnswer::of).toList();
  }

  /** Extremes are numbers where numbers were met, else text. */
  private static Map<String, Object> of(PathProfile path) {
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("path", path.path());
    shown.put("present", path.present());
    shown.put("nulls", path.nulls());
    shown.put("types", path.types());
    shown.put("expanded", path.expanded());
    shown.put("distinct", path.distinct());
    shown.put("unique", path.unique());
    shown.put("maxChars", path.maxChars());
    shown.put("maxBytes", path.maxBytes());
    shown.put("min", path.numbers() == null ? path.min() : number(path.min()));
    shown.put("max", path.numbers() == null ? path.max() : number(path.max()));
    if (path.numbers() != null) {
      shown.put("integerDigits", path.numbers().integerDigits());
      shown.put("scale", path.numbers().scale());
    }
    if (path.numericTexts() != null) {
      shown.put("numericText", true);
      shown.put("integerDigits", path.numericTexts().integerDigits());
      shown.put("scale", path.numericTexts().scale());
    }
    if (path.uuids()) {
      shown.put("uuid", true);
    }
    if (path.times() != null) {
      shown.put("timeFormat", path.times().timeOfDay() ? "date-time" : "date");
      shown.put("timeFormats", List.copyOf(path.times().formats()));
      shown.put("fractionDigits", path.times().fraction());
    }
    if (path.epoch() != null) {
      shown.put("epoch", path.epoch().label());
    }
    if (path.maxElements() != null) {
      shown.put("minElements", path.minElements());
      shown.put("maxElements", path.maxElements());
    }
    shown.put("example", path.example());
    return shown;
  }

  private static BigDecimal number(String literal) {
    return literal == null ? null : new BigDecimal(literal);
  }
}
