package dev.purereducer;

import static java.util.stream.Collectors.toSet;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.netty.handler.ssl.SslContext;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * In a native image Quarkus puts methods of its own in the place of Netty's that would ask for
 * OpenSSL. Netty 4.1.136 came with one more of them, which Quarkus 3.33.2 does not know: the JVM
 * does not mind, the native compiler stops. Netty's version is ours, so this is ours to hold.
 */
class NativeSubstitutionsTest {
  private static final String SUBSTITUTIONS =
      "io.quarkus.netty.runtime.graal.Target_io_netty_handler_ssl_SslContext";

  @Test
  void everyTlsContextOfNettyHasItsSubstitution() throws ClassNotFoundException {
    var substitutions = staticMethods(Class.forName(SUBSTITUTIONS)).toList();
    var names = substitutions.stream().map(Method::getName).collect(toSet());
    assertFalse(names.isEmpty());
    var replaced =
        staticMethods(SslContext.class).filter(method -> names.contains(method.getName()));
    assertEquals(signatures(substitutions.stream()), signatures(replaced));
  }

  private static Stream<Method> staticMethods(Class<?> type) {
    return Arrays.stream(type.getDeclaredMethods())
        .filter(method -> Modifier.isStatic(method.getModifiers()));
  }

  private static Set<String> signatures(Stream<Method> methods) {
    return methods
        .map(method -> method.getName() + Arrays.toString(method.getParameterTypes()))
        .collect(toSet());
  }
}
