package dev.millrace.document;

import dev.millrace.answer.QuarantineChoice;
import dev.millrace.answer.QuarantineQuery;
import dev.millrace.answer.ReplayRequest;
import dev.millrace.error.FieldError;
import dev.millrace.error.InvalidDocument;
import dev.millrace.error.RejectCode;
import dev.millrace.model.QuarantineFilter;
import dev.millrace.model.QuarantinePlace;
import dev.millrace.spec.MappingEntry;
import dev.millrace.spec.ParseSpec;
import dev.millrace.spec.PartitionRef;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What callers ask of a quarantine, as JSON object or as query parameters. Each is read whole: an
 * {@link InvalidDocument} has all its faults.
 */
public final class QuarantineDocument {
  private static final String PLACE_FORM = "the 'next' of the page before, such as \"orders:0:17\"";
  private static final String NEXT_FORM =
      "the 'next' of the answer before, such as \"orders:0:17\"";
  private static final String COLUMN_FORM = "the column they did not fit, \"\" for none";
  private static final String TABLE_FORM = "the table they did not fit, \"\" for none";
  private static final String OFFSETS_FORM = "an object such as {\"0\": [17, 18]}";

  private QuarantineDocument() {}

  /** {@code after}, {@code limit}, {@code full} and a filter, as in a URL. */
  public static QuarantineQuery query(Map<String, String> parameters) {
    List<FieldError> faults = new ArrayList<>();
    Fields fields = new Fields(parameters, "", faults);
    QuarantinePlace after = place(fields, PLACE_FORM);
    int limit = QuarantineQuery.DEFAULT_LIMIT;
    String number = fields.text("limit", "a number", null);
    if (number != null) {
      Object value = number.matches("\\d{1,9}") ? Integer.valueOf(number) : number;
      limit =
          (int)
              new Fields(Map.of("limit", value), "", faults)
                  .whole("limit", limit, 1, QuarantineQuery.MAX_LIMIT);
    }
    String full = fields.text("full", "true or false", "false");
    if (!full.equals("true") && !full.equals("false")) {
      fields.fault("full", "expected true or false, found " + Fields.quoted(full));
    }
    QuarantineFilter filter = filter(fields);
    fields.end();
    refuse(faults);
    return new QuarantineQuery(after, limit, full.equals("true"), filter);
  }

  /**
   * {@code {"all": true}} or {@code {"offsets": {"0": [17, 18]}}}, narrowed by {@code code}, {@code
   * column} and {@code table}, which alone stand for all of that cause; with {@code topic}, {@code
   * after} and {@code seconds}; {@code dryRun}, and then {@code mapping}.
   *
   * @param parse how the job reads its messages
   */
  public static ReplayRequest replay(Map<String, Object> doc, ParseSpec parse) {
    List<FieldError> faults = new ArrayList<>();
    Fields fields = new Fields(doc, "", faults);
    boolean all = fields.flag("all");
    String topic = topic(fields);
    QuarantineFilter filter = filter(fields);
    Map<PartitionRef, List<Long>> offsets = null;
    if (fields.has("offsets")) {
      offsets = offsets(fields, topic, faults);
      if (all) {
        fields.fault("all", "give either \"all\": true or offsets, not both");
      }
    } else if (!all && !narrows(fields)) {
      fields.fault(
          "offsets",
          "required unless \"all\" is true or a code, column or table is given: " + OFFSETS_FORM);
    }
    QuarantinePlace after = place(fields, NEXT_FORM);
    int seconds =
        (int)
            fields.whole(
                "seconds", QuarantineChoice.DEFAULT_SECONDS, 1, QuarantineChoice.MAX_SECONDS);
    boolean dryRun = fields.flag("dryRun");
    List<MappingEntry> mapping = fields.has("mapping") ? mapping(fields, parse, dryRun) : null;
    fields.end();
    refuse(faults);
    return new ReplayRequest(
        new QuarantineChoice(topic, offsets, after, seconds, filter), dryRun, mapping);
  }

  /** What is written is written by the document of the job, which says so afterwards. */
  private static List<MappingEntry> mapping(Fields fields, ParseSpec parse, boolean dryRun) {
    if (!dryRun) {
      fields.fault(
          "mapping",
          "only with \"dryRun\": true; a replay goes by the job's mapping: PUT it into the job,"
              + " then replay");
    } else if (fields.value("mapping") instanceof List<?> entries && entries.isEmpty()) {
      fields.fault("mapping", "must have an entry at least; leave it out for the job's mapping");
    }
    return MappingDocument.read(fields, parse, false);
  }

  /**
   * {@code offsets=0:17,0:18}, {@code topic} and a filter, as in a URL; without offsets all are
   * meant.
   */
  public static QuarantineChoice choiceOfQuery(Map<String, String> parameters) {
    List<FieldError> faults = new ArrayList<>();
    Fields fields = new Fields(parameters, "", faults);
    String topic = topic(fields);
    String list = fields.text("offsets", "partition:offset, joined by commas", null);
    Map<PartitionRef, TreeSet<Long>> offsets = new TreeMap<>();
    if (list != null) {
      for (String one : list.split(",", -1)) {
        int colon = one.lastIndexOf(':');
        Optional<PartitionRef> partition =
            colon < 0 ? Optional.empty() : PartitionRef.parse(one.substring(0, colon));
        if (partition.isPresent() && one.substring(colon + 1).matches("\\d{1,18}")) {
          requireOf(topic, partition.get(), fields, "offsets");
          offsets
              .computeIfAbsent(partition.get(), p -> new TreeSet<>())
              .add(Long.valueOf(one.substring(colon + 1)));
        } else {
          fields.fault(
              "offsets",
              "expected partition:offset, joined by commas, such as 0:17,0:18 or orders:0:17; found"
                  + " "
                  + Fields.quoted(one));
        }
      }
    }
    QuarantineFilter filter = filter(fields);
    fields.end();
    refuse(faults);
    return new QuarantineChoice(
        topic,
        list == null ? null : lists(offsets),
        null,
        QuarantineChoice.DEFAULT_SECONDS,
        filter);
  }

  /** An empty column or table is none: records that no one column, or table, is to blame for. */
  private static QuarantineFilter filter(Fields fields) {
    RejectCode code = fields.choice("code", RejectCode.class, null);
    String column = fields.text("column", COLUMN_FORM, null);
    String table = fields.text("table", TABLE_FORM, null);
    if (column != null && !column.isEmpty()) {
      fields.check("column", column, Names::faultOfIdentifier);
    }
    if (table != null && !table.isEmpty()) {
      fields.check("table", table, Names::faultOfIdentifier);
    }
    return new QuarantineFilter(table, code == null ? null : code.label(), column);
  }

  /** What has a fault narrows, too, or one mistake would be told as two. */
  private static boolean narrows(Fields fields) {
    return fields.has("code") || fields.has("column") || fields.has("table");
  }

  private static QuarantinePlace place(Fields fields, String form) {
    String text = fields.text("after", form, null);
    QuarantinePlace after = text == null ? null : QuarantinePlace.parse(text).orElse(null);
    if (text != null && after == null) {
      fields.fault("after", "expected " + form + ", found " + Fields.quoted(text));
    }
    return after;
  }

  private static String topic(Fields fields) {
    String topic = fields.text("topic", "the topic of the records", null);
    if (topic != null && !topic.matches("[A-Za-z0-9._-]{1,249}")) {
      fields.fault("topic", "not the name of a Kafka topic: " + Fields.quoted(topic));
    }
    return topic;
  }

  /** A topic beside the choice is that of bare numbers; it must not contradict the others. */
  private static void requireOf(String topic, PartitionRef partition, Fields fields, String key) {
    if (topic != null && partition.topic() != null && !partition.topic().equals(topic)) {
      fields.fault(
          key, "partition " + partition + " is not of the topic that is asked for, " + topic);
    }
  }

  private static Map<PartitionRef, List<Long>> offsets(
      Fields parent, String topic, List<FieldError> faults) {
    Map<PartitionRef, TreeSet<Long>> offsets = new TreeMap<>();
    if (!(parent.value("offsets") instanceof Map)) {
      parent.fault(
          "offsets",
          "expected " + OFFSETS_FORM + ", found " + Fields.described(parent.value("offsets")));
      return Map.of();
    }
    Fields fields = parent.object("offsets");
    for (String key : fields.keys()) {
      Optional<PartitionRef> partition = PartitionRef.parse(key);
      if (partition.isEmpty()) {
        fields.fault(key, "expected " + PartitionRef.FORM + ", found " + Fields.quoted(key));
      } else if (fields.value(key) instanceof List<?> list && !list.isEmpty()) {
        TreeSet<Long> sorted = new TreeSet<>();
        for (int i = 0; i < list.size(); i++) {
          add(list.get(i), fields.at(key) + "/" + i, sorted, faults);
        }
        requireOf(topic, partition.get(), fields, key);
        offsets.put(partition.get(), sorted);
      } else {
        fields.fault(
            key,
            "expected a list of offsets such as [17, 18], found "
                + Fields.described(fields.value(key)));
      }
    }
    if (fields.keys().isEmpty()) {
      parent.fault("offsets", "must name at least one offset: " + OFFSETS_FORM);
    }
    return lists(offsets);
  }

  private static void add(Object value, String pointer, TreeSet<Long> to, List<FieldError> faults) {
    try {
      long offset = Fields.exact(value);
      if (offset >= 0) {
        to.add(offset);
        return;
      }
    } catch (ArithmeticException e) {
      // not whole: the same answer as a negative one
    }
    faults.add(new FieldError(pointer, "expected an offset, found " + Fields.described(value)));
  }

  private static Map<PartitionRef, List<Long>> lists(Map<PartitionRef, TreeSet<Long>> sorted) {
    Map<PartitionRef, List<Long>> lists = new LinkedHashMap<>();
    sorted.forEach((partition, offsets) -> lists.put(partition, List.copyOf(offsets)));
    return lists;
  }

  private static void refuse(List<FieldError> faults) {
    if (!faults.isEmpty()) {
      throw new InvalidDocument(faults);
    }
  }
}
