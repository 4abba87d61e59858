package dev.millrace.dialect;

import dev.millrace.spec.Dialect;

class MySqlDialectTest extends DialectContract {
  MySqlDialectTest() {
    super(Dialects.of(Dialect.MYSQL));
  }
}
