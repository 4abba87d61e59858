package org.apache.kafka.common.compress;

import dev.millrace.kafkalimit.ReadLimits;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import org.apache.kafka.common.record.CompressionType;
import org.apache.kafka.common.utils.BufferSupplier;
import org.apache.kafka.common.utils.ByteBufferOutputStream;

/** A codec that unpacks no record larger than {@link ReadLimits} let through. */
record BoundedCompression(Compression codec) implements Compression {
  @Override
  public CompressionType type() {
    return codec.type();
  }

  @Override
  public OutputStream wrapForOutput(ByteBufferOutputStream bufferStream, byte messageVersion) {
    return codec.wrapForOutput(bufferStream, messageVersion);
  }

  @Override
  public InputStream wrapForInput(ByteBuffer buffer, byte messageVersion, BufferSupplier buffers) {
    if (type() == CompressionType.SNAPPY) {
      ReadLimits.checkSnappy(buffer);
    }
    return ReadLimits.bound(codec.wrapForInput(buffer, messageVersion, buffers), messageVersion);
  }

  @Override
  public int decompressionOutputSize() {
    return codec.decompressionOutputSize();
  }
}
