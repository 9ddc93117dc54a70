/** What the page may do, as the server has written it into the page. */

import { ACCESS } from './texts.js';

const { caches, access } = document.body.dataset;
let { csrf, csrfHeader, csrfToken } = document.body.dataset;

/** Changes that the application has refused for good, by their names. */
const refused = new Set();

/** Where the JSON endpoint is: without a password that the address of this page may have, which browsers do not ask with. */
export const endpoint = new URL(caches, location.href).href;

export const mayRead = access !== 'none';
export const mayChange = access === 'unrestricted';

/** Why changes are not possible, or some of them; empty if all are. */
export function denial() {
  if (!mayChange) {
    return ACCESS.readOnly;
  }
  return lacksToken() ? ACCESS.lacksToken : refused.size > 0 ? ACCESS.refused : '';
}

/** Whether the application would refuse this change. */
export function isDenied(change) {
  return lacksToken() || refused.has(change);
}

export function refuse(change) {
  refused.add(change);
}

/** The token that changes need can't be had. */
function lacksToken() {
  return csrf === 'out-of-reach';
}

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

/** Takes the token of the page as it is served now; false if it is not: where a viewer has to sign in again, say. */
export async function renewToken(timeoutMillis) {
  const fresh = (await pageNow(timeoutMillis))?.body?.dataset;
  if (fresh?.access === undefined) {
    return false;
  }
  ({ csrf, csrfHeader, csrfToken } = fresh);
  return true;
}

/** The page as a document, which no other parser may make of text under the page's policy. */
function pageNow(timeoutMillis) {
  return new Promise(resolve => {
    const request = new XMLHttpRequest();
    request.open('GET', location.origin + location.pathname + location.search); // without a password, as above
    request.setRequestHeader('X-Requested-With', 'XMLHttpRequest');
    request.responseType = 'document';
    request.timeout = timeoutMillis;
    request.addEventListener('loadend', () => resolve(request.response));
    request.send();
  });
}
