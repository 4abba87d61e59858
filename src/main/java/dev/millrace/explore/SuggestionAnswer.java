package dev.millrace.explore;

import dev.millrace.document.JobDocument;
import dev.millrace.infer.KeyChoice;
import dev.millrace.model.MappingEntry;
import dev.millrace.model.Warning;
import dev.millrace.schema.CreateTable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a sample answers of the suggested table's key, and its warnings. */
final class SuggestionAnswer {
  private SuggestionAnswer() {}

  /** The key's columns, why these or why none, and where there is none the one that is safe. */
  static Map<String, Object> key(List<MappingEntry> mapping, KeyChoice choice) {
    Map<String, Object> key = new LinkedHashMap<>();
    List<MappingEntry> keys = mapping.stream().filter(MappingEntry::key).toList();
    boolean chosen = keys.stream().anyMatch(e -> e.path().text().equals(choice.path()));
    key.put("columns", keys.stream().map(MappingEntry::column).toList());
    key.put("paths", keys.stream().map(entry -> entry.path().text()).toList());
    key.put(
        "reason",
        keys.isEmpty() || chosen
            ? choice.reason()
            : "the record's place is a key always: " + choice.reason());
    if (keys.isEmpty()) {
      List<MappingEntry> offered =
          CreateTable.withRecordKey(List.of()).stream().filter(MappingEntry::key).toList();
      key.put("offered", JobDocument.mapping(offered));
    }
    return key;
  }

  static List<Map<String, Object>> warnings(List<Warning> warnings) {
    List<Map<String, Object>> answer = new ArrayList<>();
    for (Warning warning : warnings) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("code", warning.code().label());
      one.put("message", warning.message());
      if (warning.pointer() != null) {
        one.put("pointer", warning.pointer());
      }
      answer.add(one);
    }
    return answer;
  }
}
