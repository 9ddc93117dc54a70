/** Says what is not as it should be: an outage, a hold, failing jobs, stretched intervals; nothing if all is well. */

import { announce } from '/announcer.js';
import { NOTICED_STRETCH } from '/cache-figures.js';
import { count, number, seconds } from '/format.js';

/** The first that applies is told. Its sentence changes every second; its name is announced once. */
const TROUBLES = [
  {
    name: 'The job service does not answer',
    applies: sample => sample.outageSince !== null,
    sentence: sample =>
      `The job service has not answered for ${seconds(sample.at - sample.outageSince)}; ${nextTry(sample)}; ` +
      `${count(sample.live, 'job waits', 'jobs wait')}. What you see is the last good state. Once it answers, ` +
      'all that failed are tried at once.',
  },
  {
    name: 'The job service asks to be left alone',
    applies: sample => sample.heldUntil !== null,
    sentence: sample =>
      `The job service asks to be left alone: no call for ${seconds(sample.heldUntil - sample.at)}. ` +
      'No job has failed. Afterwards calls go on, at first at a lower rate.',
  },
  {
    name: 'Some jobs are not in sync',
    applies: sample => sample.failing > 0,
    sentence: sample =>
      `The job service does not answer for ${count(sample.failing, 'job')}, and has not for ` +
      `${seconds(sample.failingLongestMillis)}. What you see of them is the last good state; each is tried again.`,
  },
  {
    name: 'Jobs are synced less often than planned',
    applies: sample => sample.stretch >= NOTICED_STRETCH,
    sentence: sample =>
      'More calls are needed than can be made: every job is synced ' +
      `${number(sample.stretch)} times less often than planned, all alike.`,
  },
];

const place = document.getElementById('trouble');
let told;

export function show(sample) {
  const trouble = TROUBLES.find(({ applies }) => applies(sample));
  place.textContent = trouble?.sentence(sample) ?? '';
  if (trouble !== told) {
    announce(trouble?.name ?? 'All jobs are in sync again');
    told = trouble;
  }
}

function nextTry({ at, inFlight, nextProbeAt }) {
  return inFlight > 0 || nextProbeAt <= at ? 'it is tried now' : `next try in ${seconds(nextProbeAt - at)}`;
}
