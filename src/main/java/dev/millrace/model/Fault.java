package dev.millrace.model;

/**
 * One thing that is wrong with a document, for its author.
 *
 * @param pointer JSON Pointer to the field, empty for the whole document
 * @param detail what is wrong, what was expected, what to do; known secrets in it are hidden
 */
public record Fault(String pointer, String detail) {
  public Fault {
    detail = SecretMask.mask(detail);
  }
}
