package dev.millrace.oracle;

import java.util.List;

/** Jobs that are stopped and started by hand. */
final class Restarts {
  private final Stage stage;

  Restarts(Stage stage) {
    this.stage = stage;
  }

  void stopAndStart() {
    stage.everybody();
    JobOn on = stage.pair(stage.anyJob()).get(0);
    on.stop();
    stage.pause(500);
    on.run();
  }

  void everywhere() {
    stage.everybody();
    List<JobOn> pair = stage.pair(stage.anyJob());
    pair.forEach(JobOn::stop);
    stage.meanwhile();
    pair.forEach(JobOn::run);
  }

  void restart() {
    stage.everybody();
    stage.pair(stage.anyJob()).get(0).restart();
  }
}
