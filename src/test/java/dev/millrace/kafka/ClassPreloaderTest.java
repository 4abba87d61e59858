package dev.millrace.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ClassPreloaderTest {
  @Test
  void asksNobodyAndLeavesNoThread() throws Exception {
    Set<Long> before = threads();
    try (ServerSocket broker = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      ClassPreloader.load("127.0.0.1:" + broker.getLocalPort());

      broker.setSoTimeout(200);
      assertThatThrownBy(broker::accept).isInstanceOf(SocketTimeoutException.class);
    }
    assertThat(threads()).isSubsetOf(before);
  }

  @Test
  void keepsNoProcessAlive() {
    assertThat(ClassPreloader.thread().isDaemon()).isTrue();
  }

  private static Set<Long> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().contains("kafka"))
        .map(Thread::getId)
        .collect(Collectors.toSet());
  }
}
