package dev.purereducer.action;

import dev.purereducer.http.Problem;
import dev.purereducer.http.ProblemException;
import dev.purereducer.http.ProblemType;
import dev.purereducer.runtime.Role;
import dev.purereducer.runtime.RoleConfig;
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
  public void requireRole() {
    if (!isOn) {
      throw new ProblemException(
          Problem.of(ProblemType.ROLE_OFF, "send actions to a process that has the role ingest"));
    }
  }
}
