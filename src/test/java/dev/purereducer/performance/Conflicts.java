package dev.purereducer.performance;

import dev.purereducer.testkit.ServiceProcess;
import java.util.List;

/** Version conflicts since a start, from the services' metrics. */
final class Conflicts {
  private final List<ServiceProcess> services;
  private final double before;

  private Conflicts(List<ServiceProcess> services) {
    this.services = services;
    this.before = count(services);
  }

  static Conflicts from(ServiceProcess... services) {
    return new Conflicts(List.of(services));
  }

  double sinceStart() {
    return count(services) - before;
  }

  private static double count(List<ServiceProcess> services) {
    return services.stream()
        .mapToDouble(service -> service.metrics().sum("purereducer_conflicts_total"))
        .sum();
  }
}
