package dev.millrace.loadtest;

/** The variants of the workload by name. */
final class Variants {
  private Variants() {}

  static Shape shape(String variant) {
    return switch (variant) {
      case "nested" -> Shapes.nested();
      case "flat4" -> Shapes.flat(4, 0);
      case "wide200" -> Shapes.flat(200, 0);
      case "dirty-null", "dirty-quarantine" -> Shapes.dirty();
      default -> Shapes.standard();
    };
  }

  /** Fewer where records are larger, so that each variant is of as many bytes, about. */
  static long records(String variant, long standard) {
    return switch (variant) {
      case "nested" -> Math.max(1, standard / 3);
      case "wide200" -> Math.max(1, standard / 6);
      default -> standard;
    };
  }

  /** Variants that read the same bytes share a topic. */
  static String topic(String variant) {
    return switch (variant) {
      case "upsert" -> "standard";
      case "dirty-null", "dirty-quarantine" -> "dirty";
      default -> variant;
    };
  }
}
