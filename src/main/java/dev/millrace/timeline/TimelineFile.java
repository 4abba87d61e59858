package dev.millrace.timeline;

import dev.millrace.answer.TimelineEntry;
import dev.millrace.answer.TimelinePage;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * One job's entries, a JSON object a line, newest last. Where the file would grow too large it
 * becomes the old one, in place of the old one before. A line that a crash or a full disk tore is
 * cut off before the next is written, and passed over by who reads. Not thread-safe. Blocks.
 */
final class TimelineFile {
  static final String OLD = ".old";
  private static final int UNKNOWN = -1;

  private final Path file;
  private final Path old;
  private final int mostBytes;

  /** Of the newest entry, once the files were looked at. */
  private long lastId = UNKNOWN;

  /** How much of the file is whole lines. */
  private long whole;

  /**
   * @param mostBytes of the file; there are two of them
   */
  TimelineFile(Path file, int mostBytes) {
    this.file = file;
    this.old = old(file);
    this.mostBytes = mostBytes;
  }

  private static Path old(Path file) {
    return file.resolveSibling(file.getFileName() + OLD);
  }

  /**
   * @param entry without its id
   * @throws IOException where it was not kept; what was kept before is whole
   */
  void append(JsonObject entry) throws IOException {
    if (lastId == UNKNOWN) {
      recover();
    }
    JsonObject numbered = new JsonObject().put("id", lastId + 1).mergeIn(entry);
    byte[] line = (numbered.encode() + "\n").getBytes(StandardCharsets.UTF_8);
    if (whole > 0 && whole + line.length > mostBytes) {
      Files.move(file, old, StandardCopyOption.REPLACE_EXISTING);
      whole = 0;
    }
    Files.createDirectories(file.getParent(), permissions("rwx------"));
    try (FileChannel channel =
        FileChannel.open(
            file,
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
            permissions("rw-------"))) {
      whole = Math.min(whole, channel.size());
      channel.truncate(whole);
      channel.position(whole);
      ByteBuffer bytes = ByteBuffer.wrap(line);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(false);
    }
    whole += line.length;
    lastId++;
  }

  private void recover() throws IOException {
    byte[] bytes = bytes(file);
    int end = bytes.length;
    while (end > 0 && bytes[end - 1] != '\n') {
      end--;
    }
    List<TimelineEntry> known = entries(bytes(old));
    known.addAll(entries(bytes));
    lastId = known.stream().mapToLong(TimelineEntry::id).max().orElse(0);
    whole = end;
  }

  /** Entries with a higher id, oldest first. */
  TimelinePage read(long after, int limit) throws IOException {
    List<TimelineEntry> all = entries(bytes(old));
    all.addAll(entries(bytes(file)));
    List<TimelineEntry> found =
        all.stream().filter(entry -> entry.id() > after).limit(limit + 1L).toList();
    return found.size() <= limit
        ? new TimelinePage(found, null)
        : new TimelinePage(found.subList(0, limit), found.get(limit - 1).id());
  }

  void delete() throws IOException {
    lastId = 0;
    whole = 0;
    Files.deleteIfExists(file);
    Files.deleteIfExists(old);
  }

  private static byte[] bytes(Path path) throws IOException {
    try {
      return Files.readAllBytes(path);
    } catch (NoSuchFileException e) {
      return new byte[0];
    }
  }

  private static List<TimelineEntry> entries(byte[] bytes) {
    List<TimelineEntry> entries = new ArrayList<>();
    String text = new String(bytes, StandardCharsets.UTF_8);
    int begin = 0;
    for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', begin)) {
      TimelineEntry entry = entry(text.substring(begin, end));
      if (entry != null) {
        entries.add(entry);
      }
      begin = end + 1;
    }
    return entries;
  }

  /** Null where the line is none, as after a crash or where somebody edited the file. */
  private static TimelineEntry entry(String line) {
    try {
      JsonObject json = new JsonObject(line);
      return new TimelineEntry(
          json.getLong("id"),
          Instant.parse(json.getString("at")),
          json.getString("node"),
          json.getString("kind"),
          json.getString("actor"),
          json.getString("message"),
          json.getJsonObject("data").getMap());
    } catch (DecodeException | ClassCastException | NullPointerException | DateTimeException e) {
      return null;
    }
  }

  private FileAttribute<?>[] permissions(String permissions) {
    return file.getFileSystem().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        }
        : new FileAttribute<?>[0];
  }
}
