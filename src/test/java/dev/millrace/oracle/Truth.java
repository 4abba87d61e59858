package dev.millrace.oracle;

import java.util.Arrays;

/**
 * What the broker acknowledged: which number lies at which offset of each partition. Any thread.
 */
final class Truth {
  /** One partition's records by offset. */
  private static final class Column {
    private long[] offsets = new long[1024];
    private long[] numbers = new long[1024];
    private int size;
  }

  private final Column[] partitions;

  Truth(int partitions) {
    this.partitions = new Column[partitions];
    Arrays.setAll(this.partitions, i -> new Column());
  }

  /** Acknowledgements come in the order of the offsets, or nearly so. */
  synchronized void acknowledged(int partition, long offset, long number) {
    Column c = partitions[partition];
    if (c.size == c.offsets.length) {
      c.offsets = Arrays.copyOf(c.offsets, 2 * c.size);
      c.numbers = Arrays.copyOf(c.numbers, 2 * c.size);
    }
    int at = c.size++;
    for (; at > 0 && c.offsets[at - 1] > offset; at--) {
      c.offsets[at] = c.offsets[at - 1];
      c.numbers[at] = c.numbers[at - 1];
    }
    c.offsets[at] = offset;
    c.numbers[at] = number;
  }

  int partitions() {
    return partitions.length;
  }

  synchronized int count(int partition) {
    return partitions[partition].size;
  }

  synchronized long offset(int partition, int i) {
    return partitions[partition].offsets[i];
  }

  synchronized long number(int partition, int i) {
    return partitions[partition].numbers[i];
  }

  synchronized long records() {
    return Arrays.stream(partitions).mapToLong(c -> c.size).sum();
  }
}
