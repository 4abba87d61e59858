package dev.millrace.model;

/** What the messages of a topic look like. */
public enum TopicFormat implements Labelled {
  /** Objects or arrays that are none of the following. */
  JSON,
  DEBEZIUM,
  CANAL,
  MAXWELL,
  OGG,
  TICDC,
  CLOUDEVENTS,
  /** JSON behind the number of a schema registry's schema. */
  REGISTRY_JSON,
  AVRO_OR_PROTOBUF,
  /** Neither text nor one of the above. */
  BINARY,
  /** No message has a value. */
  EMPTY
}
