/** Tells screen readers what others see. What comes thick and fast is told together, or only counted. */

import { more } from './format.js';

const GATHER_MILLIS = 1000;
const MOST_AT_ONCE = 3;

let waiting = [];

export function announce(sentence) {
  if (waiting.push(sentence) === 1) {
    setTimeout(speak, GATHER_MILLIS);
  }
}

function speak() {
  const told = waiting.slice(0, MOST_AT_ONCE).join('. ');
  const untold = waiting.length - MOST_AT_ONCE;
  document.getElementById('announcer').textContent = untold > 0 ? `${told}. ${more(untold)}` : `${told}.`;
  waiting = [];
}
