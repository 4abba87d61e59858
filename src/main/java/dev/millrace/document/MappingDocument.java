package dev.millrace.document;

import dev.millrace.model.ColumnType;
import dev.millrace.spec.EntryOptions;
import dev.millrace.spec.FieldPath;
import dev.millrace.spec.MappingEntry;
import dev.millrace.spec.MappingEntry.Absent;
import dev.millrace.spec.MappingEntry.Encoding;
import dev.millrace.spec.MappingEntry.Epoch;
import dev.millrace.spec.ParseSpec;
import dev.millrace.spec.Rounding;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A job's mapping as a document: {@code [{"path", "column", "type", "key", "absent", "epoch",
 * "encoding", "rounding"}]}, of which path and column are required. Written without what is
 * default.
 */
final class MappingDocument {
  /** Most columns of a MySQL table. */
  private static final int MAX_ENTRIES = 4_096;

  private MappingDocument() {}

  static List<MappingEntry> read(Fields job, ParseSpec parse, boolean mayCreateTable) {
    List<MappingEntry> entries = new ArrayList<>();
    Map<String, String> seen = new HashMap<>();
    List<Fields> objects = job.objects("mapping");
    if (objects.size() > MAX_ENTRIES) {
      job.fault(
          "mapping", "a table has at most " + MAX_ENTRIES + " columns, found " + objects.size());
    }
    for (Fields fields : objects) {
      FieldPath path = path(fields, parse);
      String column = fields.text("column", "the destination column's name");
      fields.check("column", column, Names::faultOfIdentifier);
      ColumnType type = type(fields);
      boolean key = fields.flag("key");
      Absent absent = fields.choice("absent", Absent.class, Absent.NULL);
      Epoch epoch = fields.choice("epoch", Epoch.class, Epoch.MS);
      Encoding encoding = fields.choice("encoding", Encoding.class, Encoding.UTF8);
      Rounding rounding = fields.choice("rounding", Rounding.class, null);
      EntryOptions.Given given =
          new EntryOptions.Given(
              absent == Absent.DEFAULT,
              fields.has("epoch"),
              fields.has("encoding"),
              fields.has("rounding"));
      fields.end();
      EntryOptions.faults(given, path, type, epoch).forEach(fields::noEffect);
      if (type != null && key && mayCreateTable && hasNoLength(type.base())) {
        fields.fault(
            "key", "a primary key takes no " + type + " column; give it a VARCHAR(n) type");
      }
      if (column != null) {
        String first = seen.putIfAbsent(column.toLowerCase(Locale.ROOT), fields.at("column"));
        if (first != null) {
          fields.fault(
              "column",
              Fields.quoted(column)
                  + " is filled by "
                  + first
                  + " too (names are compared without case); keep one");
        }
      }
      if (path != null && column != null && Names.faultOfIdentifier(column).isEmpty()) {
        entries.add(new MappingEntry(path, column, type, key, absent, epoch, encoding, rounding));
      }
    }
    return entries;
  }

  static List<Object> write(List<MappingEntry> mapping) {
    List<Object> docs = new ArrayList<>();
    for (MappingEntry entry : mapping) {
      Map<String, Object> doc = new LinkedHashMap<>();
      doc.put("path", entry.path().text());
      doc.put("column", entry.column());
      if (entry.type() != null) {
        doc.put("type", entry.type().sql());
      }
      if (entry.key()) {
        doc.put("key", true);
      }
      if (entry.absent() != Absent.NULL) {
        doc.put("absent", entry.absent().label());
      }
      if (entry.epoch() != Epoch.MS) {
        doc.put("epoch", entry.epoch().label());
      }
      if (entry.encoding() != Encoding.UTF8) {
        doc.put("encoding", entry.encoding().label());
      }
      if (entry.rounding() != null) {
        doc.put("rounding", entry.rounding().label());
      }
      docs.add(doc);
    }
    return docs;
  }

  private static FieldPath path(Fields fields, ParseSpec parse) {
    String text =
        fields.text("path", "a JSON Pointer such as /device/os, or metadata such as $offset");
    if (text == null) {
      return null;
    }
    FieldPath path;
    try {
      path = FieldPath.parse(text);
    } catch (IllegalArgumentException e) {
      fields.fault("path", e.getMessage());
      return null;
    }
    if (path.meta() == FieldPath.Meta.INDEX && parse.root() != ParseSpec.Root.ARRAY) {
      fields.fault("path", "$index is there only with \"root\": \"array\" in /parse");
    }
    if (parse.layers() == 0 && !path.isMeta()) {
      fields.fault(
          "path",
          "with \"layers\": 0 messages are not parsed; only metadata such as $value can be mapped,"
              + " found "
              + Fields.quoted(text));
    }
    return path;
  }

  private static ColumnType type(Fields fields) {
    String text = fields.text("type", "a column type such as VARCHAR(64)", null);
    if (text == null) {
      return null;
    }
    try {
      return ColumnType.parse(text);
    } catch (IllegalArgumentException e) {
      fields.fault("type", e.getMessage());
      return null;
    }
  }

  private static boolean hasNoLength(ColumnType.Base base) {
    return switch (base) {
      case TINYTEXT, TEXT, MEDIUMTEXT, LONGTEXT, JSON, TINYBLOB, BLOB, MEDIUMBLOB, LONGBLOB -> true;
      default -> false;
    };
  }
}
