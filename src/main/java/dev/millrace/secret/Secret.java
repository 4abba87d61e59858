package dev.millrace.secret;

import java.util.Objects;

/**
 * A password or token that must not be seen. Holds the text as the user gave it: a literal, {@code
 * ${env:NAME}} or {@code ${file:/path}}; it is resolved at use by the config room.
 */
public final class Secret {
  /** What is shown in its place, everywhere. */
  public static final String MASK = "***";

  private final String text;

  public Secret(String text) {
    this.text = Objects.requireNonNull(text);
  }

  /** The text as given. Only for resolving and for storing; never for a message. */
  public String reveal() {
    return text;
  }

  /**
   * Whether the text only points at the secret ({@code ${env:…}} or {@code ${file:…}}), so that it
   * may be shown.
   */
  public boolean isReference() {
    return text.matches("\\$\\{(env|file):[^}]+}");
  }

  /** The reference, or the mask for a literal. */
  public String shown() {
    return isReference() ? text : MASK;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Secret s && s.text.equals(text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public String toString() {
    return MASK;
  }
}
