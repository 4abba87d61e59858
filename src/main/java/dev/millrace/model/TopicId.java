package dev.millrace.model;

/**
 * Which topic of a name it is: one that was deleted and made anew has the same name and another id.
 *
 * @param id Kafka's
 */
public record TopicId(String name, String id) {

  /** Whether this one took the place of {@code known}; false where nothing is known. */
  public boolean replaces(TopicId known) {
    return known != null && known.name().equals(name) && !known.id().equals(id);
  }
}
