package dev.millrace.dialect;

import dev.millrace.spec.Dialect;

class MariaDbDialectTest extends DialectContract {
  MariaDbDialectTest() {
    super(Dialects.of(Dialect.MARIADB));
  }
}
