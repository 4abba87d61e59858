package dev.millrace.metrics;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What {@code /metrics} says of one job at one moment. */
public final class Scrape {
  private static final Pattern LABEL = Pattern.compile("(\\w+)=\"([^\"]*)\"");

  /** One line. */
  public record Sample(String name, Map<String, String> labels, double value) {}

  private final List<Sample> samples;

  private Scrape(List<Sample> samples) {
    this.samples = samples;
  }

  public static Scrape of(Metrics metrics, String job) {
    return new Scrape(
        metrics
            .scrape()
            .lines()
            .filter(line -> !line.startsWith("#"))
            .map(Scrape::sample)
            .filter(sample -> job.equals(sample.labels().get("job_name")))
            .toList());
  }

  private static Sample sample(String line) {
    Map<String, String> labels = new TreeMap<>();
    Matcher found = LABEL.matcher(line);
    while (found.find()) {
      labels.put(found.group(1), found.group(2));
    }
    String name = line.replaceFirst("[{ ].*", "");
    return new Sample(name, labels, number(line.substring(line.lastIndexOf(' ') + 1)));
  }

  private static double number(String text) {
    return Double.parseDouble(text.replace("Inf", "Infinity"));
  }

  /** All of that name. */
  public List<Sample> of(String name) {
    return samples.stream().filter(sample -> sample.name().equals(name)).toList();
  }

  /** Of all that is told of the job. */
  public List<String> names() {
    return samples.stream().map(Sample::name).distinct().toList();
  }

  /** Their sum. */
  public double sum(String name) {
    return of(name).stream().mapToDouble(Sample::value).sum();
  }

  /** Of those with that label. */
  public double sum(String name, String label, String value) {
    return of(name).stream()
        .filter(sample -> value.equals(sample.labels().get(label)))
        .mapToDouble(Sample::value)
        .sum();
  }
}
