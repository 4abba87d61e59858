package dev.millrace.oracle;

/** What can happen to a node, the broker or the database; {@link Faults} does it. */
enum Fault {
  /** All connections are cut, wherever they are. */
  CUT_NOW,
  /** Nothing more of the next statement arrives. */
  CUT_BEFORE_STATEMENT,
  CUT_INSIDE_STATEMENT,
  /** The statement arrives, its answer does not. */
  CUT_AFTER_STATEMENT,
  /** The connection is cut at a commit that the server does not get. */
  CUT_BEFORE_COMMIT,
  /** The server commits, and nobody is told. */
  CUT_AFTER_COMMIT,
  DELAY,
  HALF_OPEN,
  REFUSE_CONNECTIONS,
  DATABASE_KILLED,
  DATABASE_HANGS,
  BROKER_RESTART,
  ENGINE_KILLED,
  /** kill -9 while the other engine is away too. */
  BOTH_ENGINES_KILLED,
  /** SIGSTOP for longer than the session timeout, then SIGCONT. */
  ENGINE_HANGS,
  /** SIGTERM; it joins again after the next fault. */
  ENGINE_LEAVES,
  JOBS_STOPPED,
}
