package dev.millrace.answer;

import dev.millrace.error.JobError;
import dev.millrace.model.JobState;
import java.time.Instant;

/** What a watcher of jobs is told. */
public sealed interface JobChange {
  /** The job's name. */
  String job();

  void accept(Visitor visitor);

  /** What is to be done with each kind of change. */
  interface Visitor {
    void state(StateChanged change);

    void progress(Progress change);

    void document(DocumentChanged change);

    void deleted(Deleted change);
  }

  /**
   * The job is in another state, or in the same for another reason; told at once.
   *
   * @param since when the state was entered
   * @param error why it retries or failed, else null
   */
  record StateChanged(String job, JobState state, Instant since, JobError error)
      implements JobChange {
    @Override
    public void accept(Visitor visitor) {
      visitor.state(this);
    }
  }

  /** What is known of the job's work has changed; told at most once a second. */
  record Progress(JobStatus status) implements JobChange {
    @Override
    public String job() {
      return status.job();
    }

    @Override
    public void accept(Visitor visitor) {
      visitor.progress(this);
    }
  }

  /**
   * The job is new, or its document was altered, if only by an inferred mapping; told within 1 s.
   */
  record DocumentChanged(JobView view) implements JobChange {
    @Override
    public String job() {
      return view.name();
    }

    @Override
    public void accept(Visitor visitor) {
      visitor.document(this);
    }
  }

  /** There is no such job any more; told within a second. */
  record Deleted(String job) implements JobChange {
    @Override
    public void accept(Visitor visitor) {
      visitor.deleted(this);
    }
  }
}
