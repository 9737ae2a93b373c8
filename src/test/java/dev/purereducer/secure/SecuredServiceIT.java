package dev.purereducer.secure;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.purereducer.access.Issuer;
import dev.purereducer.cluster.SharedServers;
import dev.purereducer.local.LocalPorts;
import dev.purereducer.local.TlsKafka;
import dev.purereducer.testkit.PostgresProcess;
import dev.purereducer.testkit.ServiceProcess;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * The packaged service as src/docs/security.md sets it up: TLS to its callers, to PostgreSQL with a
 * password and to Kafka with a certificate, tokens from a key in a file; and the content of its log.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SecuredServiceIT {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final String USER = "secured";
  private static final String PASSWORD = "pw-" + UUID.randomUUID();
  private static final String WRONG_PASSWORD = "wrong-" + UUID.randomUUID();
  private static final String STORE_PASSWORD = "st-" + UUID.randomUUID();
  private static final Issuer ISSUER = Issuer.shared();
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Set<String> LOG_KEYS = Set.of(
      "timestamp",
      "level",
      "message",
      "mdc",
      "loggerName",
      "threadName",
      "service",
      "hostName",
      "processId");

  @TempDir
  static Path directory;

  private static Certificate http;
  private static Certificate database;
  private static Certificate broker;
  private static PostgresProcess postgres;
  private static TlsKafka kafka;
  private static ServiceProcess service;
  private static CompletableFuture<ServiceProcess.Ended> refused;
  private static CompletableFuture<ServiceProcess.Ended> mistrusted;
  private static HttpClient client;
  private static int tlsPort;

  @BeforeAll
  static void start() throws Exception {
    var certificates = Stream.of("http", "database", "broker")
        .map(name ->
            CompletableFuture.supplyAsync(() -> Certificate.make(directory, name, STORE_PASSWORD)))
        .toList();
    http = certificates.get(0).join();
    database = certificates.get(1).join();
    broker = certificates.get(2).join();
    client = HttpClient.newBuilder().sslContext(http.trust()).build();
    tlsPort = LocalPorts.free(LocalPorts.ANY);
    postgres = PostgresProcess.start(
        "postgres-tls",
        Map.of(
            "ssl", "on",
            "ssl_cert_file", database.certificate().toString(),
            "ssl_key_file", database.key().toString(),
            "hba_file", accessRules().toString()));
    postgres.sql().execute("CREATE ROLE " + USER + " LOGIN PASSWORD '" + PASSWORD + "'");
    postgres.sql().execute("GRANT CREATE ON SCHEMA public TO " + USER);
    kafka = new TlsKafka(Files.createDirectory(directory.resolve("kafka")), kafkaTls());
    service = secured().start();
    // the readiness probe uses the plain port; the TLS port may open a moment later
    await().ignoreExceptions().until(() -> get("/v1/workflows/tls:1", null).statusCode() == 401);
    // these retry for a while before they end; the other tests run meanwhile
    refused = startExpectingFailure(secured()
        .named("refused")
        .set("purereducer.database.start-wait", "1s")
        .set("quarkus.datasource.password", WRONG_PASSWORD));
    mistrusted = startExpectingFailure(secured()
        .named("mistrusted")
        .set("purereducer.database.start-wait", "1s")
        .set(
            "quarkus.datasource.reactive.trust-certificate-pem.certs",
            http.certificate().toString()));
  }

  private static CompletableFuture<ServiceProcess.Ended> startExpectingFailure(
      ServiceProcess.Builder service) {
    return CompletableFuture.supplyAsync(
        service::startExpectingFailure, task -> Thread.ofPlatform().daemon().start(task));
  }

  @AfterAll
  static void stop() {
    if (service != null) {
      service.close();
    }
    if (kafka != null) {
      kafka.close();
    }
    if (postgres != null) {
      postgres.close();
    }
  }

  /** The user of the service needs TLS and its password; the user of this test needs neither. */
  private static Path accessRules() throws IOException {
    return Files.writeString(directory.resolve("pg_hba.conf"), """
        hostssl all secured  127.0.0.1/32 scram-sha-256
        host    all secured  all          reject
        host    all postgres 127.0.0.1/32 trust
        """);
  }

  private static Map<String, String> kafkaTls() {
    return Map.of(
        "ssl.keystore.type",
        "PKCS12",
        "ssl.keystore.location",
        broker.store().toString(),
        "ssl.keystore.password",
        STORE_PASSWORD,
        "ssl.truststore.type",
        "PEM",
        "ssl.truststore.location",
        broker.certificate().toString());
  }

  private static ServiceProcess.Builder secured() throws IOException {
    var key = Files.writeString(
        directory.resolve("issuer.pem"),
        Certificate.pem("PUBLIC KEY", ISSUER.keys().getPublic().getEncoded()));
    Map<String, String> kafkaSettings = new HashMap<>();
    kafkaTls().forEach((name, value) -> kafkaSettings.put("kafka." + name, value));
    return ServiceProcess.open()
        .named("secured")
        .jvm(SharedServers.fastStart())
        .set("purereducer.commit.max-wait", "1s")
        .set("purereducer.auth", "jwt")
        .set("mp.jwt.verify.publickey.location", key.toUri().toString())
        .set("mp.jwt.verify.issuer", Issuer.NAME)
        .set("mp.jwt.verify.audiences", "pure-reducer")
        .set("quarkus.http.ssl-port", String.valueOf(tlsPort))
        .set("quarkus.http.ssl.certificate.files", http.certificate().toString())
        .set("quarkus.http.ssl.certificate.key-files", http.key().toString())
        .set("quarkus.datasource.reactive.url", postgres.url())
        .set("quarkus.datasource.username", USER)
        .set("quarkus.datasource.password", PASSWORD)
        .set("quarkus.datasource.reactive.postgresql.ssl-mode", "verify-full")
        .set("quarkus.datasource.reactive.hostname-verification-algorithm", "HTTPS")
        .set("quarkus.datasource.reactive.trust-certificate-pem", "true")
        .set(
            "quarkus.datasource.reactive.trust-certificate-pem.certs",
            database.certificate().toString())
        .set("kafka.bootstrap.servers", kafka.address())
        .set("kafka.security.protocol", "SSL")
        .set(kafkaSettings);
  }

  @Test
  @Order(1)
  void actionOverTls_reachesTheReadModel() throws Exception {
    var response = post("/v1/workflows/tls:1/actions", token("tls"));
    assertEquals(200, response.statusCode(), response.body());

    // the projection is built from Kafka
    await().atMost(SOON).untilAsserted(() -> {
      var read = get("/v1/workflows/tls:1", token("tls"));
      assertEquals(200, read.statusCode(), read.body());
      assertEquals("projection", read.headers().firstValue("X-Source").orElse(""));
    });
  }

  @Test
  @Order(1)
  void everyConnectionToPostgres_isEncrypted() {
    var sql = """
        SELECT count(*) FILTER (WHERE ssl), count(*)
        FROM pg_stat_ssl JOIN pg_stat_activity USING (pid)
        WHERE usename = 'secured'
        """;
    var counts = postgres.sql().rows(sql, row -> List.of(row.getLong(1), row.getLong(2)));

    assertTrue(counts.getFirst().get(1) >= 3, "lanes, relay and pool: " + counts);
    assertEquals(counts.getFirst().get(1), counts.getFirst().get(0));
  }

  @Test
  @Order(1)
  void callerWithoutTrustOrValidToken_isRefused() throws Exception {
    var untrusting = HttpClient.newHttpClient();
    var request = HttpRequest.newBuilder(uri("/v1/workflows/tls:1")).build();

    assertThrows(
        SSLHandshakeException.class,
        () -> untrusting.send(request, HttpResponse.BodyHandlers.ofString()));
    assertEquals(401, get("/v1/workflows/tls:1", null).statusCode());
    var claims = ISSUER.claims(List.of("reader"), List.of("tls"));
    for (var forged : List.of(ISSUER.unsigned(claims), ISSUER.signedWithPublicKey(claims))) {
      assertEquals(401, get("/v1/workflows/tls:1", forged).statusCode());
    }
    assertEquals(403, get("/v1/workflows/other:1", token("tls")).statusCode());
  }

  /** Text of callers (keys, ids, names, headers) never starts a line of the log. */
  @Test
  @Order(2)
  void lineBreaksInInput_startNoLogLine() throws Exception {
    var forged = "tls:x\r\n12:00:00.000 ERROR [forged] FORGED\n";
    var encoded = URLEncoder.encode(forged, StandardCharsets.UTF_8).replace("+", "%20");
    var json = "tls:\\r\\n12:00:00.000 ERROR [forged] FORGED";
    var bodies = List.of(
        "{\"action_id\":\"" + json + "\",\"reducer\":\"counter\",\"payload\":{}}",
        "{\"reducer\":\"" + json + "\",\"payload\":{}}",
        "{\"reducer\":\"counter\",\"correlation_id\":\"" + json + "\",\"payload\":{}}",
        "{\"reducer\":\"counter\",\"type\":\"" + json + "\",\"payload\":{}}",
        "{\"reducer\":\"counter\",\"payload\":{\"" + json + "\":\"" + json + "\"}}");
    for (var body : bodies) {
      post("/v1/workflows/tls:f/actions", token("*"), body);
      post("/v1/workflows/" + encoded + "/actions", token("*"), body);
    }
    for (var path : List.of(
        "/v1/workflows/" + encoded,
        "/v1/workflows/" + encoded + "/history",
        "/v1/workflows?namespace=" + encoded + "&after=" + encoded,
        "/v1/actions/" + encoded + "?workflow_key=" + encoded,
        "/" + encoded,
        "/q/" + encoded)) {
      assertTrue(get(path, token("*")).statusCode() < 500, path);
      get(path, "x" + encoded);
    }
    post("/v1/workflows/" + encoded + "/verify", token("*"));

    var log = Files.readAllLines(service.log());
    assertEquals(
        List.of(), log.stream().filter(line -> line.startsWith("12:00:00.000")).toList());
    assertFalse(Files.readString(service.log()).contains("\r"));
  }

  @Test
  @Order(3)
  void passwordRefusedByTheDatabase_is503WithoutALeak() throws Exception {
    postgres.sql().execute("ALTER ROLE " + USER + " PASSWORD 'another'");
    postgres
        .sql()
        .rows(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'secured'",
            row -> row.getBoolean(1));

    await()
        .atMost(SOON)
        .until(() -> post("/v1/workflows/tls:2/actions", token("tls")).statusCode() == 503);
    assertNotEquals(200, get("/q/health/ready", null).statusCode());
    assertNoSecret(Files.readString(service.log()));
    assertNoSecret(get("/q/health/ready", null).body());
    assertNoSecret(post("/v1/workflows/tls:2/actions", token("tls")).body());

    postgres.sql().execute("ALTER ROLE " + USER + " PASSWORD '" + PASSWORD + "'");
    await()
        .atMost(SOON)
        .until(() -> post("/v1/workflows/tls:2/actions", token("tls")).statusCode() == 200);
  }

  @Test
  @Order(4)
  void wrongPasswordOrCertificate_endsTheStartWithoutALeak() throws Exception {
    assertEquals(1, refused.get().exitCode());
    assertEquals(1, mistrusted.get().exitCode());
    assertFalse(Files.readString(refused.get().log()).contains(WRONG_PASSWORD));
    assertNoSecret(Files.readString(refused.get().log()));
    assertNoSecret(Files.readString(mistrusted.get().log()));
  }

  @Test
  @Order(5)
  void log_hasJsonLinesWithFixedKeys() throws Exception {
    var log = Files.readAllLines(service.log());

    // messages of the JVM itself are not JSON
    var lines = log.stream()
        .filter(it -> it.startsWith("{"))
        .map(SecuredServiceIT::json)
        .toList();
    for (var line : lines) {
      assertEquals(LOG_KEYS, keys(line), line::toString);
    }
    var lanes = lines.stream()
        .filter(line -> line.get("message").asText().startsWith("lanes="))
        .findFirst()
        .orElseThrow();
    assertEquals(
        lanes.get("message").asText(), "lanes=" + lanes.get("mdc").get("lanes").asText());
    assertNoSecret(String.join("\n", log));
    for (var part : token("tls").split("\\.")) {
      assertFalse(String.join("\n", log).contains(part), "a token is in the log");
    }
  }

  private static Set<String> keys(JsonNode line) {
    return line.properties().stream()
        .map(Map.Entry::getKey)
        .filter(key -> !key.equals("stackTrace"))
        .collect(Collectors.toSet());
  }

  private static JsonNode json(String line) {
    try {
      return JSON.readTree(line);
    } catch (IOException e) {
      throw new AssertionError(line, e);
    }
  }

  private static void assertNoSecret(String text) {
    for (var secret : List.of(PASSWORD, STORE_PASSWORD, "PRIVATE KEY")) {
      assertFalse(text.contains(secret), () -> "leaks " + secret + ": " + text);
    }
  }

  private static String token(String namespace) {
    return ISSUER.token(List.of("writer", "reader", "operator"), List.of(namespace));
  }

  private static HttpResponse<String> post(String path, String token) throws Exception {
    return post(path, token, "{\"reducer\":\"counter\",\"payload\":{}}");
  }

  private static HttpResponse<String> post(String path, String token, String body)
      throws Exception {
    return send(HttpRequest.newBuilder(uri(path))
        .header("Authorization", "Bearer " + token)
        .header("Content-Type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  private static HttpResponse<String> get(String path, @Nullable String token) throws Exception {
    var request = HttpRequest.newBuilder(uri(path));
    return send(token == null ? request : request.header("Authorization", "Bearer " + token));
  }

  private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return client.send(request.timeout(SOON).build(), HttpResponse.BodyHandlers.ofString());
  }

  private static URI uri(String path) {
    return URI.create("https://127.0.0.1:" + tlsPort + path);
  }
}
