package dev.millrace.admin;

import static dev.millrace.admin.AdminRoutesTest.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.http.AdminSettings;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ConsoleFilesTest {
  private static final Path FOLDER =
      Path.of(System.getProperty("project.dir", ".")).resolve("src/main/resources/console");

  /**
   * Copied byte for byte from org.webjars.npm:lit-html:3.3.1 (BSD-3-Clause) and
   * org.webjars.npm:uplot:1.6.30 (MIT).
   */
  private static final Map<String, String> VENDORED =
      Map.of(
          "lit-html.js",
          "34ac3236b93fce62ff261d25c3039d82521f78f83bf6f77d04fec74796f1371a",
          "lit-html.LICENSE.txt",
          "2b66f9390afde29edfe4314daff93f01fb182e1178053e228120178987e5db75",
          "uPlot.esm.js",
          "86764b8fd3b92ac2deaaaab6cb1e3568251cea4e779aac3b3a5c8ed1c7dd1fc0",
          "uPlot.min.css",
          "df630c6a8d6f8eeaff264b50f73ce5b114f646ffd9a0bb74f049b0a00135fa04",
          "uPlot.LICENSE.txt",
          "8f989229699b4fe2f1a0432d0e9edc338a8a911e250e2d1b01ecd770a5f5b1bd");

  private static final int FIRST_LOAD_BYTES = 120 * 1024;

  private static final Pattern REFERENCE =
      Pattern.compile("(?:} from |import\\(|src=|stylesheet\" href=)['\"](?:\\./)?([^'\"]+)['\"]");

  private AdminServer server = AdminServer.open();

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void thePageComesWithAPolicyThatLetsNothingElseIn() {
    HttpResponse<String> page = server.get("/");

    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.body()).startsWith("<!doctype html>");
    assertThat(header(page, "content-type")).isEqualTo("text/html; charset=utf-8");
    assertThat(header(page, "content-security-policy"))
        .isEqualTo(
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
                + " connect-src 'self'; font-src 'self'; form-action 'none'; base-uri 'none';"
                + " frame-ancestors 'none'; require-trusted-types-for 'script';"
                + " trusted-types lit-html");
    assertThat(header(page, "x-content-type-options")).isEqualTo("nosniff");
    assertThat(header(page, "referrer-policy")).isEqualTo("no-referrer");
    assertThat(header(page, "cross-origin-opener-policy")).isEqualTo("same-origin");
  }

  @Test
  void aBrowserThatHasAFileIsToldThatItHoldsStill() {
    HttpResponse<String> first = server.get("/console/app.js");
    String tag = header(first, "etag");

    HttpResponse<String> again = server.call("GET", "/console/app.js", null, "if-none-match", tag);
    HttpResponse<String> other =
        server.call("GET", "/console/app.js", null, "if-none-match", "\"other\"");

    assertThat(header(first, "cache-control")).isEqualTo("no-cache");
    assertThat(header(first, "content-type")).isEqualTo("text/javascript; charset=utf-8");
    assertThat(again.statusCode()).isEqualTo(304);
    assertThat(again.body()).isEmpty();
    assertThat(header(again, "etag")).isEqualTo(tag);
    assertThat(other.statusCode()).isEqualTo(200);
    assertThat(other.body()).isEqualTo(first.body());
  }

  @Test
  void onlyTheFilesOfTheListAreServedAndOnlyToBeRead() {
    for (String path :
        List.of(
            "/console/",
            "/console/nothing.js",
            "/console/app.js/",
            "/console/../openapi.yaml2",
            "/console/..%2flogback.xml",
            "/console/vendor",
            "/index.html")) {
      assertProblem(server.get(path), 404);
    }
    HttpResponse<String> head = server.call("HEAD", "/", null);
    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.body()).isEmpty();
    for (String path : List.of("/", "/console/app.js")) {
      HttpResponse<String> refused = server.post(path);
      assertProblem(refused, 405);
      assertThat(header(refused, "allow")).isEqualTo("GET, HEAD");
    }
  }

  @Test
  void theFilesNeedNoTokenAndTheApiDoes() {
    server.close();
    server =
        new AdminServer(
            new AdminSettings("127.0.0.1", 0, Set.of(), true, token -> Optional.empty()));

    assertThat(server.get("/").statusCode()).isEqualTo(200);
    assertThat(server.get("/console/app.js").statusCode()).isEqualTo(200);
    assertProblem(server.get("/api/v1/jobs"), 401);
  }

  @Test
  void theListIsWhatIsThereAndEveryReferenceLeadsToOneOfIt() throws IOException {
    try (Stream<Path> all = Files.walk(FOLDER)) {
      assertThat(all.filter(Files::isRegularFile).map(f -> name(f)).toList())
          .containsExactlyInAnyOrderElementsOf(ConsoleFiles.NAMES);
    }
    for (String name : ConsoleFiles.NAMES) {
      if (name.startsWith("vendor/")) {
        continue;
      }
      for (String reference : references(Files.readString(FOLDER.resolve(name)))) {
        assertThat(ConsoleFiles.NAMES)
            .as("%s refers to it", name)
            .contains(reference.replaceFirst("^console/", ""));
      }
    }
  }

  @Test
  void theFirstLoadIsSmall() throws IOException {
    Set<String> loaded = new TreeSet<>();
    load("index.html", loaded);
    long sum = 0;
    for (String name : loaded) {
      sum += Files.size(FOLDER.resolve(name));
    }

    assertThat(loaded)
        .contains("app.js", "console.css", "vendor/lit-html.js")
        .as("loaded when it is asked for")
        .doesNotContain("new.js", "newmap.js", "vendor/uPlot.esm.js");
    assertThat(sum).isBetween(10_000L, (long) FIRST_LOAD_BYTES);
  }

  @Test
  void vendoredFilesAreThoseOfTheirRelease() throws IOException, GeneralSecurityException {
    assertThat(VENDORED.keySet())
        .containsExactlyInAnyOrderElementsOf(
            ConsoleFiles.NAMES.stream()
                .filter(name -> name.startsWith("vendor/"))
                .map(name -> name.substring("vendor/".length()))
                .toList());
    for (Map.Entry<String, String> file : VENDORED.entrySet()) {
      byte[] content = Files.readAllBytes(FOLDER.resolve("vendor").resolve(file.getKey()));
      assertThat(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content)))
          .as(file.getKey())
          .isEqualTo(file.getValue());
    }
  }

  @Test
  void noFileOfOursKeepsATokenBeyondTheTabOrMakesMarkupOfText() throws IOException {
    for (String name : ConsoleFiles.NAMES) {
      if (!name.startsWith("vendor/")) {
        assertThat(new String(Files.readAllBytes(FOLDER.resolve(name)), StandardCharsets.UTF_8))
            .as(name)
            .doesNotContain("localStorage", "innerHTML", "unsafeHTML", "eval(", "http://");
      }
    }
  }

  /** What a browser loads with it at once; what is imported only when it is asked for is not. */
  private static void load(String name, Set<String> loaded) throws IOException {
    if (!loaded.add(name) || !(name.endsWith(".html") || name.endsWith(".js"))) {
      return;
    }
    for (String next :
        references(Files.readString(FOLDER.resolve(name)).replaceAll("import\\([^)]*\\)", ""))) {
      load(next.replaceFirst("^console/", ""), loaded);
    }
  }

  private static String name(Path file) {
    return FOLDER.relativize(file).toString().replace('\\', '/');
  }

  private static List<String> references(String text) {
    return REFERENCE.matcher(text).results().map((MatchResult m) -> m.group(1)).toList();
  }

  private static String header(HttpResponse<String> response, String name) {
    return response.headers().firstValue(name).orElse(null);
  }
}
