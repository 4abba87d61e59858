package dev.millrace.quarantine;

import dev.millrace.model.QuarantinePlace;
import dev.millrace.model.QuarantineQuery;
import dev.millrace.model.QuarantinedRecord;
import dev.millrace.model.Sample;
import dev.millrace.preflight.SampledRecord;
import dev.millrace.quarantine.QuarantineStore.Page;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** A page of a quarantine as the API shows it. */
final class QuarantineAnswer {
  private QuarantineAnswer() {}

  static Map<String, Object> of(Page page, QuarantineQuery query) {
    OptionalInt limit =
        query.full() ? OptionalInt.empty() : OptionalInt.of(QuarantineQuery.MAX_CHARS);
    List<QuarantinedRecord> records = page.records();
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("records", records.stream().map(record -> record(record, limit)).toList());
    answer.put(
        "next",
        page.more() && !records.isEmpty() ? place(records.get(records.size() - 1).record()) : null);
    return answer;
  }

  private static String place(Sample last) {
    return new QuarantinePlace(last.topic(), last.partition(), last.offset()).toString();
  }

  private static Map<String, Object> record(QuarantinedRecord record, OptionalInt limit) {
    Sample held = record.record();
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("topic", held.topic());
    shown.put("partition", held.partition());
    shown.put("offset", held.offset());
    shown.put(
        "recordTime",
        held.timestamp() < 0 ? null : Instant.ofEpochMilli(held.timestamp()).toString());
    bytes(shown, "key", "keyEncoding", held.key(), record.keyBytes(), limit);
    shown.put("headers", held.headers() == null ? null : SampledRecord.headers(held.headers()));
    bytes(shown, "value", "encoding", held.value(), record.valueBytes(), limit);
    shown.put("valueBytes", record.valueBytes());
    shown.put("kind", record.kind());
    shown.put("code", record.code());
    shown.put("column", record.column());
    shown.put("path", record.path());
    shown.put("reason", record.reason());
    shown.put("quarantinedAt", record.quarantinedAt().toString());
    return shown;
  }

  private static void bytes(
      Map<String, Object> shown,
      String name,
      String encodingName,
      byte[] held,
      long length,
      OptionalInt limit) {
    boolean cut = held != null && held.length < length;
    byte[] known = cut ? withoutTornEnd(held) : held;
    String text = SampledRecord.text(known);
    String whole = text == null ? SampledRecord.base64(known) : text;
    String part =
        limit.isEmpty() ? whole : SampledRecord.cut(whole, limit.getAsInt(), text == null ? 4 : 1);
    shown.put(name, part);
    shown.put(encodingName, SampledRecord.encoding(known, text));
    if (cut || (part != null && part.length() < whole.length())) {
      shown.put(name.equals("value") ? "cut" : "keyCut", true);
    }
  }

  /** Without the character whose end the cut took: the rest shows whether it is text. */
  private static byte[] withoutTornEnd(byte[] cut) {
    int start = cut.length - 1;
    while (start > cut.length - 4 && start > 0 && (cut[start] & 0xC0) == 0x80) {
      start--;
    }
    return start > 0 && cut[start] < 0 ? Arrays.copyOf(cut, start) : cut;
  }
}
