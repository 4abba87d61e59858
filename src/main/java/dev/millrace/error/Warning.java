package dev.millrace.error;

import dev.millrace.secret.PlainText;
import dev.millrace.secret.SecretMask;
import java.util.List;

/**
 * Something that keeps no job from running and that its owner should know: said by a check and by a
 * job's status.
 *
 * @param code which kind; programs go by it
 * @param message what, where, what to do
 * @param pointer JSON Pointer to the field of the job's document that it is about, or null
 * @param topic the topic it is about, or null
 * @param partitions the partitions of {@code topic} it is about; empty for all or none
 */
public record Warning(
    WarningCode code, String message, String pointer, String topic, List<Integer> partitions) {
  public Warning {
    message = PlainText.of(SecretMask.mask(message), 2_000);
    partitions = List.copyOf(partitions);
  }

  public static Warning of(WarningCode code, String message) {
    return new Warning(code, message, null, null, List.of());
  }

  /** About one field of the document. */
  public static Warning at(String pointer, WarningCode code, String message) {
    return new Warning(code, message, pointer, null, List.of());
  }

  /** About some partitions of a topic. */
  public static Warning about(
      String topic, List<Integer> partitions, WarningCode code, String message) {
    return new Warning(code, message, null, topic, partitions);
  }
}
