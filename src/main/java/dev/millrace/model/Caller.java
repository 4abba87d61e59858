package dev.millrace.model;

/**
 * Who calls the API.
 *
 * @param name of the token, or null where no tokens are configured
 */
public record Caller(String name, Role role) {
  /** Anyone, where no tokens are configured. */
  public static final Caller ANYONE = new Caller(null, Role.OPERATOR);
}
