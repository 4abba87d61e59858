package dev.millrace.http;

import dev.millrace.model.Caller;
import dev.millrace.spec.TlsFiles;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Where the API listens and who may call it.
 *
 * @param port 0 for any free one
 * @param allowedHosts names beside the loopback ones and {@code host} under which the API may be
 *     called; {@code "*"} for any
 * @param protectedByTokens whether calls need a token
 * @param tls files of the API's TLS, or null for none
 * @param callers whose token it is; empty for an unknown token
 */
public record AdminSettings(
    String host,
    int port,
    Set<String> allowedHosts,
    boolean protectedByTokens,
    TlsFiles tls,
    Function<String, Optional<Caller>> callers) {

  public AdminSettings {
    allowedHosts = Set.copyOf(allowedHosts);
  }

  /** Without TLS. */
  public AdminSettings(
      String host,
      int port,
      Set<String> allowedHosts,
      boolean protectedByTokens,
      Function<String, Optional<Caller>> callers) {
    this(host, port, allowedHosts, protectedByTokens, null, callers);
  }

  /** On a loopback port, for whoever can reach it. */
  public static AdminSettings open(String host, int port) {
    return new AdminSettings(host, port, Set.of(), false, null, token -> Optional.empty());
  }
}
