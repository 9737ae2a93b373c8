package dev.purereducer.chaos;

import dev.purereducer.cluster.ServiceProcess;

/** One instance of the service, with the network between it and its servers. */
record Member(String name, ServiceProcess service, Proxy postgres, Proxy kafka) {
  String address() {
    return service.address();
  }

  void heal() {
    postgres.heal();
    kafka.heal();
  }
}
