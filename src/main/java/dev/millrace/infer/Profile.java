package dev.millrace.infer;

import java.util.List;

/**
 * What samples hold.
 *
 * @param records rows looked at: messages, or elements where the root is an array
 * @param malformed messages that were passed over
 * @param tombstones messages without a value
 * @param morePaths whether there were more paths than are kept
 * @param paths in the order first met; an expanded object stands before its members
 */
public record Profile(
    long records, long malformed, long tombstones, boolean morePaths, List<PathProfile> paths) {
  public Profile {
    paths = List.copyOf(paths);
  }
}
