package dev.millrace.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.millrace.admin.AdminVerticle;
import dev.millrace.admin.MetricsText;
import dev.millrace.http.AdminSettings;
import dev.millrace.testkit.OneServer;
import dev.millrace.testkit.SmallDisk;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What cannot be stored is not done, and the caller is told so by 507. */
@OneServer("It has no database.")
class FullDiskAnswerIT {
  @TempDir Path directory;
  private EngineKit kit;
  private int port;

  @Test
  void aFullDisk() throws Exception {
    try (SmallDisk disk = new SmallDisk(1)) {
      assumeTrue(disk.objection() == null, () -> "no small disk: " + disk.objection());
      Path data = disk.path().resolve("data");
      Path filling = disk.path().resolve("filling");
      served(data, () -> fill(filling), () -> Files.delete(filling), "No space left on device");
    }
  }

  @Test
  void aFileThatCannotBeMade() throws Exception {
    Path inTheWay = directory.resolve("catalog.json.tmp");
    served(
        directory,
        () -> Files.createDirectories(inTheWay.resolve("something")),
        () -> {
          Files.delete(inTheWay.resolve("something"));
          Files.delete(inTheWay);
        },
        "DirectoryNotEmptyException");
  }

  private interface Step {
    void run() throws IOException;
  }

  private void served(Path data, Step begin, Step end, String reason) throws Exception {
    try (EngineKit started = new EngineKit(data)) {
      kit = started;
      AdminVerticle api =
          new AdminVerticle(
              AdminSettings.open("127.0.0.1", 0),
              kit.engine(),
              accept -> new MetricsText("text/plain", ""));
      EngineKit.await(kit.vertx().deployVerticle(api));
      port = api.port();
      assertThat(call("PUT", "before").statusCode()).isEqualTo(201);

      begin.run();
      HttpResponse<String> refused = call("PUT", "new");
      HttpResponse<String> notDeleted = call("DELETE", "before");

      for (HttpResponse<String> answer : List.of(refused, notDeleted)) {
        assertThat(answer.statusCode()).isEqualTo(507);
        assertThat(answer.headers().firstValue("content-type"))
            .hasValue("application/problem+json");
        assertThat(new JsonObject(answer.body()).getString("detail"))
            .contains("the change was not made", "catalog.json", reason, "make room");
      }
      assertThat(call("GET", "new").statusCode()).isEqualTo(404);
      assertThat(call("GET", "before").statusCode()).isEqualTo(200);
      end.run();
      assertThat(call("PUT", "new").statusCode()).isEqualTo(201);
    }
    try (EngineKit again = new EngineKit(data)) {
      assertThat(again.engine().sources()).containsOnlyKeys("before", "new");
    }
  }

  /** As large as it becomes. */
  private static void fill(Path file) throws IOException {
    byte[] some = new byte[4096];
    try (var out = Files.newOutputStream(file)) {
      while (true) {
        out.write(some);
      }
    } catch (IOException e) {
      assertThat(e).hasMessageContaining("No space left");
    }
  }

  private HttpResponse<String> call(String method, String source) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/v1/sources/" + source))
            .header("content-type", "application/json")
            .method(
                method,
                method.equals("PUT")
                    ? BodyPublishers.ofString("{\"bootstrapServers\":\"k:9092\",\"topic\":\"t\"}")
                    : BodyPublishers.noBody())
            .build();
    return HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
  }
}
