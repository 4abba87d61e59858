package dev.millrace.statement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.model.LedgerEntry.Target;
import org.junit.jupiter.api.Test;

class LedgerTargetTest {
  private final LedgerTarget plain = new LedgerTarget("shop", "orders");

  @Test
  void onlyNamesThatNeedItAreQuoted() {
    assertThat(plain.text()).isEqualTo("shop.orders");
    assertThat(new LedgerTarget("a.b", "c`d").text()).isEqualTo("`a.b`.`c``d`");
  }

  @Test
  void tablesAreToldApartAndDatabasesToo() {
    assertThat(plain.compare(null, false)).isEqualTo(Target.UNKNOWN);
    assertThat(plain.compare("shop.orders", false)).isEqualTo(Target.SAME);
    assertThat(plain.compare("old.orders", false)).isEqualTo(Target.OTHER_DATABASE);
    assertThat(plain.compare("`a.b`.orders", false)).isEqualTo(Target.OTHER_DATABASE);
    assertThat(plain.compare("shop.reorders", false)).isEqualTo(Target.OTHER_TABLE);
    assertThat(plain.compare("s", false)).isEqualTo(Target.OTHER_TABLE);
    assertThat(new LedgerTarget("a", "b.c").compare(new LedgerTarget("a.b", "c").text(), false))
        .isEqualTo(Target.OTHER_TABLE);
  }

  @Test
  void caseCountsWhereTheServerSaysSo() {
    assertThat(plain.compare("Shop.Orders", true)).isEqualTo(Target.SAME);
    assertThat(plain.compare("Old.Orders", true)).isEqualTo(Target.OTHER_DATABASE);
    assertThat(plain.compare("shop.Orders", false)).isEqualTo(Target.OTHER_TABLE);
  }
}
