package dev.millrace.error;

/**
 * The file behind a reference to a secret has not answered in time. Whether the reference is right
 * is not known by that, so it is no fault of a document: trying again later may help.
 */
public final class SecretNotRead extends RuntimeException {
  public static final String CODE = "secret-not-read";

  private static final long serialVersionUID = 1L;

  /**
   * @param sentence for the user
   */
  public SecretNotRead(String sentence) {
    super(sentence, null, false, false);
  }

  public JobError error() {
    return JobError.of("engine", CODE, getMessage());
  }
}
