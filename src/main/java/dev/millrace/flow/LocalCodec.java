package dev.millrace.flow;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.MessageCodec;
import java.util.List;

/**
 * Passes one immutable type by reference on the local bus and refuses the wire. Thread-safe: no
 * state.
 *
 * <p>The bus looks a codec up by exact class, so each record of a sealed interface is registered by
 * itself.
 */
public final class LocalCodec<T> implements MessageCodec<T, T> {
  private final String name;

  private LocalCodec(Class<T> type) {
    name = "local:" + type.getName();
  }

  /** Registers every message of this room; once per Vert.x instance. */
  public static void registerAll(EventBus bus) {
    for (Class<?> type :
        List.of(
            PolledBatch.class,
            Acked.class,
            RowBatch.class,
            Claim.class,
            Release.class,
            Flush.class,
            GiveUp.class)) {
      register(bus, type);
    }
    for (Class<?> sealed : List.of(WriteOutcome.class, ClaimOutcome.class, LaneEvent.class)) {
      for (Class<?> type : sealed.getPermittedSubclasses()) {
        register(bus, type);
      }
    }
  }

  private static <T> void register(EventBus bus, Class<T> type) {
    bus.registerDefaultCodec(type, new LocalCodec<>(type));
  }

  @Override
  public T transform(T message) {
    return message;
  }

  @Override
  public void encodeToWire(Buffer buffer, T message) {
    throw new UnsupportedOperationException(name + " stays in its process");
  }

  @Override
  public T decodeFromWire(int position, Buffer buffer) {
    throw new UnsupportedOperationException(name + " stays in its process");
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public byte systemCodecID() {
    return -1;
  }
}
