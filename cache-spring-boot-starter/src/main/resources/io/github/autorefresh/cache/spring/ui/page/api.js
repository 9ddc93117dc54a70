/** Asks the JSON endpoint. What goes wrong is an Error that says so, with its `status`, and its `field` if one is to blame. */

import { changeHeaders, endpoint, renewToken } from './access.js';
import { ANSWERS } from './texts.js';

const TIMEOUT_MILLIS = 10_000;

/** How an application refuses a change because of its token; some answer a refusal itself with a refusal, which is a 401. */
const REFUSALS = [401, 403];

/** What makes a fresh token worthless before it is used is another tab, which will hardly do so twice. */
const MOST_TRIES = 2;

let skewMillis = 0;

/** Which of the tokens that a change may carry was taken last. */
let accepted = 0;

/** Whether a token was refused, and a fresh one taken: the application then gives a token for one request only. */
let tokensAreSpent = false;

/** Reads that are under way. */
const reading = new Set();

/** Settled once no change needs that nothing is read. */
let undisturbed = Promise.resolve();

/** Where time stands; null while it goes. */
let standingAt = null;

/** The server's time. */
export function now() {
  return standingAt ?? Date.now() + skewMillis;
}

/** Lets time stand until the next good answer: of what goes on meanwhile nothing is known, so nothing is called late. */
export function standStill(at) {
  standingAt = at;
}

export const all = () => ask('GET', endpoint);

/** `query`: parameters by name; those that are null are left out. */
export function cache(name, query) {
  const given = Object.entries(query).filter(([, value]) => value !== null && value !== '');
  return ask('GET', `${path(name)}?${new URLSearchParams(given)}`);
}

export const item = (cache, id) => askItem('GET', cache, id);
export const refresh = (cache, id) => askItem('POST', cache, id);
export const remove = (cache, id) => askItem('DELETE', cache, id);
export const change = (cache, fields) => ask('POST', path(cache), fields);

/** Parts of a path that browsers and servers leave out, even if they are encoded: what is left names something else. */
const LEFT_OUT = new Set(['', '.', '..']);

/** False for an id that no request can name: what was meant for that item would reach another one. */
export function isAddressable(id) {
  return id.isWellFormed() && !id.split('/').some(part => LEFT_OUT.has(part));
}

/** Slashes of an id stay what they are: an encoded one is refused by web servers. */
function path(cache, id) {
  const parts = id === undefined ? [cache] : [cache, ...id.split('/')];
  return [endpoint, ...parts.map(encodeURIComponent)].join('/');
}

async function askItem(method, cache, id) {
  if (!isAddressable(id)) {
    throw Object.assign(new Error(ANSWERS.unaddressable), { status: 400 });
  }
  return ask(method, path(cache, id));
}

async function ask(method, url, body) {
  const response = method === 'GET' ? await read(url) : await changed(method, url, body);
  const answer = await json(response);
  if (!response.ok || answer === null) {
    throw Object.assign(new Error(answer?.detail ?? ANSWERS[response.status] ?? ANSWERS.other(response.status)), {
      status: response.status,
      field: answer?.field,
    });
  }
  standingAt = null;
  return answer;
}

async function read(url) {
  for (let before = null; before !== undisturbed; ) {
    before = undisturbed;
    await before;
  }
  const response = send('GET', url, {});
  reading.add(response);
  return response.finally(() => reading.delete(response));
}

/** With the token that the page has; if it is refused, nothing has been done yet, and a fresh one is taken. */
async function changed(method, url, body) {
  if (!tokensAreSpent) {
    const response = await withAnyToken(method, url, body);
    if (!isRefused(response)) {
      return response;
    }
  }
  const response = undisturbed.then(() => Promise.allSettled(reading)).then(() => withFreshToken(method, url, body));
  undisturbed = response.catch(() => {});
  return response;
}

/**
 * Nothing else is asked meanwhile, because some applications forget the token at every request: those that sign a viewer in
 * anew at each, with HTTP Basic and without a session.
 */
async function withFreshToken(method, url, body) {
  for (let tried = 0; tried < MOST_TRIES; tried++) {
    if (!(await renewToken(TIMEOUT_MILLIS))) {
      throw Object.assign(new Error(ANSWERS[401]), { status: 401 });
    }
    const response = await withAnyToken(method, url, body);
    if (!isRefused(response)) {
      tokensAreSpent = true;
      return response;
    }
  }
  throw Object.assign(new Error(ANSWERS.refused), { status: 403, isRefused: true });
}

async function withAnyToken(method, url, body) {
  const choices = changeHeaders();
  let response;
  for (let tried = 0; tried < choices.length; tried++) {
    response = await send(method, url, choices[(accepted + tried) % choices.length], body);
    if (!isRefused(response)) {
      accepted += tried;
      break;
    }
  }
  return response;
}

function isRefused(response) {
  return REFUSALS.includes(response.status);
}

async function send(method, url, headers, body) {
  const began = Date.now();
  const response = await fetch(url, {
    method,
    cache: 'no-store',
    signal: AbortSignal.timeout(TIMEOUT_MILLIS),
    headers: {
      Accept: 'application/json',
      'X-Requested-With': 'XMLHttpRequest', // so that a browser does not ask for a password when one is not accepted any more
      ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      ...headers,
    },
    body: body === undefined ? undefined : JSON.stringify(body),
  }).catch(() => {
    throw Object.assign(new Error(ANSWERS.none), { status: 0 });
  });
  keepTime(response, began);
  return response;
}

/** Null if it is none: a sign-in page, say, or what a proxy answers. */
async function json(response) {
  try {
    return JSON.parse(await response.text());
  } catch {
    return null;
  }
}

/** The header is cut to whole seconds: it tells of clocks that are off, not of fractions. */
function keepTime(response, began) {
  const sent = Date.parse(response.headers.get('Date') ?? '');
  if (!Number.isNaN(sent)) {
    const off = sent + 500 - (began + Date.now()) / 2;
    skewMillis = Math.abs(off) > 1500 ? off : 0;
  }
}
