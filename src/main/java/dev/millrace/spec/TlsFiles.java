package dev.millrace.spec;

import java.nio.file.Path;

/**
 * PEM files of a server's TLS.
 *
 * @param certificate the server's certificate with its chain
 * @param key its private key, PKCS 8, unencrypted
 * @param clientCa authorities of which each client needs a certificate; null where clients need
 *     none
 */
public record TlsFiles(Path certificate, Path key, Path clientCa) {}
