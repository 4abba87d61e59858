package dev.millrace.infer;

import dev.millrace.decode.LeafWalker;
import dev.millrace.decode.Limits;
import dev.millrace.error.RejectCode;
import dev.millrace.model.Sample;
import dev.millrace.spec.ParseSpec;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Says why samples gave no mapping, and what to do about it. The causes look alike from afar and
 * are mended in different places, so each has a sentence of its own.
 */
public final class NothingInferred {
  private final ParseSpec parse;
  private final LeafWalker walker;
  private final LeafWalker otherRoot;
  private final Map<Cause, Long> causes = new LinkedHashMap<>();
  private Sample firstMalformed;
  private String firstReason = "";
  private int schemaId;

  private enum Cause {
    TOMBSTONE,
    REGISTRY_JSON,
    REGISTRY_BINARY,
    AVRO_FILE,
    TICDC_OPEN,
    ARRAY_OF_OBJECTS,
    OTHER_ARRAY,
    OBJECT_NOT_ARRAY,
    NO_OBJECT,
    MALFORMED,
    NO_MEMBERS,
    ONLY_NULL
  }

  private NothingInferred(ParseSpec parse) {
    this.parse = parse;
    boolean array = parse.root() == ParseSpec.Root.ARRAY;
    ParseSpec.Root other = array ? ParseSpec.Root.OBJECT : ParseSpec.Root.ARRAY;
    walker = new LeafWalker(parse, Limits.DEFAULT);
    otherRoot = new LeafWalker(new ParseSpec(parse.layers(), other), Limits.DEFAULT);
  }

  /** One sentence with its cure. Holds no value of a record, at most one byte. */
  public static String sentence(String topic, List<Sample> samples, ParseSpec parse) {
    NothingInferred nothing = new NothingInferred(parse);
    for (Sample sample : samples) {
      nothing.causes.merge(nothing.cause(sample), 1L, Long::sum);
    }
    return nothing.sentence(topic, samples.size());
  }

  private Cause cause(Sample sample) {
    byte[] value = sample.value();
    if (value == null) {
      return Cause.TOMBSTONE;
    }
    RejectCode code = walker.walk(value, 0, value.length, (leaves, index) -> true);
    if (code == null) {
      return hasMembers(value) ? Cause.ONLY_NULL : Cause.NO_MEMBERS;
    }
    if (value.length > 5 && value[0] == 0) {
      schemaId = ByteBuffer.wrap(value, 1, 4).getInt();
      return isJsonStart(value[5]) ? Cause.REGISTRY_JSON : Cause.REGISTRY_BINARY;
    }
    if (value.length > 4
        && value[0] == 'O'
        && value[1] == 'b'
        && value[2] == 'j'
        && value[3] == 1) {
      return Cause.AVRO_FILE;
    }
    if (ChangeShapes.ofKey(sample.key()) != null) {
      return Cause.TICDC_OPEN;
    }
    if (firstMalformed == null) {
      firstMalformed = sample;
      firstReason = code.label() + ", " + walker.reason();
    }
    return code == RejectCode.WRONG_ROOT ? ofRoot(value) : Cause.MALFORMED;
  }

  private Cause ofRoot(byte[] value) {
    if (otherRoot.walk(value, 0, value.length, (leaves, index) -> true) == null) {
      return parse.root() == ParseSpec.Root.ARRAY ? Cause.OBJECT_NOT_ARRAY : Cause.ARRAY_OF_OBJECTS;
    }
    return firstByte(value) == '[' ? Cause.OTHER_ARRAY : Cause.NO_OBJECT;
  }

  private boolean hasMembers(byte[] value) {
    boolean[] any = {false};
    walker.walk(
        value,
        0,
        value.length,
        (leaves, index) -> {
          any[0] |= leaves.stream().anyMatch(leaf -> !leaf.expanded());
          return true;
        });
    return any[0];
  }

  private static byte firstByte(byte[] value) {
    for (byte b : value) {
      if (b != ' ' && b != '\t' && b != '\n' && b != '\r') {
        return b;
      }
    }
    return 0;
  }

  private static boolean isJsonStart(byte b) {
    return " \t\r\n{[\"-0123456789tfn".indexOf(b) >= 0;
  }

  private String sentence(String topic, int records) {
    if (records == 0) {
      return "topic '"
          + topic
          + "' holds no records to infer a mapping from: start the job when there are some, or give"
          + " a mapping";
    }
    Map.Entry<Cause, Long> most = null;
    for (Map.Entry<Cause, Long> cause : causes.entrySet()) {
      most = most == null || cause.getValue() > most.getValue() ? cause : most;
    }
    String which =
        most.getValue() == records
            ? (records == 1 ? "the only record" : "all of the newest " + records + " records")
            : most.getValue() + " of the newest " + records + " records";
    return "nothing can be inferred: " + which + " of topic '" + topic + "' " + why(most.getKey());
  }

  private String why(Cause cause) {
    return switch (cause) {
      case TOMBSTONE ->
          "have no value (tombstones): start the job when there are records with values, or map"
              + " metadata such as $key";
      case REGISTRY_JSON ->
          "begin with the five bytes of a schema registry (schema id "
              + schemaId
              + ") before their JSON: have the producer write plain JSON, without the registry's"
              + " serializer";
      case REGISTRY_BINARY ->
          "look like Avro or Protobuf of a schema registry (schema id "
              + schemaId
              + "), not like JSON: have the producer write JSON, or convert the topic to JSON"
              + " first";
      case AVRO_FILE ->
          "are Avro container files, not JSON: have the producer write JSON, or convert the topic"
              + " to JSON first";
      case TICDC_OPEN ->
          "are of TiCDC's open protocol, which frames its JSON in binary: have TiCDC write"
              + " canal-json, debezium or simple instead";
      case ARRAY_OF_OBJECTS ->
          "are arrays of objects: set \"parse\": {\"root\": \"array\"}, which makes a row of each"
              + " element";
      case OTHER_ARRAY ->
          "are arrays whose elements are not objects: set \"parse\": {\"layers\": 0}, which keeps"
              + " each message whole";
      case OBJECT_NOT_ARRAY ->
          "are objects, but the job says \"root\": \"array\": say \"parse\": {\"root\":"
              + " \"object\"}";
      case NO_OBJECT ->
          "are single values, not objects: set \"parse\": {\"layers\": 0}, which keeps each"
              + " message whole";
      case MALFORMED ->
          "cannot be read; the first is offset "
              + firstMalformed.offset()
              + " of partition "
              + firstMalformed.partition()
              + " ("
              + firstReason
              + "): fix the producer, or set \"parse\": {\"layers\": 0}, which keeps each message"
              + " whole";
      case NO_MEMBERS ->
          "are objects without members ({}): start the job when there are others, or give a"
              + " mapping";
      case ONLY_NULL ->
          "have members that are null or empty objects and nothing else, so no types are known:"
              + " give a mapping, or start the job when there are others";
    };
  }
}
