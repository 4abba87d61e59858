package dev.millrace.testkit;

import java.util.Optional;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Which database server this JVM's tests are for: {@code -Ddb.server=mariadb}, the default, or
 * {@code mysql}.
 *
 * <p>A condition of every test class, found by JUnit itself: where MySQL is asked for and cannot be
 * had, the classes are skipped and say why, unless the environment's {@code MILLRACE_REQUIRE_MYSQL}
 * is {@code true}; then they fail.
 */
public final class TestServer implements ExecutionCondition {
  static final String PROPERTY = "db.server";

  /** Whether the server of {@link EmbeddedMariaDb} shall be a MySQL. */
  public static boolean isMySql() {
    String server = System.getProperty(PROPERTY, "mariadb");
    if (!server.equals("mysql") && !server.equals("mariadb")) {
      throw new IllegalArgumentException(
          "-D" + PROPERTY + "=" + server + ": expected mariadb or mysql");
    }
    return server.equals("mysql");
  }

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    boolean own = isMySql() && System.getProperty("db.uri", "").isEmpty();
    Optional<String> objection = own ? MySqlFiles.objection() : Optional.empty();
    if (objection.isEmpty()) {
      return ConditionEvaluationResult.enabled("the server is to be had");
    }
    if ("true".equals(System.getenv("MILLRACE_REQUIRE_MYSQL"))) {
      throw new IllegalStateException(
          objection.get() + "; MILLRACE_REQUIRE_MYSQL=true does not let the tests be skipped");
    }
    return ConditionEvaluationResult.disabled(objection.get());
  }
}
