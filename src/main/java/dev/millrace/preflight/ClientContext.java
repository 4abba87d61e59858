package dev.millrace.preflight;

import dev.millrace.secret.Secret;
import io.vertx.core.Vertx;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/**
 * What clients of brokers and databases are made with.
 *
 * @param secrets resolves a reference or passes a literal; throws IllegalArgumentException with a
 *     sentence
 * @param looking whether some job's records are being looked at: one at a time, for memory
 */
public record ClientContext(Vertx vertx, Function<Secret, String> secrets, AtomicBoolean looking) {}
