/** What the page may do, as the server has written it into the page. */

const { caches, access, csrf, csrfHeader, csrfToken } = document.body.dataset;

/** Where the JSON endpoint is, from here; empty if it is not exposed. */
export const endpoint = caches;

export const mayRead = access !== 'none';
export const mayChange = access === 'unrestricted';

/** Changes would be refused, since the token that they need can't be had. */
export const lacksToken = csrf === 'out-of-reach';

/** The name that scripts know a token by which the application gives them in a cookie. */
const COOKIE = /(?:^|; *)XSRF-TOKEN=([^;]+)/;

/**
 * The headers that a change may have to carry, the likeliest first. Most applications take the token that they have written
 * into the page, masked. Those that are set up for scripts (`csrf.spa()`) take what is in the cookie. Nothing tells which.
 */
export function changeHeaders() {
  if (!csrfHeader) {
    return [{}];
  }
  const cookie = COOKIE.exec(document.cookie)?.[1];
  const tokens = cookie === undefined ? [csrfToken] : [csrfToken, decodeURIComponent(cookie)];
  return tokens.map(token => ({ [csrfHeader]: token }));
}
