/** What makes the job service slow, throttled, failing or gone; there only if the service runs inside the application. */

import { ask } from './http.js';

const HINTS = {
  normal: 'Answers at once.',
  slow: 'Every answer takes 1.2 s longer. The latency rises, yet no job waits for another.',
  throttled: 'Answers 5 requests a second; others get a 429 and are asked to come back in 2 s. No job fails because of it.',
  failing: 'Answers every request with an error. Jobs stay as last seen, and one of them is tried now and then.',
  gone: 'Closes every connection. Reads go on, new jobs are refused, and nothing that is known gets lost.',
};

const section = document.getElementById('service');
const hint = document.getElementById('service-hint');
const radios = [...section.querySelectorAll('input')];

export function prepare() {
  for (const radio of radios) {
    radio.addEventListener('change', () => change(radio.value));
  }
}

/** Others may have changed it. */
export async function refresh() {
  try {
    show(await ask('GET', '/job-service/mode'));
    section.hidden = false;
  } catch {
    section.hidden = true;
  }
}

async function change(mode) {
  try {
    show(await ask('PUT', '/job-service/mode', { mode }));
  } catch (error) {
    hint.textContent = error.message;
  }
}

function show({ mode }) {
  for (const radio of radios) {
    radio.checked = radio.value === mode;
  }
  hint.textContent = HINTS[mode];
  section.dataset.mode = mode;
}
