package dev.millrace.answer;

import java.util.Set;

/**
 * Which revision a stored document must have for a call to change it.
 *
 * @param conditional false where the caller does not mind
 * @param any whether any revision will do, as long as there is one
 * @param revisions those that will do else
 */
public record Precondition(boolean conditional, boolean any, Set<Long> revisions) {
  public static final Precondition NONE = new Precondition(false, false, Set.of());

  public Precondition {
    revisions = Set.copyOf(revisions);
  }

  /**
   * Checks it.
   *
   * @param what the document, for people
   * @param revision that it has; 0 where there is no such document
   * @throws PreconditionFailed where that will not do
   */
  public void require(String what, long revision) {
    if (conditional && !(any && revision > 0) && !revisions.contains(revision)) {
      throw new PreconditionFailed(
          revision == 0
              ? "there is no " + what + ", and If-Match asks for one"
              : what
                  + " has revision "
                  + revision
                  + ", and If-Match asks for another: it was changed meanwhile; GET it, make the"
                  + " change to what is there now, and try again");
    }
  }
}
