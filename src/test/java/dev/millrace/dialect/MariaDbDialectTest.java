package dev.millrace.dialect;

import dev.millrace.model.Dialect;

class MariaDbDialectTest extends DialectContract {
  MariaDbDialectTest() {
    super(Dialects.of(Dialect.MARIADB));
  }
}
