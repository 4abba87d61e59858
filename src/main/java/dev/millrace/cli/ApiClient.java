package dev.millrace.cli;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.TrustManagerFactory;

/**
 * Calls of one server's API. Each waits for its answer, which is at most as long as a page of the
 * largest records.
 */
final class ApiClient {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

  /** A call may wait for a minute, and a replay works for as long. */
  private static final Duration ANSWER_TIMEOUT = Duration.ofMinutes(5);

  private final URI server;
  private final String token;
  private final HttpClient http;

  /**
   * @param token or null
   * @param ca PEM file, or null for the JDK's
   */
  ApiClient(URI server, String token, Path ca) {
    this.server = server;
    this.token = token;
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_TIMEOUT);
    http = (ca == null ? builder : builder.sslContext(trusting(ca))).build();
  }

  Answer get(String path) {
    return call("GET", path, null);
  }

  Answer post(String path, JsonObject body) {
    return call("POST", path, body);
  }

  Answer delete(String path) {
    return call("DELETE", path, null);
  }

  /** A part of a path or a value of a query. */
  static String encoded(String part) {
    return URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private Answer call(String method, String path, JsonObject body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(server + "/api/v1" + path))
            .timeout(ANSWER_TIMEOUT)
            .method(
                method,
                body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body.encode()));
    if (body != null) {
      request.header("Content-Type", "application/json");
    }
    if (token != null) {
      try {
        request.header("Authorization", "Bearer " + token);
      } catch (IllegalArgumentException e) {
        throw new CliException(ExitCode.USAGE, "the token has characters that no token has");
      }
    }
    try {
      HttpResponse<String> response =
          http.send(request.build(), BodyHandlers.ofString(StandardCharsets.UTF_8));
      return Answer.of(response.statusCode(), response.body(), server);
    } catch (SSLHandshakeException e) {
      throw unreachable("its certificate is not trusted; name its CA with --ca (" + said(e) + ")");
    } catch (ConnectException e) {
      throw unreachable("nothing answers there; is the engine running? (--server names another)");
    } catch (HttpTimeoutException e) {
      throw unreachable("no answer in time; whether the call was done is not known");
    } catch (IOException e) {
      throw unreachable("the connection broke: " + said(e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unreachable("interrupted");
    }
  }

  private CliException unreachable(String why) {
    return new CliException(ExitCode.UNREACHABLE, server + ": " + why);
  }

  private static String said(IOException e) {
    return Console.plain(e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage());
  }

  private static SSLContext trusting(Path ca) {
    try (InputStream in = Files.newInputStream(ca)) {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      for (Certificate certificate :
          CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        store.setCertificateEntry("ca-" + store.size(), certificate);
      }
      if (store.size() == 0) {
        throw new GeneralSecurityException("it has no certificate");
      }
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (IOException | GeneralSecurityException e) {
      throw new CliException(
          ExitCode.USAGE, "--ca " + ca + " cannot be read as PEM: " + e.getMessage());
    }
  }
}
