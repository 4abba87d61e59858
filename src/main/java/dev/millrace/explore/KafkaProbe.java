package dev.millrace.explore;

import dev.millrace.answer.KafkaProbeReport;
import dev.millrace.error.FieldError;
import dev.millrace.error.InvalidDocument;
import dev.millrace.infer.FormatGuess;
import dev.millrace.kafka.BrokerException;
import dev.millrace.kafka.ClusterProbe;
import dev.millrace.kafka.NewestOfTopics;
import dev.millrace.model.Sample;
import dev.millrace.preflight.ClientContext;
import dev.millrace.preflight.FailureMapper;
import dev.millrace.preflight.SecretResolver;
import dev.millrace.spec.SourceSpec;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One look at a cluster that no source need name: its topics, and what their newest records look
 * like. Joins no group. Takes 25 s at most: 5 for references to files, 12 until the topics are
 * known, 8 for the rest, of which there is what was found by then. Event loop only.
 */
public final class KafkaProbe {
  private static final Duration TOPICS = Duration.ofSeconds(12);
  private static final Duration REST = Duration.ofSeconds(8);

  /** A reading ends by itself before it is given up. */
  private static final Duration READING = Duration.ofSeconds(6);

  private static final String SERVERS = "/bootstrapServers";
  private static final String PROPERTIES = "/properties";
  private static final String SOURCE = "/source";

  private final ClusterProbe probe;
  private final String servers;

  private KafkaProbe(ClusterProbe probe, String servers) {
    this.probe = probe;
    this.servers = servers;
  }

  /** What was read of each topic. */
  private record Read(Map<String, FormatGuess> guesses, Map<String, Long> newest) {}

  /**
   * The answer; fails with {@link InvalidDocument} that says what is wrong where.
   *
   * @param source its topic does not count
   */
  public static Future<KafkaProbeReport> of(ClientContext clients, SourceSpec source) {
    return SecretResolver.trying(
            () -> SecretResolver.resolved(clients.vertx(), clients.secrets(), source))
        .compose(
            resolved -> {
              ClusterProbe probe = new ClusterProbe(clients.vertx(), resolved);
              return new KafkaProbe(probe, source.bootstrapServers())
                  .look()
                  // Closing may wait for a client that is still being made.
                  .onComplete(looked -> probe.close());
            })
        .recover(KafkaProbe::failed);
  }

  /** Its places are those of a request, not of a job. */
  private static <T> Future<T> failed(Throwable e) {
    boolean ofServers = e instanceof BrokerException broker && broker.mayPass();
    return FailureMapper.<T>at(ofServers ? SERVERS : PROPERTIES)
        .apply(e)
        .recover(
            mapped ->
                Future.failedFuture(
                    mapped instanceof InvalidDocument invalid
                        ? new InvalidDocument(
                            invalid.faults().stream().map(KafkaProbe::placed).toList())
                        : mapped));
  }

  private static FieldError placed(FieldError fault) {
    return fault.pointer().equals(SOURCE) ? new FieldError(PROPERTIES, fault.detail()) : fault;
  }

  private Future<KafkaProbeReport> look() {
    return probe
        .topics()
        .timeout(TOPICS.toMillis(), TimeUnit.MILLISECONDS)
        .recover(
            e ->
                Future.failedFuture(
                    e instanceof TimeoutException
                        ? new InvalidDocument(
                            List.of(
                                new FieldError(
                                    SERVERS,
                                    "the brokers at "
                                        + servers
                                        + " did not tell their topics within "
                                        + TOPICS.toSeconds()
                                        + " s: see whether they answer other clients")))
                        : e))
        .compose(this::withRecords);
  }

  private Future<KafkaProbeReport> withRecords(ClusterProbe.Topics found) {
    Read read = new Read(new HashMap<>(), new HashMap<>());
    Future<Map<String, Long>> retention = bounded(probe.retention(found.topics()), Map.of());
    Future<Map<String, Long>> newest = bounded(probe.newest(found.topics()), Map.of());
    // Where it fails, or is given up, what it may still be filling is not looked at.
    Future<Map.Entry<NewestOfTopics.Unread, Read>> reading =
        bounded(
            probe
                .read(found.topics(), READING, sample -> take(sample, read))
                .map(unread -> Map.entry(unread, read)),
            null);
    return Future.all(retention, newest, reading)
        .map(all -> report(found, retention.result(), newest.result(), reading.result()));
  }

  private static <T> Future<T> bounded(Future<T> asked, T otherwise) {
    return asked
        .timeout(REST.toMillis(), TimeUnit.MILLISECONDS)
        .recover(
            e ->
                e instanceof BrokerException || e instanceof TimeoutException
                    ? Future.succeededFuture(otherwise)
                    : Future.failedFuture(e));
  }

  /** Worker thread. */
  private static void take(Sample sample, Read to) {
    to.guesses().computeIfAbsent(sample.topic(), topic -> new FormatGuess()).add(sample);
    if (sample.timestamp() >= 0) {
      to.newest().merge(sample.topic(), sample.timestamp(), Math::max);
    }
  }

  /**
   * @param reading null where nothing could be read
   */
  private static KafkaProbeReport report(
      ClusterProbe.Topics found,
      Map<String, Long> retention,
      Map<String, Long> newest,
      Map.Entry<NewestOfTopics.Unread, Read> reading) {
    List<KafkaProbeReport.Topic> topics = new ArrayList<>();
    for (ClusterProbe.Topic topic : found.topics()) {
      String name = topic.name();
      Long at = newest.get(name);
      if (at == null && reading != null) {
        at = reading.getValue().newest().get(name);
      }
      FormatGuess.Guess guess = guess(topic, at != null, reading);
      topics.add(
          new KafkaProbeReport.Topic(
              name,
              topic.partitions(),
              retention.get(name),
              at == null ? null : Instant.ofEpochMilli(at),
              guess.looksLike(),
              guess.evidence()));
    }
    List<String> left = found.leftOut();
    return new KafkaProbeReport(
        topics,
        left.size(),
        left.subList(0, Math.min(left.size(), KafkaProbeReport.MOST_NAMES_LEFT_OUT)));
  }

  private static FormatGuess.Guess guess(
      ClusterProbe.Topic topic,
      boolean hasRecords,
      Map.Entry<NewestOfTopics.Unread, Read> reading) {
    if (topic.led().isEmpty()) {
      return unread("no partition of it has a leader");
    }
    if (reading == null) {
      return unread("its records could not be read in time");
    }
    FormatGuess guess = reading.getValue().guesses().get(topic.name());
    if (guess != null) {
      return guess.guess();
    }
    NewestOfTopics.Unread unread = reading.getKey();
    if (unread.denied().contains(topic.name())) {
      return unread("the user has no right to read it (ACL Read)");
    }
    if (unread.unfinished().contains(topic.name())) {
      return unread("there was no time for it");
    }
    return hasRecords
        ? unread("there is no readable record at its newest offsets")
        : new FormatGuess().guess();
  }

  private static FormatGuess.Guess unread(String why) {
    return new FormatGuess.Guess(null, "not read: " + why);
  }
}
