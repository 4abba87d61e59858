package dev.millrace.secret;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.document.KafkaProperties;
import dev.millrace.error.FieldError;
import dev.millrace.error.JobError;
import dev.millrace.error.Warning;
import dev.millrace.error.WarningCode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

class SecretMaskTest {

  @Test
  void aSecretIsHiddenInEveryFormThatTextCarriesItIn() {
    String secret = "pa\"ss w\\ord'1/ß";
    SecretMask.learn("eve", secret);

    String utf8 = Base64.getEncoder().encodeToString(secret.getBytes(StandardCharsets.UTF_8));
    String basic =
        Base64.getEncoder().encodeToString(("eve:" + secret).getBytes(StandardCharsets.UTF_8));
    for (String form :
        List.of(
            secret,
            "pa\\\"ss w\\\\ord'1/ß",
            "pa%22ss+w%5Cord%271%2F%C3%9F",
            "pa%22ss%20w%5Cord%271%2F%C3%9F",
            "pa\"ss w\\ord''1/ß",
            "pa\"ss w\\ord\\'1/ß",
            utf8.replace("=", ""),
            basic.replace("=", ""))) {
      assertThat(SecretMask.mask("before<" + form + ">after"))
          .as(form)
          .isEqualTo("before<***>after");
    }
  }

  @Test
  void whatIsCutOffIsHiddenToo() {
    SecretMask.learn("correct-horse-battery");

    assertThat(SecretMask.mask("got 'correct-horse-b…' there")).isEqualTo("got '***…' there");
    assertThat(SecretMask.mask("got correct-horse...")).isEqualTo("got ***...");
    String long500 = "x".repeat(500) + " ";
    assertThat(SecretMask.mask(long500 + "correct-ho")).isEqualTo(long500 + "***");
    assertThat(SecretMask.mask("got correct-ho")).isEqualTo("got correct-ho");
    assertThat(SecretMask.mask("a correct-hat")).isEqualTo("a correct-hat");
  }

  @Test
  void everyLineOfAKeyIsHiddenAndItsFrameIsNot() {
    SecretMask.learn("-----BEGIN X-----\nAbCdEfGhIjKlMn01\nOpQrStUvWxYz2345\n-----END X-----\n");

    assertThat(SecretMask.mask("| OpQrStUvWxYz2345 | -----END X----- |"))
        .isEqualTo("| *** | -----END X----- |");
  }

  @Test
  void aShortSecretIsHiddenWhereItStandsAloneAndATinyOneNever() {
    SecretMask.learn("zqx");
    SecretMask.learn("q");

    assertThat(SecretMask.mask("user 'zqx' of zqx_table, zqxy and q"))
        .isEqualTo("user '***' of zqx_table, zqxy and q");
  }

  @Test
  void maskAndReferencesAreNoSecrets() {
    SecretMask.learn(Secret.MASK);
    SecretMask.learn("${env:SOME_PASSWORD}");

    String text = "*** and ${env:SOME_PASSWORD}";
    assertThat(SecretMask.mask(text)).isSameAs(text);
  }

  @Test
  void errorsFaultsAndWarningsHideIt() {
    SecretMask.learn("tr0ub4dor&3");

    assertThat(JobError.of("database", "x", "denied: tr0ub4dor&3").message())
        .isEqualTo("denied: ***");
    assertThat(new FieldError("/x", "found 'tr0ub4dor&3'").detail()).isEqualTo("found '***'");
    assertThat(Warning.of(WarningCode.NO_KEY, "tr0ub4dor&3 is it").message())
        .isEqualTo("*** is it");
  }

  @Test
  void onlyTheLastUsedAreKnownSoThatMemoryIsBounded() {
    SecretMask.learn("the-very-first-one");
    for (int i = 0; i < SecretMask.MOST_SECRETS; i++) {
      SecretMask.learn("filler-" + i + "-filler");
    }

    assertThat(SecretMask.mask("the-very-first-one")).isEqualTo("the-very-first-one");
    assertThat(SecretMask.mask("filler-0-filler")).isEqualTo("***");
  }

  @Test
  void theBeginningOfASecretIsAWordOfTheUsersInData() {
    SecretMask.learn("ledgers-2026!");

    assertThat(SecretMask.maskData("ledgers")).isEqualTo("ledgers");
    assertThat(SecretMask.maskData("ledgers…")).isEqualTo("ledgers…");
    assertThat(SecretMask.mask("job ledgers")).isEqualTo("job ledgers");
    assertThat(SecretMask.maskData("x ledgers-2026! y")).isEqualTo("x *** y");
  }

  @Test
  void booleansAreNoSecrets() {
    SecretMask.learn("true");
    SecretMask.learn("u", "False");

    assertThat(SecretMask.mask("true or False")).isEqualTo("true or False");
  }

  @Test
  void ofPropertiesOnlyThoseAreHiddenWhoseNamesAreOfSecrets() {
    KafkaProperties.learn("check.crcs", "earliest");
    KafkaProperties.learn("my.password", "500");
    KafkaProperties.learn("sasl.oauthbearer.assertion.private.key.file", "/run/secrets/the-key");
    KafkaProperties.learn("sasl.kerberos.kinit.cmd", "/usr/bin/kinit");
    KafkaProperties.learn("my.password", "zebra-77-wheel");
    KafkaProperties.learn("ssl.keystore.key", "zebra-78-wheel");

    String words = "earliest 500 /run/secrets/the-key /usr/bin/kinit";
    assertThat(SecretMask.mask(words)).isEqualTo(words);
    assertThat(SecretMask.mask("zebra-77-wheel, zebra-78-wheel")).isEqualTo("***, ***");
  }
}
