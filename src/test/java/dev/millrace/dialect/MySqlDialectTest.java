package dev.millrace.dialect;

import dev.millrace.model.Dialect;

class MySqlDialectTest extends DialectContract {
  MySqlDialectTest() {
    super(Dialects.of(Dialect.MYSQL));
  }
}
