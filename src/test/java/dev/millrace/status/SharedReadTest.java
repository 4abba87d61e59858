package dev.millrace.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.status.SharedRead.Look;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SharedReadTest {
  private final SharedRead shared = new SharedRead();
  private final List<Promise<Void>> answers = new ArrayList<>();
  private final List<Promise<Void>> ends = new ArrayList<>();

  @Test
  void whoComesWhileALookIsUnderWaySharesTheNextAndNoneBeginsMeanwhile() {
    Future<Void> first = ask();
    Future<Void> second = ask();
    Future<Void> third = ask();
    assertThat(ends).hasSize(1);

    end(0);

    assertThat(first.succeeded()).isTrue();
    assertThat(second.isComplete() || third.isComplete()).isFalse();
    assertThat(ends).hasSize(2);
    Future<Void> fourth = ask();
    end(1);
    assertThat(second.succeeded() && third.succeeded()).isTrue();
    assertThat(fourth.isComplete()).isFalse();
    assertThat(ends).hasSize(3);
    end(2);
    assertThat(fourth.succeeded()).isTrue();
    ask();
    assertThat(ends).hasSize(4);
  }

  @Test
  void anAnswerIsGivenWhileTheLookIsUnderWayStill() {
    Future<Void> first = ask();
    answers.get(0).complete();
    assertThat(first.succeeded()).isTrue();

    ask();

    assertThat(ends).as("what hangs is not asked again").hasSize(1);
  }

  @Test
  void aLookThatFailsLetsTheNextBegin() {
    Future<Void> first = ask();
    Future<Void> second = ask();

    answers.get(0).fail("planted");
    ends.get(0).fail("planted");

    assertThat(first.failed()).isTrue();
    end(1);
    assertThat(second.succeeded()).isTrue();
  }

  @Test
  void aLookThatThrowsFailsAndLetsTheNextBegin() {
    assertThat(throwing().failed()).isTrue();
    Future<Void> second = ask();
    Future<Void> third = throwing();
    assertThat(third.isComplete()).isFalse();

    end(0);

    assertThat(second.succeeded()).isTrue();
    assertThat(third.failed()).isTrue();
    Future<Void> fourth = ask();
    end(1);
    assertThat(fourth.succeeded()).isTrue();
  }

  private Future<Void> throwing() {
    return shared.by(
        () -> {
          throw new IllegalStateException("planted");
        });
  }

  private Future<Void> ask() {
    return shared.by(
        () -> {
          answers.add(Promise.promise());
          ends.add(Promise.promise());
          int last = ends.size() - 1;
          return new Look(answers.get(last).future(), ends.get(last).future());
        });
  }

  private void end(int look) {
    answers.get(look).tryComplete();
    ends.get(look).complete();
  }
}
