package dev.millrace.admin;

import dev.millrace.model.Fault;
import dev.millrace.model.InvalidDocument;
import dev.millrace.model.Names;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** A document that is put under a name: the name's fault stands in one list with the document's. */
final class NamedDocument {
  private NamedDocument() {}

  static <T> T read(String name, Supplier<T> document) {
    List<Fault> faults = new ArrayList<>();
    Names.faultOfName(name).ifPresent(detail -> faults.add(new Fault("", detail)));
    T read = null;
    try {
      read = document.get();
    } catch (InvalidDocument e) {
      faults.addAll(e.faults());
    }
    if (!faults.isEmpty()) {
      throw new InvalidDocument(faults);
    }
    return read;
  }
}
