package dev.millrace.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.secret.SecretMask;
import dev.millrace.spec.NotificationKind;
import dev.millrace.spec.WebhookSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WebhooksTest {
  private final List<String> problems = new ArrayList<>();

  private List<WebhookSpec> read(String yaml) {
    problems.clear();
    ConfigSources configSources = new ConfigSources(problems);
    configSources.addEnvironment(Map.of("MILLRACE_NOTIFY", yaml));
    return Webhooks.read(
        configSources, new Secrets(Map.of("HOOK", "a-secret-of-the-test", "PATH_OF_IT", "T0/B1")));
  }

  @Test
  void urlAndSecretMayBeReferencesAndEverythingIsToldWhereNothingIsChosen() {
    List<WebhookSpec> webhooks =
        read(
            "[{url: \"https://h:1/${env:PATH_OF_IT}\", secret: \"${env:HOOK}\"},"
                + " {url: \"http://h\", on: [FAILED, retention]}]");

    assertThat(problems).isEmpty();
    assertThat(webhooks.get(0).url()).hasToString("https://h:1/T0/B1");
    assertThat(webhooks.get(0).secret()).isEqualTo("a-secret-of-the-test");
    assertThat(webhooks.get(0).on()).containsExactlyInAnyOrder(NotificationKind.values());
    assertThat(webhooks.get(0).toString()).doesNotContain("a-secret", "T0/B1");
    assertThat(webhooks.get(1).secret()).isNull();
    assertThat(webhooks.get(1).on())
        .containsExactlyInAnyOrder(NotificationKind.FAILED, NotificationKind.RETENTION);
  }

  @Test
  void aSecretThatIsWrittenOutIsHiddenFromThenOnToo() {
    read("[{url: \"http://h\", secret: written-out-in-the-yaml}]");

    assertThat(problems).isEmpty();
    assertThat(SecretMask.mask("key 'written-out-in-the-yaml' refused"))
        .isEqualTo("key '***' refused");
  }

  @Test
  void eachFaultIsNamedWithItsPlaceAndWithoutWhatMayBeASecret() {
    read(
        "[{on: [FAILED], secert: x},"
            + " {url: \"ftp://h/secret-path\", on: [FALED]},"
            + " {url: \"http://u:secret-pass@h\", on: []},"
            + " {url: \"http://h\", secret: \"${env:NONE}\"},"
            + " {url: \"http://h\", secret: short},"
            + " text]");

    assertThat(problems)
        .anyMatch(p -> p.startsWith("MILLRACE_NOTIFY: entry 1: unknown key 'secert'"))
        .anyMatch(p -> p.startsWith("MILLRACE_NOTIFY: entry 1: url is required"))
        .anyMatch(p -> p.startsWith("MILLRACE_NOTIFY: entry 2: url is required: http://"))
        .anyMatch(
            p -> p.endsWith("entry 2: on: expected FAILED, RETRYING, retention, found 'FALED'"))
        .anyMatch(p -> p.contains("entry 3: url is required"))
        .anyMatch(p -> p.contains("entry 3: on: expected a list"))
        .anyMatch(p -> p.contains("entry 4: secret: ${env:NONE}"))
        .anyMatch(p -> p.contains("entry 5: secret is too short"))
        .anyMatch(p -> p.contains("entry 6: expected an object"))
        .noneMatch(p -> p.contains("secret-path") || p.contains("secret-pass"));
    assertThat(read("{url: x}")).isEmpty();
    assertThat(problems).anyMatch(p -> p.contains("expected a list, such as [{url:"));
  }
}
