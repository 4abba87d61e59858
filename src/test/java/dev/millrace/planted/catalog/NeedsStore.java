package dev.millrace.planted.catalog;

/** A circle: each of the two classes needs the other. */
final class NeedsStore {
  private final NeededStore store;

  NeedsStore(NeededStore store) {
    this.store = store;
  }

  NeededStore store() {
    return store;
  }
}
