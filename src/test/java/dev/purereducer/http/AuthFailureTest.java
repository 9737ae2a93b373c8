package dev.purereducer.http;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.startsWith;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.vertx.http.runtime.security.QuarkusHttpUser;
import io.vertx.ext.web.Router;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.junit.jupiter.api.Test;

/**
 * Who sees to failed authentication once a request has passed: us, so that Quarkus REST need not
 * get ready for it with each request. What is answered then, the tests of package access say.
 */
@QuarkusTest
class AuthFailureTest {
  private static final String PATH = "/test/who-sees-to-failed-authentication";

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
  void weDo() {
    given().get(PATH).then().statusCode(200).body(startsWith("dev.purereducer.http"));
  }
}
