/** Ties the page together: what the feed tells goes to those who show it. */

import * as charts from './charts.js';
import { follow } from './feed.js';
import * as form from './form.js';
import * as jobs from './jobs.js';
import * as service from './service.js';
import * as trouble from './trouble.js';

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
    snapshot.samples.slice(-1).forEach(trouble.show);
    service.refresh();
  },
  changed: jobs.update,
  sample(sample) {
    charts.add(sample);
    jobs.showSample(sample);
    trouble.show(sample);
  },
  connection(state) {
    const place = document.getElementById('connection');
    if (place.dataset.state !== state) {
      place.dataset.state = state;
      place.textContent = CONNECTION[state];
    }
  },
});
