package dev.millrace.poll;

import org.apache.kafka.common.ClusterResource;
import org.apache.kafka.common.ClusterResourceListener;
import org.apache.kafka.common.serialization.ByteBufferDeserializer;

/**
 * Keys as they are; tells a {@link TopicIdentity} when the client has learned of the cluster, for
 * Kafka tells those of a consumer's parts that listen. Poll thread.
 */
final class ClusterListeningDeserializer extends ByteBufferDeserializer
    implements ClusterResourceListener {
  private final TopicIdentity topic;

  ClusterListeningDeserializer(TopicIdentity topic) {
    this.topic = topic;
  }

  @Override
  public void onUpdate(ClusterResource cluster) {
    topic.metadataUpdated();
  }
}
