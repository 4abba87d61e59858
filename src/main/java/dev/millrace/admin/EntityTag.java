package dev.millrace.admin;

import dev.millrace.answer.Precondition;
import dev.millrace.http.Problem;
import io.vertx.ext.web.RoutingContext;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The revision of a document as the header {@code ETag}, and what {@code If-Match} asks for. */
final class EntityTag {
  private static final Pattern TAG = Pattern.compile("\\s*(W/)?\"([^\"]*)\"\\s*(?:,|$)");
  private static final Pattern REVISION = Pattern.compile("[1-9][0-9]{0,17}");

  private EntityTag() {}

  static void put(RoutingContext ctx, long revision) {
    ctx.response().putHeader("etag", '"' + Long.toString(revision) + '"');
  }

  /**
   * Of all such headers together. A tag that no document ever has is in the list of nothing; weak
   * ones never match, as RFC 9110 has it.
   */
  static Precondition ifMatch(RoutingContext ctx) {
    List<String> headers = ctx.request().headers().getAll("if-match");
    if (headers.isEmpty()) {
      return Precondition.NONE;
    }
    String list = String.join(",", headers).strip();
    if (list.equals("*")) {
      return new Precondition(true, true, Set.of());
    }
    Set<Long> revisions = new HashSet<>();
    Matcher m = TAG.matcher(list);
    int end = 0;
    while (end < list.length() && m.find(end) && m.start() == end) {
      if (m.group(1) == null && REVISION.matcher(m.group(2)).matches()) {
        revisions.add(Long.valueOf(m.group(2)));
      }
      end = m.end();
    }
    if (list.isEmpty() || end < list.length()) {
      throw new Problem.Refusal(
          Problem.of(400, "If-Match is not as it must be: send the ETag of a GET as it is, or *"));
    }
    return new Precondition(true, false, revisions);
  }
}
