package dev.millrace.dialect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.model.ColumnType;
import dev.millrace.model.ColumnType.Base;
import org.junit.jupiter.api.Test;

/**
 * A new dialect is one class: this one is like MySQL, but can less and keeps JSON in a LONGTEXT.
 * The contract holds it to what it says.
 */
class NewDialectTest extends DialectContract {
  private static final SqlDialect STRANGER = new Stranger();

  NewDialectTest() {
    super(STRANGER);
  }

  private static class Stranger extends InnoDbDialect {
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
      return type.base() == Base.JSON ? "LONGTEXT" : super.type(type);
    }

    @Override
    public ColumnType stored(ColumnType type, boolean key) {
      return type.base() == Base.JSON ? ColumnType.parse("LONGTEXT") : super.stored(type, key);
    }
  }

  /** Says that JSON stays JSON, although it makes another column of it. */
  private static final class Forgetful extends Stranger {
    @Override
    public ColumnType stored(ColumnType type, boolean key) {
      return type;
    }
  }

  @Test
  void oneWhoseTablesAreNotWhatItSaysIsCaught() {
    DialectContract contract = new DialectContract(new Forgetful()) {};

    assertThatThrownBy(
            () ->
                contract.aTypeThatIsCreatedIsReadAsWhatItIsSaidToBeStoredAs(
                    ColumnType.parse("JSON")))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("LONGTEXT");
    assertThatThrownBy(
            () ->
                contract.aKeyColumnIsCreatedAsWhatItIsSaidToBeStoredAs(ColumnType.parse("CHAR(3)")))
        .isInstanceOf(AssertionError.class);
  }

  @Test
  void itIsTakenForWhatItIsNamedAlsoWhenItsServerSaysSo() {
    assertThat(Dialects.found(STRANGER, "8.0.11-Stranger-7.5")).isSameAs(STRANGER);
  }
}
