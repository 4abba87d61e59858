package dev.millrace.config;

import dev.millrace.document.Nearest;
import dev.millrace.model.Caller;
import dev.millrace.model.Labelled;
import dev.millrace.model.Role;
import dev.millrace.secret.Secret;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The tokens that open the API, as SHA-256 hashes. A plain hash is enough, and PBKDF2 would only
 * burn the event loop on every call: tokens are random (a short one is refused), so they cannot all
 * be tried. Any thread.
 */
public final class AccessTokens {
  static final int MIN_TOKEN_CHARS = 24;
  private static final String PREFIX = "sha256:";
  private static final String EXAMPLE = "{name: ci, role: operator, hash: \"sha256:…\"}";
  private static final List<String> KEYS = List.of("name", "role", "hash", "token");

  private record Token(String name, Role role, byte[] hash) {}

  private final List<Token> tokens;

  private AccessTokens(List<Token> tokens) {
    this.tokens = List.copyOf(tokens);
  }

  public boolean isEmpty() {
    return tokens.isEmpty();
  }

  /** The token's bearer. Takes the same time whichever token it is like. */
  public Optional<Caller> callerOf(String token) {
    byte[] hash = sha256(token);
    Caller caller = null;
    for (Token known : tokens) {
      if (MessageDigest.isEqual(known.hash, hash)) {
        caller = new Caller(known.name, known.role);
      }
    }
    return Optional.ofNullable(caller);
  }

  /** A token as it stands in a configuration. */
  public static String hash(String token) {
    return PREFIX + HexFormat.of().formatHex(sha256(token));
  }

  /** A new token of 256 random bits. */
  public static String newToken() {
    byte[] bytes = new byte[32];
    new SecureRandom().nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  static AccessTokens read(ConfigSources configSources, Secrets secrets) {
    List<Token> tokens = new ArrayList<>();
    Set<String> names = new HashSet<>();
    List<?> entries = configSources.objects(Setting.AUTH_TOKENS, "[" + EXAMPLE + "]");
    for (int i = 0; i < entries.size(); i++) {
      List<String> problems = new ArrayList<>();
      if (entries.get(i) instanceof Map<?, ?> entry) {
        Token token = read(entry, secrets, problems);
        if (token.name != null && !names.add(token.name)) {
          problems.add("the name '" + token.name + "' is there twice");
        }
        tokens.add(token);
      } else {
        problems.add("expected an object such as " + EXAMPLE);
      }
      for (String problem : problems) {
        configSources.problem(Setting.AUTH_TOKENS, "entry " + (i + 1) + ": " + problem);
      }
    }
    return new AccessTokens(tokens);
  }

  private static Token read(Map<?, ?> entry, Secrets secrets, List<String> problems) {
    for (Object key : entry.keySet()) {
      if (!KEYS.contains(String.valueOf(key))) {
        problems.add("unknown key '" + key + "'; " + Nearest.hint(String.valueOf(key), KEYS));
      }
    }
    String name = entry.get("name") == null ? null : String.valueOf(entry.get("name"));
    if (name == null) {
      problems.add("name is required");
    }
    Optional<Role> role = Labelled.of(Role.class, String.valueOf(entry.get("role")));
    if (role.isEmpty()) {
      problems.add("role is required: viewer or operator, found '" + entry.get("role") + "'");
    }
    return new Token(name, role.orElse(Role.VIEWER), hash(entry, secrets, problems));
  }

  private static byte[] hash(Map<?, ?> entry, Secrets secrets, List<String> problems) {
    Object hash = entry.get("hash");
    Object token = entry.get("token");
    if ((hash == null) == (token == null)) {
      problems.add("either hash or token is required; make both with the command hash-token");
    } else if (hash != null) {
      String text = String.valueOf(hash);
      if (text.matches(PREFIX + "[0-9a-fA-F]{64}")) {
        return HexFormat.of().parseHex(text.substring(PREFIX.length()));
      }
      problems.add("hash must be sha256: and 64 hex digits; make one with the command hash-token");
    } else {
      try {
        String plain = secrets.resolve(new Secret(String.valueOf(token)));
        if (plain.length() >= MIN_TOKEN_CHARS) {
          return sha256(plain);
        }
        problems.add(
            "token is too short to be safe: at least "
                + MIN_TOKEN_CHARS
                + " random characters are expected");
      } catch (IllegalArgumentException e) {
        problems.add(e.getMessage());
      }
    }
    return new byte[0];
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
