package dev.millrace.testkit;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;

/**
 * A real Kafka broker in this JVM: one combined KRaft node on free loopback ports, data in a
 * temporary directory.
 *
 * <p>The only place that knows the broker's internal classes. Any thread, one at a time.
 */
public final class EmbeddedKafka implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Path directory = TempFiles.directory("kafka");
  private final int brokerPort;
  private final int controllerPort;
  private final Map<String, String> overrides;
  private final Map<String, Listener> listeners = new LinkedHashMap<>();
  private final String clusterId = Uuid.randomUuid().toString();
  private KafkaRaftServer server;
  private Path secondDirectory;
  private KafkaRaftServer second;
  private Admin admin;

  public EmbeddedKafka() {
    this(Map.of());
  }

  /**
   * @param overrides broker properties that win over the kit's own
   */
  public EmbeddedKafka(Map<String, String> overrides) {
    List<Integer> ports = TempFiles.freePorts(2);
    brokerPort = ports.get(0);
    controllerPort = ports.get(1);
    this.overrides = Map.copyOf(overrides);
  }

  /** A further listener of the broker, to be made before it is started. */
  private record Listener(String protocol, int port, String advertised) {}

  /**
   * Before {@link #start}: one more listener on a free port.
   *
   * @param protocol {@code PLAINTEXT}, {@code SSL}, {@code SASL_PLAINTEXT} or {@code SASL_SSL}
   * @param advertised {@code host:port} that its clients are told, or null for the true one
   */
  public EmbeddedKafka listener(String name, String protocol, String advertised) {
    listeners.put(name, new Listener(protocol, TempFiles.freePorts(1).get(0), advertised));
    return this;
  }

  /** Of the listener of that name. */
  public String bootstrapServers(String listener) {
    return "127.0.0.1:" + listeners.get(listener).port();
  }

  /** Formats the directory, starts the broker and returns when it answers; about 3 s. */
  public EmbeddedKafka start() {
    format(1, directory);
    startBroker();
    return this;
  }

  private void format(int node, Path place) {
    try {
      Formatter formatter = new Formatter();
      formatter
          .setPrintStream(
              new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8))
          .setClusterId(clusterId)
          .setNodeId(node)
          .setControllerListenerName("CONTROLLER")
          .addDirectory(place.toString())
          .setMetadataLogDirectory(Optional.of(place.toString()))
          .run();
    } catch (Exception e) {
      throw new IllegalStateException("the broker's directory could not be formatted", e);
    }
  }

  /**
   * One more broker of the cluster, of number 2; the first alone has a say in it. Its partitions
   * have no leader while it is stopped. Started again, it has its data, and another port.
   */
  public synchronized void startSecondBroker() {
    if (second != null) {
      throw new IllegalStateException("the second broker is running");
    }
    if (secondDirectory == null) {
      secondDirectory = TempFiles.directory("kafka");
      format(2, secondDirectory);
    }
    String place = "PLAINTEXT://127.0.0.1:" + TempFiles.freePorts(1).get(0);
    Map<String, String> properties = properties();
    properties.put("process.roles", "broker");
    properties.put("node.id", "2");
    properties.put("listeners", place);
    properties.put("advertised.listeners", place);
    properties.put("log.dirs", secondDirectory.toString());
    KafkaRaftServer starting = new KafkaRaftServer(new KafkaConfig(properties), Time.SYSTEM);
    starting.startup();
    second = starting;
    Eventually.until(
        "both brokers are there",
        PATIENCE,
        () -> admin().describeCluster().nodes().get(5, TimeUnit.SECONDS).size() == 2);
  }

  /** In an orderly way. */
  public synchronized void stopSecondBroker() {
    if (second != null) {
      second.shutdown();
      second.awaitShutdown();
      second = null;
    }
  }

  /** Starts the broker again on the same ports and data. */
  public synchronized void startBroker() {
    if (server != null) {
      throw new IllegalStateException("the broker is running");
    }
    Map<String, String> properties = properties();
    listeners.forEach(
        (name, listener) -> {
          String place = "127.0.0.1:" + listener.port();
          String told = listener.advertised() == null ? place : listener.advertised();
          properties.merge("listeners", "," + name + "://" + place, String::concat);
          properties.merge("advertised.listeners", "," + name + "://" + told, String::concat);
          properties.merge(
              "listener.security.protocol.map",
              "," + name + ":" + listener.protocol(),
              String::concat);
        });
    properties.putAll(overrides);
    KafkaRaftServer starting = new KafkaRaftServer(new KafkaConfig(properties), Time.SYSTEM);
    starting.startup();
    server = starting;
    Eventually.until(
        "the broker answers",
        PATIENCE,
        () -> !admin().describeCluster().nodes().get(5, TimeUnit.SECONDS).isEmpty());
  }

  /**
   * Stops the broker in an orderly way; clients see a refused connection until {@link
   * #startBroker}.
   */
  public synchronized void stopBroker() {
    if (server == null) {
      return;
    }
    server.shutdown();
    server.awaitShutdown();
    server = null;
  }

  public String bootstrapServers() {
    return "127.0.0.1:" + brokerPort;
  }

  public void createTopic(String name, int partitions) {
    createTopic(name, partitions, Map.of());
  }

  /** Returns when every partition has a leader. */
  public void createTopic(String name, int partitions, Map<String, String> configs) {
    NewTopic topic = new NewTopic(name, partitions, (short) 1).configs(configs);
    done(admin().createTopics(List.of(topic)).all());
    awaitPartitions(name, partitions);
  }

  /**
   * The same with each partition on one broker.
   *
   * @param brokers whose numbers, by partition
   */
  public void createTopic(String name, List<Integer> brokers) {
    Map<Integer, List<Integer>> replicas = new HashMap<>();
    for (int i = 0; i < brokers.size(); i++) {
      replicas.put(i, List.of(brokers.get(i)));
    }
    done(admin().createTopics(List.of(new NewTopic(name, replicas))).all());
    awaitPartitions(name, brokers.size());
  }

  /**
   * @param total number of partitions afterwards
   */
  public void addPartitions(String name, int total) {
    done(admin().createPartitions(Map.of(name, NewPartitions.increaseTo(total))).all());
    awaitPartitions(name, total);
  }

  /** Returns when the broker does not know the topic any more. */
  public void deleteTopic(String name) {
    done(admin().deleteTopics(List.of(name)).all());
    Eventually.until(
        "topic " + name + " is gone",
        PATIENCE,
        () -> {
          try {
            admin().describeTopics(List.of(name)).allTopicNames().get(5, TimeUnit.SECONDS);
            return false;
          } catch (java.util.concurrent.ExecutionException e) {
            return e.getCause() instanceof UnknownTopicOrPartitionException;
          }
        });
  }

  /** A producer of the caller's: idempotent, all acknowledgements. */
  public KafkaProducer<byte[], byte[]> producer() {
    return producer(Map.of());
  }

  public KafkaProducer<byte[], byte[]> producer(Map<String, Object> overrides) {
    Map<String, Object> properties = new HashMap<>();
    properties.put("bootstrap.servers", bootstrapServers());
    properties.put("enable.idempotence", true);
    properties.put("acks", "all");
    // A batch that is refused for a moment, as by a broker that starts, must not be overtaken.
    properties.put("max.in.flight.requests.per.connection", 1);
    properties.putAll(overrides);
    return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /** A consumer of the caller's, from the beginning, without group and commits. */
  public KafkaConsumer<byte[], byte[]> consumer() {
    Map<String, Object> properties = new HashMap<>();
    properties.put("bootstrap.servers", bootstrapServers());
    properties.put("auto.offset.reset", "earliest");
    properties.put("enable.auto.commit", false);
    return new KafkaConsumer<>(
        properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  /** The kit's own admin client; do not close it. */
  public synchronized Admin admin() {
    if (admin == null) {
      admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers()));
    }
    return admin;
  }

  @Override
  public synchronized void close() {
    if (admin != null) {
      admin.close(Duration.ofSeconds(1));
      admin = null;
    }
    stopSecondBroker();
    stopBroker();
    TempFiles.delete(directory);
    if (secondDirectory != null) {
      TempFiles.delete(secondDirectory);
    }
  }

  /**
   * Metadata names a leader before the leader serves the partition. A producer that comes between
   * the two loses its first batch to a retry while the second is taken, and from then on the first
   * is refused as out of sequence until it expires. So each partition must answer first.
   */
  private void awaitPartitions(String name, int count) {
    Eventually.until(
        "topic " + name + " has " + count + " partitions that answer",
        PATIENCE,
        () -> {
          TopicDescription topic =
              admin()
                  .describeTopics(Set.of(name))
                  .allTopicNames()
                  .get(5, TimeUnit.SECONDS)
                  .get(name);
          Map<TopicPartition, OffsetSpec> all = new HashMap<>();
          topic
              .partitions()
              .forEach(p -> all.put(new TopicPartition(name, p.partition()), OffsetSpec.latest()));
          return all.size() == count
              && admin().listOffsets(all).all().get(5, TimeUnit.SECONDS).size() == count;
        });
  }

  private static void done(Future<?> future) {
    try {
      future.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new IllegalStateException("the broker refused: " + e.getMessage(), e);
    }
  }

  private Map<String, String> properties() {
    Map<String, String> properties = new HashMap<>();
    properties.put("process.roles", "broker,controller");
    properties.put("node.id", "1");
    properties.put("controller.quorum.voters", "1@127.0.0.1:" + controllerPort);
    properties.put(
        "listeners",
        "PLAINTEXT://127.0.0.1:" + brokerPort + ",CONTROLLER://127.0.0.1:" + controllerPort);
    properties.put("advertised.listeners", "PLAINTEXT://" + bootstrapServers());
    properties.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
    properties.put("controller.listener.names", "CONTROLLER");
    properties.put("log.dirs", directory.toString());
    properties.put("auto.create.topics.enable", "false");
    properties.put("offsets.topic.replication.factor", "1");
    properties.put("offsets.topic.num.partitions", "4");
    properties.put("transaction.state.log.replication.factor", "1");
    properties.put("transaction.state.log.min.isr", "1");
    properties.put("transaction.state.log.num.partitions", "4");
    properties.put("share.coordinator.state.topic.replication.factor", "1");
    properties.put("share.coordinator.state.topic.min.isr", "1");
    properties.put("group.initial.rebalance.delay.ms", "0");
    properties.put("group.min.session.timeout.ms", "1000");
    properties.put("num.network.threads", "2");
    properties.put("num.io.threads", "2");
    properties.put("log.cleaner.dedupe.buffer.size", "2097152");
    properties.put("log.retention.check.interval.ms", "1000");
    properties.put("log.initial.task.delay.ms", "500");
    properties.put("log.segment.delete.delay.ms", "1000");
    return properties;
  }
}
