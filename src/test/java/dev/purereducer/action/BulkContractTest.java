package dev.purereducer.action;

import dev.purereducer.action.ActionCases.Step;
import dev.purereducer.testkit.Service;
import io.quarkus.test.junit.QuarkusTest;
import java.io.ByteArrayOutputStream;
import java.util.List;

@QuarkusTest
class BulkContractTest extends ActionContract {
  @Override
  List<String> send(String workflowKey, List<Step> steps) {
    var body = new ByteArrayOutputStream();
    for (var step : steps) {
      body.writeBytes(withKey(workflowKey, step));
      body.write('\n');
    }
    var reply = Service.post("/v1/actions", "application/x-ndjson", body.toByteArray());
    return reply
        .text()
        .lines()
        .map(Service::json)
        .map(line -> {
          int status = line.get("status").asInt();
          return result(status, (status == 200 ? line : line.get("problem")).toString());
        })
        .toList();
  }
}
