/** What is the matter with a cache: the first condition that applies, from the worst on. */

import { NOTICED_STRETCH } from '../shared/cache-figures.js';
import { millis } from './durations.js';
import { STATES, REASONS } from './texts.js';

const CONDITIONS = [
  { name: 'stopped', look: 'quiet', applies: cache => !cache.running },
  { name: 'unreachable', look: 'bad', applies: ({ stats }) => Boolean(stats.storeFailure) },
  { name: 'paused', look: 'quiet', applies: cache => cache.paused },
  { name: 'outage', look: 'bad', applies: ({ stats }) => Boolean(stats.outageSince) },
  { name: 'held', look: 'warn', applies: ({ stats }, now) => Boolean(stats.heldUntil) && Date.parse(stats.heldUntil) > now },
  { name: 'stretched', look: 'warn', applies: ({ stats }) => stats.stretch >= NOTICED_STRETCH },
  { name: 'failing', look: 'warn', applies: ({ stats }) => stats.failing > 0 },
  { name: 'unhandled', look: 'warn', applies: ({ stats }) => stats.handlerFailing > 0 },
  { name: 'running', look: 'good', applies: () => true },
];

/** Whether it has a handler, or, in the shared mode, items that wait for one which another replica has. */
export function isHandled({ settings, stats }) {
  return settings.handler !== undefined || stats.unhandled > 0;
}

/** Whether its cadence is learned. */
export function isLearned({ settings }) {
  return settings.cadence?.type === 'LEARNED';
}

/** Its `name`, how it should `look`, its `label`, and why in a `sentence`. */
export function condition(cache, now) {
  const { name, look } = CONDITIONS.find(({ applies }) => applies(cache, now));
  const sentence = REASONS[name](cache, now, millis(cache.stats.failingLongest));
  return { name, look, label: STATES[name], sentence };
}
