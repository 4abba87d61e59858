/** What happened to a job, newest first. */
import {html, nothing} from './vendor/lit-html.js';
import {get} from './api.js';
import {count, plural} from './format.js';
import {loading, empty, when} from './parts.js';

const PAGE = 1_000;
const SHOWN = 200;

const TONES = {
  failed: ['bad', '✕'], 'lost-range': ['bad', '✕'], retry: ['warn', '▲'], retention: ['warn', '▲'],
  'table-changed': ['warn', '▲'], running: ['ok', '✓'], finished: ['ok', '✓'],
};

/** Groups that a person looks for. */
const GROUPS = {
  all: ['All', () => true],
  orders: ['Orders and edits', e => ['created', 'start', 'stop', 'restart', 'reset', 'edit', 'replay', 'drop'].includes(e.kind)],
  trouble: ['Trouble', e => ['failed', 'retry', 'lost-range', 'retention', 'left-out', 'table-changed'].includes(e.kind)],
  group: ['Rebalances', e => e.kind === 'rebalance'],
};

export class Timeline {
  entries = null;
  after = 0;
  group = 'all';
  most = SHOWN;
  loading = false;

  constructor(page) {
    this.page = page;
  }

  /** Only what is new since the last time. */
  async load() {
    // Two loads may overlap: the later one asks again for nothing.
    if (this.loading) return;
    this.loading = true;
    try {
      const found = [];
      for (let next = this.after; next !== null;) {
        const page = await get(`${this.page.path}/timeline?after=${next}&limit=${PAGE}`);
        found.push(...page.entries);
        next = page.next;
      }
      this.entries = [...(this.entries ?? []), ...found];
      this.after = this.entries.at(-1)?.id ?? 0;
    } finally {
      this.loading = false;
    }
  }

  choose(group) {
    this.group = group;
    this.most = SHOWN;
    this.page.app.draw();
  }

  view() {
    if (!this.entries) return loading;
    if (!this.entries.length) return empty('Nothing happened yet', 'Starts, stops, edits, retries, rebalances and lost records are told here as they happen.');
    const chosen = this.entries.filter(GROUPS[this.group][1]);
    const shown = chosen.slice(-this.most).reverse();
    return html`<div class="row" role="group" aria-label="Which entries">${Object.entries(GROUPS).map(([key, [label]]) =>
        html`<button aria-pressed=${key === this.group} class=${key === this.group ? 'go' : ''} @click=${() => this.choose(key)}>${label}</button>`)}</div>
      ${shown.length ? html`<section class="card flush scroll" tabindex="0" role="region" aria-label="Timeline"><table>
        <thead><tr><th>When</th><th>What</th><th>Who</th><th>Told</th></tr></thead>
        <tbody>${shown.map(e => this.row(e))}</tbody></table></section>` : empty('None of these', 'Other entries are under All.')}
      ${chosen.length > shown.length ? html`<button @click=${() => { this.most += SHOWN; this.page.app.draw(); }}>Show ${plural(Math.min(SHOWN, chosen.length - shown.length), 'older entry', 'older entries')} of ${count(chosen.length)}</button>` : nothing}`;
  }

  row(e) {
    const [tone, icon] = TONES[e.kind] ?? ['dim', '·'];
    const changes = e.data?.changes;
    return html`<tr><td>${when(e.at)}</td>
      <td class=${tone}><span aria-hidden="true">${icon}</span> ${e.kind}</td>
      <td>${e.actor ?? nothing}<div class="dim small">${e.node}</div></td>
      <td>${e.message}${e.kind === 'edit' && Array.isArray(changes) && changes.length ? html`<details><summary>${plural(changes.length, 'change')}</summary>
        <ul class="small">${changes.map(c => html`<li><code>${c.pointer}</code> ${JSON.stringify(c.from ?? null)} → ${JSON.stringify(c.to ?? null)}</li>`)}</ul></details>` : nothing}</td></tr>`;
  }
}
