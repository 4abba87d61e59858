package dev.millrace.demo;

/**
 * What the command line asks for.
 *
 * @param records events until the demo ends by itself; 0 is never
 * @param rate events a second; 0 is as fast as it goes
 * @param lanes of the job
 * @param port of the engine; 0 is any, 8080 if it is free
 */
record DemoOptions(long records, int rate, int lanes, int port) {
  private static final DemoOptions DEFAULTS = new DemoOptions(0, 5_000, 2, 0);

  /**
   * @throws DemoFailure naming the argument at fault
   */
  static DemoOptions parse(String... arguments) {
    DemoOptions options = DEFAULTS;
    for (int i = 0; i < arguments.length; i += 2) {
      String name = arguments[i];
      if (i + 1 == arguments.length) {
        throw new DemoFailure(name + " needs a number behind it; --help lists the options");
      }
      options = options.with(name, arguments[i + 1]);
    }
    return options;
  }

  boolean bounded() {
    return records > 0;
  }

  private DemoOptions with(String name, String value) {
    return switch (name) {
      case "--records" -> new DemoOptions(number(name, value, 1, 1_000_000_000), rate, lanes, port);
      case "--rate" ->
          new DemoOptions(records, (int) number(name, value, 0, 10_000_000), lanes, port);
      case "--lanes" -> new DemoOptions(records, rate, (int) number(name, value, 1, 4), port);
      case "--port" -> new DemoOptions(records, rate, lanes, (int) number(name, value, 1, 65_535));
      default -> throw new DemoFailure("unknown option " + name + "; --help lists the options");
    };
  }

  private static long number(String name, String value, long from, long to) {
    try {
      long number = Long.parseLong(value.replace("_", "").replace(",", ""));
      if (number >= from && number <= to) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Told below.
    }
    throw new DemoFailure(name + " takes a number from " + from + " to " + to + ", not " + value);
  }
}
