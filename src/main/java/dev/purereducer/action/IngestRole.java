package dev.purereducer.action;

import dev.purereducer.problem.Problem;
import dev.purereducer.problem.ProblemException;
import dev.purereducer.problem.ProblemType;
import dev.purereducer.role.Role;
import dev.purereducer.role.RoleConfig;
import jakarta.enterprise.context.ApplicationScoped;

/** Whether this process takes actions. */
@ApplicationScoped
public class IngestRole {
  private final boolean isOn;

  public IngestRole(RoleConfig roles) {
    this.isOn = roles.runs(Role.INGEST);
  }

  public boolean isOn() {
    return isOn;
  }

  /** Fails with a problem when this process takes none. */
  public void demand() {
    if (!isOn) {
      throw new ProblemException(
          Problem.of(ProblemType.ROLE_OFF, "send actions to a process that has the role ingest"));
    }
  }
}
