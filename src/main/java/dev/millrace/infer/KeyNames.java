package dev.millrace.infer;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What names say of keys: which identify something, and what they are about. */
final class KeyNames {
  /** Last words of the names of identities, the plainest first. */
  static final List<String> IDENTITY = List.of("id", "uuid", "guid", "ulid");

  /** Objects in which an envelope carries what the record is about. */
  private static final Set<String> ENVELOPES =
      Set.of("data", "payload", "detail", "body", "meta", "metadata", "header", "headers");

  private KeyNames() {}

  /** Whether a name of these words identifies something. */
  static boolean isIdentity(List<String> words) {
    return !words.isEmpty() && IDENTITY.contains(words.get(words.size() - 1));
  }

  /** Whether an object of this name is what an envelope carries. */
  static boolean isEnvelope(String name) {
    List<String> words = NameWords.words(name);
    return !words.isEmpty() && ENVELOPES.containsAll(words);
  }

  /** The words of a name, plurals also in the singular. */
  static List<String> entities(String... names) {
    List<String> entities = new ArrayList<>();
    for (String name : names) {
      for (String word : NameWords.words(name)) {
        entities.add(word);
        if (word.endsWith("ies")) {
          entities.add(word.substring(0, word.length() - 3) + "y");
        } else if (word.endsWith("s")) {
          entities.add(word.substring(0, word.length() - 1));
        }
      }
    }
    return entities.stream().map(word -> word.toLowerCase(Locale.ROOT)).distinct().toList();
  }
}
