package dev.millrace.notify;

import dev.millrace.spec.NotificationKind;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.UUID;

/**
 * What a webhook is told.
 *
 * @param id the same however often it is sent
 * @param code why, for programs; may be null
 */
record Notification(
    UUID id,
    NotificationKind kind,
    String job,
    String code,
    String message,
    Instant at,
    String node) {

  Buffer body() {
    return new JsonObject()
        .put("id", id.toString())
        .put("kind", kind.label())
        .put("job", job)
        .put("state", kind == NotificationKind.RETENTION ? null : kind.label())
        .put("code", code)
        .put("message", message)
        .put("at", at.toString())
        .put("node", node)
        .toBuffer();
  }
}
