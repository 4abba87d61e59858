package dev.millrace.statement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.model.LedgerEntry.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
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
  void severalTablesAreNamedInOneOrder() {
    LedgerTarget several = new LedgerTarget("shop", List.of("orders", "Lines", "a,b"));

    assertThat(several.text()).isEqualTo("shop.(`a,b`,Lines,orders)");
    assertThat(new LedgerTarget("shop", List.of("a,b", "orders", "Lines")).text())
        .isEqualTo(several.text());
    assertThat(several.compare("shop.(`a,b`,Lines,orders)", false)).isEqualTo(Target.SAME);
    assertThat(several.compare("shop.(`a,b`,lines,Orders)", true)).isEqualTo(Target.SAME);
    assertThat(several.compare("old.(`a,b`,Lines,orders)", false)).isEqualTo(Target.OTHER_DATABASE);
    assertThat(several.compare("shop.(Lines,orders)", false)).isEqualTo(Target.OTHER_TABLE);
    assertThat(several.compare("shop.orders", false)).isEqualTo(Target.OTHER_TABLE);
    assertThat(plain.compare(several.text(), false)).isEqualTo(Target.OTHER_TABLE);
  }

  @Test
  void asManyTablesAsTheColumnHoldsNoNamesOfAreToldApartToo() {
    List<String> names = IntStream.range(0, 1_000).mapToObj(i -> "orders_" + i).toList();
    LedgerTarget many = new LedgerTarget("shop", names);

    assertThat(many.text()).hasSizeLessThan(300).startsWith("shop.(1000 tables ");
    assertThat(many.compare(many.text(), false)).isEqualTo(Target.SAME);
    assertThat(many.compare(many.text().replace("shop", "old"), false))
        .isEqualTo(Target.OTHER_DATABASE);
    List<String> others = new ArrayList<>(names.subList(1, 1_000));
    others.add("orders_1000");
    assertThat(many.compare(new LedgerTarget("shop", others).text(), false))
        .isEqualTo(Target.OTHER_TABLE);
  }

  @Test
  void caseCountsWhereTheServerSaysSo() {
    assertThat(plain.compare("Shop.Orders", true)).isEqualTo(Target.SAME);
    assertThat(plain.compare("Old.Orders", true)).isEqualTo(Target.OTHER_DATABASE);
    assertThat(plain.compare("shop.Orders", false)).isEqualTo(Target.OTHER_TABLE);
  }
}
