/** Four pictures of the last minutes. Each says its present value in words, or the one that is pointed at. */

import { figures } from '/figures.js';
import { duration, number, seconds } from '/format.js';

const WINDOW_SECONDS = 300;

/** The feed has a sample a second. */
const GAP_MILLIS = 5000;
const STATES = ['queued', 'running', 'succeeded', 'failed', 'cancelled'];

const FIGURES = [
  {
    title: 'Syncs per second',
    series: [
      { label: 'permitted', colour: '--soft', dash: true, of: sample => sample.permittedPerSecond },
      { label: 'syncs', colour: '--accent', fill: true, of: sample => sample.syncsPerSecond },
      { label: 'failed', colour: '--failed', of: sample => sample.failuresPerSecond },
    ],
    value: sample => number(sample.syncsPerSecond),
    note: sample =>
      sample.permittedPerSecond === null ? 'without a limit' : `of ${number(sample.permittedPerSecond)} permitted`,
    least: 1,
  },
  {
    title: 'Lag',
    series: [{ label: 'lateness of the most overdue job', colour: '--warn', fill: true, of: sample => sample.lagMillis }],
    value: sample => duration(sample.lagMillis),
    note: sample => `${sample.overdue} overdue, stretch ${number(Math.round(sample.stretch * 100) / 100)}`,
    axis: duration,
    least: 100,
  },
  {
    title: 'Latency',
    series: [{ label: 'time of one sync, on average', colour: '--accent', fill: true, of: sample => sample.latencyMillis }],
    value: sample => duration(sample.latencyMillis),
    note: sample => `${sample.inFlight} in flight`,
    axis: duration,
    least: 20,
  },
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
