package dev.millrace.http;

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

  @Override
  public void handle(RoutingContext ctx) {
    if (!settings.protectedByTokens()) {
      ctx.next();
      return;
    }
    String header = ctx.request().getHeader("authorization");
    boolean bearer = header != null && header.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
    Optional<Role> role =
        bearer
            ? settings.roles().apply(header.substring(SCHEME.length()).strip())
            : Optional.empty();
    if (role.isEmpty()) {
      throw new Problem.Refusal(401, "a valid token is expected: Authorization: Bearer <token>");
    }
    if (!role.get().covers(needed)) {
      throw new Problem.Refusal(
          403, "the role " + needed.label() + " is needed, the token's is " + role.get().label());
    }
    ctx.next();
  }
}
