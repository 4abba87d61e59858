package dev.millrace.config;

import java.util.List;
import java.util.stream.Collectors;

/** Why the configuration is invalid; all reasons at once. */
public class ConfigProblems extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient List<String> problems;

  /**
   * @param problems a sentence each: where, what was given, what is allowed
   */
  public ConfigProblems(List<String> problems) {
    super(
        problems.stream().map(p -> "  - " + p).collect(Collectors.joining("\n")),
        null,
        false,
        false);
    this.problems = List.copyOf(problems);
  }

  public List<String> problems() {
    return problems;
  }
}
