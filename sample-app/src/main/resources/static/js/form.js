/** The form that submits work. */

import { count as counted } from '/format.js';
import { ask } from './http.js';

const form = document.getElementById('submit');
const { type, input, id, count } = form.elements;
const hint = document.getElementById('type-hint');
const status = document.getElementById('submit-status');
const button = form.querySelector('button');

export async function prepare() {
  type.addEventListener('change', () => choose(type.selectedOptions[0]));
  form.addEventListener('submit', event => {
    event.preventDefault();
    submit();
  });
  await offer().catch(() => {}); // what the page has from the start will do
}

async function offer() {
  const types = await ask('GET', '/job-types');
  type.replaceChildren(
    ...types.map(({ name, description, example }) => {
      const option = new Option(name, name);
      Object.assign(option.dataset, { description, example });
      return option;
    }),
  );
  choose(type.selectedOptions[0]);
}

function choose(option) {
  hint.textContent = option.dataset.description ?? '';
  input.value = option.dataset.example;
}

async function submit() {
  complain({});
  const wanted = count.valueAsNumber;
  if (!Number.isInteger(wanted) || wanted < 1 || wanted > 200) {
    return complain({ field: 'count', message: 'How many must be a whole number from 1 to 200' });
  }
  button.ariaBusy = 'true';
  try {
    const told = await submitAll(requests(wanted));
    status.textContent = told.length === 1 ? `Submitted ${told[0]}` : `Submitted ${counted(told.length, 'job')}`;
    id.value = '';
  } catch (error) {
    complain(error);
  } finally {
    button.ariaBusy = 'false';
  }
}

function requests(wanted) {
  const job = { type: type.value, input: input.value };
  return Array.from({ length: wanted }, (_, i) => {
    const given = id.value.trim();
    return given === '' ? job : { ...job, id: wanted === 1 ? given : `${given}-${i + 1}` };
  });
}

/** One after the other: the service is to be filled, not this page's connections. */
async function submitAll(jobs) {
  const ids = [];
  for (const job of jobs) {
    ids.push((await ask('POST', '/jobs', job)).id);
    status.textContent = `Submitted ${ids.length} of ${jobs.length}`;
  }
  return ids;
}

function complain({ field, message = '' }) {
  for (const place of form.querySelectorAll('[data-error]')) {
    const blamed = place.dataset.error === field;
    place.textContent = blamed ? message : '';
    form.elements[place.dataset.error].ariaInvalid = blamed;
  }
  const control = field && form.elements[field];
  control?.focus?.();
  status.textContent = control ? '' : message;
  status.classList.toggle('error', !control && message !== '');
}
