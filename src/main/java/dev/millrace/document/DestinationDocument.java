package dev.millrace.document;

import dev.millrace.error.FieldError;
import dev.millrace.error.InvalidDocument;
import dev.millrace.error.References;
import dev.millrace.secret.Secret;
import dev.millrace.spec.Destination;
import dev.millrace.spec.Destination.Certificates;
import dev.millrace.spec.Destination.ServerKey;
import dev.millrace.spec.Destination.Tls;
import dev.millrace.spec.Dialect;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/** The object {@code destination} of a job's document: its secrets and its TLS. */
final class DestinationDocument {
  private static final String PASSWORD = "/destination/password";

  private DestinationDocument() {}

  /**
   * The whole object, but for whether it has fields that are unknown.
   *
   * @param usual what {@code tls} is where it is left out
   * @param database reads what names the place within the server, in its turn
   */
  static Destination read(Fields fields, Tls usual, Supplier<String> database) {
    Dialect dialect = fields.choice("dialect", Dialect.class, Dialect.MYSQL);
    String host = fields.text("host", "the database server's name or address");
    fields.check("host", host, DestinationDocument::faultOfHost);
    int port = (int) fields.whole("port", 3306, 1, 65_535);
    String named = database.get();
    String user = fields.text("user", "the database user");
    Secret password = fields.secret("password");
    return new Destination(
        dialect,
        host,
        port,
        named,
        user,
        password,
        tls(fields, usual),
        certificates(fields),
        serverKey(fields));
  }

  private static Optional<String> faultOfHost(String host) {
    boolean withPort = host.indexOf(':') >= 0 && host.indexOf(':') == host.lastIndexOf(':');
    if (host.contains("/")
        || host.contains("@")
        || withPort
        || host.chars().anyMatch(c -> c <= ' ')) {
      return Optional.of(
          "expected a plain host name or address, without scheme, user, port or blanks (port is a"
              + " field of its own)");
    }
    return Optional.empty();
  }

  /** The field {@code tls}: a word, or an object with mode and certificates. */
  static Tls tls(Fields destination, Tls usual) {
    return isObject(destination)
        ? destination.object("tls").choice("mode", Tls.class, Tls.VERIFY)
        : destination.choice("tls", Tls.class, usual);
  }

  static Certificates certificates(Fields destination) {
    if (!isObject(destination)) {
      return Certificates.NONE;
    }
    Fields tls = destination.object("tls");
    tls.value("mode");
    Certificates read =
        new Certificates(
            tls.text("ca"), tls.text("certificate"), tls.secret("key", "a private key as PEM"));
    tls.end();
    if ((read.certificate() == null) != (read.key() == null)) {
      tls.fault(
          read.key() == null ? "key" : "certificate",
          "certificate and key belong together: give both or none");
    }
    Tls mode = tls(destination, Tls.PREFERRED);
    if (read.ca() != null && mode != Tls.VERIFY) {
      tls.fault("ca", "a ca counts only with \"mode\": \"verify\"; use that, or leave ca out");
    }
    if (read.certificate() != null && mode == Tls.DISABLED) {
      tls.fault("certificate", "without TLS no certificate is sent; use another mode");
    }
    pem(tls, "ca", read.ca(), "CERTIFICATE");
    pem(tls, "certificate", read.certificate(), "CERTIFICATE");
    pem(tls, "key", read.key(), "PRIVATE KEY");
    return read;
  }

  static ServerKey serverKey(Fields destination) {
    ServerKey read =
        new ServerKey(
            destination.text("serverPublicKey"), destination.flag("allowPublicKeyRetrieval"));
    pem(destination, "serverPublicKey", read.publicKey(), "PUBLIC KEY");
    return read;
  }

  private static boolean isObject(Fields destination) {
    return destination.value("tls") instanceof Map;
  }

  private static void pem(Fields fields, String key, Secret text, String kind) {
    // What was stored was judged before, and may be sealed; a catalog must go on being read.
    if (text != null
        && !fields.isStored()
        && !References.in(text.reveal())
        && !References.looksLikeOne(text.reveal())
        && !text.reveal().equals(Secret.MASK)
        && !isPem(text.reveal(), kind)) {
      fields.fault(
          key, "expected PEM text (-----BEGIN " + kind + "-----) or ${file:/path} of a PEM file");
    }
  }

  /** Whether the text has a PEM block of this kind, for keys of any algorithm. */
  private static boolean isPem(String text, String kind) {
    return text.contains("-----BEGIN ") && text.contains(kind + "-----");
  }

  /**
   * @param table the job's only one, or null where it has several
   */
  static Map<String, Object> write(Destination to, String table, boolean revealSecrets) {
    Map<String, Object> doc = new LinkedHashMap<>();
    doc.put("dialect", to.dialect().label());
    doc.put("host", to.host());
    doc.put("port", to.port());
    doc.put("database", to.database());
    if (table != null) {
      doc.put("table", table);
    }
    doc.put("user", to.user());
    if (to.password() != null) {
      doc.put("password", revealSecrets ? to.password().reveal() : to.password().shown());
    }
    Certificates certificates = to.certificates();
    if (certificates.equals(Certificates.NONE)) {
      doc.put("tls", to.tls().label());
    } else {
      Map<String, Object> tls = new LinkedHashMap<>();
      tls.put("mode", to.tls().label());
      put(tls, "ca", certificates.ca());
      put(tls, "certificate", certificates.certificate());
      if (certificates.key() != null) {
        tls.put("key", revealSecrets ? certificates.key().reveal() : certificates.key().shown());
      }
      doc.put("tls", tls);
    }
    put(doc, "serverPublicKey", to.serverKey().publicKey());
    if (to.serverKey().retrieval()) {
      doc.put("allowPublicKeyRetrieval", true);
    }
    return doc;
  }

  /** Certificates and public keys may be seen by anybody. */
  private static void put(Map<String, Object> doc, String key, Secret text) {
    if (text != null) {
      doc.put(key, text.reveal());
    }
  }

  /**
   * The destination with the stored secrets where {@code "***"} was sent back.
   *
   * @param was the stored one, or null
   * @throws InvalidDocument when nothing is stored, or when the secret would go to another server
   *     or user, or less protected, than it was given for: who can alter a job must not learn its
   *     password that way
   */
  static Destination keepSecrets(Destination to, Destination was) {
    List<FieldError> faults = new ArrayList<>();
    Secret password =
        kept(
            PASSWORD,
            "password",
            to.password(),
            was == null ? null : was.password(),
            to,
            was,
            faults);
    Certificates sent = to.certificates();
    Secret key =
        kept(
            "/destination/tls/key",
            "key",
            sent.key(),
            was == null ? null : was.certificates().key(),
            to,
            was,
            faults);
    if (!faults.isEmpty()) {
      throw new InvalidDocument(faults);
    }
    return to.withSecrets(
        password, new Certificates(sent.ca(), sent.certificate(), key), to.serverKey());
  }

  private static Secret kept(
      String pointer,
      String what,
      Secret sent,
      Secret stored,
      Destination to,
      Destination was,
      List<FieldError> faults) {
    if (sent == null || !sent.reveal().equals(Secret.MASK)) {
      return sent;
    }
    if (stored == null) {
      faults.add(
          new FieldError(
              pointer,
              "\"***\" stands for a stored " + what + ", but none is stored; give the " + what));
    } else if (!stored.isReference() && !sameAccount(to, was)) {
      faults.add(
          new FieldError(
              pointer,
              "the stored "
                  + what
                  + " belongs to another host, port or user; give the "
                  + what
                  + " again"));
    } else if (!stored.isReference() && lowered(to, was)) {
      faults.add(
          new FieldError(
              pointer,
              "the stored "
                  + what
                  + " was given for a safer connection (tls: "
                  + was.tls().label()
                  + ", its ca, serverPublicKey and allowPublicKeyRetrieval as they were); give the "
                  + what
                  + " again, or leave those as they are"));
    }
    return stored;
  }

  private static boolean sameAccount(Destination to, Destination was) {
    return to.host().equals(was.host())
        && to.port() == was.port()
        && Objects.equals(to.user(), was.user());
  }

  /** Whether an attacker between the engine and the server could learn more than before. */
  private static boolean lowered(Destination to, Destination was) {
    boolean otherTrust =
        was.tls() == Tls.VERIFY && !Objects.equals(to.certificates().ca(), was.certificates().ca());
    Secret key = to.serverKey().publicKey();
    boolean otherKey = key != null && !key.equals(was.serverKey().publicKey());
    Secret pinned = was.serverKey().publicKey();
    // With the key the password went to its owner alone; within unverified TLS it goes in the open
    // to whoever answers, for there servers do not take it encrypted with a key.
    boolean keyNoLongerCounts = pinned != null && (!pinned.equals(key) || to.tls() != was.tls());
    boolean asksForKey = to.serverKey().retrieval() && !was.serverKey().retrieval();
    return to.tls().compareTo(was.tls()) < 0
        || otherTrust
        || ((otherKey || keyNoLongerCounts || asksForKey) && to.tls() != Tls.VERIFY);
  }
}
