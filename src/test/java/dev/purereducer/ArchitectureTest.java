package dev.purereducer;

import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.vertx.mutiny.sqlclient.Pool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The package rules that src/docs/architecture.md explains. */
class ArchitectureTest {
  private static final String ROOT = "dev.purereducer";

  private static final String VERTX_INTERNALS = ".*\\.runtime\\.VertxInternals(\\$.*)?";

  private static final JavaClasses MAIN = new ClassFileImporter().importPath(MainClasses.DIRECTORY);

  /** What each package may import of ours. */
  private static final Map<String, Set<String>> MAY_IMPORT = Map.ofEntries(
      // ground
      Map.entry("reduce", Set.of()),
      Map.entry("reducers", Set.of("reduce")),
      Map.entry("json", Set.of("reduce")),
      Map.entry("event", Set.of("reduce", "json")),
      Map.entry("database", Set.of("runtime")),
      Map.entry("runtime", Set.of()),
      Map.entry("hotkey", Set.of()),
      Map.entry("trace", Set.of()),
      Map.entry("local", Set.of()),
      // engine
      Map.entry("history", Set.of("reduce", "json", "event", "database", "runtime")),
      Map.entry(
          "commit", Set.of("reduce", "json", "event", "database", "hotkey", "runtime", "trace")),
      Map.entry("outbox", Set.of("event", "database", "runtime", "trace")),
      Map.entry(
          "projection",
          Set.of("reduce", "json", "event", "database", "runtime", "trace", "history")),
      // shared by the edges
      Map.entry("http", Set.of("reduce", "json", "database", "runtime")),
      Map.entry("access", Set.of("reduce", "http")),
      // edges
      Map.entry(
          "action",
          Set.of(
              "reduce",
              "json",
              "database",
              "runtime",
              "trace",
              "history",
              "commit",
              "http",
              "access")),
      Map.entry(
          "read",
          Set.of("reduce", "json", "event", "database", "runtime", "history", "http", "access")),
      Map.entry(
          "deadletter",
          Set.of(
              "reduce",
              "json",
              "event",
              "database",
              "runtime",
              "trace",
              "commit",
              "http",
              "access",
              "action")),
      Map.entry("operate", Set.of("hotkey", "history", "projection", "http", "access")),
      Map.entry("health", Set.of("event", "database", "runtime", "commit", "outbox")));

  /** Packages that nearly all others import. */
  private static final Set<String> LEFT_OUT_OF_THE_DIAGRAM =
      Set.of("reduce", "json", "database", "runtime", "http");

  private static final Pattern ARROW = Pattern.compile("^ +\\w+ --> \\w+$", Pattern.MULTILINE);

  /** The layers from the bottom up: a package imports from its own layer and from those below. */
  private static final List<Set<String>> LAYERS = List.of(
      Set.of(
          "reduce", "reducers", "json", "event", "database", "runtime", "hotkey", "trace", "local"),
      Set.of("history", "commit", "outbox", "projection"),
      Set.of("http", "access"),
      Set.of("action", "read", "deadletter", "operate", "health"));

  static Set<String> packages() {
    Set<String> packages = new TreeSet<>();
    for (var type : MAIN) {
      packages.add(
          type.getPackageName().equals(ROOT)
              ? ""
              : type.getPackageName().substring(ROOT.length() + 1));
    }
    return packages;
  }

  @Test
  void packages_haveARule() {
    Set<String> unruled = new TreeSet<>(packages());
    unruled.removeAll(MAY_IMPORT.keySet());
    assertEquals(Set.of(), unruled);
  }

  @Test
  void rules_pointDownward() {
    for (var rule : MAY_IMPORT.entrySet()) {
      int layer = layerOf(rule.getKey());
      var above =
          rule.getValue().stream().filter(imported -> layerOf(imported) > layer).toList();
      assertEquals(List.of(), above, rule.getKey());
    }
  }

  private static int layerOf(String name) {
    for (int layer = 0; layer < LAYERS.size(); layer++) {
      if (LAYERS.get(layer).contains(name)) {
        return layer;
      }
    }
    throw new AssertionError("no layer has the package " + name);
  }

  @Test
  void diagram_showsTheRules() throws IOException {
    Set<String> rules = new TreeSet<>();
    MAY_IMPORT.forEach((name, imported) -> imported.stream()
        .filter(other -> !LEFT_OUT_OF_THE_DIAGRAM.contains(other))
        .forEach(other -> rules.add(name + " --> " + other)));
    var page = Files.readString(Path.of("src/docs/architecture.md"));
    Set<String> arrows = ARROW
        .matcher(page)
        .results()
        .map(arrow -> arrow.group().strip())
        .collect(Collectors.toCollection(TreeSet::new));
    assertEquals(rules, arrows);
  }

  @Test
  void typeNames_areUnique() {
    Map<String, Set<String>> byName = new TreeMap<>();
    for (var type : MAIN) {
      if (!type.getSimpleName().isEmpty() && !type.getSimpleName().equals("package-info")) {
        byName.computeIfAbsent(type.getSimpleName(), _ -> new TreeSet<>()).add(type.getName());
      }
    }
    byName.values().removeIf(types -> types.size() == 1);
    assertEquals(Map.of(), byName);
  }

  @ParameterizedTest
  @MethodSource("packages")
  void package_importsOnlyWhatItMay(String name) {
    var others = MAY_IMPORT.keySet().stream()
        .filter(other -> !other.equals(name) && !MAY_IMPORT.get(name).contains(other))
        .map(ArchitectureTest::pattern)
        .toArray(String[]::new);
    noClasses()
        .that()
        .resideInAPackage(pattern(name))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(others)
        .check(MAIN);
  }

  @Test
  void packages_haveNoCycles() {
    slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().check(MAIN);
  }

  @Test
  void reduce_needsJavaAndJSpecifyOnly() {
    classes()
        .that()
        .resideInAPackage(pattern("reduce"))
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            pattern("reduce"),
            "java.lang..",
            "java.math",
            "java.time..",
            "java.util..",
            "org.jspecify..")
        .check(MAIN);
  }

  @Test
  void reducers_needNoFramework() {
    classes()
        .that()
        .resideInAPackage(pattern("reducers"))
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            pattern("reducers"),
            pattern("reduce"),
            "java.lang..",
            "java.math",
            "java.time",
            "java.util..",
            "org.jspecify..",
            "jakarta.enterprise.context..")
        .check(MAIN);
  }

  @Test
  void pureCode_knowsNoClockNoChanceNoThread() {
    noClasses()
        .that()
        .resideInAnyPackage(pattern("reduce"), pattern("reducers"), pattern("json"))
        .should()
        .callMethod(Instant.class, "now")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .callMethod(UUID.class, "randomUUID")
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(RandomGenerator.class)
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(Thread.class)
        .check(MAIN);
  }

  @Test
  void sqlTypes_stayWhereTheDatabaseIsTalkedTo() {
    noClasses()
        .that()
        .resideOutsideOfPackages(
            pattern("commit"),
            pattern("database"),
            pattern("deadletter"),
            pattern("health"),
            pattern("history"),
            pattern("outbox"),
            pattern("projection"),
            pattern("read"))
        .and(nameMatching(VERTX_INTERNALS).negate())
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.vertx.sqlclient..",
            "io.vertx.pgclient..",
            "io.vertx.mutiny.sqlclient..",
            "io.vertx.mutiny.pgclient..")
        .check(MAIN);
  }

  /** The pool's own methods leave a timer behind that fails; and they do not cancel a statement. */
  @Test
  void pooledStatements_areBounded() {
    noClasses()
        .should()
        .callMethod(Pool.class, "query", String.class)
        .orShould()
        .callMethod(Pool.class, "preparedQuery", String.class)
        .check(MAIN);
  }

  @Test
  void vertxAndNettyInternals_stayInOneClass() {
    noClasses()
        .that(nameMatching(VERTX_INTERNALS).negate())
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.vertx..impl..", "io.netty..")
        .check(MAIN);
  }

  @Test
  void jakartaRest_staysInResourcesAndHttp() {
    noClasses()
        .that(
            nameMatching(".*(Resource|Responses|Mapper|Mappers|Filter)(\\$.*)?").negate())
        .and()
        .resideOutsideOfPackage(pattern("http"))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("jakarta.ws.rs..")
        .check(MAIN);
  }

  @Test
  void channels_stayAtTheEdges() {
    noClasses()
        .that(nameMatching(".*(Consumer|Producer|Channel|CommitHandler|ConsumerWatch)(\\$.*)?")
            .negate())
        .and()
        .resideOutsideOfPackage(pattern("outbox"))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "org.eclipse.microprofile.reactive.messaging..", "io.smallrye.reactive.messaging..")
        .check(MAIN);
  }

  @Test
  void openTelemetry_staysInTrace() {
    noClasses()
        .that()
        .resideOutsideOfPackage(pattern("trace"))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.opentelemetry..")
        .check(MAIN);
  }

  @Test
  void standardStreams_areForTheLocalStack() {
    noClasses()
        .that()
        .resideOutsideOfPackage(pattern("local"))
        .should()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err")
        .orShould()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.lang.IO")
        .check(MAIN);
  }

  @Test
  void beans_areInjectedByConstructor() {
    fields()
        .should()
        .notBeAnnotatedWith("jakarta.inject.Inject")
        .andShould()
        .notBeAnnotatedWith("org.eclipse.microprofile.config.inject.ConfigProperty")
        .check(MAIN);
  }

  @Test
  void eventLoops_areNeverPutToSleep() {
    noClasses()
        .should()
        .callMethod(Thread.class, "sleep", long.class)
        .orShould()
        .callMethod(Thread.class, "sleep", Duration.class)
        .check(MAIN);
  }

  private static String pattern(String name) {
    return ROOT + "." + name + "..";
  }
}
