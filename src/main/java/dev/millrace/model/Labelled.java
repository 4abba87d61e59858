package dev.millrace.model;

import java.util.Arrays;
import java.util.List;
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

  /** All labels of {@code type}, in its order. */
  static <E extends Enum<E> & Labelled> List<String> all(Class<E> type) {
    return Arrays.stream(type.getEnumConstants()).map(Labelled::label).toList();
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
