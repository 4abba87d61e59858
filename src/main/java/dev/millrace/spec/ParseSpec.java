package dev.millrace.spec;

import dev.millrace.model.Labelled;

/**
 * How a message becomes columns.
 *
 * @param layers parse depth, 0 to 32; 0 keeps the message as one text
 * @param root what a message is at its top
 */
public record ParseSpec(int layers, Root root) {
  public static final int MAX_LAYERS = 32;

  /** What stands at the top of a message. */
  public enum Root implements Labelled {
    OBJECT,
    /** An array of objects, one row each. */
    ARRAY
  }
}
