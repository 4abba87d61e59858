package dev.millrace;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import io.vertx.core.Deployable;
import io.vertx.core.VerticleBase;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The rooms of the engine as rules: who may look at whom, and where each library lives.
 *
 * <p>The table is the one in README.md and the design; when the code teaches a better cut, change
 * all of them together. Rules hold for any root package, so that planted violations can be judged
 * by the same rules.
 */
final class RoomRules {
  /** Room → the rooms it may look at. */
  private static final Map<String, Set<String>> MAY_SEE = new LinkedHashMap<>();

  /** Library packages → the only rooms that may use them. */
  private static final Map<String, Set<String>> HOME = new LinkedHashMap<>();

  static {
    MAY_SEE.put("model", Set.of());
    MAY_SEE.put("secret", Set.of());
    MAY_SEE.put("error", Set.of("model", "secret"));
    MAY_SEE.put("spec", Set.of("model", "secret", "error"));
    MAY_SEE.put("answer", Set.of("model", "error", "spec"));
    MAY_SEE.put("api", Set.of("model", "spec", "answer"));
    MAY_SEE.put("dialect", Set.of("model", "spec"));
    MAY_SEE.put("document", Set.of("model", "secret", "error", "spec", "answer", "dialect"));
    MAY_SEE.put("render", Set.of("model", "error", "spec", "answer", "document"));
    MAY_SEE.put("config", Set.of("model", "secret", "error", "spec", "document"));
    MAY_SEE.put("catalog", Set.of("model", "secret", "error", "spec", "document"));
    MAY_SEE.put("declared", Set.of("model", "error", "spec", "answer", "api", "config", "catalog"));
    MAY_SEE.put("cli", Set.of("secret"));
    MAY_SEE.put("flow", Set.of("model", "error"));
    MAY_SEE.put("metrics", Set.of());
    MAY_SEE.put("kafkalimit", Set.of("error"));
    MAY_SEE.put("kafka", Set.of("model", "error", "spec", "kafkalimit"));
    MAY_SEE.put("poll", Set.of("model", "error", "spec", "flow", "metrics", "kafkalimit", "kafka"));
    MAY_SEE.put("decode", Set.of("model", "error", "spec"));
    MAY_SEE.put("charset", Set.of());
    MAY_SEE.put("coerce", Set.of("model", "error", "spec", "charset"));
    MAY_SEE.put("mysqlerror", Set.of("error", "spec"));
    MAY_SEE.put("mysqlwire", Set.of("secret", "error", "spec", "mysqlerror"));
    MAY_SEE.put("mysql", Set.of("secret", "error", "spec", "dialect", "mysqlerror", "mysqlwire"));
    MAY_SEE.put("schema", Set.of("model", "error", "spec", "dialect", "mysqlwire", "mysql"));
    MAY_SEE.put(
        "statement",
        Set.of(
            "model",
            "error",
            "spec",
            "dialect",
            "flow",
            "mysqlerror",
            "mysqlwire",
            "mysql",
            "schema"));
    MAY_SEE.put(
        "sink",
        Set.of(
            "model",
            "error",
            "spec",
            "dialect",
            "flow",
            "mysqlerror",
            "mysqlwire",
            "mysql",
            "schema",
            "statement"));
    MAY_SEE.put(
        "lane",
        Set.of(
            "model",
            "error",
            "spec",
            "answer",
            "dialect",
            "flow",
            "metrics",
            "poll",
            "decode",
            "coerce",
            "mysql",
            "statement",
            "sink"));
    MAY_SEE.put("infer", Set.of("model", "error", "spec", "decode"));
    MAY_SEE.put(
        "preflight",
        Set.of(
            "model",
            "secret",
            "error",
            "spec",
            "answer",
            "dialect",
            "document",
            "kafka",
            "mysqlerror",
            "schema",
            "statement",
            "sink",
            "lane",
            "infer"));
    MAY_SEE.put(
        "explore",
        Set.of(
            "model",
            "error",
            "spec",
            "answer",
            "dialect",
            "document",
            "kafka",
            "schema",
            "statement",
            "sink",
            "lane",
            "infer",
            "preflight"));
    MAY_SEE.put(
        "quarantine",
        Set.of(
            "model",
            "error",
            "spec",
            "answer",
            "dialect",
            "flow",
            "metrics",
            "mysqlerror",
            "mysqlwire",
            "mysql",
            "statement",
            "sink",
            "lane",
            "preflight"));
    MAY_SEE.put(
        "status",
        Set.of(
            "model", "error", "spec", "answer", "flow", "metrics", "mysql", "sink", "preflight"));
    MAY_SEE.put("timeline", Set.of("model", "secret", "error", "spec", "answer", "document"));
    MAY_SEE.put("notify", Set.of("spec", "metrics", "timeline"));
    MAY_SEE.put(
        "job",
        Set.of(
            "model",
            "secret",
            "error",
            "spec",
            "answer",
            "api",
            "document",
            "catalog",
            "flow",
            "metrics",
            "kafka",
            "mysql",
            "schema",
            "sink",
            "lane",
            "preflight",
            "explore",
            "quarantine",
            "status",
            "timeline"));
    MAY_SEE.put("http", Set.of("model", "secret", "error", "spec", "answer", "render"));
    MAY_SEE.put(
        "admin", Set.of("model", "error", "spec", "answer", "api", "document", "render", "http"));

    HOME.put("org.apache.kafka..", Set.of("kafka", "kafkalimit", "poll", "metrics"));
    HOME.put("io.vertx.kafka..", Set.of("poll"));
    HOME.put("io.vertx.mysqlclient..", Set.of("mysql", "mysqlwire"));
    // Rows and results of statements; sessions are mysql's.
    HOME.put(
        "io.vertx.sqlclient..",
        Set.of("mysql", "mysqlerror", "mysqlwire", "schema", "sink", "quarantine"));
    HOME.put("io.vertx.ext.web..", Set.of("admin", "http"));
    HOME.put("io.micrometer..", Set.of("metrics"));
    HOME.put("io.vertx.micrometer..", Set.of("metrics"));
    HOME.put("org.snakeyaml..", Set.of("config"));
    HOME.put("picocli..", Set.of("cli"));
  }

  /** Writing JSON is anyone's business; the rest of jackson-core is reading. */
  private static final Set<String> JSON_WRITING =
      Set.of(
          "com.fasterxml.jackson.core.JsonGenerator",
          "com.fasterxml.jackson.core.io.JsonStringEncoder");

  /** The classes that may lean on a library's internals; each has tests of what it leans on. */
  private static final List<String> LEANS_ON_INTERNALS =
      List.of(
          "decode.SliceParser",
          "mysqlwire.Handshake",
          "mysqlwire.LocalInfileHandler",
          "mysqlwire.UntrackedTransport",
          "http.ConnectionLimiter",
          "http.StrictHttpDecoder");

  private static final String[] INTERNALS = {
    "io.vertx..impl..",
    "io.vertx.core.internal..",
    "org.apache.kafka..internals..",
    "com.fasterxml.jackson.core.json..",
    "com.fasterxml.jackson.core.sym.."
  };

  private static final Map<String, Set<String>> BLOCKING =
      Map.of(
          "java.lang.Thread", Set.of("sleep", "join"),
          "java.util.concurrent.Future", Set.of("get"),
          "java.util.concurrent.CompletableFuture", Set.of("get", "join"),
          "java.util.concurrent.CountDownLatch", Set.of("await"),
          "java.util.concurrent.BlockingQueue", Set.of("put", "take"),
          "io.vertx.core.Future", Set.of("await"));

  private final String root;

  RoomRules(String root) {
    this.root = root;
  }

  /** Every rule; one that finds no class to judge passes, since a room may still be empty. */
  List<ArchRule> all() {
    List<ArchRule> rules = new ArrayList<>();
    MAY_SEE.forEach((room, others) -> rules.add(looksOnlyAt(room, others)));
    MAY_SEE.keySet().forEach(room -> rules.add(hasNoCircle(room)));
    HOME.forEach((library, room) -> rules.add(livesIn(library, room)));
    rules.add(parsingLivesInDecode());
    rules.add(nobodyBuildsTrees());
    rules.add(internalsAreLeftAlone());
    rules.add(slices().matching(root + ".(*)..").should().beFreeOfCycles());
    List.of(
            "model",
            "secret",
            "error",
            "spec",
            "answer",
            "dialect",
            "document",
            "charset",
            "coerce")
        .forEach(room -> rules.add(jdkOnly(room)));
    rules.add(onlyMainIsInNoRoom());
    rules.add(onlyKafkasClientsWait());
    rules.add(verticlesAreFinal());
    rules.add(nothingPrints());
    return rules.stream().map(rule -> rule.allowEmptyShould(true)).toList();
  }

  /** Room → the rooms it may look at. */
  static Map<String, Set<String>> permits() {
    return MAY_SEE;
  }

  static Set<String> rooms() {
    return MAY_SEE.keySet();
  }

  private ArchRule looksOnlyAt(String room, Set<String> others) {
    List<String> forbidden = new ArrayList<>(List.of(root));
    for (String other : MAY_SEE.keySet()) {
      if (!other.equals(room) && !others.contains(other)) {
        forbidden.add(root + "." + other + "..");
      }
    }
    return noClasses()
        .that()
        .resideInAPackage(root + "." + room + "..")
        .should()
        .dependOnClassesThat(resideInAnyPackage(forbidden.toArray(String[]::new)))
        .as(
            room
                + " looks only at "
                + (others.isEmpty() ? "itself" : String.join(", ", new TreeSet<>(others))));
  }

  private ArchRule livesIn(String library, Set<String> rooms) {
    return noClasses()
        .that()
        .resideOutsideOfPackages(
            rooms.stream().map(room -> root + "." + room + "..").toArray(String[]::new))
        .should()
        .dependOnClassesThat()
        .resideInAPackage(library)
        .as(library + " lives in " + String.join(", ", new TreeSet<>(rooms)));
  }

  /** Nested classes are part of the one that they are in. */
  private ArchRule hasNoCircle(String room) {
    String inRoom = root + "." + room + ".";
    SliceAssignment byFile =
        new SliceAssignment() {
          @Override
          public SliceIdentifier getIdentifierOf(JavaClass type) {
            String name = type.getName();
            return name.startsWith(inRoom)
                ? SliceIdentifier.of(name.substring(inRoom.length()).replaceFirst("\\$.*", ""))
                : SliceIdentifier.ignore();
          }

          @Override
          public String getDescription() {
            return "classes of " + room;
          }
        };
    return slices()
        .assignedFrom(byFile)
        .should()
        .beFreeOfCycles()
        .as("no classes of " + room + " need each other");
  }

  private ArchRule parsingLivesInDecode() {
    return noClasses()
        .that()
        .resideOutsideOfPackage(root + ".decode..")
        .should()
        .dependOnClassesThat(
            resideInAnyPackage("com.fasterxml.jackson..")
                .and(describe("not writing", type -> !JSON_WRITING.contains(type.getName()))))
        .as("JSON is parsed in decode");
  }

  /** It is in the jar for Kafka's OAuth login alone: a tree costs an object per value. */
  private static ArchRule nobodyBuildsTrees() {
    return noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAPackage("com.fasterxml.jackson.databind..")
        .as("nobody builds trees of JSON");
  }

  private ArchRule internalsAreLeftAlone() {
    return noClasses()
        .that(
            describe(
                "not named",
                type ->
                    LEANS_ON_INTERNALS.stream()
                        .noneMatch(name -> isOrIsIn(type, root + "." + name))))
        .should()
        .dependOnClassesThat(resideInAnyPackage(INTERNALS))
        .as("only " + LEANS_ON_INTERNALS + " lean on a library's internals");
  }

  private ArchRule jdkOnly(String room) {
    List<String> allowed = new ArrayList<>(List.of("java..", root + "." + room + ".."));
    MAY_SEE.get(room).forEach(other -> allowed.add(root + "." + other + ".."));
    return classes()
        .that()
        .resideInAPackage(root + "." + room + "..")
        .should()
        .onlyDependOnClassesThat(resideInAnyPackage(allowed.toArray(String[]::new)))
        .as(room + " knows the JDK and its rooms alone");
  }

  private ArchRule onlyMainIsInNoRoom() {
    return classes()
        .that()
        .resideOutsideOfPackages(
            MAY_SEE.keySet().stream().map(room -> root + "." + room + "..").toArray(String[]::new))
        .and()
        .resideInAPackage(root + "..")
        .should(
            ArchCondition.from(
                describe(
                    "be Main",
                    type ->
                        isOrIsIn(type, root + ".Main")
                            || type.getSimpleName().equals("package-info"))))
        .as("only Main is in no room");
  }

  private ArchRule onlyKafkasClientsWait() {
    // The root package is exempt for Main's shutdown hook, which must outlast the drain.
    return noClasses()
        .that()
        .resideOutsideOfPackages(root + ".poll..", root + ".kafka..", root)
        .should()
        .callMethodWhere(describe("the call blocks", RoomRules::blocks))
        .as("only poll and kafka wait");
  }

  private static ArchRule verticlesAreFinal() {
    return classes()
        .that()
        .areAssignableTo(Deployable.class)
        .should()
        .beAssignableTo(VerticleBase.class)
        .andShould()
        .haveModifier(JavaModifier.FINAL)
        .as("verticles are final subclasses of VerticleBase");
  }

  private ArchRule nothingPrints() {
    return noClasses()
        .that()
        .doNotHaveFullyQualifiedName(root + ".Main")
        .should()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err")
        .orShould()
        .callMethod(Throwable.class, "printStackTrace")
        .as("nothing but Main prints");
  }

  private static boolean blocks(JavaMethodCall call) {
    JavaClass owner = call.getTargetOwner();
    return BLOCKING.entrySet().stream()
        .anyMatch(
            entry ->
                owner.isAssignableTo(entry.getKey()) && entry.getValue().contains(call.getName()));
  }

  private static boolean isOrIsIn(JavaClass type, String name) {
    return type.getName().equals(name) || type.getName().startsWith(name + "$");
  }
}
