package dev.millrace.error;

import dev.millrace.secret.PlainText;
import dev.millrace.secret.SecretMask;

/**
 * One thing that is wrong with a document, for its author.
 *
 * @param pointer JSON Pointer to the field, empty for the whole document
 * @param detail what is wrong, what was expected, what to do; known secrets in it are hidden
 */
public record FieldError(String pointer, String detail) {
  private static final int MAX_POINTER_CHARS = 500;
  private static final int MAX_DETAIL_CHARS = 2_000;

  public FieldError {
    pointer = PlainText.of(pointer, MAX_POINTER_CHARS);
    detail = PlainText.of(SecretMask.mask(detail), MAX_DETAIL_CHARS);
  }
}
