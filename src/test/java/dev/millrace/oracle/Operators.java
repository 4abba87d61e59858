package dev.millrace.oracle;

import java.time.Duration;
import java.time.LocalTime;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * People: one deed after the other among the faults, in an order that the seed decides, all kinds
 * once, shuffled, then again. A deed ends with everything as it was before, so that the truth at
 * the end is the same. What the contract says of a deed is asked while it lasts; an {@link
 * AssertionError} says what was not so. The thread of {@link Faults}.
 */
final class Operators {
  private final Stage stage;
  private final Restarts restarts;
  private final Alterations alterations;
  private final Resets resets;
  private final Documents documents;
  private final ForeignMembers foreign;
  private final Map<Deed, Integer> counts = new EnumMap<>(Deed.class);
  private final List<Deed> kinds;
  private final Deque<Deed> deck = new ArrayDeque<>();

  /**
   * @param kinds that are done
   */
  Operators(Stage stage, List<Deed> kinds) {
    this.stage = stage;
    this.kinds = kinds;
    restarts = new Restarts(stage);
    alterations = new Alterations(stage);
    resets = new Resets(stage, alterations);
    documents = new Documents(stage);
    foreign = new ForeignMembers(stage);
  }

  Map<Deed, Integer> counts() {
    return counts;
  }

  int total() {
    return counts.values().stream().mapToInt(Integer::intValue).sum();
  }

  /** Does one, and says which, and how long it took. */
  String next() {
    if (deck.isEmpty()) {
      List<Deed> all = Arrays.asList(kinds.toArray(Deed[]::new));
      Collections.shuffle(all, stage.random());
      deck.addAll(all);
    }
    Deed deed = deck.poll();
    LocalTime begin = LocalTime.now();
    try {
      happen(deed);
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError(deed + ", begun at " + begin + ": " + e.getMessage(), e);
    }
    counts.merge(deed, 1, Integer::sum);
    long millis = Duration.between(begin, LocalTime.now()).toMillis();
    return "%s somebody: %s, over after %d ms".formatted(begin, deed, millis);
  }

  private void happen(Deed deed) {
    switch (deed) {
      case STOP_AND_START -> restarts.stopAndStart();
      case STOP_EVERYWHERE -> restarts.everywhere();
      case RESTART -> restarts.restart();
      case RESET_BESIDE_ANOTHER -> resets.besideAnother();
      case RESET -> resets.asDocumented();
      case RESET_INTO_NARROW_COLUMN -> resets.intoNarrowColumn();
      case OTHER_DOCUMENT -> documents.other();
      case OTHER_PACE -> documents.otherPace();
      case OTHER_TABLE -> documents.otherTable();
      case OTHER_TOPIC -> documents.otherTopic();
      case COLUMN_WIDENED -> alterations.widened();
      case COLUMN_NARROWED -> alterations.narrowed();
      case CHARACTER_SET -> alterations.characterSet();
      case ENGINE_WITHOUT_TRANSACTIONS -> alterations.withoutTransactions();
      case COLUMN_RENAMED -> alterations.renamed();
      case COLUMN_REQUIRED -> alterations.required();
      case CHECK_ADDED -> alterations.checkAdded();
      case FOREIGN_MEMBER -> foreign.comeAndGo();
    }
  }
}
