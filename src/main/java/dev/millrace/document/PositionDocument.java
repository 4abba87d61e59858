package dev.millrace.document;

import dev.millrace.spec.OffsetSpec;
import dev.millrace.spec.OffsetSpec.At;
import dev.millrace.spec.PartitionRef;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Positions in a topic as documents: {@code {"at": "earliest"}}, {@code {"at": "timestamp",
 * "timestamp": "2026-01-01T00:00:00Z"}} (or epoch milliseconds), {@code {"at": "offsets",
 * "offsets": {"0": 17}}}.
 */
final class PositionDocument {
  private static final String TIMESTAMP_FORM =
      "expected a time such as \"2026-01-31T08:00:00Z\", or epoch milliseconds";

  private PositionDocument() {}

  /** The field's position; {@code otherwise} where it is left out. */
  static OffsetSpec read(Fields parent, String key, OffsetSpec otherwise, At... allowed) {
    if (!parent.has(key)) {
      return otherwise;
    }
    if (parent.value(key) instanceof String word) {
      parent.fault(key, "expected an object such as {\"at\": \"" + word + "\"}");
      return otherwise;
    }
    Fields fields = parent.object(key);
    List<At> kinds = Arrays.asList(allowed);
    if (!fields.has("at")) {
      fields.fault(
          "at", "required: one of " + String.join(", ", kinds.stream().map(At::label).toList()));
    }
    At at = fields.choice("at", At.class, null, kinds);
    Instant timestamp = timestamp(fields, at);
    Map<PartitionRef, Long> offsets = offsets(fields, at);
    fields.end();
    return at == null ? otherwise : new OffsetSpec(at, timestamp, offsets);
  }

  static Map<String, Object> write(OffsetSpec spec) {
    Map<String, Object> doc = new LinkedHashMap<>();
    doc.put("at", spec.at().label());
    if (spec.at() == At.TIMESTAMP) {
      doc.put("timestamp", spec.timestamp().toString());
    } else if (spec.at() == At.OFFSETS) {
      Map<String, Object> offsets = new LinkedHashMap<>();
      new TreeMap<>(spec.offsets())
          .forEach((partition, offset) -> offsets.put(partition.toString(), offset));
      doc.put("offsets", offsets);
    }
    return doc;
  }

  private static Instant timestamp(Fields fields, At at) {
    Object value = fields.value("timestamp");
    if (at != At.TIMESTAMP) {
      if (value != null && at != null) {
        fields.fault("timestamp", "counts only with \"at\": \"timestamp\"; leave it out");
      }
      return null;
    }
    if (value == null) {
      fields.fault("timestamp", "required with \"at\": \"timestamp\": " + TIMESTAMP_FORM);
      return null;
    }
    try {
      Instant instant =
          value instanceof String text
              ? OffsetDateTime.parse(text).toInstant()
              : Instant.ofEpochMilli(Fields.exact(value));
      if (instant.isBefore(Instant.EPOCH)) {
        fields.fault(
            "timestamp", "Kafka knows no times before 1970, found " + Fields.described(value));
      }
      return instant;
    } catch (DateTimeException | ArithmeticException e) {
      fields.fault("timestamp", TIMESTAMP_FORM + ", found " + Fields.described(value));
      return null;
    }
  }

  private static Map<PartitionRef, Long> offsets(Fields fields, At at) {
    boolean given = fields.has("offsets");
    if (at != At.OFFSETS) {
      if (given && at != null) {
        fields.fault("offsets", "counts only with \"at\": \"offsets\"; leave it out");
      }
      return Map.of();
    }
    if (!given) {
      fields.fault("offsets", "required with \"at\": \"offsets\": such as {\"0\": 17}");
      return Map.of();
    }
    Fields entries = fields.object("offsets");
    Map<PartitionRef, Long> offsets = new LinkedHashMap<>();
    for (String key : entries.keys()) {
      long offset = entries.whole(key, -1, 0, Long.MAX_VALUE);
      Optional<PartitionRef> partition = PartitionRef.parse(key);
      if (partition.isEmpty()) {
        entries.fault(key, "expected " + PartitionRef.FORM + ", found " + Fields.quoted(key));
      } else if (offset >= 0) {
        offsets.put(partition.get(), offset);
      }
    }
    if (entries.keys().isEmpty()) {
      fields.fault("offsets", "must name at least one partition, such as {\"0\": 17}");
    }
    return offsets;
  }
}
