/** One cache: what is the matter with it, and one of its views below. */

import { announce } from '../shared/announcer.js';
import * as api from './api.js';
import { condition } from './condition.js';
import { h, setText } from './dom.js';
import { figuresTab } from './figures-tab.js';
import { itemView } from './item.js';
import { itemsTab } from './items.js';
import { link } from './routes.js';
import { settingsTab } from './settings.js';
import { CLUSTER, TABS, TABS_LABEL } from './texts.js';

const VIEWS = { figures: figuresTab, items: itemsTab, settings: settingsTab };

export function cacheView({ name, tab, id }) {
  const state = h('span', { class: 'state' });
  const trouble = h('p', { class: 'trouble', id: 'trouble' }); // always there, so that nothing jumps
  const cluster = h('p', { id: 'cluster', class: 'soft hint' });
  const view = id === null ? VIEWS[tab](name) : itemView(name, id);
  const tabs = Object.entries(TABS).map(([other, text]) =>
    h('li', {}, h('a', { href: link.cache(name, other), 'aria-current': other === tab ? 'page' : null }, text)),
  );
  let told = null;

  return {
    element: h(
      'div',
      { class: 'view' },
      h('div', { class: 'headline' }, h('h2', { id: 'cache-heading' }, name), state),
      trouble,
      cluster,
      h('nav', { 'aria-label': TABS_LABEL }, h('ul', { class: 'tabs' }, tabs)),
      view.element,
    ),
    title: id ?? name,
    update(all) {
      const cache = all.caches[name];
      const { name: present, look, label, sentence } = condition(cache, api.now());
      state.dataset.look = trouble.dataset.look = look;
      setText(state, label);
      setText(trouble, sentence);
      if (cache.cluster) { // while the store does not tell, what it told last stays
        setText(cluster, CLUSTER.shared(cache.cluster.replicas, cache.cluster.self));
        cluster.title = CLUSTER.epoch(cache.cluster.epoch);
      }
      if (told !== null && told !== present) {
        announce(`${name}: ${label}`);
      }
      told = present;
      view.update(cache);
    },
    refresh: () => view.refresh?.(),
    close: () => view.close?.(),
  };
}
