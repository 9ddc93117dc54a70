/**
 * The figures of a cache that more than one page draws, for `figures.js`. `texts` are what is said. Samples have
 * `syncsPerSecond` and `failuresPerSecond` (null where there is none yet), `permittedPerSecond` (null: without a limit),
 * `lagMillis` and `latencyMillis`.
 */

import { duration, number } from './format.js';

/** From this factor on it is told that intervals are longer than planned. */
export const NOTICED_STRETCH = 1.1;

export function syncs(texts) {
  return {
    title: texts.title,
    series: [
      { label: texts.permitted, colour: '--soft', dash: true, of: sample => sample.permittedPerSecond },
      { label: texts.syncs, colour: '--accent', fill: true, of: sample => sample.syncsPerSecond },
      { label: texts.failed, colour: '--bad', of: sample => sample.failuresPerSecond },
    ],
    value: sample => (sample.syncsPerSecond === null ? '…' : number(sample.syncsPerSecond)),
    note: sample => texts.note(sample.permittedPerSecond),
    least: 1,
  };
}

export function lag(texts) {
  return time(texts, '--warn', sample => sample.lagMillis, 100);
}

export function latency(texts) {
  return time(texts, '--accent', sample => sample.latencyMillis, 20);
}

function time({ title, label, note }, colour, of, least) {
  return { title, series: [{ label, colour, fill: true, of }], value: sample => duration(of(sample)), note, axis: duration, least };
}
