package dev.purereducer;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Every statement of a {@code *Sql} class is one that PostgreSQL takes, on the migrated schema. */
@QuarkusTest
class SqlConstantsTest {
  private static final Duration AT_MOST = Duration.ofSeconds(5);

  @Inject
  Pool pool;

  @Test
  void everyStatement_canBePrepared() throws IOException {
    var statements = statements();
    assertFalse(statements.isEmpty());
    assertAll(statements.stream().<Executable>map(sql -> () -> prepare(sql)));
  }

  private void prepare(Field statement) throws IllegalAccessException {
    var sql = (String) statement.get(null);
    assertDoesNotThrow(
        () -> pool.withConnection(connection -> connection.prepare(sql).chain(it -> it.close()))
            .await()
            .atMost(AT_MOST),
        () -> statement.getDeclaringClass().getSimpleName() + "." + statement.getName());
  }

  private static List<Field> statements() throws IOException {
    List<Field> statements = new ArrayList<>();
    for (var type : MainClasses.matching(it -> it.getSimpleName().endsWith("Sql"))) {
      for (var field : type.getDeclaredFields()) {
        if (field.getType() == String.class && Modifier.isStatic(field.getModifiers())) {
          field.setAccessible(true);
          statements.add(field);
        }
      }
    }
    return statements;
  }
}
