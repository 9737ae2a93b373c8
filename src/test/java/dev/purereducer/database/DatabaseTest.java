package dev.purereducer.database;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.handler.timeout.ReadTimeoutException;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.time.Duration;
import org.junit.jupiter.api.Test;

@QuarkusTest
class DatabaseTest {
  @Inject
  Pool pool;

  @Test
  void connectionThatIsSilent_isGivenUp() {
    var neverAnswered = pool.query("SELECT pg_sleep(60)").execute();

    var failure = assertThrows(
        ReadTimeoutException.class, () -> neverAnswered.await().atMost(Duration.ofSeconds(30)));

    assertTrue(StoreOutage.is(failure));
  }
}
