package dev.millrace.model;

import java.util.Arrays;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/** How many of each {@link Count} there are. Immutable. */
public final class Counts {
  /** Nothing was counted yet. */
  public static final Counts NONE = of(count -> 0);

  private final long[] numbers;

  private Counts(long[] numbers) {
    this.numbers = numbers;
  }

  /** Asks for the number of each count once. */
  public static Counts of(ToLongFunction<Count> number) {
    return new Counts(Arrays.stream(Count.values()).mapToLong(number).toArray());
  }

  /** So many of one, and none of the others. */
  public static Counts of(Count count, long number) {
    return NONE.with(count, number);
  }

  /** The same with another number of one. */
  public Counts with(Count count, long number) {
    long[] changed = numbers.clone();
    changed[count.ordinal()] = number;
    return new Counts(changed);
  }

  public long get(Count count) {
    return numbers[count.ordinal()];
  }

  /** The sum of both, one by one. */
  public Counts plus(Counts more) {
    return of(count -> get(count) + more.get(count));
  }

  /** How many offsets these counts account for. */
  public long accounted() {
    return sum(Count::isOfOffsets);
  }

  /** How many records were read. */
  public long records() {
    return sum(Count::isOfRecords);
  }

  private long sum(Predicate<Count> which) {
    return Arrays.stream(Count.values()).filter(which).mapToLong(this::get).sum();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Counts counts && Arrays.equals(numbers, counts.numbers);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(numbers);
  }

  /** As in {@code written 9, gaps 1}; without those that are 0. */
  @Override
  public String toString() {
    return Arrays.stream(Count.values())
        .filter(count -> get(count) != 0)
        .map(count -> count.field() + " " + get(count))
        .collect(Collectors.joining(", "));
  }
}
