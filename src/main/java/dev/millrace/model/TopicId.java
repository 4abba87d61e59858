package dev.millrace.model;

/**
 * Which topic of a name it is: one that was deleted and made anew has the same name and another id.
 *
 * @param id Kafka's
 */
public record TopicId(String name, String id) {
  /** What brokers that give topics no ids (before 2.8, and some that are not Kafka) answer. */
  private static final String NONE = "AAAAAAAAAAAAAAAAAAAAAA";

  /** Whether this one took the place of {@code known}; false where nothing is known. */
  public boolean replaces(TopicId known) {
    return known != null
        && known.name().equals(name)
        && known.isKnown()
        && isKnown()
        && !known.id().equals(id);
  }

  /** This one, or {@code known} where a broker that gives no ids says no more than the name. */
  public TopicId orKnown(TopicId known) {
    return !isKnown() && known != null && known.name().equals(name) ? known : this;
  }

  private boolean isKnown() {
    return !id.equals(NONE);
  }
}
