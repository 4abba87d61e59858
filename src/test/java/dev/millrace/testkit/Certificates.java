package dev.millrace.testkit;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Key stores made by the JDK's keytool; the password of each is {@link #PASSWORD}. */
public final class Certificates {
  public static final String PASSWORD = "keystore-password";

  private Certificates() {}

  /**
   * A self-signed certificate and its key.
   *
   * @param names as keytool wants them, such as {@code ip:127.0.0.1} or {@code dns:broker.test}
   * @param startDays when it begins, relative to now; it is valid for a day
   */
  public static Path keyStore(Path directory, String alias, String names, int startDays)
      throws Exception {
    Path store = directory.resolve(alias + ".p12");
    keytool(
        "-genkeypair",
        "-alias",
        alias,
        "-keyalg",
        "EC",
        "-dname",
        "CN=" + alias,
        "-ext",
        "san=" + names,
        "-startdate",
        (startDays < 0 ? "" : "+") + startDays + "d",
        "-validity",
        "1",
        "-keystore",
        store.toString(),
        "-storetype",
        "PKCS12",
        "-storepass",
        PASSWORD);
    return store;
  }

  /** The certificate alone, for those who are to trust it. */
  public static Path trustStore(Path keyStore, String alias) throws Exception {
    Path pem = Path.of(keyStore + ".pem");
    Path store = Path.of(keyStore + ".trust.p12");
    keytool(
        "-exportcert",
        "-rfc",
        "-alias",
        alias,
        "-keystore",
        keyStore.toString(),
        "-storepass",
        PASSWORD,
        "-file",
        pem.toString());
    keytool(
        "-importcert",
        "-noprompt",
        "-alias",
        alias,
        "-file",
        pem.toString(),
        "-keystore",
        store.toString(),
        "-storetype",
        "PKCS12",
        "-storepass",
        PASSWORD);
    return store;
  }

  /** The broker's properties for a listener, its name in lower case, that has this key. */
  public static Map<String, String> ofListener(String listener, Path store) {
    String prefix = "listener.name." + listener + ".ssl.";
    return Map.of(
        prefix + "keystore.location", store.toString(),
        prefix + "keystore.password", PASSWORD,
        prefix + "key.password", PASSWORD);
  }

  /**
   * A key whose certificate an authority of ours signed, and that authority for those who are to
   * trust it ({@code ca.trust.p12} in the directory).
   *
   * @param startDays when the certificate begins, relative to now; it is valid for a day
   */
  public static Path signedKeyStore(Path directory, String alias, String names, int startDays)
      throws Exception {
    Path ca = directory.resolve("ca.p12");
    if (!Files.exists(ca)) {
      keytool(
          "-genkeypair",
          "-alias",
          "ca",
          "-keyalg",
          "EC",
          "-dname",
          "CN=ca",
          "-ext",
          "bc:c",
          "-validity",
          "2",
          "-keystore",
          ca.toString(),
          "-storetype",
          "PKCS12",
          "-storepass",
          PASSWORD);
      Files.move(trustStore(ca, "ca"), directory.resolve("ca.trust.p12"));
    }
    Path store = keyStore(directory, alias, names, 0);
    String request = store + ".csr";
    String reply = store + ".reply";
    keytool(
        "-certreq",
        "-alias",
        alias,
        "-keystore",
        store.toString(),
        "-storepass",
        PASSWORD,
        "-file",
        request);
    keytool(
        "-gencert",
        "-rfc",
        "-alias",
        "ca",
        "-keystore",
        ca.toString(),
        "-storepass",
        PASSWORD,
        "-infile",
        request,
        "-outfile",
        reply,
        "-ext",
        "san=" + names,
        "-startdate",
        (startDays < 0 ? "" : "+") + startDays + "d",
        "-validity",
        "1");
    keytool(
        "-importcert",
        "-noprompt",
        "-alias",
        "ca",
        "-keystore",
        store.toString(),
        "-storepass",
        PASSWORD,
        "-file",
        ca + ".pem");
    keytool(
        "-importcert",
        "-noprompt",
        "-alias",
        alias,
        "-keystore",
        store.toString(),
        "-storepass",
        PASSWORD,
        "-file",
        reply);
    return store;
  }

  private static void keytool(String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    // It lives for half a second.
    command.addAll(List.of("-J-XX:TieredStopAtLevel=1", "-J-XX:+UseSerialGC"));
    command.addAll(List.of(arguments));
    Path log = Files.createTempFile("keytool", ".log");
    Process process =
        ChildProcesses.start(
            new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()));
    if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
      process.destroyForcibly();
      throw new IllegalStateException("keytool failed: " + Files.readString(log));
    }
    Files.delete(log);
  }
}
