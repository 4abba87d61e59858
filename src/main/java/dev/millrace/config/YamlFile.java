package dev.millrace.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * YAML 1.2 as maps, lists, texts, numbers, booleans and nulls; keys become text. A key that is
 * there twice is refused.
 */
final class YamlFile {
  private YamlFile() {}

  /** The object in the file, empty for an empty file; or null after a problem. */
  static Map<String, Object> read(Path file, List<String> problems) {
    String text;
    try {
      text = Files.readString(file);
    } catch (NoSuchFileException e) {
      problems.add(file + ": there is no such file");
      return null;
    } catch (IOException e) {
      problems.add(
          file + " cannot be read: " + e.getClass().getSimpleName() + " " + e.getMessage());
      return null;
    }
    try {
      Object root = parse(text);
      if (root == null) {
        return Map.of();
      }
      if (root instanceof Map<?, ?> map) {
        return texts(map);
      }
      problems.add(file + ": an object (key: value) is expected at the top");
    } catch (YamlEngineException e) {
      problems.add(file + ": " + where(e));
    }
    return null;
  }

  /**
   * A value in YAML's short form, as in an environment variable.
   *
   * @throws YamlEngineException when it is none
   */
  static Object parse(String text) {
    return plain(
        new Load(LoadSettings.builder().setAllowDuplicateKeys(false).build()).loadFromString(text));
  }

  /** What is wrong and where, without quoting the file, which may hold secrets. */
  private static String where(YamlEngineException e) {
    if (e instanceof MarkedYamlEngineException marked) {
      String at =
          marked
              .getProblemMark()
              .map(m -> " at line " + (m.getLine() + 1) + ", column " + (m.getColumn() + 1))
              .orElse("");
      return "not YAML" + at + ": " + Optional.ofNullable(marked.getProblem()).orElse("");
    }
    return "not YAML";
  }

  private static Object plain(Object value) {
    if (value instanceof Map<?, ?> map) {
      return texts(map);
    }
    if (value instanceof List<?> list) {
      List<Object> plain = new ArrayList<>();
      list.forEach(v -> plain.add(plain(v)));
      return plain;
    }
    return value;
  }

  private static Map<String, Object> texts(Map<?, ?> map) {
    Map<String, Object> texts = new LinkedHashMap<>();
    map.forEach((key, value) -> texts.put(String.valueOf(key), plain(value)));
    return texts;
  }
}
