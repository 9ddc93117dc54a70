/** Numbers and times as people read them. */

/** Of so many significant digits that they fit a column: 0.42, 7.3, 128. */
export function number(value) {
  const digits = value >= 100 || Number.isInteger(value) ? 0 : value >= 10 ? 1 : 2;
  return value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

export function count(n, one, many = `${one}s`) {
  return `${n.toLocaleString('en')} ${n === 1 ? one : many}`;
}

export function duration(millis) {
  if (millis < 1000) {
    return `${number(millis >= 10 ? Math.round(millis) : millis)} ms`;
  }
  const seconds = millis / 1000;
  if (seconds < 60) {
    return `${seconds < 9.95 ? tenths(seconds) : Math.round(seconds)} s`;
  }
  const whole = Math.round(seconds);
  return whole < 3600
    ? parts(Math.floor(whole / 60), 'min', whole % 60, 's')
    : parts(Math.floor(whole / 3600), 'h', Math.floor((whole % 3600) / 60), 'min');
}

/** 2, or 2.3, but not 2.30, which was not measured. */
function tenths(value) {
  return value.toLocaleString('en', { maximumFractionDigits: 1 });
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
  return millis <= 0 ? 'due' : `in ${wholeSeconds(Math.max(millis, 1000))}`;
}

export function clock(epochMillis) {
  return new Date(epochMillis).toLocaleTimeString('en-GB');
}

function wholeSeconds(millis) {
  const seconds = Math.floor(millis / 1000);
  if (seconds < 60) {
    return `${seconds} s`;
  }
  return seconds < 3600 ? `${Math.floor(seconds / 60)} min` : `${Math.floor(seconds / 3600)} h`;
}
