package dev.millrace.spec;

import dev.millrace.model.Labelled;
import java.util.List;

/** By which of Kafka's protocols the lanes of a job divide partitions among themselves. */
public enum GroupProtocol implements Labelled {
  /** Members divide the partitions; the session timeout is the client's to choose. */
  CLASSIC(List.of()),
  /**
   * The broker divides them (KIP-848, brokers 4.0 or later), and its settings say how soon it gives
   * up a member; Kafka's client refuses the settings that say so otherwise.
   */
  CONSUMER(List.of("session.timeout.ms", "heartbeat.interval.ms", "partition.assignment.strategy"));

  private final List<String> refusedProperties;

  GroupProtocol(List<String> refusedProperties) {
    this.refusedProperties = refusedProperties;
  }

  /** Properties of Kafka's consumer that a source of such a job may not have. */
  public List<String> refusedProperties() {
    return refusedProperties;
  }
}
