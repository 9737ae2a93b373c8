package dev.purereducer.deploy;

import java.util.List;

/** A rendered document with a pod template: a Deployment or a Knative Service. */
record Workload(Tree document) {
  static boolean is(Tree document) {
    return document.at("spec", "template", "spec", "containers").exists();
  }

  String name() {
    return document.at("kind").text() + " " + document.at("metadata", "name").text();
  }

  Tree labels() {
    return document.at("spec", "template", "metadata", "labels");
  }

  Tree pod() {
    return document.at("spec", "template", "spec");
  }

  Tree container() {
    return pod().at("containers", 0);
  }

  List<String> portNames() {
    return container().at("ports").items().stream()
        .map(port -> port.at("name").text())
        .toList();
  }

  boolean isDeployment() {
    return document.at("kind").text().equals("Deployment");
  }

  boolean isSelectedBy(Tree selector) {
    return !selector.members().isEmpty()
        && labels().members().entrySet().containsAll(selector.members().entrySet());
  }
}
