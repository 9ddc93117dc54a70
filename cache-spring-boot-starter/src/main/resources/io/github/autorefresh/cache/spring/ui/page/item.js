/** One item: what it is, when it was and will be synced, what went wrong, and what comes next and why. */

import { clock, duration } from '../shared/format.js';
import * as actions from './actions.js';
import * as api from './api.js';
import { condition } from './condition.js';
import { millis } from './durations.js';
import { h, hide, keyed, setText, setTimed } from './dom.js';
import * as errors from './errors.js';
import { link } from './routes.js';
import { ITEM, NEXT } from './texts.js';

/** What the endpoint writes for a value that it does not show. */
const HIDDEN = '******';

/** Every item is due for a moment; from this lateness on it is told. */
const NOTICED_MILLIS = 1000;

/** Conditions of a cache that decide what comes next for its items. */
const HOLDING_UP = new Set(['stopped', 'paused', 'unreachable', 'outage', 'held']);

export function itemState(item, now) {
  const { states } = ITEM;
  if (item.unhandled) {
    return { look: 'warn', label: states.unhandled };
  }
  if (item.terminal) {
    return { look: 'quiet', label: states.terminal };
  }
  if (item.consecutiveFailures > 0) {
    return { look: 'bad', label: states.failing };
  }
  if (!item.lastSyncedAt) {
    return { look: 'quiet', label: states.unsynced };
  }
  const lateMillis = now - Date.parse(item.nextSyncAt);
  if (lateMillis > 0) {
    return lateMillis > NOTICED_MILLIS ? { look: 'warn', label: states.overdue } : { look: 'good', label: states.due };
  }
  return { look: 'good', label: states.fresh };
}

/** When it was synced, in words and exactly. */
export function synced(item, now) {
  return time(item.lastSyncedAt, at => ITEM.ago(Math.max(0, now - at)), ITEM.never);
}

/** When it will be. */
export function upcoming(item, now) {
  return time(item.nextSyncAt, at => ITEM.until(at - now), ITEM.final);
}

function time(instant, write, otherwise) {
  return instant ? { text: write(Date.parse(instant)), exact: new Date(instant).toISOString() } : { text: otherwise, exact: '' };
}

/** What comes next for an item, and why. */
function comingNext(item, cache, now) {
  const { stats, settings } = cache;
  const { name } = condition(cache, now);
  const due = item.nextSyncAt ? Date.parse(item.nextSyncAt) : null;
  if (item.unhandled) {
    return NEXT.unhandled;
  }
  if (item.terminal) {
    return NEXT.terminal(duration(millis(settings.terminalRetention)));
  }
  if (HOLDING_UP.has(name)) {
    const until = { outage: stats.nextProbeAt, held: stats.heldUntil }[name];
    return typeof NEXT[name] === 'function' ? NEXT[name](until ? Date.parse(until) - now : null) : NEXT[name];
  }
  if (item.consecutiveFailures > 0) {
    return NEXT.failing(due - now, item.consecutiveFailures);
  }
  if (due < now) {
    return item.lastSyncedAt ? NEXT.overdue(now - due, stats.stretch) : NEXT.unsynced;
  }
  return NEXT.planned(due - now, duration(millis(settings.resyncPeriod)));
}

export function itemView(name, id) {
  const state = h('span', { class: 'state' });
  const next = h('p', { id: 'next' });
  const value = h('pre', { id: 'value', tabindex: '0' });
  const hiddenValue = h('p', { class: 'soft hint', hidden: true }, ITEM.hiddenValue);
  const gone = h('p', { class: 'trouble', role: 'status' });
  const times = Object.fromEntries(['created', 'synced', 'due', 'stale'].map(key => [key, h('dd')]));
  const lastError = errorSection('last-error-heading', ITEM.lastError);
  const handlerError = errorSection('handler-error-heading', ITEM.handlerError);
  const list = h('ol', { class: 'errors' });
  const noErrors = h('p', { class: 'soft hint' }, ITEM.noErrors);
  const retry = actions.retryHandlerButton(name, id);
  const buttons = h('p', { class: 'buttons', hidden: !api.isAddressable(id) }, actions.refreshButton(name, id), retry, actions.deleteButton(name, id));
  const showErrors = keyed(list, ({ at }) => at, ({ at, failures, error }) => ({
    element: h('li', {}, h('time', { datetime: new Date(at).toISOString() }, clock(at)), ` ${ITEM.error(failures, error)}`),
    update() {},
  }));
  let item = null;
  let cache = null;
  let isGone = false;

  async function refresh() {
    try {
      item = await api.item(name, id);
      isGone = false;
      setText(gone, '');
      errors.see(name, item, api.now());
      draw();
    } catch (error) {
      if (error.status !== 0) {
        isGone = error.status === 404;
        setText(gone, isGone ? ITEM.isGone(id) : error.message);
      }
    }
  }

  function draw() {
    if (item === null || cache === null) {
      return;
    }
    const now = api.now();
    const { look, label } = isGone ? { look: 'quiet', label: ITEM.states.gone } : itemState(item, now);
    state.dataset.look = look;
    setText(state, label);
    setText(next, isGone ? NEXT.gone : comingNext(item, cache, now));
    setTimed(times.created, time(item.createdAt, at => ITEM.ago(Math.max(0, now - at)), ''));
    setTimed(times.synced, synced(item, now));
    setTimed(times.due, isGone ? { text: ITEM.gone, exact: '' } : upcoming(item, now));
    setTimed(times.stale, time(item.staleSince, at => ITEM.ago(Math.max(0, now - at)), ''));
    times.stale.parentElement.hidden = !item.staleSince;
    hiddenValue.hidden = item.value !== HIDDEN;
    value.hidden = item.value === HIDDEN;
    setText(value, typeof item.value === 'string' ? item.value : JSON.stringify(item.value, null, 2));
    lastError.update(item.lastError, item.consecutiveFailures);
    handlerError.update(item.handlerError, 0);
    const seen = errors.of(name, id);
    showErrors(seen);
    noErrors.hidden = seen.length > 0;
    hide(buttons, isGone);
    if (retry !== null) {
      hide(retry, !item.unhandled);
    }
  }

  const element = h(
    'div',
    { class: 'view' },
    h('p', {}, h('a', { href: link.cache(name, 'items') }, ITEM.back)),
    h('div', { class: 'headline' }, h('h3', { class: 'id' }, id), state),
    gone,
    buttons,
    h(
      'div',
      { class: 'view halves' },
      h('section', { class: 'card', 'aria-labelledby': 'next-heading' }, h('h4', { id: 'next-heading' }, ITEM.next), next),
      h(
        'section',
        { class: 'card', 'aria-labelledby': 'times-heading' },
        h('h4', { id: 'times-heading' }, ITEM.times),
        h('dl', {}, Object.entries(times).map(([key, place]) => h('div', {}, h('dt', {}, ITEM[key]), place))),
      ),
    ),
    lastError.element,
    handlerError.element,
    h('section', { class: 'card', 'aria-labelledby': 'value-heading' }, h('h4', { id: 'value-heading' }, ITEM.value), hiddenValue, value),
    h('section', { class: 'card', 'aria-labelledby': 'errors-heading' }, h('h4', { id: 'errors-heading' }, ITEM.errors), list, noErrors),
  );
  refresh();

  return {
    element,
    update(present) {
      cache = present;
      draw();
    },
    refresh: () => (isGone ? undefined : refresh()),
  };
}

function errorSection(id, heading) {
  const error = h('p', { class: 'error' });
  const cause = h('p', { class: 'error' });
  const section = h('section', { class: 'card', 'aria-labelledby': id, hidden: true }, h('h4', { id }, heading), error, cause);
  return {
    element: section,
    update(problem, failures) {
      section.hidden = !problem;
      setText(error, problem ? ITEM.error(failures, problem) : '');
      setText(cause, problem?.rootCause ? `${ITEM.cause} ${ITEM.error(0, problem.rootCause)}` : '');
    },
  };
}
