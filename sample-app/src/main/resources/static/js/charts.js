/** Four pictures of the last minutes. Each says its present value in words, or the one that is pointed at. */

import uPlot from '/webjars/uplot/dist/uPlot.esm.js';
import { clock, duration, number, seconds } from './format.js';

const WINDOW_SECONDS = 300;
const LEAST_SECONDS = 60;
const STATES = ['queued', 'running', 'succeeded', 'failed', 'cancelled'];

const FIGURES = [
  {
    title: 'Syncs per second',
    series: [
      { label: 'permitted', colour: '--soft', dash: [4, 4], of: sample => sample.permittedPerSecond },
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

const probe = document.body.appendChild(Object.assign(document.createElement('i'), { hidden: true }));
const samples = [];
const pictures = [];

export function prepare() {
  const place = document.getElementById('charts');
  for (const figure of FIGURES) {
    pictures.push(picture(figure, place));
  }
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => pictures.forEach(({ plot }) => plot.redraw()));
}

export function show(history) {
  samples.splice(0, samples.length, ...history);
  draw();
}

export function add(sample) {
  samples.push(sample);
  while (samples.length > 0 && samples[0].at < sample.at - WINDOW_SECONDS * 1000) {
    samples.shift();
  }
  draw();
}

function draw() {
  const times = samples.map(sample => sample.at / 1000);
  for (const { figure, plot, read } of pictures) {
    plot.setData([times, ...figure.series.map(({ of }) => samples.map(of))]);
    read();
  }
}

function picture(figure, place) {
  const element = document.getElementById('figure').content.firstElementChild.cloneNode(true);
  const part = name => element.querySelector(`[data-${name}]`);
  part('title').textContent = figure.title;
  const readings = figure.series.length > 1 ? figure.series.map(series => legend(series, part('legend'))) : [];
  place.append(element);

  function read() {
    const pointedAt = plot.cursor.idx;
    const sample = samples[pointedAt ?? samples.length - 1];
    if (sample) {
      part('value').textContent = figure.value(sample);
      part('note').textContent = figure.note(sample) + (pointedAt == null ? '' : ` at ${clock(sample.at)}`);
      readings.forEach((reading, i) => {
        const { reading: value } = figure.series[i];
        reading.textContent = value ? ` ${value(sample)}` : '';
      });
    }
  }

  const box = part('plot');
  const plot = new uPlot(options(figure, box, read), [[], ...figure.series.map(() => [])], box);
  new ResizeObserver(() => plot.setSize({ width: box.clientWidth, height: box.clientHeight })).observe(box);
  return { figure, plot, read };
}

function legend({ label, colour }, list) {
  const item = document.createElement('li');
  const swatch = document.createElement('i');
  const reading = document.createElement('span');
  swatch.style.background = `var(${colour})`;
  item.append(swatch, label, reading);
  list.append(item);
  return reading;
}

function options(figure, box, read) {
  const axis = {
    stroke: () => resolved('--soft'),
    grid: { stroke: () => resolved('--line'), width: 1 },
    ticks: { show: false },
    font: '11px system-ui, sans-serif',
  };
  return {
    width: box.clientWidth,
    height: box.clientHeight,
    padding: [8, 8, 0, 0],
    legend: { show: false },
    cursor: { y: false, drag: { x: false, y: false }, sync: { key: 'charts' }, points: { show: false } },
    scales: {
      x: { range: () => lastMinutes() },
      y: { range: (_, __, max) => [0, Math.max(max ?? 0, figure.least) * 1.1] },
    },
    axes: [
      { ...axis, size: 24, space: 80, grid: { show: false }, values: (_, splits) => splits.map(at => clock(at * 1000)), incrs: [15, 30, 60, 120] },
      { ...axis, size: 52, space: 32, values: (_, splits) => splits.map(figure.axis ?? number) },
    ],
    series: [{}, ...figure.series.map(series)],
    hooks: { setCursor: [read] },
  };
}

function series({ colour, dash, fill, stacked }) {
  return {
    stroke: () => resolved(colour),
    fill: () => (stacked ? resolved(colour) : fill ? translucent(resolved(colour)) : undefined),
    width: stacked ? 0 : 1.75,
    dash,
    points: { show: false },
  };
}

/** What there is, but neither less than a minute nor more than five. */
function lastMinutes() {
  const end = (samples.at(-1)?.at ?? Date.now()) / 1000;
  const begin = (samples[0]?.at ?? 0) / 1000;
  return [Math.max(end - WINDOW_SECONDS, Math.min(begin, end - LEAST_SECONDS)), end];
}

function inState(sample, state) {
  return sample.states[state.toUpperCase()] ?? 0;
}

/** A colour of the style sheet, as the present scheme has it: a canvas knows no variables. */
function resolved(variable) {
  probe.style.color = `var(${variable})`;
  return getComputedStyle(probe).color;
}

function translucent(colour) {
  return colour.replace(/^rgb\((.*)\)$/, 'rgba($1, 0.14)');
}
