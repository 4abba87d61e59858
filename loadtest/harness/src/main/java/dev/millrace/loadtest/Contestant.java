package dev.millrace.loadtest;

/** One way to get records from a topic into a table. */
interface Contestant {
  String name();

  /**
   * Starts its process and makes all ready, short of the first record.
   *
   * @param trials more than one where several jobs run side by side
   */
  Running prepare(Servers servers, java.util.List<Trial> trials) throws Exception;

  /** A contestant at work; closing ends its process. */
  interface Running extends AutoCloseable {
    long pid();

    /** Lets it go; returns when the clock starts. */
    void go() throws Exception;

    /** Fails when it has failed. */
    void requireAlive() throws Exception;

    Heap heap();

    @Override
    void close();
  }
}
