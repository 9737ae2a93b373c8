package dev.purereducer.access;

import io.quarkus.security.spi.runtime.AuthorizationController;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;

/** Switches Quarkus's role and permission checks off where authentication is off. */
@Alternative
@Priority(1)
@ApplicationScoped
public class OpenAccess extends AuthorizationController {
  private final AuthModeCheck authMode;

  public OpenAccess(AuthModeCheck authMode) {
    this.authMode = authMode;
  }

  @Override
  public boolean isAuthorizationEnabled() {
    return !authMode.isOpen();
  }
}
