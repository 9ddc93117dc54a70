package io.github.autorefresh.cache.spring.ui;

import org.jspecify.annotations.Nullable;

/**
 * What a request that changes something must carry, if the application is protected against forged
 * ones.
 *
 * @param required false if the application does not check
 * @param header name of the header that takes the token; null if none is required, or if it is
 *     required but can't be had, so that the page must not offer to change anything
 * @param token null if {@code header} is
 */
record CsrfProtection(boolean required, @Nullable String header, @Nullable String token) {

  static final CsrfProtection NONE = new CsrfProtection(false, null, null);
  static final CsrfProtection OUT_OF_REACH = new CsrfProtection(true, null, null);

  static CsrfProtection of(String header, String token) {
    return new CsrfProtection(true, header, token);
  }
}
