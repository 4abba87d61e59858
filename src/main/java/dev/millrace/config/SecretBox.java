package dev.millrace.config;

import dev.millrace.secret.Secret;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.ProviderException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Seals literal secrets for the catalog with AES-256-GCM. Envelope: {@code enc:v1:} and base64 of
 * 12 random bytes (the nonce), the ciphertext and its tag. Without a key secrets stay as they are.
 * Thread-safe.
 *
 * <p>The key is 32 random bytes, not a password: so no slow derivation is needed, and none is
 * tempting.
 */
public final class SecretBox {
  /** Seals nothing. */
  public static final SecretBox NONE = new SecretBox(null);

  private static final String SEALED = "enc:v1:";

  /** Before a literal that itself begins like an envelope. */
  private static final String PLAIN = "plain:v1:";

  private static final int KEY_BYTES = 32;
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;
  private static final byte[] CONTEXT = "millrace catalog".getBytes(StandardCharsets.UTF_8);

  private final SecretKeySpec key;
  private final SecureRandom random = new SecureRandom();

  private SecretBox(SecretKeySpec key) {
    this.key = key;
  }

  /** A box with a key of 32 bytes; empty where {@code text} is not that in base64 or hex. */
  static Optional<SecretBox> ofKey(String text) {
    return bytes(text.strip())
        .filter(bytes -> bytes.length == KEY_BYTES)
        .map(bytes -> new SecretBox(new SecretKeySpec(bytes, "AES")));
  }

  static SecretBox read(ConfigSources configSources, Secrets secrets) {
    String text = configSources.text(Setting.SECRET_KEY);
    if (text.isEmpty()) {
      return NONE;
    }
    try {
      Optional<SecretBox> box = ofKey(secrets.resolve(new Secret(text)));
      if (box.isPresent()) {
        return box.get();
      }
      configSources.problem(
          Setting.SECRET_KEY,
          "expected 32 bytes as base64 or hex (the value is not repeated here); make one with:"
              + " openssl rand -base64 32");
    } catch (IllegalArgumentException e) {
      configSources.problem(Setting.SECRET_KEY, e.getMessage());
    }
    return NONE;
  }

  /** What is stored for a literal. */
  public String seal(String literal) {
    if (key == null) {
      return literal.startsWith(SEALED) || literal.startsWith(PLAIN) ? PLAIN + literal : literal;
    }
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    byte[] sealed = crypt(Cipher.ENCRYPT_MODE, nonce, literal.getBytes(StandardCharsets.UTF_8));
    ByteBuffer envelope = ByteBuffer.allocate(NONCE_BYTES + sealed.length).put(nonce).put(sealed);
    return SEALED + Base64.getEncoder().encodeToString(envelope.array());
  }

  /**
   * The literal of what was stored; what is no envelope is the literal itself.
   *
   * @throws IllegalStateException with a sentence for the user when the key is missing or another
   */
  public String open(String stored) {
    if (stored.startsWith(PLAIN)) {
      return stored.substring(PLAIN.length());
    }
    if (!stored.startsWith(SEALED)) {
      return stored;
    }
    if (key == null) {
      throw new IllegalStateException(
          "a secret is encrypted; configure the secretKey it was stored with");
    }
    try {
      byte[] envelope = Base64.getDecoder().decode(stored.substring(SEALED.length()));
      ByteBuffer rest = ByteBuffer.wrap(envelope);
      byte[] nonce = new byte[NONCE_BYTES];
      rest.get(nonce);
      byte[] sealed = new byte[rest.remaining()];
      rest.get(sealed);
      return new String(crypt(Cipher.DECRYPT_MODE, nonce, sealed), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException
        | IllegalStateException
        | java.nio.BufferUnderflowException e) {
      throw new IllegalStateException(
          "a secret cannot be decrypted: secretKey is not the one it was stored with, or the file"
              + " was altered");
    }
  }

  private byte[] crypt(int mode, byte[] nonce, byte[] text) {
    try {
      Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
      cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
      cipher.updateAAD(CONTEXT);
      return cipher.doFinal(text);
    } catch (GeneralSecurityException | ProviderException e) {
      // The second for a ciphertext shorter than its tag: the JDK's unchecked way to say so.
      throw new IllegalStateException(e);
    }
  }

  private static Optional<byte[]> bytes(String text) {
    try {
      return Optional.of(
          text.length() == 2 * KEY_BYTES
              ? HexFormat.of().parseHex(text)
              : Base64.getDecoder().decode(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
