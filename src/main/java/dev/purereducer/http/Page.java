package dev.purereducer.http;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One page of a list.
 *
 * @param more whether another page follows
 */
public record Page<T>(List<T> items, boolean more) {
  /** The {@code Link} header to the next page (RFC 8288); parameters without a value are left out. */
  public static String nextLink(String path, Map<String, @Nullable String> query) {
    return query.entrySet().stream()
        .flatMap(parameter -> parameter(parameter.getKey(), parameter.getValue()).stream())
        .collect(Collectors.joining("&", "<" + path + "?", ">; rel=\"next\""));
  }

  private static List<String> parameter(String name, @Nullable String value) {
    return value == null ? List.of() : List.of(name + "=" + QueryParams.encode(value));
  }
}
