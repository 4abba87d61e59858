package dev.millrace.document;

import static dev.millrace.model.Documents.faults;
import static dev.millrace.model.Documents.map;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.secret.SecretMask;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JaasTextTest {
  private static final String MODULE = "org.apache.kafka.common.security.plain.PlainLoginModule";

  @Test
  void optionsAreReadAsKafkaReadsThem() {
    JaasText read =
        JaasText.read(MODULE + " required username=\"u\" password=\"a\\\"b\\\\c\" /* x */ n=1;")
            .map(text -> text)
            .orElse(null);

    // A bare number is no value for Kafka either.
    assertThat(read).isNull();
    assertThat(JaasText.read(MODULE + " required username=\"u\" password=\"a\\\"b\\\\c\";"))
        .contains(
            new JaasText(
                List.of(
                    new JaasText.Entry(MODULE, Map.of("username", "u", "password", "a\"b\\c")))));
  }

  @Test
  void anyPasswordIsOneValueWhateverItHolds() {
    String odd = "p\"a'; x=\\y\nz";

    for (String text :
        List.of(
            MODULE + " required username=\"u\" password=\"${env:PASSWORD}\";",
            MODULE + " required username=\"u\" password='${env:PASSWORD}';",
            MODULE + " required username=\"u\" password=${env:PASSWORD};")) {
      String resolved = JaasText.resolve(text, reference -> odd);
      assertThat(JaasText.read(resolved).orElseThrow().entries().get(0).options())
          .as(text)
          .containsEntry("password", odd);
    }
    assertThat(JaasText.resolve("${file:/jaas}", reference -> MODULE + " required;"))
        .isEqualTo(MODULE + " required;");
  }

  @Test
  void whatKafkaWouldRefuseIsRefusedWithoutAPieceOfIt() {
    for (String bad :
        List.of(
            MODULE + " required username=\"u\" password=\"pa\"ssword1\";",
            MODULE + " required username=\"u\" password=\"secret-2\"",
            MODULE + " wanted password=\"secret-2\";",
            MODULE,
            "password=\"secret-2\"")) {
      Map<String, String> faults =
          faults(
              () ->
                  SourceDocument.read(
                      map(
                          "bootstrapServers",
                          "a:1",
                          "topic",
                          "t",
                          "properties",
                          map("sasl.jaas.config", bad))));
      assertThat(faults).as(bad).containsOnlyKeys("/properties/sasl.jaas.config");
      assertThat(faults.get("/properties/sasl.jaas.config"))
          .contains("a login module, a control flag and options")
          .doesNotContain("ssword1", "secret-2");
    }
  }

  @Test
  void itsPasswordIsHiddenFromThenOn() {
    JaasText.read(MODULE + " required username=\"u\" password=\"jaas-\\\"quoted\";")
        .orElseThrow()
        .learn();

    assertThat(SecretMask.mask("value jaas-\"quoted for key")).isEqualTo("value *** for key");
  }

  @Test
  void theWordsOfKerberosAreNotHidden() {
    JaasText.read(
            "com.sun.security.auth.module.Krb5LoginModule required useKeyTab=true"
                + " storeKey=\"storeKeyWord\" useFirstPass=\"firstPassWord\" tryFirstPass=true"
                + " keyTab=\"/run/secrets/k\" principal=\"kafka@EXAMPLE\""
                + " clientSecret=\"krb-hidden-1\";")
        .orElseThrow()
        .learn();

    String words = "true storeKeyWord firstPassWord /run/secrets/k";
    assertThat(SecretMask.mask(words)).isEqualTo(words);
    assertThat(SecretMask.mask("krb-hidden-1")).isEqualTo("***");
  }
}
