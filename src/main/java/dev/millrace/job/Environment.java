package dev.millrace.job;

import dev.millrace.catalog.Catalog;
import dev.millrace.metrics.Metrics;
import dev.millrace.model.Secret;
import io.vertx.core.Vertx;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/**
 * What all supervisors share.
 *
 * @param secrets resolves a reference or passes a literal; throws IllegalArgumentException with a
 *     sentence
 * @param declared what files declare, which the API does not alter
 * @param runs numbers the starts of lanes
 * @param looking whether some job's records are being looked at: one at a time, for memory
 */
record Environment(
    Vertx vertx,
    Catalog catalog,
    Function<Secret, String> secrets,
    Metrics metrics,
    Declared declared,
    AtomicLong runs,
    AtomicBoolean looking) {}
