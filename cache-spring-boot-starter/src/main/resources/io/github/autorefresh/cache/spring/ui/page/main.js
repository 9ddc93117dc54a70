/** Ties the page together: asks again and again, remembers, and shows the view that the address names. */

import { endpoint, mayRead } from './access.js';
import * as actions from './actions.js';
import * as api from './api.js';
import { cacheView } from './cache.js';
import { h, setText } from './dom.js';
import * as history from './history.js';
import { overview } from './overview.js';
import { link, route } from './routes.js';
import { ACCESS, ANSWERS, CONNECTION, PAGE } from './texts.js';

const POLL_MILLIS = 2000;

/** Often enough for the charts, while nobody looks. */
const HIDDEN_POLL_MILLIS = 10_000;
const AGES_MILLIS = 1000;

const connection = h('p', { id: 'connection', class: 'connection', role: 'status', 'data-state': 'connecting' }, CONNECTION.connecting);
const replica = h('p', { id: 'replica', class: 'soft hint' });
const path = h('nav', { 'aria-label': PAGE.path });
const content = h('div', { id: 'content' });

let latest = null;
let latestAt = null;
let view = null;
let shown = null;
let timer = 0;

function prepare() {
  document.querySelector('.skip').append(PAGE.skip);
  document.querySelector('.skip').addEventListener('click', event => {
    event.preventDefault(); // the part after the # names a view
    document.getElementById('main').focus();
  });
  document.querySelector('.top').append(h('div', {}, h('h1', {}, PAGE.title), h('p', {}, PAGE.intro)), connection);
  document.getElementById('main').replaceChildren(path, ...actions.place(), content);
  const json = mayRead ? h('p', {}, `${PAGE.footer} `, h('a', { href: endpoint }, 'autorefreshcaches')) : null;
  document.body.append(h('footer', { class: 'soft' }, json, replica));
}

async function poll() {
  clearTimeout(timer);
  try {
    const [answer] = await Promise.all([api.all(), view?.refresh?.()]);
    latest = answer;
    latestAt = api.now();
    history.add(latest.caches, latestAt);
    tell('live', CONNECTION.live);
    setText(replica, latest.replica ? PAGE.replica(latest.replica) : '');
    show();
  } catch (error) {
    api.standStill(latestAt);
    view?.update(latest);
    tell('lost', error.status === 0 ? CONNECTION.lost(latestAt) : CONNECTION.refused(error.message, latestAt));
  }
  timer = setTimeout(poll, document.hidden ? HIDDEN_POLL_MILLIS : POLL_MILLIS);
}

/** The view that the address asks for; it stays the same elements for as long as it does. */
function show() {
  if (latest === null) {
    return;
  }
  const wanted = route(location.hash);
  if (wanted.name !== undefined && !Object.hasOwn(latest.caches, wanted.name)) {
    location.hash = link.all();
    return;
  }
  const key = JSON.stringify(wanted);
  if (shown !== key) {
    const isFirst = shown === null;
    shown = key;
    view?.close?.();
    view = wanted.name === undefined ? overview() : cacheView(wanted);
    content.replaceChildren(view.element);
    path.replaceChildren(...crumbs(wanted));
    document.title = view.title === null ? PAGE.title : PAGE.titleOf(view.title);
    if (!isFirst) {
      document.getElementById('main').focus({ preventScroll: true });
      scrollTo(0, 0);
    }
    view.refresh?.();
  }
  view.update(latest);
}

function crumbs({ name, id }) {
  const all = [[PAGE.all, link.all()]];
  if (name !== undefined) {
    all.push([name, link.cache(name)]);
  }
  if (id) {
    all.push([id, link.item(name, id)]);
  }
  const list = h('ol', { class: 'crumbs' });
  all.forEach(([text, href], i) => list.append(h('li', {}, h('a', { href, 'aria-current': i === all.length - 1 ? 'page' : null }, text))));
  return [list];
}

function tell(state, text) {
  connection.dataset.state = state;
  setText(connection, text);
}

prepare();
if (mayRead) {
  addEventListener('hashchange', show);
  document.addEventListener('visibilitychange', () => document.hidden || poll());
  setInterval(() => view?.update(latest), AGES_MILLIS);
  poll();
} else {
  tell('lost', ANSWERS[404]);
  content.append(h('p', { class: 'trouble' }, ACCESS.none));
}
