package dev.millrace.catalog;

import java.util.function.UnaryOperator;

/**
 * How literal secrets lie in the file.
 *
 * @param close makes of a literal what is stored
 * @param open makes of what was stored the literal; {@link IllegalStateException} with a sentence
 *     when it cannot
 */
public record SecretCodec(UnaryOperator<String> close, UnaryOperator<String> open) {
  /** Secrets are stored as they are. */
  public static final SecretCodec NONE =
      new SecretCodec(UnaryOperator.identity(), UnaryOperator.identity());
}
