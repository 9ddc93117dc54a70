/** What the page has seen of each cache in the last fifteen minutes. Nothing of it leaves the browser. */

import { isHandled } from './condition.js';
import { millis } from './durations.js';

export const WINDOW_SECONDS = 15 * 60;

/** Longer than the slowest polling of a page that nobody looks at. */
export const GAP_MILLIS = 25_000;

const histories = new Map();

/** The samples of a cache, the oldest first. */
export function of(name) {
  return histories.get(name)?.samples ?? [];
}

export function latest(name) {
  return of(name).at(-1);
}

/** Takes what the endpoint says of all caches, at a time in milliseconds. */
export function add(caches, at) {
  for (const name of histories.keys()) {
    if (!Object.hasOwn(caches, name)) {
      histories.delete(name);
    }
  }
  for (const [name, cache] of Object.entries(caches)) {
    const history = histories.get(name) ?? { samples: [], last: null };
    histories.set(name, history);
    history.samples.push(sample(cache, at, history.last));
    history.last = { at, synced: synced(cache.stats), failed: cache.stats.failed };
    while (history.samples[0].at < at - WINDOW_SECONDS * 1000) {
      history.samples.shift();
    }
  }
}

function sample(cache, at, last) {
  const { settings, stats } = cache;
  return {
    at,
    syncsPerSecond: rate(synced(stats), last?.synced, at, last?.at),
    failuresPerSecond: rate(stats.failed, last?.failed, at, last?.at),
    permittedPerSecond: stats.permittedTps === undefined || stats.permittedTps === null ? null : stats.permittedTps * settings.maxBatch,
    size: stats.size,
    failing: stats.failing,
    overdue: stats.overdue,
    inFlight: stats.inFlight,
    lagMillis: millis(stats.lag),
    latencyMillis: millis(stats.syncLatency),
    stretch: stats.stretch,
    saturation: stats.saturation,
    unhandled: isHandled(cache) ? stats.unhandled : null,
  };
}

/** Null if there is none: of the first sample, or after a restart of the application, when counters begin anew. */
function rate(count, before, at, beforeAt) {
  return before === undefined || count < before || at - beforeAt > GAP_MILLIS ? null : ((count - before) / (at - beforeAt)) * 1000;
}

function synced(stats) {
  return stats.updated + stats.unchanged + stats.deleted + stats.failed;
}
