package dev.purereducer.access;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.List;
import java.util.Map;

/**
 * An application that requires the tokens of {@link IssuerResource} and limits the rate of each
 * namespace. The burst is larger than what one test sends to a namespace, except the rate test.
 */
public class TokenAuth implements QuarkusTestProfile {
  static final int BURST = 50;

  @Override
  public Map<String, String> getConfigOverrides() {
    return Map.of(
        "purereducer.access.namespace-rate",
        "1",
        "purereducer.access.namespace-burst",
        BURST + "s");
  }

  @Override
  public List<TestResourceEntry> testResources() {
    return List.of(new TestResourceEntry(IssuerResource.class));
  }
}
