package dev.millrace.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class HangupTest {
  @Test
  void eachSignalIsTold() throws Exception {
    assumeFalse(System.getProperty("os.name").startsWith("Windows"), "Windows has no such signal");
    CountDownLatch told = new CountDownLatch(1);

    assertThat(Hangup.hear(told::countDown)).isTrue();
    Class<?> signal = Class.forName("sun.misc.Signal");
    Object hangup = signal.getConstructor(String.class).newInstance("HUP");
    signal.getMethod("raise", signal).invoke(null, hangup);

    assertThat(told.await(20, TimeUnit.SECONDS)).isTrue();
  }
}
