package dev.millrace.testkit;

import java.util.Optional;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A condition of every test class, found by JUnit itself: where MySQL is asked for and cannot be
 * had, the classes are skipped and say why, unless the environment's {@code MILLRACE_REQUIRE_MYSQL}
 * is {@code true}; then they fail.
 */
public final class ServerCondition implements ExecutionCondition {
  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    boolean own = TestServer.isMySql() && System.getProperty("db.uri", "").isEmpty();
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
