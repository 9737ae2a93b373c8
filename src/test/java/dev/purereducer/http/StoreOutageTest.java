package dev.purereducer.http;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.purereducer.database.Database;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.pgclient.PgConnection;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every call that needs the database is 503 with Retry-After while it is away. */
@QuarkusTest
class StoreOutageTest {
  private static final List<String> READS = List.of(
      "/v1/workflows",
      "/v1/workflows/a:b",
      "/v1/workflows/a:b?consistency=strong",
      "/v1/workflows/a:b?min_version=1",
      "/v1/workflows/a:b?at_version=1",
      "/v1/workflows/a:b/history",
      "/v1/workflows/a:b/history?at_version=1",
      "/v1/workflows/a:b/events",
      "/v1/actions/a?workflow_key=a:b",
      "/v1/projections",
      "/v1/dead-letters",
      "/v1/dead-letters/1");

  private static final List<String> WRITES = List.of(
      "/v1/workflows/a:b/verify", "/v1/projections/workflow/rebuild", "/v1/dead-letters/1/redrive");

  private static final Duration SOON = Duration.ofSeconds(20);

  @TestHTTPResource
  URI address;

  @Inject
  Database database;

  @Inject
  Vertx vertx;

  private PgConnection administrator;
  private String name;

  @BeforeEach
  void refuseConnections() {
    var options = database.connectOptions();
    name = options.getDatabase();
    administrator =
        PgConnection.connect(vertx, options.setDatabase("template1")).await().atMost(SOON);
    sql("ALTER DATABASE " + name + " ALLOW_CONNECTIONS false");
    sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '" + name + "'");
  }

  @AfterEach
  void allowConnections() {
    sql("ALTER DATABASE " + name + " ALLOW_CONNECTIONS true");
    administrator.close().await().atMost(SOON);
    await().atMost(SOON).until(() -> given().get("/q/health/ready").statusCode() == 200);
  }

  @ParameterizedTest
  @EnumSource(HttpClient.Version.class)
  void databaseThatRefusesConnections_isUnavailable(HttpClient.Version version) {
    assertUnavailable(version);
  }

  private void sql(String sql) {
    administrator.query(sql).execute().await().atMost(SOON);
  }

  private void assertUnavailable(HttpClient.Version version) {
    List<Executable> calls = new ArrayList<>();
    try (var client = HttpClient.newBuilder().version(version).build()) {
      for (var path : READS) {
        calls.add(() -> assertUnavailable(client, request(path)));
        if (!path.endsWith("/events")) {
          calls.add(() -> assertUnavailable(client, request(path).HEAD()));
        }
      }
      for (var path : WRITES) {
        calls.add(() -> assertUnavailable(client, request(path).POST(BodyPublishers.noBody())));
      }
      assertAll(calls);
    }
  }

  private void assertUnavailable(HttpClient client, HttpRequest.Builder builder) throws Exception {
    var request = builder.build();
    var response = client.send(request, BodyHandlers.ofString());
    var call = request.method() + " " + request.uri().getPath();
    assertEquals(503, response.statusCode(), call);
    assertEquals("1", response.headers().firstValue("Retry-After").orElse(""), call);
    assertTrue(
        request.method().equals("HEAD") || response.body().contains("store-unavailable"), call);
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(address.resolve(path));
  }
}
