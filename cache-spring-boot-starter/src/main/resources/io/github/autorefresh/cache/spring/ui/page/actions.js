/** What the page does to caches and items. Each asks back where it destroys something, and says what came of it. */

import { denial, isDenied, mayChange, refuse } from './access.js';
import * as api from './api.js';
import { millis, written } from './durations.js';
import { h, isInert, setText } from './dom.js';
import { link } from './routes.js';
import { ACTIONS } from './texts.js';

const WATCH_MILLIS = 1000;
const LONGEST_WATCH_MILLIS = 30_000;

/** The latest refresh of each item, which is watched until the item is deleted here. */
const watched = new Map();

const report = h('p', { id: 'report', class: 'report', role: 'status' });
const note = h('p', { id: 'access-note', class: 'soft hint' });

/** Where results are told, and why changes may be impossible. */
export function place() {
  setText(note, denial());
  return [report, note];
}

/**
 * A button for `action`, if the endpoint permits changes: else nothing. `change` names what the application may permit or
 * refuse on its own.
 */
export function button(text, change, action, { label = null } = {}) {
  if (!mayChange) {
    return null;
  }
  const made = forChange(h('button', { type: 'button', 'aria-label': label }, text), change);
  made.addEventListener('click', () => run(made, label ?? text, action));
  return made;
}

/** Names, by method and address, what the application may permit or refuse on its own. */
export const changeOf = {
  cache: name => `POST ${name}`,
  item: name => `POST ${name}/`,
  deletion: name => `DELETE ${name}/`,
};

/** Makes a button one for this change: it says so if the application refuses that. */
export function forChange(button, change) {
  button.dataset.change = change;
  showDenial(button);
  return button;
}

/** Not disabled, which would take the focus away. */
function showDenial(button) {
  if (isDenied(button.dataset.change)) {
    button.ariaDisabled = 'true';
    button.setAttribute('aria-describedby', note.id);
  }
}

/** Runs an action of a button, once at a time, and says why if it is refused. */
export async function run(button, what, action) {
  if (isInert(button)) {
    return;
  }
  button.ariaBusy = 'true';
  try {
    await action();
  } catch (error) {
    tell(ACTIONS.refused(what, error.message), true);
    if (error.isRefused) {
      refuse(button.dataset.change);
    }
    setText(note, denial());
    document.querySelectorAll('[data-change]').forEach(showDenial);
  } finally {
    button.ariaBusy = 'false';
  }
}

export function refreshButton(cache, id) {
  return button(ACTIONS.refresh, changeOf.item(cache), () => refresh(cache, id), { label: ACTIONS.of(ACTIONS.refresh, id) });
}

export function deleteButton(cache, id, deleted = () => {}) {
  return button(
    ACTIONS.delete,
    changeOf.deletion(cache),
    async () => {
      if (await confirmed(ACTIONS.askDelete(id))) {
        await api.remove(cache, id);
        watched.delete(link.item(cache, id));
        tell(ACTIONS.deleted(id));
        deleted();
      }
    },
    { label: ACTIONS.of(ACTIONS.delete, id) },
  );
}

export function retryHandlerButton(cache, id) {
  return button(
    ACTIONS.retryHandler,
    changeOf.cache(cache),
    async () => {
      await api.change(cache, { retryHandler: id });
      tell(ACTIONS.retried(id));
    },
    { label: ACTIONS.of(ACTIONS.retryHandler, id) },
  );
}

/** Pauses a cache, or resumes it. */
export async function setPaused(cache, paused) {
  if (!paused || (await confirmed(ACTIONS.askPause(cache)))) {
    await api.change(cache, { paused });
    tell(paused ? ACTIONS.paused(cache) : ACTIONS.resumed(cache));
  }
}

export async function retune(cache, fields) {
  const { settings } = await api.change(cache, fields);
  tell(ACTIONS.retuned(cache, inWords(settings)));
}

export async function reset(cache) {
  if (!(await confirmed(ACTIONS.askReset(cache)))) {
    return null;
  }
  const { settings } = await api.change(cache, { reset: true });
  tell(ACTIONS.reset(cache, inWords(settings)));
  return settings;
}

/** Makes an item due, and watches what comes of it. */
async function refresh(cache, id) {
  const began = Date.now();
  const before = await api.refresh(cache, id);
  if (before.terminal) {
    tell(ACTIONS.terminal(id));
    return;
  }
  tell(ACTIONS.asked(id));
  watch(cache, id, before, began);
}

async function watch(cache, id, before, began) {
  const key = link.item(cache, id);
  watched.set(key, before);
  while (Date.now() - began < LONGEST_WATCH_MILLIS) {
    await new Promise(resolve => setTimeout(resolve, WATCH_MILLIS));
    let item = null;
    let isGone = false;
    try {
      item = await api.item(cache, id);
    } catch (error) {
      isGone = error.status === 404; // else the connection, which the page tells of anyway
    }
    if (watched.get(key) !== before) {
      return;
    }
    if (isGone) {
      tell(ACTIONS.goneMeanwhile(id));
      return;
    }
    if (item === null) {
      continue;
    }
    if (item.lastSyncedAt !== before.lastSyncedAt) {
      tell(ACTIONS.synced(id, Date.now() - began));
      return;
    }
    if (item.consecutiveFailures > before.consecutiveFailures && item.lastError) {
      tell(ACTIONS.failed(id, item.lastError), true);
      return;
    }
  }
  if (watched.get(key) === before) {
    tell(ACTIONS.pending(id));
  }
}

function inWords(settings) {
  return ACTIONS.settings(settings.tps ?? null, settings.burst, written(millis(settings.resyncPeriod)));
}

function tell(sentence, isBad = false) {
  report.classList.toggle('error', isBad);
  setText(report, sentence);
}

/** Asks in a dialog, which the browser makes modal, keeps the focus in, and closes on Escape. */
function confirmed({ title, text, confirm }) {
  return new Promise(resolve => {
    const dialog = h(
      'dialog',
      { 'aria-labelledby': 'dialog-title', 'aria-describedby': 'dialog-text' },
      h('h2', { id: 'dialog-title' }, title),
      h('p', { id: 'dialog-text' }, text),
      h(
        'p',
        { class: 'buttons' },
        h('button', { type: 'button', autofocus: true, click: () => dialog.close() }, ACTIONS.cancel),
        h('button', { type: 'button', class: 'danger', click: () => dialog.close('confirmed') }, confirm),
      ),
    );
    dialog.addEventListener('close', () => {
      dialog.remove();
      resolve(dialog.returnValue === 'confirmed');
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}
