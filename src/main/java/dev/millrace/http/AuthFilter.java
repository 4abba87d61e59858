package dev.millrace.http;

import dev.millrace.model.Caller;
import dev.millrace.model.Role;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;

/**
 * Asks for {@code Authorization: Bearer <token>} where tokens are configured.
 *
 * @param needed what the token must allow
 */
public record AuthFilter(AdminSettings settings, Role needed) implements Handler<RoutingContext> {
  private static final String SCHEME = "bearer ";
  private static final String CALLER = "millrace.caller";

  @Override
  public void handle(RoutingContext ctx) {
    if (!settings.protectedByTokens()) {
      ctx.next();
      return;
    }
    String header = ctx.request().getHeader("authorization");
    boolean bearer = header != null && header.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
    Optional<Caller> caller =
        bearer
            ? settings.callers().apply(header.substring(SCHEME.length()).strip())
            : Optional.empty();
    if (caller.isEmpty()) {
      throw new Problem.Refusal(401, "a valid token is expected: Authorization: Bearer <token>");
    }
    Role role = caller.get().role();
    if (!role.covers(needed)) {
      throw new Problem.Refusal(
          403, "the role " + needed.label() + " is needed, the token's is " + role.label());
    }
    ctx.put(CALLER, caller.get());
    ctx.next();
  }

  /** Who makes a call that has passed this filter. */
  public static Caller callerOf(RoutingContext ctx) {
    return ctx.get(CALLER, Caller.ANYONE);
  }
}
