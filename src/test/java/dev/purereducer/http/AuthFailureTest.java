package dev.purereducer.http;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.startsWith;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.vertx.http.runtime.security.QuarkusHttpUser;
import io.vertx.ext.web.Router;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Handling of authentication failures: our handler is registered for each request, so that Quarkus
 * REST does not prepare its own; and where authentication is off, credentials are ignored.
 */
@QuarkusTest
class AuthFailureTest {
  private static final String PATH = "/test/auth-failure-handler";

  @ApplicationScoped
  static class Probe {
    void register(@Observes Router router) {
      router.route(PATH).handler(context -> {
        Object handler = context.get(QuarkusHttpUser.AUTH_FAILURE_HANDLER);
        context.end(handler.getClass().getName());
      });
    }
  }

  @Test
  void authFailureHandler_isOurs() {
    given().get(PATH).then().statusCode(200).body(startsWith("dev.purereducer.http"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Bearer garbage", "Bearer ", "Basic garbage", "garbage"})
  void invalidCredentials_areIgnored_whenAuthenticationIsOff(String authorization) {
    for (var path : List.of("/v1/workflows", "/q/openapi", "/q/health", "/q/metrics")) {
      given().header("Authorization", authorization).get(path).then().statusCode(200);
    }
  }
}
