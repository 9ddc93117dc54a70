/** Makes and changes elements. Foreign text gets in as text only: nothing here takes markup. */

import { setText } from '../shared/elements.js';

export { isInert, setText } from '../shared/elements.js';

/** `attributes`: functions are listeners, booleans are there or not, what is null or undefined is left out. */
export function h(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [attribute, value] of Object.entries(attributes)) {
    if (typeof value === 'function') {
      element.addEventListener(attribute, value);
    } else if (value === true) {
      element.setAttribute(attribute, '');
    } else if (value !== false && value !== null && value !== undefined) {
      element.setAttribute(attribute, value);
    }
  }
  element.append(...children.flat().filter(child => child !== null && child !== undefined));
  return element;
}

/** Text with what is exact about it on hover. */
export function setTimed(element, { text, exact }) {
  setText(element, text);
  if (element.title !== exact) {
    element.title = exact;
  }
}

/** Removes an element. If it had the focus, a neighbour gets it, so that who has no pointer goes on from there. */
export function remove(element) {
  const neighbour = element.nextElementSibling ?? element.previousElementSibling;
  const hadFocus = element.contains(document.activeElement);
  element.remove();
  if (hadFocus) {
    (neighbour?.querySelector('a, button') ?? document.getElementById('main')).focus({ preventScroll: true });
  }
}

/** Hides an element, or shows it. What is hidden does not take the focus with it. */
export function hide(element, isHidden) {
  const hadFocus = element.contains(document.activeElement);
  element.hidden = isHidden;
  if (isHidden && hadFocus) {
    document.getElementById('main').focus({ preventScroll: true });
  }
}

/**
 * Keeps one element a key in `parent`, in the order of `items`: `create(item)` makes one, which has a method `update(item)`
 * besides. Elements stay the same, so that focus and selection do.
 */
export function keyed(parent, key, create) {
  const present = new Map();
  return items => {
    const wanted = new Set(items.map(key));
    for (const [gone, { element }] of present) {
      if (!wanted.has(gone)) {
        remove(element);
        present.delete(gone);
      }
    }
    let before = parent.firstElementChild;
    for (const item of items) {
      let one = present.get(key(item));
      if (one === undefined) {
        one = create(item);
        present.set(key(item), one);
      }
      one.update(item);
      if (one.element === before) {
        before = before.nextElementSibling;
      } else {
        parent.insertBefore(one.element, before);
      }
    }
  };
}

/** The roles say again what the elements are, as a phone's layout makes browsers forget it. */
export function table(labelledBy, columns) {
  const body = h('tbody', { role: 'rowgroup' });
  const head = h(
    'thead',
    { role: 'rowgroup' },
    h('tr', { role: 'row' }, columns.map(column => h('th', { role: 'columnheader', scope: 'col' }, column))),
  );
  return { element: h('table', { role: 'table', 'aria-labelledby': labelledBy }, head, body), body };
}

export function cell(label, ...children) {
  return h('td', { role: 'cell', 'data-label': label }, ...children);
}
