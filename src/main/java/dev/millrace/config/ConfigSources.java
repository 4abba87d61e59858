package dev.millrace.config;

import dev.millrace.document.Nearest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Settings from default, file, environment and arguments, the later winning. What is wrong becomes
 * a problem that names where the value came from, and the default is answered.
 */
final class ConfigSources {
  private record Given(Object value, String origin) {}

  private final Map<Setting, Given> given = new LinkedHashMap<>();
  private final List<String> problems;

  ConfigSources(List<String> problems) {
    this.problems = problems;
  }

  /** The file's object; its keys may be nested or written with dots. */
  void addFile(String origin, Map<String, Object> root) {
    Map<String, Object> flat = new LinkedHashMap<>();
    flatten("", root, flat);
    flat.forEach(
        (key, value) -> {
          Optional<Setting> setting =
              List.of(Setting.values()).stream().filter(s -> s.key().equals(key)).findFirst();
          if (setting.isEmpty()) {
            problems.add(
                origin + ": unknown key '" + key + "'; " + Nearest.hint(key, Setting.keys()));
          } else if (value != null) {
            given.put(setting.get(), new Given(value, origin + ": " + key));
          }
        });
  }

  void addEnvironment(Map<String, String> environment) {
    for (Setting setting : Setting.values()) {
      String value = environment.get(setting.variable());
      if (value != null && !value.isBlank()) {
        given.put(setting, new Given(value, setting.variable()));
      }
    }
  }

  void addArgument(Setting setting, String option, String value) {
    if (value != null) {
      given.put(setting, new Given(value, option));
    }
  }

  boolean has(Setting setting) {
    return given.containsKey(setting);
  }

  String text(Setting setting) {
    Given value = given.get(setting);
    if (value == null) {
      return setting.usual();
    }
    if (value.value instanceof Map || value.value instanceof List) {
      problem(
          setting, "expected text, found " + (value.value instanceof Map ? "an object" : "a list"));
      return setting.usual();
    }
    return String.valueOf(value.value);
  }

  int count(Setting setting, int min, int max) {
    String text = text(setting).strip();
    try {
      int number = Integer.parseInt(text);
      if (number >= min && number <= max) {
        return number;
      }
    } catch (NumberFormatException e) {
      // told below, as out of range is
    }
    problem(
        setting, "expected a whole number from " + min + " to " + max + ", found '" + text + "'");
    return Integer.parseInt(setting.usual());
  }

  String choice(Setting setting, List<String> allowed) {
    String text = text(setting).strip();
    if (allowed.contains(text)) {
      return text;
    }
    problem(setting, "expected one of " + String.join(", ", allowed) + ", found '" + text + "'");
    return setting.usual();
  }

  /** A list; text is split at commas. */
  List<String> texts(Setting setting) {
    Given value = given.get(setting);
    if (value == null) {
      return List.of();
    }
    List<String> texts = new ArrayList<>();
    List<?> raw =
        value.value instanceof List<?> list
            ? list
            : List.of(String.valueOf(value.value).split(","));
    for (Object item : raw) {
      texts.add(String.valueOf(item).strip());
    }
    return texts;
  }

  /**
   * A list of objects; text is read as YAML.
   *
   * @param example shown where it is none
   */
  List<?> objects(Setting setting, String example) {
    Given value = given.get(setting);
    Object raw = value == null ? List.of() : value.value;
    try {
      raw = raw instanceof String text ? YamlFile.parse(text) : raw;
    } catch (YamlEngineException e) {
      raw = null;
    }
    if (raw instanceof List<?> list) {
      return list;
    }
    problem(setting, "expected a list, such as " + example);
    return List.of();
  }

  void problem(Setting setting, String detail) {
    Given value = given.get(setting);
    problems.add((value == null ? setting.key() : value.origin) + ": " + detail);
  }

  private static void flatten(String prefix, Map<?, ?> map, Map<String, Object> flat) {
    map.forEach(
        (key, value) -> {
          String path = prefix + key;
          if (value instanceof Map<?, ?> inner && !Setting.keys().contains(path)) {
            flatten(path + ".", inner, flat);
          } else {
            flat.put(path, value);
          }
        });
  }
}
