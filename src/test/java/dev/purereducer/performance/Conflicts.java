package dev.purereducer.performance;

import dev.purereducer.cluster.ServiceProcess;
import java.util.List;

/** Lost races, as the services count them. */
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

  double sinceThen() {
    return count(services) - before;
  }

  private static double count(List<ServiceProcess> services) {
    return services.stream()
        .mapToDouble(service -> service.metrics().sum("purereducer_conflicts_total"))
        .sum();
  }
}
