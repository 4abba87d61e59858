package dev.millrace.planted.sink;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.sym.ByteQuadsCanonicalizer;
import org.apache.kafka.common.TopicPartition;

/**
 * Kafka outside poll, parsing outside decode, and a library's internals; writing JSON is allowed.
 */
record UsesForeignLibraries(
    TopicPartition kafka, JsonFactory parsing, ByteQuadsCanonicalizer internals) {
  static void writesJson(JsonGenerator allowed) {
    allowed.getOutputContext();
  }
}
