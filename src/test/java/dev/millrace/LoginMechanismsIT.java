package dev.millrace;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.demo.EngineProcess;
import dev.millrace.testkit.Certificates;
import dev.millrace.testkit.EmbeddedKafka;
import dev.millrace.testkit.EngineCommand;
import dev.millrace.testkit.Eventually;
import dev.millrace.testkit.OAuthServer;
import dev.millrace.testkit.OneServer;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Each way to log in at a broker, from the fat jar: a class that is missing there is not missing in
 * the tests' own process.
 */
@Timeout(120)
@OneServer("It has no job.")
class LoginMechanismsIT {
  private static final String RECORD = "{\"it\":\"is this one\"}";
  private static final String SECURITY = "org.apache.kafka.common.security.";
  private static final String OAUTH = SECURITY + "oauthbearer.";
  private static final String OAUTH_MODULE = OAUTH + "OAuthBearerLoginModule required";
  private static final String UNSECURED =
      OAUTH_MODULE + " unsecuredLoginStringClaim_sub=\"somebody\";";
  private static final String BROKERS_URLS = "org.apache.kafka.sasl.oauthbearer.allowed.urls";

  @TempDir static Path directory;
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static OAuthServer oauth;
  private static EmbeddedKafka kafka;
  private static EngineProcess engine;
  private static Path trust;
  private static Path tokenFile;
  private static Path privateKey;

  @BeforeAll
  static void start() throws Exception {
    oauth = new OAuthServer();
    tokenFile = Files.writeString(directory.resolve("token.jwt"), oauth.token());
    privateKey = oauth.privateKey(directory.resolve("assertion.pem"));
    engine =
        EngineProcess.start(
            EngineCommand.jar(),
            directory,
            0,
            Map.of(
                "MILLRACE_SECRETS_FILES", directory.toString(),
                "MILLRACE_KAFKA_ALLOWED_URLS",
                    oauth.tokenUrl() + "," + oauth.jwksUrl() + "," + tokenFile.toUri(),
                "MILLRACE_KAFKA_ALLOWED_FILES", tokenFile + "," + privateKey));
    startBroker();
    Eventually.until(
        "the engine answers",
        Duration.ofSeconds(60),
        () -> {
          engine.requireAlive();
          return send("GET", "/api/v1/sources", "").statusCode() == 200;
        });
  }

  private static void startBroker() throws Exception {
    Path broker = Certificates.keyStore(directory, "broker", "ip:127.0.0.1", 0);
    Path client = Certificates.keyStore(directory, "client", "dns:client.test", 0);
    trust = Certificates.trustStore(broker, "broker");
    Map<String, String> overrides = new HashMap<>();
    overrides.putAll(Certificates.ofListener("mutual", broker));
    overrides.putAll(Certificates.ofListener("both", broker));
    overrides.put("listener.name.mutual.ssl.client.auth", "required");
    overrides.put(
        "listener.name.mutual.ssl.truststore.location",
        Certificates.trustStore(client, "client").toString());
    overrides.put("listener.name.mutual.ssl.truststore.password", Certificates.PASSWORD);
    String plain = SECURITY + "plain.PlainLoginModule required user_u=\"right\";";
    String scram = SECURITY + "scram.ScramLoginModule required;";
    overrides.put(
        "listener.name.sasl.sasl.enabled.mechanisms", "PLAIN,SCRAM-SHA-256,SCRAM-SHA-512");
    overrides.put("listener.name.sasl.plain.sasl.jaas.config", plain);
    overrides.put("listener.name.sasl.scram-sha-256.sasl.jaas.config", scram);
    overrides.put("listener.name.sasl.scram-sha-512.sasl.jaas.config", scram);
    overrides.put("listener.name.both.sasl.enabled.mechanisms", "PLAIN");
    overrides.put("listener.name.both.plain.sasl.jaas.config", plain);
    for (String listener : List.of("unsecured", "oauth")) {
      overrides.put("listener.name." + listener + ".sasl.enabled.mechanisms", "OAUTHBEARER");
      overrides.put("listener.name." + listener + ".oauthbearer.sasl.jaas.config", UNSECURED);
    }
    overrides.put(
        "listener.name.oauth.oauthbearer.sasl.server.callback.handler.class",
        OAUTH + "OAuthBearerValidatorCallbackHandler");
    overrides.put("sasl.oauthbearer.jwks.endpoint.url", oauth.jwksUrl());
    overrides.put("sasl.oauthbearer.expected.audience", OAuthServer.AUDIENCE);
    System.setProperty(BROKERS_URLS, oauth.jwksUrl());
    kafka =
        new EmbeddedKafka(overrides)
            .listener("MUTUAL", "SSL", null)
            .listener("BOTH", "SASL_SSL", null)
            .listener("SASL", "SASL_PLAINTEXT", null)
            .listener("UNSECURED", "SASL_PLAINTEXT", null)
            .listener("OAUTH", "SASL_PLAINTEXT", null)
            .start();
    for (ScramMechanism mechanism :
        List.of(ScramMechanism.SCRAM_SHA_256, ScramMechanism.SCRAM_SHA_512)) {
      kafka
          .admin()
          .alterUserScramCredentials(
              List.of(
                  new UserScramCredentialUpsertion(
                      "u", new ScramCredentialInfo(mechanism, 4096), "right")))
          .all()
          .get(30, TimeUnit.SECONDS);
    }
    kafka.createTopic("t", 1);
    try (KafkaProducer<byte[], byte[]> producer = kafka.producer()) {
      producer.send(new ProducerRecord<>("t", RECORD.getBytes(UTF_8))).get(30, TimeUnit.SECONDS);
    }
  }

  @AfterAll
  static void stop() {
    if (engine != null) {
      engine.kill();
    }
    if (kafka != null) {
      kafka.close();
    }
    if (oauth != null) {
      oauth.close();
    }
    System.clearProperty(BROKERS_URLS);
  }

  private static HttpResponse<String> send(String method, String path, String body)
      throws Exception {
    return HTTP.send(
        HttpRequest.newBuilder(URI.create(engine.address() + path))
            .timeout(Duration.ofSeconds(60))
            .header("content-type", "application/json")
            .method(method, BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
  }

  /** The answer to a sample from a source at that listener. */
  private static HttpResponse<String> sample(String listener, String... properties)
      throws Exception {
    JsonObject map = new JsonObject();
    for (int i = 0; i < properties.length; i += 2) {
      map.put(properties[i], properties[i + 1]);
    }
    JsonObject source =
        new JsonObject()
            .put("bootstrapServers", kafka.bootstrapServers(listener))
            .put("topic", "t")
            .put("properties", map);
    HttpResponse<String> put = send("PUT", "/api/v1/sources/x", source.encode());
    assertThat(put.statusCode()).as(put.body()).isIn(200, 201);
    return send("POST", "/api/v1/sources/x/sample", "{}");
  }

  private static void assertRead(HttpResponse<String> sample) {
    assertThat(sample.statusCode()).as(() -> sample.body() + engine.lastLines()).isEqualTo(200);
    assertThat(new JsonObject(sample.body()).getJsonArray("records"))
        .extracting(record -> ((JsonObject) record).getString("value"))
        .containsExactly(RECORD);
  }

  private static void assertRefused(HttpResponse<String> sample, String... words) {
    assertThat(sample.statusCode()).as(sample.body()).isEqualTo(422);
    assertThat(sample.body()).contains(words).doesNotContain("NoClassDef", "ClassNotFound");
  }

  private static String[] sasl(String mechanism, String jaas, String... more) {
    String[] all = {
      "security.protocol", "SASL_PLAINTEXT", "sasl.mechanism", mechanism, "sasl.jaas.config", jaas
    };
    String[] properties = java.util.Arrays.copyOf(all, all.length + more.length);
    System.arraycopy(more, 0, properties, all.length, more.length);
    return properties;
  }

  private static String plain(String password) {
    return SECURITY
        + "plain.PlainLoginModule required username=\"u\" password=\"%s\";".formatted(password);
  }

  private static String[] oauth(String jaas, String tokenUrl, String... more) {
    String[] all = {
      "sasl.login.callback.handler.class",
      OAUTH + "OAuthBearerLoginCallbackHandler",
      "sasl.oauthbearer.token.endpoint.url",
      tokenUrl
    };
    String[] properties = java.util.Arrays.copyOf(all, all.length + more.length);
    System.arraycopy(more, 0, properties, all.length, more.length);
    return sasl("OAUTHBEARER", jaas, properties);
  }

  private static String client(String secret) {
    return OAUTH_MODULE
        + " clientId=\"%s\" clientSecret=\"%s\";".formatted(OAuthServer.CLIENT, secret);
  }

  @Test
  void saslPlain() throws Exception {
    assertRead(sample("SASL", sasl("PLAIN", plain("right"))));
    assertRefused(
        sample("SASL", sasl("PLAIN", plain("wrong"))), "refused the credentials", "password");
  }

  @Test
  void saslPlainWithinTls() throws Exception {
    String[] properties =
        sasl(
            "PLAIN",
            plain("right"),
            "ssl.truststore.location",
            trust.toString(),
            "ssl.truststore.password",
            Certificates.PASSWORD);
    properties[1] = "SASL_SSL";
    assertRead(sample("BOTH", properties));
  }

  @ParameterizedTest
  @ValueSource(strings = {"SCRAM-SHA-256", "SCRAM-SHA-512"})
  void scram(String mechanism) throws Exception {
    String jaas = SECURITY + "scram.ScramLoginModule required username=\"u\" password=\"%s\";";
    assertRead(sample("SASL", sasl(mechanism, jaas.formatted("right"))));
    assertRefused(
        sample("SASL", sasl(mechanism, jaas.formatted("wrong"))), "refused the credentials");
  }

  @Test
  void clientCertificate() throws Exception {
    String[] properties = {
      "security.protocol",
      "SSL",
      "ssl.truststore.location",
      trust.toString(),
      "ssl.truststore.password",
      Certificates.PASSWORD,
      "ssl.keystore.location",
      directory.resolve("client.p12").toString(),
      "ssl.keystore.password",
      Certificates.PASSWORD,
      "ssl.key.password",
      Certificates.PASSWORD
    };
    assertRead(sample("MUTUAL", properties));
    assertRefused(sample("MUTUAL", java.util.Arrays.copyOf(properties, 6)), "ssl.keystore");
  }

  @Test
  void oauthBearerWithoutSignature() throws Exception {
    assertRead(sample("UNSECURED", sasl("OAUTHBEARER", UNSECURED)));
    assertRead(
        sample(
            "UNSECURED",
            sasl(
                "OAUTHBEARER",
                UNSECURED,
                "sasl.login.callback.handler.class",
                OAUTH + "internals.unsecured.OAuthBearerUnsecuredLoginCallbackHandler")));
    assertRefused(sample("OAUTH", sasl("OAUTHBEARER", UNSECURED)), "refused the OAuth token");
  }

  @Test
  void oauthBearerWithClientCredentials() throws Exception {
    assertRead(sample("OAUTH", oauth(client(OAuthServer.SECRET), oauth.tokenUrl())));
    assertRead(
        sample(
            "OAUTH",
            oauth(
                OAUTH_MODULE + ";",
                oauth.tokenUrl(),
                "sasl.oauthbearer.client.credentials.client.id",
                OAuthServer.CLIENT,
                "sasl.oauthbearer.client.credentials.client.secret",
                OAuthServer.SECRET,
                "sasl.oauthbearer.jwt.retriever.class",
                OAUTH + "ClientCredentialsJwtRetriever")));
  }

  @Test
  void oauthBearerRefusedByTheTokenEndpoint() throws Exception {
    HttpResponse<String> wrong = sample("OAUTH", oauth(client("not-the-secret"), oauth.tokenUrl()));
    assertRefused(wrong, "no OAuth token", "401", "secret");
    assertThat(wrong.body()).doesNotContain("not-the-secret", "LoginContext", "KafkaException");
    HttpResponse<String> elsewhere =
        sample("OAUTH", oauth(client(OAuthServer.SECRET), "http://127.0.0.1:1/token"));
    assertRefused(elsewhere, "kafka.allowedUrls");
  }

  @Test
  void oauthBearerWithATokenOfAFile() throws Exception {
    assertRead(sample("OAUTH", oauth(OAUTH_MODULE + ";", tokenFile.toUri().toString())));
  }

  @Test
  void oauthBearerWithAnAssertion() throws Exception {
    assertRead(
        sample(
            "OAUTH",
            oauth(
                OAUTH_MODULE + ";",
                oauth.tokenUrl(),
                "sasl.oauthbearer.jwt.retriever.class",
                OAUTH + "JwtBearerJwtRetriever",
                "sasl.oauthbearer.assertion.private.key.file",
                privateKey.toString(),
                "sasl.oauthbearer.assertion.claim.sub",
                OAuthServer.CLIENT)));
  }

  /** The one that verifies with a JWKS, as a broker does. */
  @Test
  void oauthBearerVerifiedByTheClientToo() throws Exception {
    assertRead(
        sample(
            "OAUTH",
            oauth(
                client(OAuthServer.SECRET),
                oauth.tokenUrl(),
                "sasl.oauthbearer.jwt.validator.class",
                OAUTH + "BrokerJwtValidator",
                "sasl.oauthbearer.jwks.endpoint.url",
                oauth.jwksUrl(),
                "sasl.oauthbearer.expected.audience",
                OAuthServer.AUDIENCE)));
  }

  /** There is no KDC in the tests: only that the way there is complete. */
  @Test
  void gssapiSaysThatItIsAboutKerberos() throws Exception {
    assertRefused(
        sample(
            "SASL",
            sasl(
                "GSSAPI",
                "com.sun.security.auth.module.Krb5LoginModule required useKeyTab=true keyTab=\"%s\""
                        .formatted(directory.resolve("u.keytab"))
                    + " principal=\"u@EXAMPLE.TEST\";",
                "sasl.kerberos.service.name",
                "kafka")),
        "Kerberos login",
        "keyTab",
        "krb5.conf");
  }
}
