package dev.purereducer.performance;

import dev.purereducer.performance.Report.NumberFormats;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;

/** SVG image of a plot. */
final class Svg {
  private static final int WIDTH = 460;
  private static final int HEIGHT = 210;
  private static final int LEFT = 52;
  private static final int RIGHT = 14;
  private static final int TOP = 14;
  private static final int BOTTOM = 30;
  private static final int Y_TICKS = 4;

  /** The end of the percentile axis, in nines. */
  private static final double NINES = 4.3;

  private static final List<Double> PERCENTILE_TICKS = List.of(0.0, 50.0, 90.0, 99.0, 99.9, 99.99);

  private final Plot plot;
  private final double maxX;
  private final double maxY;

  private Svg(Plot plot) {
    this.plot = plot;
    this.maxX = switch (plot.axis()) {
      case PERCENTILE -> NINES;
      case SECONDS -> Math.max(1, plot.xs().isEmpty() ? 1 : plot.xs().getLast());
    };
    this.maxY = roundedUp(plot.lines().stream()
        .flatMapToDouble(line -> line.values().stream().mapToDouble(it -> it))
        .filter(Double::isFinite)
        .max()
        .orElse(1));
  }

  static String of(Plot plot) {
    return new Svg(plot).text();
  }

  private String text() {
    List<String> parts = new ArrayList<>();
    parts.add("<svg viewBox='0 0 %d %d' role='img' aria-label='%s'>"
        .formatted(WIDTH, HEIGHT, plot.title()));
    for (int i = 0; i <= Y_TICKS; i++) {
      double value = maxY * i / Y_TICKS;
      parts.add(format(
          "<line class='grid' x1='%d' x2='%d' y1='%.1f' y2='%.1f'/>",
          LEFT, WIDTH - RIGHT, y(value), y(value)));
      parts.add(format(
          "<text x='%d' y='%.1f' text-anchor='end'>%s</text>",
          LEFT - 6, y(value) + 4, NumberFormats.text(value)));
    }
    for (double tick : xTicks()) {
      parts.add(format(
          "<text x='%.1f' y='%d' text-anchor='middle'>%s</text>",
          x(tick), HEIGHT - 10, xText(tick)));
    }
    for (int i = 0; i < plot.lines().size(); i++) {
      parts.add("<path class='line%d' d='%s'/>".formatted(i, path(plot.lines().get(i))));
    }
    parts.add("</svg>");
    return String.join("\n", parts);
  }

  private List<Double> xTicks() {
    return switch (plot.axis()) {
      case PERCENTILE -> PERCENTILE_TICKS;
      case SECONDS ->
        DoubleStream.iterate(0, it -> it <= 4, it -> it + 1)
            .mapToObj(it -> maxX * it / 4)
            .toList();
    };
  }

  private String xText(double tick) {
    return switch (plot.axis()) {
      case PERCENTILE -> "p" + (tick == Math.rint(tick) ? String.valueOf((int) tick) : tick);
      case SECONDS -> Math.round(tick) + " s";
    };
  }

  /** The path through all points with a value. */
  private String path(Plot.Line line) {
    List<String> points = new ArrayList<>();
    for (int i = 0; i < plot.xs().size(); i++) {
      if (Double.isFinite(line.values().get(i))) {
        points.add(format("%.1f %.1f", x(plot.xs().get(i)), y(line.values().get(i))));
      }
    }
    return points.stream().collect(Collectors.joining(" L ", "M ", ""));
  }

  private double x(double value) {
    double at = switch (plot.axis()) {
      case PERCENTILE -> Math.min(NINES, -Math.log10(Math.max(1e-9, 1 - value / 100)));
      case SECONDS -> value;
    };
    return LEFT + at / maxX * (WIDTH - LEFT - RIGHT);
  }

  private double y(double value) {
    return HEIGHT - BOTTOM - value / maxY * (HEIGHT - TOP - BOTTOM);
  }

  /** The next round number. */
  private static double roundedUp(double value) {
    double power = Math.pow(10, Math.floor(Math.log10(Math.max(value, 1e-3))));
    return DoubleStream.of(1, 2, 4, 5, 8, 10)
        .map(it -> it * power)
        .filter(it -> it >= value)
        .findFirst()
        .orElse(value);
  }

  private static String format(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
