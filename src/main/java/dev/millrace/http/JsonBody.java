package dev.millrace.http;

import dev.millrace.error.FieldError;
import dev.millrace.error.InvalidDocument;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A call's body as a document. */
public final class JsonBody {
  private static final Pattern POSITION = Pattern.compile("line: (\\d+), column: (\\d+)");

  private static final Pattern CHARSET =
      Pattern.compile(";\\s*charset\\s*=\\s*\"?([^\";\\s]+)", Pattern.CASE_INSENSITIVE);

  private JsonBody() {}

  /**
   * Refuses what does not say that it is JSON. Beside telling mistakes early this keeps other
   * sites' forms out: a browser sends this type only after asking.
   */
  public static void requireJson(RoutingContext ctx) {
    String type = ctx.request().getHeader("content-type");
    String plain = type == null ? "" : type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    if (!plain.equals("application/json")) {
      throw new Problem.Refusal(415, "the content type application/json is expected");
    }
    Matcher charset = CHARSET.matcher(type);
    if (charset.find() && !charset.group(1).equalsIgnoreCase("utf-8")) {
      throw new Problem.Refusal(415, "the charset of JSON is utf-8");
    }
    ctx.next();
  }

  /**
   * What the reader makes of the document in the body.
   *
   * @throws Problem.Refusal when it is not JSON, with the position but no word of the body, which
   *     may hold a password
   * @throws InvalidDocument with the keys that are there twice and the faults that the reader found
   */
  public static <T> T read(RoutingContext ctx, Function<Map<String, Object>, T> reader) {
    String body = text(BodyReader.of(ctx));
    if (body.isEmpty()) {
      throw new Problem.Refusal(400, "a JSON object is expected, found an empty body");
    }
    Object value;
    try {
      value = Json.decodeValue(body);
    } catch (DecodeException e) {
      Matcher position = POSITION.matcher(String.valueOf(e.getMessage()));
      String where =
          position.find() ? " at line " + position.group(1) + ", column " + position.group(2) : "";
      throw new Problem.Refusal(400, "the body is not JSON" + where);
    }
    if (!(value instanceof JsonObject object)) {
      throw new Problem.Refusal(400, "a JSON object is expected, found " + kind(value));
    }
    List<FieldError> faults = new ArrayList<>(DuplicateKeys.in(body));
    T read = null;
    try {
      read = reader.apply(object.getMap());
    } catch (InvalidDocument e) {
      faults.addAll(e.faults());
    }
    if (!faults.isEmpty()) {
      throw new InvalidDocument(faults);
    }
    return read;
  }

  /** Strictly UTF-8, for else two readers of the same bytes see different documents. */
  private static String text(Buffer body) {
    try {
      String text =
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body.getBytes())).toString();
      return text.startsWith("\uFEFF") ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      throw new Problem.Refusal(400, "the body is not UTF-8");
    }
  }

  private static String kind(Object value) {
    return value == null ? "null" : value instanceof JsonArray ? "an array" : "a single value";
  }
}
