/** The errors of items that the page has seen since it was opened. The cache itself keeps only the last one of each. */

const MOST_ITEMS = 1000;
const MOST_OF_EACH = 20;

const seen = new Map();

/** Takes an item as the endpoint shows it, seen at a time in milliseconds. */
export function see(cache, item, at) {
  if (!item.lastError) {
    return;
  }
  const key = keyOf(cache, item.id);
  const errors = seen.get(key) ?? [];
  seen.delete(key); // and back, as the latest
  seen.set(key, errors);
  if (errors.at(-1)?.failures !== item.consecutiveFailures || errors.at(-1)?.error.message !== item.lastError.message) {
    errors.push({ at, failures: item.consecutiveFailures, error: item.lastError });
    errors.splice(0, errors.length - MOST_OF_EACH);
  }
  if (seen.size > MOST_ITEMS) {
    seen.delete(seen.keys().next().value);
  }
}

/** The latest first. */
export function of(cache, id) {
  return [...(seen.get(keyOf(cache, id)) ?? [])].reverse();
}

function keyOf(cache, id) {
  return `${cache}/${id}`;
}
