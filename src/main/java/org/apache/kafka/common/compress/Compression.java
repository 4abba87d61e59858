package org.apache.kafka.common.compress;

import dev.millrace.kafkalimit.ReadLimits;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import org.apache.kafka.common.record.CompressionType;
import org.apache.kafka.common.utils.BufferSupplier;
import org.apache.kafka.common.utils.ByteBufferOutputStream;

/**
 * A codec of record batches. This interface stands in place of the one of the same name in
 * kafka-clients, where nothing bounds what a batch unpacks to: a record of 400 MB arrives as 40 KB,
 * and the client takes the 400 MB before anybody can look at it. Kafka has no setting for it, and
 * no other place where a size can be seen before memory is taken for it.
 *
 * <p>Here the batches that Millrace's consumers read are unpacked by {@link ReadLimits}; whoever
 * else asks gets the codec as it is.
 */
public interface Compression {
  NoCompression NONE = none().build();

  CompressionType type();

  OutputStream wrapForOutput(ByteBufferOutputStream bufferStream, byte messageVersion);

  InputStream wrapForInput(
      ByteBuffer buffer, byte messageVersion, BufferSupplier decompressionBufferSupplier);

  /** Bytes of the buffer that unpacks, where the codec has one. */
  default int decompressionOutputSize() {
    throw new UnsupportedOperationException(type().name + " has no buffer for what it unpacks");
  }

  /** Makes a codec. */
  interface Builder<T extends Compression> {
    T build();
  }

  static Builder<? extends Compression> of(String compressionName) {
    return of(CompressionType.forName(compressionName));
  }

  static Builder<? extends Compression> of(CompressionType compressionType) {
    Builder<? extends Compression> codec = codec(compressionType);
    return compressionType != CompressionType.NONE && ReadLimits.apply()
        ? () -> new BoundedCompression(codec.build())
        : codec;
  }

  private static Builder<? extends Compression> codec(CompressionType type) {
    return switch (type) {
      case NONE -> none();
      case GZIP -> gzip();
      case SNAPPY -> snappy();
      case LZ4 -> lz4();
      case ZSTD -> zstd();
    };
  }

  static NoCompression.Builder none() {
    return new NoCompression.Builder();
  }

  static GzipCompression.Builder gzip() {
    return new GzipCompression.Builder();
  }

  static SnappyCompression.Builder snappy() {
    return new SnappyCompression.Builder();
  }

  static Lz4Compression.Builder lz4() {
    return new Lz4Compression.Builder();
  }

  static ZstdCompression.Builder zstd() {
    return new ZstdCompression.Builder();
  }
}
