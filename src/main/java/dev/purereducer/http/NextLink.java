package dev.purereducer.http;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The {@code Link} header to the next page (RFC 8288), relative to where the first one was. */
public final class NextLink {
  private NextLink() {}

  /** Parameters without a value are left out. */
  public static String of(String path, Map<String, @Nullable String> query) {
    return query.entrySet().stream()
        .filter(parameter -> parameter.getValue() != null)
        .map(parameter -> parameter.getKey() + "=" + encoded(parameter.getValue()))
        .collect(Collectors.joining("&", "<" + path + "?", ">; rel=\"next\""));
  }

  /** As a query parameter, and as a path segment too: a space is %20. */
  public static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
