package io.github.autorefresh.cache.spring.ui;

import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.util.ClassUtils;
import org.springframework.web.context.request.RequestAttributes;
import org.springframework.web.context.request.RequestContextHolder;

/** Finds the CSRF token that Spring Security's filter leaves in a servlet request. */
final class ServletCsrf {

  private static final boolean SPRING_SECURITY =
      ClassUtils.isPresent(
          "org.springframework.security.web.csrf.CsrfToken", ServletCsrf.class.getClassLoader());

  private ServletCsrf() {}

  /** Of the request that this thread answers. */
  static CsrfProtection ofCurrentRequest() {
    RequestAttributes request = RequestContextHolder.getRequestAttributes();
    return SPRING_SECURITY && request != null ? Token.of(request) : CsrfProtection.NONE;
  }

  /** In a class of its own, since Spring Security may be absent. */
  private static final class Token {

    private Token() {}

    static CsrfProtection of(RequestAttributes request) {
      Object token =
          request.getAttribute(CsrfToken.class.getName(), RequestAttributes.SCOPE_REQUEST);
      if (!(token instanceof CsrfToken known)) {
        return CsrfProtection.NONE; // no filter has looked at this request
      }
      try {
        return CsrfProtection.of(known.getHeaderName(), known.getToken());
      } catch (RuntimeException e) { // it is made only now, and may need a session
        return CsrfProtection.OUT_OF_REACH;
      }
    }
  }
}
