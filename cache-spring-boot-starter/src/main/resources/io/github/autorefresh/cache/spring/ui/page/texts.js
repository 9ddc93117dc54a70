/** Everything the page says. How numbers, durations and times are written is in ../shared/format.js. */

import { NOTICED_STRETCH } from '../shared/cache-figures.js';
import { ago, clock, count, duration, number, seconds, until, whole } from '../shared/format.js';

/** What is there before scripts run: the server takes these lines as they are, and writes their texts into the page. */
export const MARKUP = {
  title: 'Caches',
  unstarted: 'The scripts of this page have not arrived yet. If this stays, reload the page.',
  noScript: 'This page needs JavaScript. The same is in the endpoint "autorefreshcaches", as JSON.',
};

export const PAGE = {
  title: MARKUP.title,
  titleOf: name => `${name} · ${MARKUP.title}`,
  intro: 'All caches of this application, live. The page reads the endpoint "autorefreshcaches", with your rights.',
  skip: 'Skip to the content',
  path: 'Where you are',
  all: 'All caches',
  footer: 'The same as JSON:',
  replica: name => `Answered by ${name}`,
};

export const CONNECTION = {
  connecting: 'Connecting',
  live: 'Live',
  lost: at => (at === null ? 'No answer yet, trying again' : CONNECTION.asOf('Connection lost, trying again', at)),
  refused: (reason, at) => (at === null ? reason : CONNECTION.asOf(reason, at)),
  asOf: (reason, at) => `${reason}; figures as of ${clock(at)}`,
};

export const ANSWERS = {
  none: 'The application does not answer',
  unaddressable: 'No web address can name this item, because its id has an empty part, ".", "..", or half a character: only the '
    + 'code of the application can refresh or delete it',
  400: 'The web server of the application refuses this: it may not accept a character of the id, or its length',
  401: 'You are not signed in any more: reload the page',
  403: 'The application refuses this: you may lack the right to it, or your session has ended; then reload the page',
  refused: 'The application refuses this, also with a CSRF token fetched anew: you may lack the right to it',
  404: 'The application does not have this',
  405: 'The application permits only reading',
  other: status => `The application answered ${status === 200 ? 'with something else than JSON; reload the page' : status}`,
};

export const ACCESS = {
  none: 'The page has nothing to show: the endpoint "autorefreshcaches" is not exposed, or its access is "none". Name it in '
    + 'management.endpoints.web.exposure.include.',
  readOnly: 'Read only: the access of the endpoint "autorefreshcaches" permits no changes.',
  lacksToken: 'Changes are disabled: the application asks for a CSRF token that the page cannot get, since no session may be '
    + 'made for it. See "CSRF" in the documentation of operations.',
  refused: 'Some changes are disabled: the application has refused them, also with a CSRF token fetched anew. You may lack the right '
    + 'to them; if not, see "CSRF" in the documentation of operations. Reload the page to try them again.',
};

export const OVERVIEW = {
  heading: 'All caches',
  none: 'This application has no caches.',
  columns: {
    cache: 'Cache',
    state: 'State',
    items: 'Items',
    failing: 'Failing',
    syncs: 'Syncs',
    stretch: 'Stretch',
    lag: 'Lag',
    latency: 'Latency',
    handlers: 'To handle',
    saved: 'Calls saved',
  },
  items: whole,
  perSecond: (rate, permitted) => `${rate === null ? '…' : number(rate)}${permitted === null ? '' : ` of ${number(permitted)}`} /s`,
  stretch: factor => `× ${number(factor)}`,
  percent: part => `${Math.round(part * 100)} %`,
  unknown: '–',
};

export const STATES = {
  stopped: 'Stopped',
  paused: 'Paused',
  unreachable: 'Store unreachable',
  outage: 'Outage',
  held: 'On hold',
  stretched: 'Stretched',
  failing: 'Items failing',
  unhandled: 'Handler failing',
  running: 'Running',
};

/** Why a cache is in that state, and what comes next. */
export const REASONS = {
  running: () => 'All is well: no item fails, and no interval is longer than planned.',
  stopped: () => 'The cache is stopped: nothing is synced.',
  paused: () => 'The cache is paused: nothing is synced until it is resumed. Reads go on.',
  unreachable: ({ stats }) => `The shared store cannot be used (${stats.storeFailure.message ?? stats.storeFailure.type}): nothing is `
    + 'synced until it can. Reads go on.',
  outage: ({ stats }, now) =>
    `The external system has been down for ${seconds(now - Date.parse(stats.outageSince))}: ${count(stats.failing, 'item fails', 'items fail')}, `
    + `and only probes are made; ${nextProbe(stats, now)}. Readers get the last good states; once a probe succeeds, all that failed is tried at once.`,
  held: ({ stats }, now) =>
    `The external system asks to be left alone: no call for ${seconds(Date.parse(stats.heldUntil) - now)}. No item has failed by it; `
    + 'afterwards syncs go on, at a lower rate at first.',
  stretched: ({ stats }) =>
    `More calls are needed than can be made: all intervals are ${number(stats.stretch)} times as long as planned.`,
  failing: ({ stats }, now, failingMillis) =>
    `${count(stats.failing, 'item fails', 'items fail')}, one of them for ${duration(failingMillis)}. Each keeps its last good state and is tried again.`,
  unhandled: ({ stats }) =>
    `The handler fails for ${count(stats.handlerFailing, 'item')}. Each stays in the cache, and the handler is called again until it returns.`,
};

function nextProbe(stats, now) {
  if (!stats.nextProbeAt) {
    return 'the next try comes soon';
  }
  const wait = Date.parse(stats.nextProbeAt) - now;
  return wait <= 0 ? 'one is due now' : `the next try is in ${seconds(wait)}`;
}

/** With whom a cache shares its store. */
export const CLUSTER = {
  shared: (replicas, self) =>
    `Shared by ${count(replicas.length, 'replica')} seen in the last ten seconds: ${replicas.join(', ')}; ${self} answers.`,
  epoch: id => `Epoch of the data: ${id}`,
};

export const TABS = { figures: 'Figures', items: 'Items', settings: 'Settings' };
export const TABS_LABEL = 'Views of the cache';

export const FIGURES = {
  heading: 'The last fifteen minutes',
  note: 'Seen by this page since it was opened; point at a chart to read it.',
  now: 'Counts since the application started',
  syncs: {
    title: 'Syncs per second',
    permitted: 'permitted',
    syncs: 'syncs',
    failed: 'failed',
    note: permitted => (permitted === null ? 'without a limit' : `of ${number(permitted)} permitted`),
  },
  items: {
    title: 'Items not in sync',
    failing: 'failing',
    overdue: 'overdue',
    note: size => `of ${count(size, 'item')}`,
  },
  lag: { title: 'Lag', label: 'lateness of the most overdue item', note: overdue => `${whole(overdue)} overdue` },
  latency: { title: 'Latency', label: 'time of a call, on average', note: inFlight => `${whole(inFlight)} in flight` },
  stretch: { title: 'Stretch', label: 'factor of all intervals', note: saturation => `saturation ${number(saturation)}` },
  handlers: { title: 'Waiting for the handler', label: 'items', note: 'items to handle' },
  counts: {
    size: 'Items (now)',
    hits: 'Reads that hit',
    misses: 'Reads that missed',
    created: 'Created',
    updated: 'Syncs that found a change',
    unchanged: 'Syncs that found none',
    deleted: 'Found gone',
    failed: 'Syncs that failed',
    deferred: 'Syncs put off on request',
    evictions: 'Evicted',
    stuck: 'Stuck calls (now)',
    unreadable: 'Unreadable items (now)',
    restored: 'Put back into the store',
    abandoned: 'Given up by the handler',
  },
};

export const KINDS = {
  heading: 'Kinds',
  note: 'What was learned about when items of each kind change, and how often they are synced because of it.',
  columns: { kind: 'Kind', seen: 'Changes seen', median: 'Median time to a change', intervals: 'Interval by age' },
  unnamed: 'without a kind',
  interval: (age, interval) => `${duration(interval)} at age ${age === 0 ? '0' : duration(age)}`,
  range: (shortest, longest) =>
    shortest.interval === longest.interval
      ? `${duration(longest.interval)} at every age seen`
      : `from ${KINDS.interval(shortest.age, shortest.interval)} to ${KINDS.interval(longest.age, longest.interval)}`,
};

export const SETTINGS = {
  heading: 'Settings in force',
  names: {
    resyncPeriod: 'Resync period',
    tps: 'Calls per second',
    burst: 'Burst',
    parallelism: 'Parallelism',
    maxBatch: 'Items per call',
    syncTimeout: 'Timeout of a call',
    backoff: 'Backoff of a failing item',
    jitter: 'Jitter of an interval',
    maxSize: 'Maximum size',
    terminalRetention: 'Terminal items are kept for',
    shutdownTimeout: 'Time to stop',
    firstSync: 'First sync of an item',
    outage: 'Outage detection',
    cadence: 'Cadence',
    handler: 'Handler',
  },
  none: 'none',
  unlimited: 'without a limit',
  unbounded: 'without a bound',
  from: (first, last) => `from ${first} to ${last}`,
  probes: interval => `on; a probe every ${interval}`,
  off: 'off',
  fixed: 'fixed: each item once in a resync period',
  learned: (least, most) => `learned, with intervals ${SETTINGS.from(least, most)}`,
  handled: (parallelism, retention, created) =>
    `up to ${count(parallelism, 'call')} at once; what stays unhandled is kept for ${retention}${created ? '; created items count, too' : ''}`,
  percent: part => `± ${number(part * 100)} %`,
};

export const RETUNE = {
  heading: 'Change while it runs',
  hint: 'Holds until the application restarts, or for the whole cluster if the store is shared.',
  tps: 'Calls per second',
  burst: 'Burst',
  resyncPeriod: 'Resync period',
  periodHint: 'With its unit: 500ms, 30s, 5m, 1h',
  apply: 'Apply',
  reset: 'Reset to configured',
  pause: 'Pause',
  resume: 'Resume',
  unlimited: 'The cache has no rate limit; only the period can be changed.',
  preview: (before, after) =>
    `Saturation would be about ${number(after)}; now it is ${number(before)}.`
    + (after > 1 ? ` More would be demanded than permitted: intervals would be about ${number(after)} times as long.` : ''),
  unchanged: 'Nothing is changed yet.',
  bad: {
    tps: 'Calls per second must be a number above 0',
    burst: 'Burst must be a whole number above 0',
    resyncPeriod: 'The period must be a duration with its unit, such as 30s',
  },
};

export const ITEMS = {
  heading: 'Items',
  search: 'Search by id',
  searchHint: 'The id, or a part of it',
  filter: 'Show',
  filters: { all: 'all', failing: 'failing', overdue: 'overdue', terminal: 'terminal', unhandled: 'waiting for the handler' },
  sort: 'Sort by',
  sorts: {
    concern: 'concern: failing or late first',
    id: 'id',
    '-consecutiveFailures': 'failures, most first',
    lastSyncedAt: 'last sync, oldest first',
    '-lastSyncedAt': 'last sync, latest first',
    nextSyncAt: 'next sync, soonest first',
    '-nextSyncAt': 'next sync, latest first',
    createdAt: 'age, oldest first',
    '-createdAt': 'age, youngest first',
  },
  columns: { id: 'Item', state: 'State', synced: 'Last synced', next: 'Next sync', actions: 'Actions' },
  looking: 'Looking',
  waiting: (size, wait) => `Looking through ${count(size, 'item')} ${wait <= 0 ? 'now' : `in ${seconds(wait)}`}: one scan answers all who ask.`,
  none: 'No item matches.',
  unaddressable: 'No web address can name it.',
  found: (first, last, matching, reachable, scanned) =>
    `${whole(first)} to ${whole(last)} of ${whole(matching)}`
    + (reachable < matching ? `, of which the first ${whole(reachable)} can be paged through` : '')
    + `; chosen ${ago(scanned)}`,
  previous: 'Previous page',
  next: 'Next page',
  pages: 'Pages',
};

export const ITEM = {
  states: { terminal: 'Terminal', failing: 'Failing', overdue: 'Overdue', due: 'Due', fresh: 'In sync', unsynced: 'Not synced yet', unhandled: 'To handle', gone: 'Gone' },
  failures: (n, error) => `${count(n, 'failed sync')}: ${error.message ?? error.type}`,
  handlerFailed: error => `The handler failed: ${error.message ?? error.type}`,
  never: 'not yet',
  final: 'never: final',
  ago: millis => ago(millis),
  until: millis => until(millis),
  back: 'Back to the items',
  gone: 'never: gone',
  isGone: id => `There is no item ${id} in the cache any more.`,
  times: 'Times',
  created: 'Created',
  synced: 'Last synced',
  due: 'Next sync',
  stale: 'Stale since',
  value: 'Value',
  hiddenValue: 'Not shown: management.endpoint.autorefreshcaches.show-values does not let you see it.',
  next: 'What comes next',
  lastError: 'Why its last sync failed',
  handlerError: 'Why its handler failed',
  cause: 'caused by',
  errors: 'Errors seen since the page was opened',
  noErrors: 'None.',
  error: (failures, error) => `${error.type}${error.message ? `: ${error.message}` : ''}${failures ? ` (failure ${failures} in a row)` : ''}`,
};

/** What comes next for an item, and why. */
export const NEXT = {
  gone: 'Nothing: it is no longer in the cache.',
  terminal: kept => `It is in its final state and never synced again; it leaves the cache ${kept} after it got there.`,
  unhandled: 'It waits for its handler, and stays in the cache until that returns.',
  stopped: 'Nothing, while the cache is stopped.',
  paused: 'Nothing, until the cache is resumed.',
  unreachable: 'Nothing, until the shared store can be used again.',
  outage: wait => `Only probes are made during the outage${wait === null ? '' : `, the next one ${wait <= 0 ? 'now' : `in ${seconds(wait)}`}`}; when one succeeds, this item is due at once.`,
  held: wait => `The external system asks to be left alone; syncs go on in ${seconds(wait)}.`,
  failing: (wait, failures) =>
    `It is tried again ${wait <= 0 ? 'now' : `in ${seconds(wait)}`}: each failure in a row (${failures} so far) makes the wait longer, up to the longest backoff.`,
  overdue: (late, stretch) =>
    `Its sync is ${duration(late)} late, and begins as soon as a permit and a worker are free`
    + (stretch >= NOTICED_STRETCH ? `; more is demanded than can be done, by a factor of ${number(stretch)}.` : '.'),
  unsynced: 'Its first sync begins as soon as a permit and a worker are free.',
  planned: (wait, period) => `It is synced in ${seconds(wait)}; the resync period of the cache is ${period}.`,
};

export const ACTIONS = {
  refresh: 'Refresh',
  delete: 'Delete',
  retryHandler: 'Retry the handler',
  of: (action, id) => `${action} ${id}`,
  cancel: 'Cancel',
  askDelete: id => ({
    title: `Delete ${id}?`,
    text: 'It leaves the cache, on all replicas. The external system is not told.',
    confirm: 'Delete',
  }),
  askReset: name => ({
    title: `Reset ${name} to what is configured?`,
    text: 'Calls per second, burst and period become what the configuration says. What was changed while it runs is lost.',
    confirm: 'Reset',
  }),
  askPause: name => ({
    title: `Pause ${name}?`,
    text: 'Nothing is synced until somebody resumes it; states grow old. Reads go on.',
    confirm: 'Pause',
  }),
  asked: id => `${id} is due now; its sync is yet to come.`,
  terminal: id => `${id} is in its final state: there is nothing to refresh.`,
  synced: (id, took) => `${id} is synced, after ${duration(took)}.`,
  failed: (id, error) => `The sync of ${id} failed: ${error.message ?? error.type}`,
  pending: id => `${id} is not synced yet: it waits for a permit, or for the external system.`,
  goneMeanwhile: id => `${id} is gone: the external system does not know it any more, or somebody deleted it.`,
  deleted: id => `${id} is deleted.`,
  retried: id => `The handler of ${id} is tried again now.`,
  paused: name => `${name} is paused.`,
  resumed: name => `${name} is resumed.`,
  retuned: (name, settings) => `${name} has new settings: ${settings}.`,
  reset: (name, settings) => `${name} is as configured: ${settings}.`,
  settings: (tps, burst, period) => `${tps === null ? 'no rate limit' : `${number(tps)} calls a second, burst ${burst}`}, period ${period}`,
  refused: (what, reason) => `${what}: ${reason}`,
};
