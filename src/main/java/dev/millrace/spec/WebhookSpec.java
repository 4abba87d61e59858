package dev.millrace.spec;

import java.net.URI;
import java.util.Set;

/**
 * Where notifications of the process go.
 *
 * @param url http or https; its path may be a secret
 * @param on what is told
 * @param secret signs what is sent; null for no signature
 */
public record WebhookSpec(URI url, Set<NotificationKind> on, String secret) {
  public WebhookSpec {
    on = Set.copyOf(on);
  }

  /** What may be shown of it: neither path nor query. */
  public String shownUrl() {
    return url.getScheme() + "://" + url.getRawAuthority();
  }

  @Override
  public String toString() {
    return "WebhookSpec[" + shownUrl() + ", on=" + on + "]";
  }
}
