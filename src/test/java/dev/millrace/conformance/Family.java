package dev.millrace.conformance;

import static dev.millrace.conformance.NamedInputs.CODED;
import static dev.millrace.conformance.NamedInputs.COMMON;
import static dev.millrace.conformance.NamedInputs.DOCUMENTS;
import static dev.millrace.conformance.NamedInputs.NUMBERS;
import static dev.millrace.conformance.NamedInputs.TEXTS;
import static dev.millrace.conformance.NamedInputs.TIMES;

import java.util.List;
import java.util.stream.Stream;

/** Columns whose values are tried and told together. */
public enum Family {
  INTEGERS("Integers", NUMBERS),
  TRUTH("Truth values and bits", NUMBERS),
  DECIMALS("DECIMAL", NUMBERS),
  FLOATS("FLOAT and DOUBLE", NUMBERS),
  CHARACTERS("CHAR and VARCHAR", TEXTS),
  TEXT("The TEXT family", TEXTS),
  JSON("JSON", DOCUMENTS),
  DATES("DATE and YEAR", TIMES),
  DATE_TIMES("DATETIME", TIMES),
  TIMESTAMPS("TIMESTAMP", TIMES),
  TIME("TIME", TIMES),
  BYTES("BINARY, VARBINARY and the BLOB family", CODED),
  MEMBER("ENUM and SET", NamedInputs.MEMBERS);

  private final String title;
  private final List<Input> inputs;

  Family(String title, List<Input> own) {
    this.title = title;
    inputs = Stream.concat(COMMON.stream(), own.stream()).toList();
  }

  public String title() {
    return title;
  }

  /** The named inputs, in the order of the report. */
  public List<Input> inputs() {
    return inputs;
  }
}
