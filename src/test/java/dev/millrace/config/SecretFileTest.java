package dev.millrace.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.millrace.secret.Secret;
import dev.millrace.secret.SecretMask;
import dev.millrace.testkit.ChildProcesses;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What references in documents reach, and what they do not. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SecretFileTest {
  @TempDir Path dir;
  private Path root;
  private Secrets secrets;

  @BeforeEach
  void rules() throws Exception {
    root = Files.createDirectory(dir.resolve("secrets"));
    secrets =
        new Secrets(
            Map.of(
                "SHOP_DB_PASSWORD", "hunter2",
                "my_Token", "t0ken",
                "HOME", "/root",
                "MILLRACE_SECRET_KEY", "k1",
                "AWS_SECRET_ACCESS_KEY", "k2",
                "OWN_PASSWORD", "k3"),
            new SecretRules(
                List.of(root), List.of("*PASSWORD*", "*TOKEN", "*KEY*"), Set.of("OWN_PASSWORD")));
  }

  @Test
  void aFileBelowTheRootIsReadAlsoThroughLinksThatStayThere() throws Exception {
    Path data = Files.createDirectories(root.resolve("..data/x"));
    Files.writeString(data.resolve("pw"), "file-secret-1\n");
    Files.createSymbolicLink(root.resolve("pw"), Path.of("..data/x/pw"));
    Files.createSymbolicLink(dir.resolve("alias"), root);

    assertThat(resolve(root.resolve("pw"))).isEqualTo("file-secret-1");
    assertThat(resolve(dir.resolve("alias/pw"))).isEqualTo("file-secret-1");
    assertThat(SecretMask.mask("is file-secret-1")).isEqualTo("is ***");
  }

  @Test
  void whatLiesElsewhereIsRefusedWhetherItIsThereOrNot() throws Exception {
    Path outside = Files.writeString(dir.resolve("outside"), "x");
    Files.createSymbolicLink(root.resolve("out"), outside);
    Path sibling = Files.createDirectory(dir.resolve("secrets-not"));
    Files.writeString(sibling.resolve("pw"), "x");

    for (Path path :
        List.of(
            outside,
            root.resolve("out"),
            root.resolve("../outside"),
            sibling.resolve("pw"),
            dir.resolve("not-there"),
            Path.of("/proc/self/environ"),
            Path.of("/dev/zero"))) {
      assertThatThrownBy(() -> resolve(path))
          .as(path.toString())
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("does not lie below " + root);
    }
    assertThatThrownBy(() -> resolve(root.resolve("not-there")))
        .hasMessageContaining("there is no such file");
  }

  @Test
  void pipesDirectoriesAndLargeFilesAreRefusedAtOnce() throws Exception {
    Path pipe = root.resolve("pipe");
    Process made = ChildProcesses.start(new ProcessBuilder("mkfifo", pipe.toString()));
    assumeTrue(made.waitFor(10, TimeUnit.SECONDS) && made.exitValue() == 0, "no mkfifo here");
    Files.createDirectory(root.resolve("directory"));
    Files.write(root.resolve("large"), new byte[(64 << 10) + 1]);
    Files.write(root.resolve("just"), new byte[64 << 10]);

    assertThatThrownBy(() -> resolve(pipe)).hasMessageContaining("not a regular file");
    assertThatThrownBy(() -> resolve(root.resolve("directory")))
        .hasMessageContaining("not a regular file");
    assertThatThrownBy(() -> resolve(root.resolve("large"))).hasMessageContaining("64 KiB");
    assertThat(resolve(root.resolve("just"))).hasSize(64 << 10);
  }

  @Test
  void aPodsOwnCredentialsAreNotForDocuments() throws Exception {
    Path own = Files.createDirectories(root.resolve("kubernetes.io/serviceaccount"));
    Files.writeString(own.resolve("token"), "x");
    Files.createSymbolicLink(root.resolve("token"), own.resolve("token"));

    assertThatThrownBy(() -> resolve(own.resolve("token"))).hasMessageContaining("Kubernetes");
    assertThatThrownBy(() -> resolve(root.resolve("token"))).hasMessageContaining("Kubernetes");
  }

  @Test
  void variablesAreThoseWithANameOfASecretAndNeverTheProcessOwn() {
    assertThat(secrets.resolve(new Secret("${env:SHOP_DB_PASSWORD}"))).isEqualTo("hunter2");
    assertThat(secrets.resolve(new Secret("${env:my_Token}"))).isEqualTo("t0ken");
    assertThatThrownBy(() -> secrets.resolve(new Secret("${env:HOME}")))
        .hasMessageContaining("*PASSWORD*, *TOKEN, *KEY*")
        .hasMessageContaining("secrets.env");
    for (String own : List.of("MILLRACE_SECRET_KEY", "AWS_SECRET_ACCESS_KEY", "OWN_PASSWORD")) {
      assertThatThrownBy(() -> secrets.resolve(new Secret("${env:" + own + "}")))
          .hasMessageContaining("belongs to the process");
    }
  }

  @Test
  void manyAtOnceWaitForEachOther() throws Exception {
    Path file = Files.write(root.resolve("pw"), new byte[64 << 10]);
    int readers = 32;
    ExecutorService threads = Executors.newFixedThreadPool(readers);
    try {
      CyclicBarrier together = new CyclicBarrier(readers);
      List<Future<String>> read = new ArrayList<>();
      for (int i = 0; i < readers; i++) {
        read.add(
            threads.submit(
                () -> {
                  together.await(20, TimeUnit.SECONDS);
                  String last = "";
                  for (int again = 0; again < 10; again++) {
                    last = resolve(file);
                  }
                  return last;
                }));
      }
      for (Future<String> one : read) {
        assertThat(one.get(20, TimeUnit.SECONDS)).hasSize(64 << 10);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private String resolve(Path path) {
    return secrets.resolve(new Secret("${file:" + path + "}"));
  }
}
