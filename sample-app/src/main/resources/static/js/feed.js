/**
 * Follows the feed for as long as the page is looked at. A connection always begins with a snapshot, so
 * losing one loses nothing.
 */

/** The server sends something every second; a connection that is silent for longer is dead. */
const SILENCE_MILLIS = 5000;
const RETRY_MILLIS = 1500;

/** Calls `on.snapshot`, `on.changed`, `on.sample` with what comes, and `on.connection` with 'live' or 'lost'. */
export function follow(on) {
  let source = null;
  let watchdog = 0;

  function connect() {
    disconnect();
    source = new EventSource('/live');
    for (const event of ['snapshot', 'changed', 'sample']) {
      source.addEventListener(event, message => {
        heard();
        on[event](JSON.parse(message.data));
      });
    }
    // A browser tries again by itself after a lost connection, but not after a refusal.
    source.addEventListener('error', () => lost(RETRY_MILLIS));
    watchdog = setTimeout(() => lost(0), SILENCE_MILLIS);
  }

  function heard() {
    on.connection('live');
    clearTimeout(watchdog);
    watchdog = setTimeout(() => lost(0), SILENCE_MILLIS);
  }

  function lost(retryMillis) {
    disconnect();
    on.connection('lost');
    watchdog = setTimeout(connect, retryMillis);
  }

  function disconnect() {
    clearTimeout(watchdog);
    source?.close();
    source = null;
  }

  document.addEventListener('visibilitychange', () => (document.hidden ? disconnect() : connect()));
  connect();
}
