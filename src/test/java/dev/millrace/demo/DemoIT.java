package dev.millrace.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.millrace.testkit.EngineCommand;
import dev.millrace.testkit.OneServer;
import dev.millrace.testkit.TempFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;

@OneServer("The demo is with MariaDB.")
class DemoIT {
  @Test
  void endsByItselfWithTheTableEqualToWhatWasProduced() throws IOException {
    Path jar = EngineCommand.jar();
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      assumeTrue(zip.getEntry("dev/millrace/Main.class") != null, "the jar has no Main yet");
    }

    String port = TempFiles.freePorts(1).get(0).toString();
    int exitCode = Demo.run("--records", "20000", "--rate", "20000", "--port", port);

    assertThat(exitCode).isZero();
  }
}
