package dev.millrace.kafka;

import dev.millrace.kafkalimit.ReadLimits;
import dev.millrace.spec.SourceSpec;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.Collection;
import java.util.List;
import org.apache.kafka.clients.ApiVersions;
import org.apache.kafka.clients.ClientUtils;
import org.apache.kafka.clients.DefaultHostResolver;
import org.apache.kafka.clients.ManualMetadataUpdater;
import org.apache.kafka.clients.NetworkClient;
import org.apache.kafka.clients.NetworkClientUtils;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.requests.MetadataRequest;
import org.apache.kafka.common.requests.MetadataResponse;
import org.apache.kafka.common.utils.LogContext;
import org.apache.kafka.common.utils.Time;

/**
 * Asks one server, over Kafka's own connection with all its security, which brokers there are.
 * Kafka's public clients go on to the names in the answer by themselves, and when these lead
 * nowhere, do not tell them. Worker thread only.
 */
final class ClusterNodes {
  private ClusterNodes() {}

  /**
   * @throws IOException when the connection ended
   * @throws SocketTimeoutException when there was no answer in time
   * @throws BrokerException when the answer was none of a broker, or a refusal
   */
  static Collection<Node> ask(SourceSpec source, String host, int port, int timeoutMs)
      throws IOException {
    ReadLimits limits = new ReadLimits();
    limits.enter();
    Metrics metrics = new Metrics();
    try (NetworkClient client = client(source, metrics, timeoutMs)) {
      Node node = new Node(-1, host, port);
      try {
        if (!NetworkClientUtils.awaitReady(client, node, Time.SYSTEM, timeoutMs)) {
          throw new SocketTimeoutException();
        }
        MetadataRequest.Builder question = MetadataRequest.Builder.forTopicNames(List.of(), false);
        MetadataResponse answer =
            (MetadataResponse)
                NetworkClientUtils.sendAndReceive(
                        client,
                        client.newClientRequest(
                            node.idString(), question, Time.SYSTEM.milliseconds(), true),
                        Time.SYSTEM)
                    .responseBody();
        return answer.brokers();
      } catch (IOException e) {
        limits.throwIfRefused();
        throw e;
      } catch (RuntimeException e) {
        // Of what was answered, not of the settings, by which the client could be made.
        throw BrokerErrors.of(e, host + ":" + port, source.topic());
      }
    } finally {
      ReadLimits.leave();
      metrics.close();
    }
  }

  /** Throws where a value is none that the client knows. */
  static AdminClientConfig settings(SourceSpec source, int timeoutMs) {
    return new AdminClientConfig(ConsumerProperties.ofProbe(source, timeoutMs));
  }

  private static NetworkClient client(SourceSpec source, Metrics metrics, int timeoutMs) {
    return ClientUtils.createNetworkClient(
        settings(source, timeoutMs),
        "millrace-probe",
        metrics,
        "millrace-probe",
        new LogContext(),
        new ApiVersions(),
        Time.SYSTEM,
        1,
        timeoutMs,
        new ManualMetadataUpdater(),
        new DefaultHostResolver());
  }
}
