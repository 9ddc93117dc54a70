/** Four pictures of the last minutes. Each says its present value in words, or the one that is pointed at. */

import * as cacheFigures from '/cache-figures.js';
import { figures } from '/figures.js';
import { number, seconds } from '/format.js';

const WINDOW_SECONDS = 300;

/** The feed has a sample a second. */
const GAP_MILLIS = 5000;
const STATES = ['queued', 'running', 'succeeded', 'failed', 'cancelled'];

const FIGURES = [
  cacheFigures.syncs({
    title: 'Syncs per second',
    permitted: 'permitted',
    syncs: 'syncs',
    failed: 'failed',
    note: permitted => (permitted === null ? 'without a limit' : `of ${number(permitted)} permitted`),
  }),
  cacheFigures.lag({
    title: 'Lag',
    label: 'lateness of the most overdue job',
    note: sample => `${sample.overdue} overdue, stretch ${number(sample.stretch)}`,
  }),
  cacheFigures.latency({
    title: 'Latency',
    label: 'time of one sync, on average',
    note: sample => `${sample.inFlight} in flight`,
  }),
  {
    title: 'Jobs by state',
    // Stacked: each is drawn down to zero, over those that reach higher.
    series: STATES.map((state, i) => ({
      label: state,
      colour: `--fill-${state}`,
      stacked: true,
      of: sample => STATES.slice(i).reduce((sum, other) => sum + inState(sample, other), 0),
      reading: sample => inState(sample, state),
    })),
    value: sample => number(sample.size),
    note: sample =>
      sample.failing > 0
        ? `${sample.failing} not in sync, oldest ${seconds(sample.failingLongestMillis)}`
        : 'all in sync',
    least: 4,
  },
];

const samples = [];
let drawn;

export function prepare() {
  drawn = figures(document.getElementById('charts'), FIGURES, { windowSeconds: WINDOW_SECONDS, gapMillis: GAP_MILLIS });
}

export function show(history) {
  samples.splice(0, samples.length, ...history);
  drawn.draw(samples);
}

export function add(sample) {
  samples.push(sample);
  while (samples[0].at < sample.at - WINDOW_SECONDS * 1000) {
    samples.shift();
  }
  drawn.draw(samples);
}

function inState(sample, state) {
  return sample.states[state.toUpperCase()] ?? 0;
}
