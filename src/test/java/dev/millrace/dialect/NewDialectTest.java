package dev.millrace.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.model.ColumnType;
import org.junit.jupiter.api.Test;

/** A new dialect is one class: this one is like MySQL, but can less and calls some things else. */
class NewDialectTest extends DialectContract {
  private static final SqlDialect STRANGER = new Stranger();

  NewDialectTest() {
    super(STRANGER);
  }

  private static final class Stranger extends InnoDbDialect {
    @Override
    public String title() {
      return "Stranger";
    }

    @Override
    public boolean isOf(String version) {
      return version.contains("Stranger");
    }

    @Override
    public boolean can(Feature feature) {
      return switch (feature) {
        case LOAD_LOCAL, EXPLAIN_WRITES, ROW_ALIAS -> false;
        default -> super.can(feature);
      };
    }

    @Override
    public Limits limits() {
      return new Limits(1_000, 3_072, 65);
    }

    @Override
    public String keyCollation() {
      return "utf8mb4_bin";
    }

    @Override
    public String type(ColumnType type) {
      return type.base() == ColumnType.Base.LONGTEXT ? "LONGTEXT" : super.type(type);
    }
  }

  @Test
  void itIsTakenForWhatItIsNamedAlsoWhenItsServerSaysSo() {
    assertThat(Dialects.found(STRANGER, "8.0.11-Stranger-7.5")).isSameAs(STRANGER);
  }
}
