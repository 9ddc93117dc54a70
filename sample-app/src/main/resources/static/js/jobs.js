/** The table of jobs: one row each, the newest first. A row stays the same element, so that focus stays, too. */

import { announce } from '/announcer.js';
import { isInert, setText } from '/elements.js';
import { ago, count, until, whole } from '/format.js';
import { ask } from './http.js';

const ENDED = new Set(['SUCCEEDED', 'FAILED', 'CANCELLED']);

const body = document.getElementById('rows');
const template = document.getElementById('row').content.firstElementChild;
const shown = new Map();
let most = Infinity;
let size = 0;
let announced;
let skewMillis = 0;

export function show(snapshot) {
  most = snapshot.mostRows;
  skewMillis = snapshot.now - Date.now();
  const present = new Set(snapshot.rows.map(row => row.item.id));
  [...shown.keys()].filter(id => !present.has(id)).forEach(remove);
  [...snapshot.rows].sort((a, b) => a.createdAt - b.createdAt).forEach(put);
  announced = snapshot.samples.at(-1)?.announced;
  showSize(snapshot.size);
}

export function update({ rows, removed }) {
  removed.forEach(remove);
  rows.forEach(put);
  while (shown.size > most) {
    remove(body.lastElementChild.dataset.id);
  }
  showSize(Math.max(size, shown.size));
}

export function showSample(sample) {
  announced = sample.announced;
  showSize(sample.size);
}

function showSize(present) {
  size = present;
  const jobs = size > shown.size ? `${shown.size} of ${whole(size)}` : count(size, 'job');
  document.getElementById('jobs-count').textContent =
    announced == null ? jobs : `${jobs}, ${whole(announced)} announced at their end`;
  document.getElementById('no-jobs').hidden = shown.size > 0;
}

/** Ages grow by themselves. */
export function tick() {
  for (const { row, cells } of shown.values()) {
    showTimes(row, cells);
  }
}

function put(row) {
  const id = row.item.id;
  const known = shown.get(id);
  const { element, cells } = known ?? create(row);
  if (known && known.row.item.status !== row.item.status) {
    announce(`${id} ${row.item.status.toLowerCase()}${row.item.result ? `: ${row.item.result}` : ''}`);
  }
  shown.set(id, { element, cells, row });
  showRow(row, element, cells);
}

function create(row) {
  const element = template.cloneNode(true);
  const cells = Object.fromEntries(
    ['id', 'what', 'state', 'progress', 'outcome', 'synced', 'next', 'refresh', 'cancel'].map(name => [
      name,
      element.querySelector(`[data-${name}]`),
    ]),
  );
  const { id, type, input } = row.item;
  element.dataset.id = id;
  element.dataset.createdAt = row.createdAt;
  cells.id.textContent = cells.id.title = id;
  cells.what.textContent = cells.what.title = `${type} ${input}`;
  cells.progress.ariaLabel = `Progress of ${id}`;
  cells.refresh.ariaLabel = `Refresh ${id}`;
  cells.cancel.ariaLabel = `Cancel ${id}`;
  cells.refresh.addEventListener('click', () => act(cells.refresh, 'POST', `/jobs/${id}/refresh`));
  cells.cancel.addEventListener('click', () => act(cells.cancel, 'DELETE', `/jobs/${id}`));
  const younger = [...body.children].findLast(other => other.dataset.createdAt > row.createdAt);
  younger ? younger.after(element) : body.prepend(element);
  return { element, cells };
}

function remove(id) {
  shown.get(id)?.element.remove();
  shown.delete(id);
}

function showRow(row, element, cells) {
  const { status, progress, result, error } = row.item;
  const ended = ENDED.has(status);
  element.classList.toggle('ended', ended);
  element.classList.toggle('stale', row.failures > 0);
  setText(cells.state, status.toLowerCase());
  cells.state.dataset.state = status.toLowerCase();
  cells.progress.value = progress;
  cells.progress.hidden = status !== 'RUNNING';
  setText(cells.outcome, row.failures > 0 ? `${count(row.failures, 'failed sync')}: ${row.error}` : (result ?? error ?? ''));
  cells.outcome.title = cells.outcome.textContent;
  for (const button of [cells.refresh, cells.cancel]) {
    button.ariaDisabled = ended; // not disabled, which would take the focus away
  }
  showTimes(row, cells);
}

function showTimes(row, cells) {
  const now = Date.now() + skewMillis;
  setText(cells.synced, row.lastSyncedAt === null ? 'not yet' : ago(now - row.lastSyncedAt));
  setText(cells.next, row.nextSyncAt === null ? 'never: final' : until(row.nextSyncAt - now));
}

async function act(button, method, path) {
  if (isInert(button)) {
    return;
  }
  const problem = document.getElementById('jobs-error');
  button.ariaBusy = 'true';
  problem.textContent = '';
  try {
    await ask(method, path);
  } catch (error) {
    problem.textContent = `${button.ariaLabel}: ${error.message}`;
  } finally {
    button.ariaBusy = 'false';
  }
}
