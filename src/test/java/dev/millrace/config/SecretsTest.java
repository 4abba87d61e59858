package dev.millrace.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.secret.Secret;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretsTest {
  private static final String KEY = Base64.getEncoder().encodeToString(new byte[32]);

  @TempDir Path dir;
  private final Secrets secrets = new Secrets(Map.of("PW", "hunter2", "ODD", "a$1\\b"));
  private final SecretBox box = SecretBox.ofKey(KEY).orElseThrow();

  @Test
  void literalsPass() {
    assertThat(secrets.resolve(new Secret("plain$PW"))).isEqualTo("plain$PW");
    assertThat(secrets.resolve(new Secret(""))).isEmpty();
  }

  @Test
  void referencesAreResolvedAlsoInsideALongerText() {
    assertThat(secrets.resolve(new Secret("${env:PW}"))).isEqualTo("hunter2");
    assertThat(secrets.resolve(new Secret("${env:ODD}"))).isEqualTo("a$1\\b");
    assertThat(secrets.resolve(new Secret("… password=\"${env:PW}\" user=\"${env:PW}\";")))
        .isEqualTo("… password=\"hunter2\" user=\"hunter2\";");
  }

  @Test
  void aFileIsReadAtUseWithoutItsLastLineBreak() throws Exception {
    Path file = Files.writeString(dir.resolve("pw"), "old\n\n");
    Secret secret = new Secret("${file:" + file + "}");

    assertThat(secrets.resolve(secret)).isEqualTo("old\n");

    Files.writeString(file, "new\r\n");
    assertThat(secrets.resolve(secret)).isEqualTo("new");
  }

  @Test
  void whatIsNotThereIsTold() {
    assertThatThrownBy(() -> secrets.resolve(new Secret("${env:NO}")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("${env:NO}: the environment of the process has no variable NO");
    assertThatThrownBy(() -> secrets.resolve(new Secret("${file:/no/file}")))
        .hasMessage("${file:/no/file}: there is no such file");
  }

  @Test
  void aSealedSecretOpensAgainAndLooksDifferentEachTime() {
    Set<String> sealed = new HashSet<>();
    for (String literal : List.of("hunter2", "", "ünï", "enc:v1:x", "plain:v1:x")) {
      for (SecretBox any : List.of(box, SecretBox.NONE)) {
        assertThat(any.open(any.seal(literal))).isEqualTo(literal);
      }
      sealed.add(box.seal(literal));
      sealed.add(box.seal(literal));
    }

    assertThat(sealed).hasSize(10).allMatch(s -> s.startsWith("enc:v1:"));
  }

  @Test
  void literalsFromBeforeTheKeyOpen() {
    assertThat(box.open("hunter2")).isEqualTo("hunter2");
    assertThat(box.open(SecretBox.NONE.seal("enc:v1:x"))).isEqualTo("enc:v1:x");
  }

  @Test
  void aWrongOrMissingKeyIsTold() {
    String sealed = box.seal("hunter2");
    SecretBox other = SecretBox.ofKey("01".repeat(32)).orElseThrow();

    assertThatThrownBy(() -> SecretBox.NONE.open(sealed))
        .hasMessageContaining("configure the secretKey");
    for (String altered : List.of(sealed, "enc:v1:", "enc:v1:???", sealed.substring(0, 30))) {
      assertThatThrownBy(() -> other.open(altered))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("cannot be decrypted")
          .hasMessageNotContaining("hunter2");
    }
  }

  @Test
  void aKeyHas32Bytes() {
    assertThat(SecretBox.ofKey("ab".repeat(32))).isPresent();
    for (String wrong : List.of("", "password", "ab".repeat(31), KEY + KEY, "é".repeat(64))) {
      assertThat(SecretBox.ofKey(wrong)).as(wrong).isEmpty();
    }
  }

  @Test
  void tokensAreRandomAndTheirHashesStable() {
    assertThat(AccessTokens.newToken())
        .hasSizeGreaterThan(40)
        .isNotEqualTo(AccessTokens.newToken());
    assertThat(AccessTokens.hash("abc"))
        .isEqualTo("sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  }
}
