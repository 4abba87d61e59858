package dev.millrace.admin;

import static dev.millrace.admin.AdminRoutesTest.assertProblem;
import static dev.millrace.model.Documents.minimalJob;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TimelineRoutesTest {
  private static final String TIMELINE = "/api/v1/jobs/orders/timeline";

  private final AdminServer server = AdminServer.open();

  @BeforeEach
  void job() {
    server.put("/api/v1/jobs/orders", minimalJob());
  }

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void withoutParametersTheFirstHundredAreAskedFor() {
    assertThat(server.get(TIMELINE).statusCode()).isEqualTo(200);
    assertThat(server.control.asked).isEqualTo("0 100");

    assertThat(server.get(TIMELINE + "?after=17&limit=1000").statusCode()).isEqualTo(200);
    assertThat(server.control.asked).isEqualTo("17 1000");
  }

  @Test
  void whatIsNoPlaceOrNoLimitIsRefused() {
    for (String query :
        new String[] {
          "after=-1",
          "after=x",
          "after=",
          "after=1&after=2",
          "after=99999999999999999999",
          "limit=0",
          "limit=1001",
          "limit=1.5"
        }) {
      assertProblem(server.get(TIMELINE + "?" + query), 400);
    }
    assertProblem(server.get("/api/v1/jobs/unknown/timeline"), 404);
  }
}
