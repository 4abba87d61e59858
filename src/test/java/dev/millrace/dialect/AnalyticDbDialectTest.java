package dev.millrace.dialect;

import dev.millrace.model.Dialect;

class AnalyticDbDialectTest extends DialectContract {
  AnalyticDbDialectTest() {
    super(Dialects.of(Dialect.ANALYTICDB));
  }
}
