package dev.millrace.spec;

import dev.millrace.model.Labelled;

/** How rows get into a table. */
public record WriteSpec(Mode mode, Method method) {

  /** What an existing key means. */
  public enum Mode implements Labelled {
    INSERT,
    IGNORE,
    REPLACE,
    UPSERT
  }

  /** Whether rows and ledger move together. */
  public enum Delivery implements Labelled {
    EXACTLY_ONCE,
    AT_LEAST_ONCE
  }

  /** By which statement rows travel. */
  public enum Method implements Labelled {
    /** LOAD where it can be, else INSERT. */
    AUTO,
    /** Multi-row INSERT text. */
    INSERT,
    /** LOAD DATA LOCAL from memory; refused where job and table do not allow it. */
    LOAD
  }
}
