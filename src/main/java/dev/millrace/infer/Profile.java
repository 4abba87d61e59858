package dev.millrace.infer;

import java.util.List;

/**
 * What samples hold.
 *
 * @param records rows looked at: messages, or elements where the root is an array
 * @param malformed messages that were passed over
 * @param paths in the order first met; an expanded object stands before its members
 */
public record Profile(long records, long malformed, List<PathProfile> paths) {
  public Profile {
    paths = List.copyOf(paths);
  }
}
