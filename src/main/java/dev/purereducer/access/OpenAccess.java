package dev.purereducer.access;

import io.quarkus.security.spi.runtime.AuthorizationController;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;

/** Whether roles are looked at; where everybody may do everything, no request pays for it. */
@Alternative
@Priority(1)
@ApplicationScoped
public class OpenAccess extends AuthorizationController {
  private final AuthModeCheck authentication;

  public OpenAccess(AuthModeCheck authentication) {
    this.authentication = authentication;
  }

  @Override
  public boolean isAuthorizationEnabled() {
    return !authentication.isOpen();
  }
}
