package dev.millrace.planted.catalog;

/** The other end of the circle, in a nested class. */
final class NeededStore {
  static final class Entry {
    NeedsStore owner() {
      return new NeedsStore(new NeededStore());
    }
  }
}
