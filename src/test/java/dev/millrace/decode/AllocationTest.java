package dev.millrace.decode;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.millrace.spec.ParseSpec;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

class AllocationTest {
  @Test
  void aRecordLikeTheOnesBeforeCostsNoAllocation() {
    RecordReader reader =
        new RecordReader(
            Rows.plan(
                new ParseSpec(3, ParseSpec.Root.OBJECT), Limits.DEFAULT, StandardRecord.PATHS));
    byte[][] messages = StandardRecord.messages(64);
    RowVisitor nobody = (row, index) -> true;
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    read(reader, messages, nobody, 20_000);

    long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
    read(reader, messages, nobody, 20_000);
    long each = (threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before) / 20_000;

    assertThat(each).isLessThanOrEqualTo(8);
  }

  private static void read(
      RecordReader reader, byte[][] messages, RowVisitor visitor, int records) {
    for (int i = 0; i < records; i++) {
      byte[] message = messages[i % messages.length];
      if (reader.read(message, 0, message.length, visitor) != null) {
        throw new AssertionError(reader.reason());
      }
    }
  }
}
