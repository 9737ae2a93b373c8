package dev.purereducer.action;

import dev.purereducer.action.ActionCases.Step;
import dev.purereducer.testkit.Service;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;

@QuarkusTest
class RestContractTest extends ActionContract {
  @Override
  List<String> send(String workflowKey, List<Step> steps) {
    return steps.stream()
        .map(step ->
            Service.post(Service.actionsPath(workflowKey), "application/json", step.members()))
        .map(reply -> result(reply.status(), reply.text()))
        .toList();
  }
}
