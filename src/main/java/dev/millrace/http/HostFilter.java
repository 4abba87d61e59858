package dev.millrace.http;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.HostAndPort;
import io.vertx.ext.web.RoutingContext;
import java.net.URI;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Keeps other sites' scripts out that run in a browser on this machine or network. A name in the
 * Host header that is not ours means that another site's DNS points at us (rebinding); an Origin
 * that is not ours, that another site is calling. Addresses are let through: no DNS is asked for
 * them, so they cannot be rebound. Probes and meters are asked for under the names of services, so
 * any name will do for them.
 */
public final class HostFilter implements Handler<RoutingContext> {
  private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|\\[?[0-9a-f:.]*:[0-9a-f:.%]*]?");

  private final Set<String> names = new HashSet<>(Set.of("localhost"));
  private final boolean anyName;

  public HostFilter(AdminSettings settings) {
    names.add(settings.host().toLowerCase(Locale.ROOT));
    settings.allowedHosts().forEach(name -> names.add(name.toLowerCase(Locale.ROOT)));
    anyName = settings.allowedHosts().contains("*");
  }

  @Override
  public void handle(RoutingContext ctx) {
    if (ctx.request().headers().getAll("host").size() > 1) {
      throw new Problem.Refusal(400, "one Host header is expected");
    }
    HostAndPort authority = ctx.request().authority();
    boolean probe = Endpoint.isProbe(ctx.normalizedPath());
    if (authority == null && !(probe && ctx.request().version() == HttpVersion.HTTP_1_0)) {
      throw new Problem.Refusal(400, "a Host header is expected");
    }
    String host = authority == null ? "" : authority.host().toLowerCase(Locale.ROOT);
    if (!probe && !anyName && !names.contains(host) && !ADDRESS.matcher(host).matches()) {
      throw new Problem.Refusal(
          403, "this server does not answer to the name in the Host header; see http.allowedHosts");
    }
    String origin = ctx.request().getHeader("origin");
    if (origin != null && (authority == null || !sameHost(origin, authority))) {
      throw new Problem.Refusal(403, "calls from other sites' pages are refused (Origin header)");
    }
    ctx.next();
  }

  private static boolean sameHost(String origin, HostAndPort authority) {
    try {
      URI uri = URI.create(origin);
      int usual = "https".equals(uri.getScheme()) ? 443 : 80;
      int originPort = uri.getPort() < 0 ? usual : uri.getPort();
      int port = authority.port() <= 0 ? usual : authority.port();
      return uri.getHost() != null
          && bare(uri.getHost()).equalsIgnoreCase(bare(authority.host()))
          && originPort == port;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static String bare(String host) {
    return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
  }
}
