package dev.purereducer.access;

import static io.restassured.RestAssured.given;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tokens of an issuer that publishes its keys over HTTP. */
@QuarkusTest
@QuarkusTestResource(value = IssuerResource.class, restrictToAnnotatedClass = true)
class JwksTest {
  /** By {@link IssuerResource}: one for each of its keys. */
  List<Issuer> issuers;

  @Test
  void tokenOfAnyPublishedKey_isGood() {
    for (var issuer : issuers) {
      status(issuer.token(List.of("reader"), "*"), 200);
    }
  }

  @Test
  void tokenOfAnotherKey_is401() {
    status(Issuer.fresh("third").token(List.of("reader"), "*"), 401);
    status(Issuer.fresh("first").token(List.of("reader"), "*"), 401);
  }

  private static void status(String token, int expected) {
    given().auth().oauth2(token).get("/v1/workflows").then().statusCode(expected);
  }
}
