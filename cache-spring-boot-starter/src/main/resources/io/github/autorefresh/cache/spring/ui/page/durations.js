/** Durations as the endpoint writes them (ISO 8601), and as people do in a form. */

const ISO = /^(-?)P(?:(\d+)D)?(?:T(?:(-?\d+)H)?(?:(-?\d+)M)?(?:(-?[\d.]+)S)?)?$/;
const PLAIN = /^\s*(\d+(?:\.\d+)?)\s*(ms|s|m|h|d)\s*$/;
const UNIT_MILLIS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** In milliseconds; null for what is not there or not one. */
export function millis(iso) {
  const match = ISO.exec(iso ?? '');
  if (!match) {
    return null;
  }
  const [, sign, days = 0, hours = 0, minutes = 0, seconds = 0] = match;
  const value = ((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60 + Number(seconds);
  return (sign === '-' ? -value : value) * 1000;
}

/** Of `30s`, `500ms`, `5m`, `1h`, or `PT30S`. */
export function parsed(text) {
  const match = PLAIN.exec(text);
  return match ? Number(match[1]) * UNIT_MILLIS[match[2]] : millis(text.trim());
}

/** In the largest unit of which it is a whole number: `90s`, `500ms`, `1h`. */
export function written(value) {
  const unit = ['h', 'm', 's'].find(one => value % UNIT_MILLIS[one] === 0 && value > 0) ?? 'ms';
  return `${value / UNIT_MILLIS[unit]}${unit}`;
}
