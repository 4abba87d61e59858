package dev.millrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MadeOnceTest {
  @TempDir Path dir;

  @Test
  void oneMakesItHoweverManyAsk() throws IOException {
    AtomicInteger made = new AtomicInteger();
    Path place = dir.resolve("build").resolve("it");

    IntStream.range(0, 4)
        .parallel()
        .forEach(
            i -> {
              try {
                MadeOnce.directory(
                    place,
                    making -> Files.writeString(making.resolve("n"), "" + made.incrementAndGet()));
              } catch (IOException e) {
                throw new AssertionError(e);
              }
            });

    assertThat(made).hasValue(1);
    assertThat(place.resolve("n")).hasContent("1");
  }

  @Test
  void whatWasLeftHalfMadeIsMadeAnew() throws IOException {
    Path place = dir.resolve("it");
    assertThatThrownBy(
            () ->
                MadeOnce.directory(
                    place,
                    making -> {
                      Files.writeString(making.resolve("half"), "");
                      throw new IOException("killed");
                    }))
        .hasMessage("killed");
    assertThat(place).doesNotExist();

    MadeOnce.directory(place, making -> Files.writeString(making.resolve("whole"), ""));

    assertThat(place).isDirectoryContaining("glob:**whole").isDirectoryNotContaining("glob:**half");
  }

  @Test
  void aCopyHasAllAndIsAnother() throws IOException {
    Path from = Files.createDirectories(dir.resolve("from").resolve("sub")).getParent();
    Files.writeString(from.resolve("sub").resolve("f"), "one");

    Path to = dir.resolve("to");
    MadeOnce.copy(from, to);
    Files.writeString(to.resolve("sub").resolve("f"), "two");

    assertThat(from.resolve("sub").resolve("f")).hasContent("one");
  }
}
