package dev.millrace.infer;

import dev.millrace.model.TopicFormat;

/** Whose change events there are. */
enum ChangeFormat {
  DEBEZIUM("Debezium", TopicFormat.DEBEZIUM),
  DEBEZIUM_CLOUDEVENTS("Debezium (CloudEvents)", TopicFormat.CLOUDEVENTS),
  /** Rows that Debezium's ExtractNewRecordState made of events. */
  DEBEZIUM_UNWRAPPED("Debezium (unwrapped)", TopicFormat.JSON),
  CANAL("Canal", TopicFormat.CANAL),
  MAXWELL("Maxwell", TopicFormat.MAXWELL),
  OGG("OGG", TopicFormat.OGG),
  TICDC_SIMPLE("TiCDC (simple protocol)", TopicFormat.TICDC),
  TICDC_OPEN("TiCDC (open protocol)", TopicFormat.TICDC),
  AWS_DMS("AWS DMS", TopicFormat.JSON),
  /** Two images of a row and a word, by a maker that is not known. */
  CHANGE_LOG("a change log", TopicFormat.JSON);

  private final String title;
  private final TopicFormat topicFormat;

  ChangeFormat(String title, TopicFormat topicFormat) {
    this.title = title;
    this.topicFormat = topicFormat;
  }

  /** For sentences. */
  String title() {
    return title;
  }

  /** What a topic of such events is called. */
  TopicFormat topicFormat() {
    return topicFormat;
  }
}
