package dev.millrace.lane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.answer.JobStatus.Busy;
import dev.millrace.flow.Stage;
import dev.millrace.flow.StageTimes;
import org.junit.jupiter.api.Test;

class BusyWindowTest {
  private static final long SECOND = 1_000_000_000L;

  private final StageTimes times = new StageTimes();
  private final BusyWindow window = new BusyWindow(times);

  @Test
  void nothingIsSaidBeforeASecondHasPassed() {
    window.mark(0);

    assertThat(window.shares()).isNull();
  }

  @Test
  void eachStageHasItsShareAlsoOneThatIsStillBusy() {
    window.mark(0);
    times.tell(Stage.POLL, true, 0);
    times.tell(Stage.POLL, false, SECOND / 2);
    times.tell(Stage.ENCODE, true, SECOND / 2);
    times.tell(Stage.ENCODE, false, SECOND);
    times.tell(Stage.WRITE, true, SECOND);
    window.mark(2 * SECOND);

    assertThat(window.shares()).isEqualTo(new Busy(0.25, 0.25, 0.5, 0));
  }

  @Test
  void whatIsToldTwiceCountsOnce() {
    window.mark(0);
    times.tell(Stage.CREDITS, true, 0);
    times.tell(Stage.CREDITS, true, SECOND);
    times.tell(Stage.CREDITS, false, 2 * SECOND);
    times.tell(Stage.CREDITS, false, 3 * SECOND);
    window.mark(4 * SECOND);

    assertThat(window.shares().credits()).isEqualTo(0.5);
  }

  @Test
  void whatWasMoreThanTenSecondsAgoCountsNoMore() {
    times.tell(Stage.WRITE, true, 0);
    times.tell(Stage.WRITE, false, 2 * SECOND);
    for (int i = 0; i <= 12; i++) {
      window.mark(i * SECOND);
    }

    assertThat(window.shares().write()).isZero();
  }
}
