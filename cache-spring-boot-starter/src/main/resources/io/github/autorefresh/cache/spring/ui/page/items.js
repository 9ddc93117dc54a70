/**
 * The items of a cache: searched, filtered, sorted and paged by the server, which looks at all items at most once in ten
 * seconds for all who ask. What is shown of an item is as it is now.
 */

import * as actions from './actions.js';
import { mayChange } from './access.js';
import * as api from './api.js';
import { isHandled } from './condition.js';
import { cell, h, hide, isInert, keyed, setText, setTimed, table } from './dom.js';
import * as errors from './errors.js';
import { itemState, synced, upcoming } from './item.js';
import { link } from './routes.js';
import { ITEMS, ITEM } from './texts.js';

const LIMIT = 50;
const SETTLED_MILLIS = 300;

/** What was asked for last, of each cache: it is so again when the view is. */
const asked = new Map();

export function itemsTab(name) {
  const query = asked.get(name) ?? { filter: 'all', sort: 'concern', search: '', page: 0 };
  asked.set(name, query);
  let latest = null;
  let asking = 0;
  let timer = 0;

  const search = h('input', { id: 'search', type: 'search', autocomplete: 'off', spellcheck: 'false', 'aria-describedby': 'search-hint' });
  search.value = query.search;
  const filter = select('filter', ITEMS.filters, query.filter);
  const sort = select('sort', ITEMS.sorts, query.sort);
  const status = h('p', { id: 'items-status', class: 'soft hint', role: 'status' }, ITEMS.looking);
  const columns = mayChange ? ITEMS.columns : { ...ITEMS.columns, actions: undefined };
  const { element, body } = table('items-heading', Object.values(columns).filter(Boolean));
  element.classList.add('items');
  const show = keyed(body, ({ id }) => id, item => row(name, item, ask));
  const previous = pager(ITEMS.previous, -1);
  const next = pager(ITEMS.next, 1);

  search.addEventListener('input', () => change({ search: search.value.trim() }, SETTLED_MILLIS));
  filter.addEventListener('change', () => change({ filter: filter.value }, 0));
  sort.addEventListener('change', () => change({ sort: sort.value }, 0));

  function pager(text, step) {
    const button = h('button', { type: 'button', 'aria-disabled': 'true' }, text);
    button.addEventListener('click', () => {
      if (!isInert(button)) {
        query.page += step;
        ask();
      }
    });
    return button;
  }

  function change(part, settleMillis) {
    Object.assign(query, part, { page: 0 });
    setText(status, ITEMS.looking);
    clearTimeout(timer);
    timer = setTimeout(ask, settleMillis);
  }

  async function ask() {
    const own = ++asking;
    const { page } = query;
    let answer;
    try {
      answer = await api.cache(name, {
        recent: true,
        limit: LIMIT,
        page,
        sort: query.sort,
        search: query.search,
        ...(query.filter === 'all' ? {} : { [query.filter]: true }),
      });
    } catch (error) {
      if (own === asking && error.status !== 0) {
        setText(status, error.message);
      }
      return; // a lost connection is told of anyway
    }
    if (own !== asking) {
      return; // something else has been asked for since
    }
    latest = answer;
    answer.items.forEach(item => errors.see(name, item, api.now()));
    draw();
  }

  function draw() {
    if (latest === null) {
      return;
    }
    const { page, items, stats } = latest;
    const now = api.now();
    const waits = page.matching === undefined || page.matching === null;
    show(items);
    element.hidden = items.length === 0;
    const last = page.number * LIMIT + items.length;
    setText(
      status,
      waits
        ? ITEMS.waiting(stats.size, Date.parse(page.nextScanAt) - now)
        : items.length === 0
          ? ITEMS.none
          : ITEMS.found(page.number * LIMIT + 1, last, Math.max(page.matching, items.length), page.reachable, Math.max(0, now - Date.parse(page.scannedAt))),
    );
    previous.ariaDisabled = String(page.number === 0);
    next.ariaDisabled = String(waits || (page.number + 1) * LIMIT >= page.reachable);
  }

  return {
    element: h(
      'section',
      { class: 'card', 'aria-labelledby': 'items-heading' },
      h('h3', { id: 'items-heading' }, ITEMS.heading),
      h(
        'div',
        { class: 'query', role: 'search', 'aria-labelledby': 'items-heading' },
        h('p', { class: 'field wide' }, h('label', { for: 'search' }, ITEMS.search), search, h('span', { id: 'search-hint', class: 'soft hint' }, ITEMS.searchHint)),
        h('p', { class: 'field' }, h('label', { for: 'filter' }, ITEMS.filter), filter),
        h('p', { class: 'field' }, h('label', { for: 'sort' }, ITEMS.sort), sort),
      ),
      status,
      element,
      h('nav', { class: 'buttons', 'aria-label': ITEMS.pages }, previous, next),
    ),
    update(cache) {
      const option = filter.querySelector('[value=unhandled]');
      option.hidden = !isHandled(cache) && !option.selected; // what is chosen stays to be seen
      draw(); // ages grow by themselves
    },
    refresh: ask,
    close: () => clearTimeout(timer),
  };
}

function row(cache, { id }, changed) {
  const { columns } = ITEMS;
  const state = h('span', { class: 'state' });
  const what = h('span', { class: 'what soft' });
  const last = cell(columns.synced);
  const due = cell(columns.next);
  const isAddressable = api.isAddressable(id);
  const heading = isAddressable ? h('a', { href: link.item(cache, id) }, id) : [id, h('p', { class: 'soft hint' }, ITEMS.unaddressable)];
  const retry = actions.retryHandlerButton(cache, id);
  const refresh = isAddressable ? actions.refreshButton(cache, id) : null;
  const remove = isAddressable ? actions.deleteButton(cache, id, changed) : null;
  const buttons = mayChange ? cell(columns.actions, h('span', { class: 'buttons' }, refresh, retry, remove)) : null;

  return {
    element: h(
      'tr',
      { role: 'row', 'data-id': id },
      h('th', { role: 'rowheader', scope: 'row' }, heading),
      cell(columns.state, state, what),
      last,
      due,
      buttons,
    ),
    update(item) {
      const now = api.now();
      const { look, label } = itemState(item, now);
      state.dataset.look = look;
      setText(state, label);
      const why = whatFailed(item);
      setText(what, why);
      what.title = why;
      setTimed(last, synced(item, now));
      setTimed(due, upcoming(item, now));
      if (retry !== null) {
        hide(retry, !item.unhandled);
      }
    },
  };
}

/** Of what the state of an item tells. */
function whatFailed({ unhandled, handlerError, lastError, consecutiveFailures }) {
  if (unhandled) {
    return handlerError ? ITEM.handlerFailed(handlerError) : '';
  }
  return lastError ? ITEM.failures(consecutiveFailures, lastError) : '';
}

function select(id, options, chosen) {
  const made = h('select', { id }, Object.entries(options).map(([value, text]) => h('option', { value }, text)));
  made.value = chosen;
  return made;
}
