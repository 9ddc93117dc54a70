/** Ties the page together: what the feed tells goes to those who show it. */

import { announce } from './announcer.js';
import * as charts from './charts.js';
import { follow } from './feed.js';
import * as form from './form.js';
import { count } from './format.js';
import * as jobs from './jobs.js';
import * as service from './service.js';

const AGES_MILLIS = 500;
const CONNECTION = { live: 'Live', lost: 'Connection lost, trying again' };

charts.prepare();
service.prepare();
form.prepare();
setInterval(jobs.tick, AGES_MILLIS);

follow({
  snapshot(snapshot) {
    jobs.show(snapshot);
    charts.show(snapshot.samples);
    showTrouble(snapshot.samples.at(-1)?.failing ?? 0);
    service.refresh();
  },
  changed: jobs.update,
  sample(sample) {
    charts.add(sample);
    jobs.showSize(sample.size);
    showTrouble(sample.failing);
  },
  connection(state) {
    const place = document.getElementById('connection');
    if (place.dataset.state !== state) {
      place.dataset.state = state;
      place.textContent = CONNECTION[state];
    }
  },
});

function showTrouble(failing) {
  const place = document.getElementById('trouble');
  const text =
    failing === 0
      ? ''
      : `The job service does not answer for ${count(failing, 'job')}. What you see is the last good state; ` +
        'each is tried again, ever more slowly, until it answers.';
  if (text === '' && place.textContent !== '') {
    announce('All jobs are in sync again');
  }
  if (place.textContent !== text) {
    place.textContent = text;
  }
}
