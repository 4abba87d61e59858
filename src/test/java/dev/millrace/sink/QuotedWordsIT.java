package dev.millrace.sink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.error.RejectCode;
import dev.millrace.flow.WriteOutcome.Refused;
import dev.millrace.flow.WriteOutcome.RefusedRow;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server's error may quote a record, and a record may say anything. */
class QuotedWordsIT extends DatabaseIT {
  @ParameterizedTest
  @ValueSource(strings = {"millrace-full", "millrace-fenced", "millrace-load-incomplete", "other"})
  void aRecordThatSaysOurWordsIsRefusedAsAnyOther(String word) {
    sql("CREATE TABLE r (id INT PRIMARY KEY, v VARCHAR(40), n INT) ENGINE=InnoDB");
    sql("CREATE TRIGGER g BEFORE INSERT ON r FOR EACH ROW SET NEW.n=NEW.v");
    Lane lane = lane(place("r"), "id", "v");
    lane.claimed(0, 0);

    Refused refused = (Refused) lane.write(batch(0, 2, "(1,\"7\")", "(2,\"" + word + "\")"));

    assertThat(refused.refused())
        .extracting(RefusedRow::row, RefusedRow::code)
        .containsExactly(org.assertj.core.groups.Tuple.tuple(1, RejectCode.REFUSED_BY_SERVER));
  }
}
