package dev.millrace.model;

import java.util.Locale;
import java.util.Optional;

/** An enum constant with the exact word that users, metrics and documents know it by. */
public interface Labelled {
  /** The constant's name, as every enum has it. */
  String name();

  /** Lower case with dashes: {@code EXACTLY_ONCE} is {@code exactly-once}. */
  default String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The constant of {@code type} with this label, or empty. Labels match exactly. */
  static <E extends Enum<E> & Labelled> Optional<E> of(Class<E> type, String label) {
    for (E constant : type.getEnumConstants()) {
      if (constant.label().equals(label)) {
        return Optional.of(constant);
      }
    }
    return Optional.empty();
  }
}
