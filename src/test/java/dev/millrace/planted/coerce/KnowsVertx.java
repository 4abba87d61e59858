package dev.millrace.planted.coerce;

import io.vertx.core.buffer.Buffer;

record KnowsVertx(Buffer buffer) {}
