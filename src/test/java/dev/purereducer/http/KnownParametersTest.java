package dev.purereducer.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.purereducer.MainClasses;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import java.lang.reflect.Parameter;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class KnownParametersTest {
  @Test
  void table_hasTheParametersOfAllResources() {
    Map<List<String>, Set<String>> found = new HashMap<>();
    for (var type : new ClassFileImporter().importPath(MainClasses.DIRECTORY)) {
      if (type.isAnnotatedWith(Path.class)) {
        var prefix = type.getAnnotationOfType(Path.class).value();
        type.getMethods().stream()
            .filter(KnownParametersTest::isResourceMethod)
            .forEach(method -> found
                .computeIfAbsent(segments(prefix + path(method)), _ -> new HashSet<>())
                .addAll(parameters(method)));
      }
    }

    assertEquals(found, KnownParameters.BY_PATH);
  }

  private static boolean isResourceMethod(JavaMethod method) {
    return method.getAnnotations().stream()
        .anyMatch(
            annotation -> Set.of("GET", "POST").contains(annotation.getRawType().getSimpleName()));
  }

  private static String path(JavaMethod method) {
    return method.isAnnotatedWith(Path.class)
        ? method.getAnnotationOfType(Path.class).value()
        : "";
  }

  private static List<String> segments(String path) {
    var parts = path.substring("/v1/".length()).split("/");
    if (parts.length > 1) {
      parts[1] = "*";
    }
    return List.of(parts);
  }

  private static Set<String> parameters(JavaMethod method) {
    return Arrays.stream(method.reflect().getParameters())
        .map((Parameter parameter) -> parameter.getAnnotation(QueryParam.class))
        .filter(annotation -> annotation != null)
        .map(QueryParam::value)
        .collect(Collectors.toSet());
  }
}
