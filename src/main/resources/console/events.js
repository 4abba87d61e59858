/**
 * The engine's event stream, read by fetch since EventSource cannot send a token. It rests while the
 * tab is hidden, goes on with Last-Event-ID, and comes back after 1 s, 2 s, … 30 s.
 */
import {call} from './api.js';

/**
 * @param {string|null} job of one job, or of all
 * @param {(name: string) => void} onEvent
 * @param {(connected: boolean) => void} onConnection
 * @returns {() => void} ends it
 */
export function follow(job, onEvent, onConnection) {
  let ended = false, abort = new AbortController(), last = null, wake = null, failures = 0;
  const visibility = () => {
    if (document.hidden) abort.abort();
    else wake?.();
  };
  document.addEventListener('visibilitychange', visibility);

  const rest = ms => new Promise(done => {
    const timer = ms === null ? null : setTimeout(done, ms);
    wake = () => { clearTimeout(timer); done(); };
  });

  async function read() {
    abort = new AbortController();
    const headers = last ? {'last-event-id': last} : {};
    const query = job ? `?job=${encodeURIComponent(job)}` : '';
    const response = await call(`events${query}`, {headers, signal: abort.signal});
    failures = 0;
    onConnection(true);
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    for (let text = '';;) {
      const {value, done} = await reader.read();
      if (done) return;
      const blocks = (text + value).split('\n\n');
      text = blocks.pop();
      for (const block of blocks) {
        const field = name => block.split('\n').find(l => l.startsWith(`${name}: `))?.slice(name.length + 2);
        last = field('id') ?? last;
        if (field('event')) onEvent(field('event'));
      }
    }
  }

  (async () => {
    while (!ended) {
      try {
        await read();
      } catch (e) {
        if (e.name !== 'AbortError' && !ended) {
          failures++;
          onConnection(e.status > 0);
          // What refuses the stream refuses the page, too: it leads to the log-in.
          if (e.status === 401) onEvent('refused');
        }
      }
      if (!ended) await rest(document.hidden ? null : Math.min(30_000, 1000 * 2 ** failures));
    }
  })();

  return () => {
    ended = true;
    abort.abort();
    wake?.();
    document.removeEventListener('visibilitychange', visibility);
  };
}
