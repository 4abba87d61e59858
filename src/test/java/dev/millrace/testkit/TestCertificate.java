package dev.millrace.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A self-signed certificate with its private key, made by the JDK's keytool.
 *
 * @param certificate PEM
 * @param key PEM, PKCS 8
 * @param store the key store that keytool made
 */
public record TestCertificate(String certificate, String key, Path store) {
  private static final char[] PASSWORD = "changeit".toCharArray();

  /**
   * @param name common name
   * @param more further arguments for keytool, such as {@code -ext san=ip:127.0.0.1}
   */
  public static TestCertificate make(Path directory, String name, String... more)
      throws IOException {
    Path store = directory.resolve(name + "-" + System.nanoTime() + ".p12");
    keytool(
        directory,
        store,
        more,
        "-genkeypair",
        "-keyalg",
        "EC",
        "-groupname",
        "secp256r1",
        "-dname",
        "CN=" + name,
        "-storetype",
        "PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      KeyStore read = KeyStore.getInstance("PKCS12");
      read.load(in, PASSWORD);
      return new TestCertificate(
          pem("CERTIFICATE", read.getCertificate("a").getEncoded()),
          pem("PRIVATE KEY", read.getKey("a", PASSWORD).getEncoded()),
          store);
    } catch (GeneralSecurityException e) {
      throw new IOException(e);
    }
  }

  /**
   * This one's key with a certificate that {@code authority} signed.
   *
   * @param more further arguments for keytool, such as {@code -validity 2}
   */
  public TestCertificate signedBy(TestCertificate authority, String... more) throws IOException {
    Path directory = store.getParent();
    Path request = directory.resolve(store.getFileName() + ".csr");
    Path signed = directory.resolve(store.getFileName() + ".crt");
    keytool(directory, store, new String[0], "-certreq", "-file", request.toString());
    keytool(
        directory,
        authority.store,
        more,
        "-gencert",
        "-rfc",
        "-infile",
        request.toString(),
        "-outfile",
        signed.toString());
    return new TestCertificate(Files.readString(signed), key, store);
  }

  private static void keytool(Path directory, Path store, String[] more, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    // It lives for half a second.
    command.addAll(List.of("-J-XX:TieredStopAtLevel=1", "-J-XX:+UseSerialGC"));
    command.addAll(Arrays.asList(arguments));
    command.addAll(
        List.of("-alias", "a", "-storepass", new String(PASSWORD), "-keystore", store.toString()));
    command.addAll(Arrays.asList(more));
    Path log = directory.resolve("keytool.log");
    Process keytool =
        ChildProcesses.start(
            new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()));
    try {
      if (!keytool.waitFor(60, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
        keytool.destroyForcibly();
        throw new IOException(Files.readString(log));
      }
    } catch (InterruptedException e) {
      keytool.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private static String pem(String kind, byte[] bytes) {
    String text =
        Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII)).encodeToString(bytes);
    return "-----BEGIN " + kind + "-----\n" + text + "\n-----END " + kind + "-----\n";
  }
}
