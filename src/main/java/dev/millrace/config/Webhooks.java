package dev.millrace.config;

import dev.millrace.document.Nearest;
import dev.millrace.secret.Secret;
import dev.millrace.secret.SecretMask;
import dev.millrace.spec.NotificationKind;
import dev.millrace.spec.WebhookSpec;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads {@code notify}. What is wrong is told without the URL's path: it may be a secret. */
final class Webhooks {
  static final int MOST = 16;
  static final int MIN_SECRET_CHARS = 16;
  private static final List<String> KEYS = List.of("url", "on", "secret");
  private static final String EXAMPLE =
      "[{url: \"https://…\", on: [FAILED, RETRYING, retention], secret: \"${env:…}\"}]";

  private Webhooks() {}

  static List<WebhookSpec> read(ConfigSources configSources, Secrets secrets) {
    List<WebhookSpec> webhooks = new ArrayList<>();
    List<?> entries = configSources.objects(Setting.NOTIFY, EXAMPLE);
    if (entries.size() > MOST) {
      configSources.problem(
          Setting.NOTIFY, "at most " + MOST + " entries, found " + entries.size());
    }
    for (int i = 0; i < entries.size(); i++) {
      List<String> problems = new ArrayList<>();
      if (entries.get(i) instanceof Map<?, ?> entry) {
        WebhookSpec webhook = read(entry, secrets, problems);
        if (problems.isEmpty()) {
          webhooks.add(webhook);
        }
      } else {
        problems.add("expected an object, as in " + EXAMPLE);
      }
      for (String problem : problems) {
        configSources.problem(Setting.NOTIFY, "entry " + (i + 1) + ": " + problem);
      }
    }
    return webhooks;
  }

  private static WebhookSpec read(Map<?, ?> entry, Secrets secrets, List<String> problems) {
    for (Object key : entry.keySet()) {
      if (!KEYS.contains(String.valueOf(key))) {
        problems.add("unknown key '" + key + "'; " + Nearest.hint(String.valueOf(key), KEYS));
      }
    }
    URI url = url(resolved("url", entry.get("url"), secrets, problems), problems);
    String secret = resolved("secret", entry.get("secret"), secrets, problems);
    if (secret != null) {
      // One that is written out has been through no reference.
      SecretMask.learn(secret);
    }
    if (secret != null && secret.length() < MIN_SECRET_CHARS) {
      problems.add(
          "secret is too short to be safe: at least "
              + MIN_SECRET_CHARS
              + " random characters are expected");
    }
    return new WebhookSpec(url, kinds(entry.get("on"), problems), secret);
  }

  private static String resolved(String key, Object value, Secrets secrets, List<String> problems) {
    if (value == null) {
      return null;
    }
    try {
      return secrets.resolve(new Secret(String.valueOf(value)));
    } catch (RuntimeException e) {
      problems.add(key + ": " + e.getMessage());
      return null;
    }
  }

  private static URI url(String text, List<String> problems) {
    try {
      URI url = text == null ? null : new URI(text.strip());
      boolean usable =
          url != null
              && url.getHost() != null
              && url.getRawUserInfo() == null
              && ("https".equals(url.getScheme()) || "http".equals(url.getScheme()));
      if (usable) {
        return url;
      }
    } catch (URISyntaxException e) {
      // told below, without the text: a path may be a secret
    }
    problems.add(
        "url is required: http:// or https:// with a host, without user and password in it");
    return null;
  }

  /** All where none are named. */
  private static Set<NotificationKind> kinds(Object on, List<String> problems) {
    Set<NotificationKind> kinds = EnumSet.noneOf(NotificationKind.class);
    if (on == null) {
      return EnumSet.allOf(NotificationKind.class);
    }
    if (!(on instanceof List<?> list) || list.isEmpty()) {
      problems.add("on: expected a list of " + String.join(", ", NotificationKind.labels()));
      return kinds;
    }
    for (Object name : list) {
      NotificationKind.of(String.valueOf(name))
          .ifPresentOrElse(
              kinds::add,
              () ->
                  problems.add(
                      "on: expected "
                          + String.join(", ", NotificationKind.labels())
                          + ", found '"
                          + name
                          + "'"));
    }
    return kinds;
  }
}
