package dev.purereducer.cluster;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One scrape of a service.
 *
 * @param samples a value by series, as it stands in the text: name and labels
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

  /** The sum of a name's series with all these labels, such as {@code area="heap"}; or 0. */
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
