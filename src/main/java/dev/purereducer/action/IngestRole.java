package dev.purereducer.action;

import dev.purereducer.http.Problem;
import dev.purereducer.http.ProblemException;
import dev.purereducer.http.ProblemType;
import dev.purereducer.runtime.RoleConfig;
import dev.purereducer.runtime.RoleConfig.Role;
import jakarta.enterprise.context.ApplicationScoped;

/** The role {@code ingest}: whether this instance accepts actions. */
@ApplicationScoped
public class IngestRole {
  private final boolean isOn;

  public IngestRole(RoleConfig roles) {
    this.isOn = roles.runs(Role.INGEST);
  }

  public boolean isOn() {
    return isOn;
  }

  /** Throws a problem if the role is off. */
  public void requireRole() {
    if (!isOn) {
      throw new ProblemException(Problem.of(
          ProblemType.ROLE_OFF,
          "this instance accepts no actions; send them to one with the role ingest"));
    }
  }
}
