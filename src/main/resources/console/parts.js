/** Small pieces that every page is made of. */
import {html, nothing} from './vendor/lit-html.js';
import {moment, utc} from './format.js';

const STATES = {
  RUNNING: ['ok', '✓'], STARTING: ['warn', '◌'], STOPPING: ['warn', '◌'], STOPPED: ['dim', '■'],
  CREATED: ['dim', '○'], FINISHED: ['ok', '✓'], RETRYING: ['warn', '▲'], FAILED: ['bad', '✕'],
};

/** @param {string} state */
export function pill(state) {
  const [tone, icon] = STATES[state] ?? ['dim', '○'];
  return html`<span class="pill ${tone}"><span aria-hidden="true">${icon}</span>${state}</span>`;
}

/** @param {boolean} yes */
export const balanced = yes => yes
  ? html`<span class="ok tight"><span aria-hidden="true">✓</span> balanced</span>`
  : html`<span class="bad tight"><span aria-hidden="true">✕</span> not balanced</span>`;

/** Of a job: nothing is claimed of a ledger that has no partition. @param {object} s status */
export const ledger = s => s.partitions.length ? balanced(s.balanced) : html`<span class="dim">no partition yet</span>`;

/** @param {import('./api.js').Refusal|null} e */
export const refusalCard = e => !e ? nothing : html`
  <section class="card edge-bad" role="alert">
    <strong class="bad"><span aria-hidden="true">✕</span> ${e.message}</strong>
    ${e.faults?.length ? html`<ul>${e.faults.map(f => html`<li><code>${f.pointer || '/'}</code> ${f.detail}</li>`)}</ul>` : nothing}
  </section>`;

export const loading = html`<section class="card dim reserve" aria-busy="true">Loading…</section>`;

/** @param {string} title @param {unknown} text */
export const empty = (title, text) => html`
  <section class="card empty reserve"><h2>${title}</h2><p class="dim">${text}</p></section>`;

/** Local time, and UTC for who points at it. @param {string|null|undefined} iso */
export const when = iso => iso ? html`<time datetime=${iso} title=${utc(iso)}>${moment(iso)}</time>` : '–';
