package dev.purereducer.testkit;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One scrape of a service's Prometheus metrics.
 *
 * @param samples value by series, in the text form of name and labels
 */
public record Metrics(Map<String, Double> samples) {
  static Metrics parse(String text) {
    Map<String, Double> samples = new LinkedHashMap<>();
    text.lines().filter(line -> !line.isBlank() && !line.startsWith("#")).forEach(line -> {
      int end = line.lastIndexOf(' ');
      samples.put(line.substring(0, end), Double.parseDouble(line.substring(end + 1)));
    });
    return new Metrics(samples);
  }

  /** The sum over a metric's series that have all these labels, such as {@code area="heap"}; or 0. */
  public double sum(String name, String... labels) {
    return samples.entrySet().stream()
        .filter(sample -> name(sample.getKey()).equals(name))
        .filter(sample -> List.of(labels).stream().allMatch(sample.getKey()::contains))
        .mapToDouble(Map.Entry::getValue)
        .sum();
  }

  private static String name(String series) {
    int labels = series.indexOf('{');
    return labels < 0 ? series : series.substring(0, labels);
  }
}
