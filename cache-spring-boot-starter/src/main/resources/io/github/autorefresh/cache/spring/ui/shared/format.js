/** Numbers and times as people read them, and the few words that go with them on every page. */

// Made once: that takes far longer than to write with them.
const WRITERS = [0, 1, 2].map(digits => new Intl.NumberFormat('en', { maximumFractionDigits: digits }));
const CLOCK = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' });

/** Of so many significant digits that they fit a column: 0.42, 7.3, 128. */
export function number(value) {
  return WRITERS[value >= 100 ? 0 : value >= 10 ? 1 : 2].format(value);
}

/** Of a count: 1,234. */
export function whole(n) {
  return WRITERS[0].format(n);
}

export function count(n, one, many = `${one}s`) {
  return `${whole(n)} ${n === 1 ? one : many}`;
}

export function duration(millis) {
  if (millis < 999.5) {
    return `${number(millis >= 10 ? Math.round(millis) : millis)} ms`;
  }
  const seconds = millis / 1000;
  if (seconds < 59.5) {
    return `${seconds < 9.95 ? number(Math.round(seconds * 10) / 10) : Math.round(seconds)} s`;
  }
  const rounded = Math.round(seconds);
  return rounded < 3600
    ? parts(Math.floor(rounded / 60), 'min', rounded % 60, 's')
    : parts(Math.floor(rounded / 3600), 'h', Math.floor((rounded % 3600) / 60), 'min');
}

function parts(large, largeUnit, small, smallUnit) {
  return small === 0 ? `${large} ${largeUnit}` : `${large} ${largeUnit} ${small} ${smallUnit}`;
}

/** Rounded up, so that a time that is left is never none. */
export function seconds(millis) {
  return wholeSeconds(Math.ceil(Math.max(millis, 1) / 1000) * 1000);
}

export function ago(millis) {
  return millis < 1000 ? 'just now' : `${wholeSeconds(millis)} ago`;
}

export function until(millis) {
  return millis <= 0 ? 'due' : `in ${seconds(millis)}`;
}

export function clock(epochMillis) {
  return CLOCK.format(epochMillis);
}

export function at(epochMillis) {
  return `at ${clock(epochMillis)}`;
}

export function more(changes) {
  return `And ${count(changes, 'more change')}.`;
}

function wholeSeconds(millis) {
  const seconds = Math.floor(millis / 1000);
  if (seconds < 60) {
    return `${seconds} s`;
  }
  return seconds < 3600 ? `${Math.floor(seconds / 60)} min` : `${Math.floor(seconds / 3600)} h`;
}
