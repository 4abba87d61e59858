package dev.millrace.sink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.flow.LaneEvent;
import dev.millrace.mysql.DatabaseTimeouts;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.mysqlclient.MySQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RetryLoopTest {
  private final Vertx vertx = Vertx.vertx();
  private final List<LaneEvent> events = new ArrayList<>();
  private final RetryLoop loop = new RetryLoop(vertx, DatabaseTimeouts.DEFAULT, events::add);

  @AfterEach
  void close() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  @Test
  void eachContestThatIsTriedAgainAtOnceIsTold() {
    int[] attempts = {0};

    Future<String> done =
        loop.insist(
            () ->
                ++attempts[0] <= 3
                    ? Future.failedFuture(new MySQLException("Deadlock found", 1213, "40001"))
                    : Future.succeededFuture("done"));

    assertThat(done.result()).isEqualTo("done");
    assertThat(events)
        .hasSize(3)
        .allSatisfy(
            event ->
                assertThat(((LaneEvent.TriedAgain) event).error().code()).isEqualTo("deadlock"));
  }
}
