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
  private static final String FILTER = "millrace.filter";

  @Override
  public void handle(RoutingContext ctx) {
    if (!settings.protectedByTokens()) {
      ctx.next();
      return;
    }
    Optional<Caller> caller = caller(ctx);
    if (caller.isEmpty()) {
      throw new Problem.Refusal(401, "a valid token is expected: Authorization: Bearer <token>");
    }
    Role role = caller.get().role();
    if (!role.covers(needed)) {
      throw new Problem.Refusal(
          403, "the role " + needed.label() + " is needed, the token's is " + role.label());
    }
    ctx.put(CALLER, caller.get());
    ctx.put(FILTER, this);
    ctx.next();
  }

  /** Whether a call that has passed its filter, some time ago, would pass it now. */
  static boolean isAllowedStill(RoutingContext ctx) {
    AuthFilter filter = ctx.get(FILTER);
    return filter == null
        || filter.caller(ctx).filter(now -> now.role().covers(filter.needed)).isPresent();
  }

  private Optional<Caller> caller(RoutingContext ctx) {
    String header = ctx.request().getHeader("authorization");
    boolean bearer = header != null && header.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
    return bearer
        ? settings.callers().apply(header.substring(SCHEME.length()).strip())
        : Optional.empty();
  }

  /** Who makes a call that has passed this filter. */
  public static Caller callerOf(RoutingContext ctx) {
    return ctx.get(CALLER, Caller.ANYONE);
  }
}
