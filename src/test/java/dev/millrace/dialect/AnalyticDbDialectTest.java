package dev.millrace.dialect;

import dev.millrace.spec.Dialect;

class AnalyticDbDialectTest extends DialectContract {
  AnalyticDbDialectTest() {
    super(Dialects.of(Dialect.ANALYTICDB));
  }
}
