package dev.millrace.catalog;

import dev.millrace.spec.SourceSpec;
import dev.millrace.testkit.ChildProcesses;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A process that puts one source after another and prints how many are durable, until it is killed.
 */
public final class CatalogWriter {
  private CatalogWriter() {}

  static Process start(Path dir) throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    return ChildProcesses.start(
        new ProcessBuilder(
                java,
                "-cp",
                System.getProperty("java.class.path"),
                CatalogWriter.class.getName(),
                dir.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT));
  }

  public static void main(String[] args) {
    FileCatalog.open(Vertx.vertx(), Path.of(args[0]), SecretCodec.NONE)
        .onSuccess(catalog -> put(catalog, 1));
  }

  private static void put(FileCatalog catalog, int n) {
    catalog
        .putSource("s" + n, 0, SourceSpec.of("a:9092", "t" + n))
        .onSuccess(
            done -> {
              System.out.println(n);
              put(catalog, n + 1);
            });
  }
}
