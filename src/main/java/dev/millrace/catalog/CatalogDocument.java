package dev.millrace.catalog;

import dev.millrace.document.JobDocument;
import dev.millrace.document.KafkaProperties;
import dev.millrace.document.SourceDocument;
import dev.millrace.error.InvalidDocument;
import dev.millrace.error.JobError;
import dev.millrace.model.JobState;
import dev.millrace.model.PartitionId;
import dev.millrace.model.TopicId;
import dev.millrace.secret.Secret;
import dev.millrace.secret.SecretMask;
import dev.millrace.spec.DesiredJob;
import dev.millrace.spec.Destination;
import dev.millrace.spec.JobEntry;
import dev.millrace.spec.JobFacts;
import dev.millrace.spec.JobSpec;
import dev.millrace.spec.PartitionRef;
import dev.millrace.spec.SourceSpec;
import dev.millrace.spec.StoredSource;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * The catalog as JSON: {@code {"version": 1, "sources": {name: document}, "sourceRevisions": {name:
 * number}, "deletedRevision": number, "jobs": {name: {"spec": document, "revision": number,
 * "wanted": …}}}}. The documents are those of the API, secrets revealed but for what {@link
 * SecretCodec} hides of them. Earlier versions wrote no revisions, and pass over them.
 */
final class CatalogDocument {
  static final int VERSION = 1;

  /** Of what an earlier version wrote. */
  private static final long FIRST_REVISION = 1L;

  private final SecretCodec secretCodec;

  CatalogDocument(SecretCodec secretCodec) {
    this.secretCodec = secretCodec;
  }

  byte[] write(CatalogState state) {
    JsonObject sources = new JsonObject();
    JsonObject revisions = new JsonObject();
    state
        .sources()
        .forEach(
            (name, source) -> {
              SourceSpec closed = secrets(source.spec(), secretCodec.close());
              sources.put(name, new JsonObject(SourceDocument.write(closed, true)));
              revisions.put(name, source.revision());
            });
    JsonObject jobs = new JsonObject();
    state.jobs().forEach((name, entry) -> jobs.put(name, write(entry)));
    JsonObject doc =
        new JsonObject()
            .put("version", VERSION)
            .put("sources", sources)
            .put("sourceRevisions", revisions)
            .put("deletedRevision", state.deletedRevision())
            .put("jobs", jobs);
    return doc.toBuffer().appendByte((byte) '\n').getBytes();
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws IOException with a sentence for the user, which repeats nothing that the file holds but
   *     names
   */
  CatalogState read(byte[] bytes) throws IOException {
    JsonObject doc;
    try {
      doc = new JsonObject(Buffer.buffer(bytes));
    } catch (DecodeException e) {
      throw new IOException("it is not JSON any more: truncated or altered");
    }
    String at = "version";
    try {
      if (doc.getInteger("version", 0) != VERSION) {
        throw new IOException(
            "its version is "
                + doc.getValue("version")
                + ", this program knows version "
                + VERSION);
      }
      CatalogState state = CatalogState.EMPTY;
      JsonObject revisions = doc.getJsonObject("sourceRevisions", new JsonObject());
      for (String name : doc.getJsonObject("sources").fieldNames()) {
        at = "source '" + name + "'";
        SourceSpec spec =
            SourceDocument.readStored(doc.getJsonObject("sources").getJsonObject(name).getMap());
        state =
            state.withSource(
                name, new StoredSource(opened(spec), revisions.getLong(name, FIRST_REVISION)));
      }
      for (String name : doc.getJsonObject("jobs").fieldNames()) {
        at = "job '" + name + "'";
        state = state.withJob(name, entry(doc.getJsonObject("jobs").getJsonObject(name), state));
      }
      at = "deletedRevision";
      return state.withDeletedRevision(doc.getLong("deletedRevision", 0L));
    } catch (InvalidDocument | IllegalStateException e) {
      throw new IOException(at + ": " + e.getMessage());
    } catch (ClassCastException
        | NullPointerException
        | IllegalArgumentException
        | DateTimeException e) {
      throw new IOException(at + ": something is missing or of the wrong kind");
    }
  }

  private static JsonObject error(JobError error) {
    return new JsonObject()
        .put("kind", error.kind())
        .put("code", error.code())
        .put("message", error.message())
        .put("topic", error.topic())
        .put("partition", error.partition())
        .put("offset", error.offset())
        .put("column", error.column())
        .put("path", error.path())
        .put("value", error.value());
  }

  private JsonObject write(JobEntry entry) {
    JsonObject doc =
        new JsonObject()
            .put(
                "spec",
                new JsonObject(JobDocument.write(secrets(entry.spec(), secretCodec.close()), true)))
            .put("mappingInferred", entry.mappingInferred())
            .put("revision", entry.desired().revision())
            .put("rest", entry.settled().name())
            .put("since", entry.facts().since().toString())
            .put("wanted", entry.started());
    if (entry.facts().error() != null) {
      doc.put("error", error(entry.facts().error()));
    }
    if (entry.topic() != null) {
      doc.put(
          "topic",
          new JsonObject().put("name", entry.topic().name()).put("id", entry.topic().id()));
    }
    if (entry.facts().declaredIn() != null) {
      doc.put("declaredIn", entry.facts().declaredIn());
    }
    JsonObject stopOffsets = new JsonObject();
    new TreeMap<>(entry.stopOffsets())
        .forEach((p, offset) -> stopOffsets.put(p.toString(), offset));
    return doc.put("stopOffsets", stopOffsets)
        .put(
            "ledgerPartitions",
            new JsonArray(
                entry.ledgerPartitions().stream().sorted().map(PartitionId::toString).toList()));
  }

  /**
   * @param sources with all sources: an earlier version named partitions by their numbers alone,
   *     which are of the topic beside them, or where none is of the source's
   */
  private JobEntry entry(JsonObject doc, CatalogState sources) {
    JobSpec spec =
        secrets(JobDocument.readStored(doc.getJsonObject("spec").getMap()), this::opened);
    JsonObject error = doc.getJsonObject("error");
    JsonObject topic = doc.getJsonObject("topic");
    StoredSource source = sources.sources().get(spec.source());
    String topicName =
        topic != null ? topic.getString("name") : source == null ? "" : source.spec().topic();
    Map<PartitionId, Long> stopOffsets = new HashMap<>();
    JsonObject offsets = doc.getJsonObject("stopOffsets", new JsonObject());
    offsets.fieldNames().forEach(p -> stopOffsets.put(partition(p, topicName), offsets.getLong(p)));
    // A catalog of an earlier version does not say.
    Set<PartitionId> partitions = new HashSet<>();
    doc.getJsonArray("ledgerPartitions", new JsonArray())
        .forEach(p -> partitions.add(partition(p.toString(), topicName)));
    return new JobEntry(
        new DesiredJob(
            spec,
            doc.getBoolean("mappingInferred"),
            doc.getBoolean("wanted"),
            doc.getLong("revision", FIRST_REVISION)),
        new JobFacts(
            JobState.valueOf(doc.getString("rest")),
            error == null ? null : error(error),
            Instant.parse(doc.getString("since")),
            stopOffsets,
            topic == null ? null : new TopicId(topic.getString("name"), topic.getString("id")),
            partitions,
            doc.getString("declaredIn")));
  }

  /** {@code orders:0}, or a number of an earlier version. */
  private static PartitionId partition(String text, String topic) {
    return PartitionRef.parse(text).orElseThrow(() -> new IllegalArgumentException(text)).in(topic);
  }

  private static JobError error(JsonObject doc) {
    return new JobError(
        doc.getString("kind"),
        doc.getString("code"),
        doc.getString("message"),
        doc.getString("topic"),
        doc.getInteger("partition"),
        doc.getLong("offset"),
        doc.getString("column"),
        doc.getString("path"),
        doc.getString("value"));
  }

  private static JobSpec secrets(JobSpec spec, UnaryOperator<String> change) {
    Destination to = spec.destination();
    Destination.Certificates tls = to.certificates();
    return spec.withDestination(
        to.withSecrets(
            secret(to.password(), change),
            new Destination.Certificates(tls.ca(), tls.certificate(), secret(tls.key(), change)),
            to.serverKey()));
  }

  private static Secret secret(Secret secret, UnaryOperator<String> change) {
    return secret == null || secret.isReference()
        ? secret
        : new Secret(change.apply(secret.reveal()));
  }

  /** Literals are hidden in messages from when the catalog was read. */
  private String opened(String stored) {
    String literal = secretCodec.open().apply(stored);
    SecretMask.learn(literal);
    return literal;
  }

  /** What looks sealed is sealed, whatever its name, so that reading it gives the same back. */
  private static SourceSpec secrets(SourceSpec spec, UnaryOperator<String> change) {
    Map<String, String> properties = new LinkedHashMap<>(spec.properties());
    properties.replaceAll(
        (name, value) ->
            isEnvelope(value)
                    || (KafkaProperties.isSecret(name) && !new Secret(value).isReference())
                ? change.apply(value)
                : value);
    return with(spec, properties);
  }

  /** Also what an earlier version sealed and this one would not. */
  private SourceSpec opened(SourceSpec spec) {
    Map<String, String> properties = new LinkedHashMap<>(spec.properties());
    properties.replaceAll(
        (name, value) -> {
          boolean sealed =
              isEnvelope(value)
                  || (KafkaProperties.isSecret(name) && !new Secret(value).isReference());
          String literal = sealed ? open(name, value) : value;
          KafkaProperties.learn(name, literal);
          return literal;
        });
    return with(spec, properties);
  }

  private String open(String name, String envelope) {
    try {
      return secretCodec.open().apply(envelope);
    } catch (IllegalStateException e) {
      if (KafkaProperties.isSecret(name)) {
        throw e;
      }
      // Written by a version that did not seal values of this name; then it is the user's own.
      return envelope;
    }
  }

  private static boolean isEnvelope(String value) {
    return value.startsWith("enc:v1:") || value.startsWith("plain:v1:");
  }

  private static SourceSpec with(SourceSpec spec, Map<String, String> properties) {
    return new SourceSpec(
        spec.bootstrapServers(), spec.topic(), spec.format(), properties, spec.description());
  }
}
