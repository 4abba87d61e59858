package dev.millrace;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.domain.JavaModifier;
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
    MAY_SEE.put("answer", Set.of("model"));
    MAY_SEE.put("dialect", Set.of("model"));
    MAY_SEE.put("document", Set.of("model", "answer", "dialect"));
    MAY_SEE.put("render", Set.of("model", "answer", "document"));
    MAY_SEE.put("config", Set.of("model", "document"));
    MAY_SEE.put("catalog", Set.of("model", "document"));
    MAY_SEE.put("flow", Set.of("model"));
    MAY_SEE.put("metrics", Set.of());
    MAY_SEE.put("kafkalimit", Set.of("model"));
    MAY_SEE.put("kafka", Set.of("model", "kafkalimit"));
    MAY_SEE.put("poll", Set.of("model", "flow", "metrics", "kafkalimit", "kafka"));
    MAY_SEE.put("decode", Set.of("model"));
    MAY_SEE.put("coerce", Set.of("model"));
    MAY_SEE.put("mysqlerror", Set.of("model"));
    MAY_SEE.put("mysqlwire", Set.of("model", "mysqlerror"));
    MAY_SEE.put("mysql", Set.of("model", "dialect", "mysqlerror", "mysqlwire"));
    MAY_SEE.put("schema", Set.of("model", "dialect", "mysqlwire", "mysql"));
    MAY_SEE.put(
        "sink",
        Set.of(
            "model", "dialect", "document", "flow", "mysqlerror", "mysqlwire", "mysql", "schema"));
    MAY_SEE.put(
        "lane",
        Set.of(
            "model", "dialect", "answer", "flow", "metrics", "poll", "decode", "coerce", "mysql",
            "sink"));
    MAY_SEE.put("infer", Set.of("model", "decode"));
    MAY_SEE.put(
        "preflight",
        Set.of(
            "model",
            "answer",
            "dialect",
            "document",
            "kafka",
            "mysqlerror",
            "schema",
            "sink",
            "lane",
            "infer"));
    MAY_SEE.put(
        "explore",
        Set.of(
            "model",
            "answer",
            "dialect",
            "document",
            "kafka",
            "schema",
            "sink",
            "lane",
            "infer",
            "preflight"));
    MAY_SEE.put(
        "quarantine",
        Set.of(
            "model",
            "answer",
            "dialect",
            "flow",
            "metrics",
            "mysqlerror",
            "mysqlwire",
            "mysql",
            "schema",
            "sink",
            "lane",
            "preflight"));
    MAY_SEE.put(
        "job",
        Set.of(
            "model",
            "answer",
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
            "quarantine"));
    MAY_SEE.put("admin", Set.of("model", "answer", "document", "render"));

    HOME.put("org.apache.kafka..", Set.of("kafka", "kafkalimit", "poll"));
    HOME.put("io.vertx.kafka..", Set.of("poll"));
    HOME.put("io.vertx.mysqlclient..", Set.of("mysql", "mysqlwire"));
    // Rows and results of statements; sessions are mysql's.
    HOME.put(
        "io.vertx.sqlclient..",
        Set.of("mysql", "mysqlerror", "mysqlwire", "schema", "sink", "quarantine"));
    HOME.put("io.vertx.ext.web..", Set.of("admin"));
    HOME.put("io.micrometer..", Set.of("metrics"));
    HOME.put("org.snakeyaml..", Set.of("config"));
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
          "admin.ConnectionLimiter",
          "admin.StrictHttpDecoder");

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
    rules.add(jdkOnly("model", root + ".model.."));
    rules.add(jdkOnly("answer", root + ".answer..", root + ".model.."));
    rules.add(jdkOnly("dialect", root + ".dialect..", root + ".model.."));
    rules.add(
        jdkOnly(
            "document",
            root + ".document..",
            root + ".answer..",
            root + ".dialect..",
            root + ".model.."));
    rules.add(jdkOnly("coerce", root + ".coerce..", root + ".model.."));
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
    DescribedPredicate<JavaClass> target = resideInAnyPackage(forbidden.toArray(String[]::new));
    if (room.equals("job")) {
      // What the HTTP routes ask of the engine: the job room answers it and sees nothing else of
      // admin.
      target =
          target.and(
              describe(
                  "not EngineApi", type -> !type.getName().startsWith(root + ".admin.EngineApi")));
    }
    return noClasses()
        .that()
        .resideInAPackage(root + "." + room + "..")
        .should()
        .dependOnClassesThat(target)
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

  private ArchRule jdkOnly(String room, String... own) {
    List<String> allowed = new ArrayList<>(List.of(own));
    allowed.add("java..");
    return classes()
        .that()
        .resideInAPackage(root + "." + room + "..")
        .should()
        .onlyDependOnClassesThat(resideInAnyPackage(allowed.toArray(String[]::new)))
        .as(room + " knows the JDK and model alone");
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
