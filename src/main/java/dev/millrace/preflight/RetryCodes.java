package dev.millrace.preflight;

import dev.millrace.error.SecretNotRead;
import dev.millrace.kafka.BrokerException;
import dev.millrace.mysqlerror.ServerErrors;
import java.util.Set;
import java.util.TreeSet;

/** The closed list of codes of a failure that may pass, after which the engine tries again. */
public final class RetryCodes {
  private RetryCodes() {}

  /** In alphabetical order. */
  public static Set<String> all() {
    Set<String> all = new TreeSet<>(ServerErrors.passingCodes());
    all.addAll(BrokerException.PASSING_CODES);
    all.add(SecretNotRead.CODE);
    return all;
  }
}
