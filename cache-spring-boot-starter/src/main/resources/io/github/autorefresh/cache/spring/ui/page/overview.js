/** All caches side by side. */

import * as api from './api.js';
import { condition, isHandled, isLearned } from './condition.js';
import { cell, h, keyed, setText, table } from './dom.js';
import * as history from './history.js';
import { link } from './routes.js';
import { OVERVIEW } from './texts.js';
import { duration } from '../shared/format.js';

/** Columns that appear only if they apply to some cache. */
const OPTIONAL = { handlers: isHandled, saved: isLearned };

export function overview() {
  const heading = h('h2', { id: 'caches-heading' }, OVERVIEW.heading);
  const { element, body } = table('caches-heading', Object.values(OVERVIEW.columns));
  element.classList.add('caches');
  const none = h('p', { class: 'soft', hidden: true }, OVERVIEW.none);
  const show = keyed(body, cache => cache.name, row);

  return {
    element: h('section', { class: 'card', 'aria-labelledby': 'caches-heading' }, heading, element, none),
    title: null,
    update({ caches }) {
      const all = Object.values(caches);
      show(all);
      none.hidden = all.length > 0;
      element.hidden = all.length === 0;
      for (const [column, applies] of Object.entries(OPTIONAL)) {
        element.classList.toggle(`without-${column}`, !all.some(applies));
      }
    },
  };
}

function row({ name }) {
  const { columns } = OVERVIEW;
  const state = h('span', { class: 'state' });
  const cells = Object.fromEntries(
    ['items', 'failing', 'syncs', 'stretch', 'lag', 'latency', 'handlers', 'saved'].map(column => {
      const made = cell(columns[column]);
      made.classList.add('number', column);
      return [column, made];
    }),
  );
  const trouble = h('span', { class: 'what soft' });
  const element = h(
    'tr',
    { role: 'row', 'data-cache': name },
    h('th', { role: 'rowheader', scope: 'row' }, h('a', { href: link.cache(name) }, name)),
    cell(columns.state, state, trouble),
    Object.values(cells),
  );

  return {
    element,
    update(cache) {
      const { name, look, label, sentence } = condition(cache, api.now());
      const latest = history.latest(cache.name);
      state.dataset.look = look;
      setText(state, label);
      setText(trouble, name === 'running' ? '' : sentence);
      trouble.title = trouble.textContent;
      setText(cells.items, OVERVIEW.items(cache.stats.size));
      setText(cells.failing, OVERVIEW.items(cache.stats.failing));
      cells.failing.classList.toggle('bad', cache.stats.failing > 0);
      setText(cells.syncs, OVERVIEW.perSecond(latest?.syncsPerSecond ?? null, latest?.permittedPerSecond ?? null));
      setText(cells.stretch, OVERVIEW.stretch(cache.stats.stretch));
      setText(cells.lag, duration(latest?.lagMillis ?? 0));
      setText(cells.latency, duration(latest?.latencyMillis ?? 0));
      setText(cells.handlers, isHandled(cache) ? OVERVIEW.items(cache.stats.unhandled) : OVERVIEW.unknown);
      setText(cells.saved, isLearned(cache) ? OVERVIEW.percent(cache.stats.callsSaved) : OVERVIEW.unknown);
    },
  };
}
