package dev.purereducer.operate;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.notNullValue;

import dev.purereducer.history.StoredWorkflow;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;

@QuarkusTest
class ProjectionsResourceTest {
  @Inject
  Pool pool;

  @Test
  void list_hasWatermarksAndSkippedEvents() {
    var topic = StoredWorkflow.uniqueKey("topic").replace(":", "-");
    StoredWorkflow.sql(
        pool,
        "INSERT INTO projection_wm VALUES"
            + " ('workflow', $1, 3, 42, now() - interval '250 ms', now())",
        Tuple.of(topic));
    StoredWorkflow.sql(
        pool,
        "INSERT INTO projection_skipped VALUES"
            + " ('workflow', $1, 1, $1, 3, 7, 'test', 'test', now())",
        Tuple.of(topic));

    var projection = "items.find { it.projection == 'workflow' }";
    var partition = projection + ".partitions.find { it.topic == '" + topic + "' }";
    given()
        .get("/v1/projections")
        .then()
        .statusCode(200)
        .body("items.projection", hasItem("workflow"))
        .body(projection + ".events_skipped >= 1", is(true))
        .body(partition + ".partition", is(3))
        .body(partition + ".offset", is(42))
        .body(partition + ".lag_ms", is(250))
        .body(partition + ".event_time", notNullValue());
  }
}
