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

/** Removes an element. What comes after it gets its focus. */
export function remove(element) {
  passFocus(element, ['nextElementSibling', 'previousElementSibling']);
  element.remove();
}

/** Hides an element, or shows it. What comes before it gets its focus: what follows a harmless button may be another. */
export function hide(element, isHidden) {
  if (isHidden) {
    passFocus(element, ['previousElementSibling', 'nextElementSibling']);
  }
  element.hidden = isHidden;
}

/** If an element that goes has the focus, the nearest link or button gets it, so that who has no pointer goes on from there. */
function passFocus(element, directions) {
  if (!element.contains(document.activeElement)) {
    return;
  }
  for (const direction of directions) {
    for (let other = element[direction]; other !== null; other = other[direction]) {
      const next = [other, ...other.querySelectorAll('*')].find(one => one.matches('a, button') && one.checkVisibility());
      if (next !== undefined) {
        next.focus({ preventScroll: true });
        return;
      }
    }
  }
  document.getElementById('main').focus({ preventScroll: true });
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
