/** What a job did when, from its timeline: a strip below a time axis. Kinds differ by shape, too: a block, a half one, rails, a line, dots. */
import {html, svg, nothing} from './vendor/lit-html.js';
import {duration, plural} from './format.js';

/** An episode of retries that ended well is written once the job has run for so long. */
const QUIET_S = 10;
const WIDTH = 1000;
const HEIGHT = 12;

const KINDS = {
  running: ['ok', '✓', 'running'], retrying: ['warn', '▲', 'held up'], failed: ['bad', '✕', 'failed'],
  stopped: ['dim', '■', 'stopped'], finished: ['ok', '✓', 'finished'], unknown: ['dim', '?', 'not known, as the process ended'],
};
const STATES = {running: 'running', stopped: 'stopped', finished: 'finished', failed: 'failed'};
const PRESENT = {RUNNING: 'running', STOPPED: 'stopped', FINISHED: 'finished', FAILED: 'failed'};

/** @param {string} iso */
const seconds = iso => Date.parse(iso) / 1000;

/**
 * @param {object[]} entries of a timeline, oldest first @param {object} status of now @param {number} now epoch seconds
 * @returns {{kind: string, from: number, to: number}[]} retries lie over what they hold up
 */
export function spansOf(entries, status, now) {
  const spans = [], retries = [];
  let current = null, before = null;
  const begin = (kind, at) => {
    if (current) spans.push({...current, to: at});
    current = kind && {kind, from: at};
  };
  for (const e of entries) {
    const at = seconds(e.at);
    if (STATES[e.kind] && STATES[e.kind] !== current?.kind) begin(STATES[e.kind], at);
    else if (e.kind === 'start' || e.kind === 'reset') {
      // Nobody wrote of an end: it came after the last entry, and nobody knows when.
      if (current?.kind === 'running' && before != null) begin('unknown', before);
      begin(null, at);
    } else if (e.kind === 'retry') {
      const to = at - (e.data?.recovered ? QUIET_S : 0);
      const span = {kind: 'retrying', from: to - (e.data?.seconds ?? 0), to, count: e.data?.count ?? 1};
      // A long one is told while it lasts, and once more at its end.
      if (retries.at(-1)?.open) retries.pop();
      retries.push({...span, open: e.data?.ended === false});
      if (e.data?.recovered && current?.kind !== 'running') begin('running', span.from);
    }
    before = at;
  }
  // The entries may not reach to now; the status does.
  const present = PRESENT[status.state];
  if (present && present !== current?.kind && status.since) begin(present, Math.max(seconds(status.since), current?.from ?? 0));
  begin(null, now);
  if (status.state === 'RETRYING') {
    const from = retries.at(-1)?.open ? retries.pop().from : seconds(status.since);
    retries.push({kind: 'retrying', from, to: now, count: 1});
  }
  return [...spans, ...retries];
}

/** As much of each as is in the window. */
const within = (spans, from, to) => spans.filter(s => s.to > from && s.from < to).map(s => ({...s, from: Math.max(from, s.from), to: Math.min(to, s.to)}));

/** How long each kind lasted in the window. @returns {{kind: string, seconds: number, times: number}[]} */
export function lengths(spans, from, to) {
  const sums = new Map();
  for (const s of within(spans, from, to)) {
    const sum = sums.get(s.kind) ?? {kind: s.kind, seconds: 0, times: 0};
    sum.seconds += s.to - s.from;
    sum.times++;
    sums.set(s.kind, sum);
  }
  // While it is held up it does not run.
  const running = sums.get('running');
  if (running) running.seconds = Math.max(0, running.seconds - (sums.get('retrying')?.seconds ?? 0));
  return [...sums.values()].filter(l => l.seconds >= 0.5 || sums.size === 1);
}

const rect = (kind, x, y, width, height) => svg`<rect class="s-${kind}" x=${x} y=${y} width=${width} height=${height}></rect>`;

/** @param {string} kind @param {number} x @param {number} width */
function shape(kind, x, width) {
  switch (kind) {
    case 'running': return rect(kind, x, 0, width, HEIGHT);
    case 'retrying': return svg`${rect('under', x, 0, width, HEIGHT)}${rect(kind, x, HEIGHT / 2, width, HEIGHT / 2)}`;
    case 'failed': return svg`${rect(kind, x, 0, width, 3)}${rect(kind, x, HEIGHT - 3, width, 3)}`;
    case 'unknown': return svg`<path class="s-unknown" d="M${x},6H${x + width}"></path>`;
    default: return rect(kind, x, HEIGHT / 2 - 1, width, 2);
  }
}

/** @param {string} text for who does not see it; '' where a legend says it already */
export function strip(spans, from, to, text = '') {
  const scale = WIDTH / (to - from || 1);
  return html`<svg class="strip" viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" role=${text ? 'img' : nothing} aria-label=${text || nothing} aria-hidden=${text ? nothing : 'true'}>
    ${within(spans, from, to).map(s => shape(s.kind, (s.from - from) * scale, Math.max(1.5, (s.to - s.from) * scale)))}</svg>`;
}

/** Words of a window: which kinds, for how long. */
export const words = (spans, from, to) => lengths(spans, from, to).map(l => `${KINDS[l.kind][2]} ${duration(l.seconds)}${l.kind === 'retrying' || l.kind === 'failed' ? ` (${plural(l.times, 'time')})` : ''}`);

export const spanLegend = (spans, from, to) => lengths(spans, from, to).map((l, i) => html`<span class=${KINDS[l.kind][0]}><svg class="swatch" viewBox="0 0 12 12" aria-hidden="true">${shape(l.kind, 0, 12)}</svg>
  <span aria-hidden="true">${KINDS[l.kind][1]}</span> ${words(spans, from, to)[i]}</span>`);
