/** The figures of a cache: charts of the last fifteen minutes, counts, and what was learned of its kinds. */

import * as cacheFigures from '../shared/cache-figures.js';
import { duration, number, whole } from '../shared/format.js';
import { figures } from '../shared/figures.js';
import { isHandled } from './condition.js';
import { millis } from './durations.js';
import { h, keyed, cell, setText, table } from './dom.js';
import * as history from './history.js';
import { intervalPicture } from './interval-picture.js';
import { FIGURES, KINDS, OVERVIEW } from './texts.js';

const { syncs, items, lag, latency, stretch, handlers } = FIGURES;

const DEFINITIONS = [
  cacheFigures.syncs(syncs),
  {
    title: items.title,
    series: [
      { label: items.failing, colour: '--bad', fill: true, of: sample => sample.failing, reading: sample => number(sample.failing) },
      { label: items.overdue, colour: '--warn', of: sample => sample.overdue, reading: sample => number(sample.overdue) },
    ],
    value: sample => number(Math.max(sample.failing, sample.overdue)),
    note: sample => items.note(sample.size),
    least: 4,
  },
  cacheFigures.lag({ ...lag, note: sample => lag.note(sample.overdue) }),
  cacheFigures.latency({ ...latency, note: sample => latency.note(sample.inFlight) }),
  {
    title: stretch.title,
    series: [{ label: stretch.label, colour: '--accent', fill: true, of: sample => sample.stretch }],
    value: sample => OVERVIEW.stretch(sample.stretch),
    note: sample => stretch.note(sample.saturation),
    least: 2,
  },
];

const HANDLERS = {
  title: handlers.title,
  series: [{ label: handlers.label, colour: '--accent', fill: true, of: sample => sample.unhandled }],
  value: sample => number(sample.unhandled ?? 0),
  note: () => handlers.note,
  least: 4,
};

export function figuresTab(name) {
  const charts = h('div', { class: 'charts' });
  const counts = h('dl', { class: 'counts' });
  const kinds = kindsTable();
  const hasHandler = history.latest(name)?.unhandled != null;
  const drawn = figures(charts, hasHandler ? [...DEFINITIONS, HANDLERS] : DEFINITIONS, {
    windowSeconds: history.WINDOW_SECONDS,
    gapMillis: history.GAP_MILLIS,
  });
  const showCounts = keyed(counts, ([key]) => key, ([key]) => count(FIGURES.counts[key]));

  return {
    element: h(
      'div',
      { class: 'view' },
      h(
        'section',
        { 'aria-labelledby': 'figures-heading' },
        h('h3', { id: 'figures-heading' }, FIGURES.heading),
        h('p', { class: 'soft hint' }, FIGURES.note),
        charts,
      ),
      kinds.element,
      h('section', { class: 'card', 'aria-labelledby': 'counts-heading' }, h('h3', { id: 'counts-heading' }, FIGURES.now), counts),
    ),
    update(cache) {
      drawn.draw(history.of(name));
      showCounts(
        Object.keys(FIGURES.counts)
          .filter(key => key !== 'abandoned' || isHandled(cache))
          .map(key => [key, cache.stats[key]]),
      );
      kinds.update(cache.kinds ?? []);
    },
  };
}

function count(label) {
  const value = h('dd');
  return {
    element: h('div', {}, h('dt', {}, label), value),
    update: ([, n]) => setText(value, whole(n)),
  };
}

/** There only if the cache learns how its items change. */
function kindsTable() {
  const { columns } = KINDS;
  const { element, body } = table('kinds-heading', Object.values(columns));
  const section = h(
    'section',
    { class: 'card', 'aria-labelledby': 'kinds-heading', hidden: true },
    h('h3', { id: 'kinds-heading' }, KINDS.heading),
    h('p', { class: 'soft hint' }, KINDS.note),
    element,
  );
  const show = keyed(body, ({ kind }) => kind ?? '', () => {
    const name = h('th', { role: 'rowheader', scope: 'row' });
    const seen = cell(columns.seen);
    const median = cell(columns.median);
    const picture = intervalPicture();
    const range = h('span', { class: 'what soft' });
    const intervals = cell(columns.intervals, picture.element, range);
    return {
      element: h('tr', { role: 'row' }, name, seen, median, intervals),
      update(kind) {
        setText(name, kind.kind ?? KINDS.unnamed);
        setText(seen, kind.seen === undefined ? OVERVIEW.unknown : whole(kind.seen));
        setText(median, inWords(kind.medianToChange));
        const points = (kind.nextSyncs ?? []).map(({ age, interval }) => ({ age: millis(age), interval: millis(interval) }));
        picture.draw(points);
        setText(range, points.length === 0 ? OVERVIEW.unknown : KINDS.range(shortest(points), longest(points)));
        intervals.title = points.map(({ age, interval }) => KINDS.interval(age, interval)).join('\n');
      },
    };
  });
  return {
    element: section,
    update(kinds) {
      section.hidden = kinds.length === 0;
      show(kinds);
    },
  };
}

function shortest(points) {
  return points.reduce((best, point) => (point.interval < best.interval ? point : best));
}

function longest(points) {
  return points.reduce((best, point) => (point.interval > best.interval ? point : best));
}

function inWords(iso) {
  const value = millis(iso);
  return value === null ? OVERVIEW.unknown : duration(value);
}
