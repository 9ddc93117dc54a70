/** The settings of a cache, and the form that changes those that can be changed while it runs. */

import { duration, number, whole } from '../shared/format.js';
import * as actions from './actions.js';
import { mayChange } from './access.js';
import { millis, parsed, written } from './durations.js';
import { h, keyed, setText } from './dom.js';
import { RETUNE, SETTINGS } from './texts.js';

export function settingsTab(name) {
  const list = h('dl', { class: 'settings' });
  const show = keyed(list, ({ key }) => key, ({ key }) => {
    const value = h('dd');
    return {
      element: h('div', {}, h('dt', {}, SETTINGS.names[key]), value),
      update: ({ text }) => setText(value, text),
    };
  });
  const form = mayChange ? retuneForm(name) : null;

  return {
    element: h(
      'div',
      { class: 'view halves' },
      h('section', { class: 'card', 'aria-labelledby': 'settings-heading' }, h('h3', { id: 'settings-heading' }, SETTINGS.heading), list),
      form?.element,
    ),
    update(cache) {
      show(inWords(cache.settings));
      form?.update(cache);
    },
  };
}

/** In the order of their names here; those that this version of the endpoint does not have are left out. */
function inWords(settings) {
  const write = {
    resyncPeriod: period => duration(millis(period)),
    tps: tps => number(tps),
    syncTimeout: time => duration(millis(time)),
    backoff: ({ initial, max }) => SETTINGS.from(duration(millis(initial)), duration(millis(max))),
    jitter: SETTINGS.percent,
    maxSize: whole,
    terminalRetention: time => duration(millis(time)),
    shutdownTimeout: time => duration(millis(time)),
    firstSync: when => when.toLowerCase(),
    outage: ({ enabled, probeInterval }) => (enabled ? SETTINGS.probes(duration(millis(probeInterval))) : SETTINGS.off),
    cadence: ({ type, minPeriod, maxPeriod }) =>
      type === 'LEARNED' ? SETTINGS.learned(duration(millis(minPeriod)), duration(millis(maxPeriod))) : SETTINGS.fixed,
    handler: ({ parallelism, retention, created }) => SETTINGS.handled(parallelism, duration(millis(retention)), created),
  };
  const absent = { tps: SETTINGS.unlimited, burst: SETTINGS.unlimited, maxSize: SETTINGS.unbounded, handler: SETTINGS.none };
  return Object.keys(SETTINGS.names)
    .filter(key => (settings[key] ?? absent[key]) !== undefined)
    .map(key => {
      const value = settings[key] ?? null;
      return { key, text: value === null ? absent[key] : (write[key]?.(value) ?? String(value)) };
    });
}

function retuneForm(name) {
  const fields = {
    tps: input('tps', { inputmode: 'decimal' }),
    burst: input('burst', { inputmode: 'numeric' }),
    resyncPeriod: input('resyncPeriod', { 'aria-describedby': 'resyncPeriod-hint resyncPeriod-error' }),
  };
  const preview = h('p', { id: 'preview', class: 'hint', role: 'status' });
  const change = actions.changeOf.cache(name);
  const apply = actions.forChange(h('button', { class: 'primary' }, RETUNE.apply), change);
  const unlimited = h('p', { class: 'soft hint', hidden: true }, RETUNE.unlimited);
  const pause = actions.button(RETUNE.pause, change, () => actions.setPaused(name, !latest.paused));
  const reset = actions.button(RETUNE.reset, change, async () => {
    const settings = await actions.reset(name);
    if (settings !== null) {
      fill(settings);
    }
  });
  const form = h(
    'form',
    { novalidate: true, 'aria-labelledby': 'retune-heading' },
    field('tps', fields.tps),
    field('burst', fields.burst),
    field('resyncPeriod', fields.resyncPeriod, RETUNE.periodHint),
    unlimited,
    preview,
    h('p', { class: 'buttons' }, apply, reset, pause),
  );
  let latest = null;

  form.addEventListener('input', look);
  form.addEventListener('submit', event => {
    event.preventDefault();
    actions.run(apply, RETUNE.apply, send);
  });

  function fill(settings) {
    fields.tps.value = settings.tps ?? '';
    fields.burst.value = settings.burst ?? '';
    fields.resyncPeriod.value = written(millis(settings.resyncPeriod));
    look();
  }

  /** What is changed, by the names of the endpoint; throws for what is no value, and blames its field. */
  function changed() {
    const { settings } = latest;
    const wanted = {};
    if (!settings.unlimited) {
      put('tps', Number(fields.tps.value), settings.tps, value => value > 0 && Number.isFinite(value));
      put('burst', Number(fields.burst.value), settings.burst, value => value > 0 && Number.isInteger(value));
    }
    put('resyncPeriod', parsed(fields.resyncPeriod.value), millis(settings.resyncPeriod), value => value !== null && value > 0);
    return wanted;

    function put(field, value, before, isValid) {
      if (!isValid(value)) {
        throw Object.assign(new Error(RETUNE.bad[field]), { field });
      }
      if (value !== before) {
        wanted[field] = value;
      }
    }
  }

  /** What saturation would follow: it is the demand, which goes with 1/period, against tps. */
  function look() {
    complain({});
    let wanted;
    try {
      wanted = changed();
    } catch (error) {
      complain(error);
      setText(preview, '');
      return;
    }
    const { settings, stats } = latest;
    const period = millis(settings.resyncPeriod);
    const after =
      stats.saturation * ((settings.tps ?? 1) / (wanted.tps ?? settings.tps ?? 1)) * (period / (wanted.resyncPeriod ?? period));
    setText(preview, Object.keys(wanted).length === 0 ? RETUNE.unchanged : settings.unlimited ? '' : RETUNE.preview(stats.saturation, after));
  }

  async function send() {
    try {
      const wanted = changed();
      if (Object.keys(wanted).length === 0) {
        setText(preview, RETUNE.unchanged);
        return;
      }
      if (wanted.resyncPeriod !== undefined) {
        wanted.resyncPeriod = written(wanted.resyncPeriod);
      }
      await actions.retune(name, wanted);
    } catch (error) {
      complain(error);
      throw error;
    }
  }

  function complain({ field, message = '' }) {
    for (const [name, input] of Object.entries(fields)) {
      setText(form.querySelector(`#${name}-error`), name === field ? message : '');
      input.ariaInvalid = name === field ? 'true' : 'false';
    }
  }

  return {
    element: h(
      'section',
      { class: 'card', 'aria-labelledby': 'retune-heading' },
      h('h3', { id: 'retune-heading' }, RETUNE.heading),
      h('p', { class: 'soft hint' }, RETUNE.hint),
      form,
    ),
    update(cache) {
      const first = latest === null;
      const held = latest?.settings;
      latest = cache;
      const { unlimited: isUnlimited } = cache.settings;
      unlimited.hidden = !isUnlimited;
      fields.tps.disabled = fields.burst.disabled = isUnlimited;
      setText(pause, cache.paused ? RETUNE.resume : RETUNE.pause);
      if (first || (JSON.stringify(held) !== JSON.stringify(cache.settings) && !form.contains(document.activeElement))) {
        fill(cache.settings); // but not under the hands of who is typing
      } else if (form.contains(document.activeElement)) {
        look();
      }
    },
  };
}

function input(name, attributes) {
  return h('input', { id: name, name, autocomplete: 'off', spellcheck: 'false', 'aria-describedby': `${name}-error`, ...attributes });
}

function field(name, input, hint = null) {
  return h(
    'p',
    { class: 'field' },
    h('label', { for: name }, RETUNE[name]),
    input,
    hint === null ? null : h('span', { id: `${name}-hint`, class: 'soft hint' }, hint),
    h('span', { id: `${name}-error`, class: 'error' }),
  );
}
