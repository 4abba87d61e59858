package dev.millrace.lane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.spec.FieldPath;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the readers of several tables list, held against the paths of all of them. */
class UnmappedPathsTest {
  private static UnmappedPaths paths(String... taken) {
    return new UnmappedPaths(Stream.of(taken).map(FieldPath::parse).toList());
  }

  @Test
  void whatAnotherTableTakesIsNotUnmapped() {
    assertThat(paths("/a", "/b").of(List.of("/b", "/c", "/a"))).containsExactly("/c");
  }

  @Test
  void whatAnotherTableTakesAPartOfIsToldByItsReader() {
    assertThat(paths("/a/b/c", "/x").of(List.of("/a", "/a/b", "/a/d", "/a/b/e", "/ab")))
        .containsExactly("/a/d", "/a/b/e", "/ab");
  }

  @Test
  void whatLiesInWhatAnotherTableTakesWholeIsTaken() {
    assertThat(paths("/a", "/data").of(List.of("/a/b", "/a/b/c", "/data/*", "/list/*")))
        .containsExactly("/list/*");
  }

  @Test
  void aSlashOrATildeInANameLeadsNowhere() {
    assertThat(paths("/a~1b", "/a~0").of(List.of("/a", "/a~1b", "/a~1b/c", "/a~1c", "/a~0")))
        .containsExactly("/a", "/a~1c");
  }

  @Test
  void metadataTakesNoPath() {
    assertThat(paths("$value", "$key", "/x").of(List.of("/a"))).containsExactly("/a");
  }

  @Test
  void eachIsToldOnceAndOfVeryManyTheFirst() {
    UnmappedPaths paths = paths("/x");

    assertThat(paths.of(List.of("/a", "/b", "/a"))).containsExactly("/a", "/b");
    assertThat(paths.of(List.of("/b", "/c"))).containsExactly("/c");
    assertThat(paths.of(IntStream.range(0, 2_000).mapToObj(i -> "/n" + i).toList())).hasSize(997);
    assertThat(paths.of(List.of("/late"))).isEmpty();
  }
}
