package dev.millrace.config;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Why the configuration is invalid; all reasons at once. */
public final class ConfigProblems extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient List<String> problems;
  private final transient Config readable;

  /**
   * @param problems a sentence each: where, what was given, what is allowed
   */
  public ConfigProblems(List<String> problems) {
    this(problems, null);
  }

  /**
   * @param readable all but the sources and jobs that are wrong, where nothing else is; or null
   */
  ConfigProblems(List<String> problems, Config readable) {
    super(
        problems.stream().map(p -> "  - " + p).collect(Collectors.joining("\n")),
        null,
        false,
        false);
    this.problems = List.copyOf(problems);
    this.readable = readable;
  }

  /** All but the sources and jobs that are wrong, where nothing else is; else empty. */
  public Optional<Config> readable() {
    return Optional.ofNullable(readable);
  }

  public List<String> problems() {
    return problems;
  }
}
