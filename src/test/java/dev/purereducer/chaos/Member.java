package dev.purereducer.chaos;

import dev.purereducer.testkit.ServiceProcess;

/** One service instance with the proxies between it and its servers. */
record Member(String name, ServiceProcess service, Proxy postgres, Proxy kafka) {
  String address() {
    return service.address();
  }

  void heal() {
    postgres.heal();
    kafka.heal();
  }
}
