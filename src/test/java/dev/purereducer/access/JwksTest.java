package dev.purereducer.access;

import static io.restassured.RestAssured.given;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tokens of an issuer that publishes two keys over HTTP (JWKS). */
@QuarkusTest
@TestProfile(TokenAuth.class)
class JwksTest {
  @Test
  void tokenSignedWithAnyPublishedKey_isAccepted() {
    for (var issuer : IssuerResource.issuers()) {
      status(issuer.token(List.of("reader"), "*"), 200);
    }
  }

  @Test
  void tokenSignedWithAnUnpublishedKey_is401() {
    status(Issuer.fresh("third").token(List.of("reader"), "*"), 401);
    status(Issuer.fresh("shared").token(List.of("reader"), "*"), 401);
  }

  private static void status(String token, int expected) {
    given().auth().oauth2(token).get("/v1/workflows").then().statusCode(expected);
  }
}
