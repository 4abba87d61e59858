package dev.millrace.planted.decode;

import io.vertx.core.VerticleBase;

/** A verticle that can be extended. */
class OpenVerticle extends VerticleBase {}
