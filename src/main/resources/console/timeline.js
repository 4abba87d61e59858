/** What happened to a job, newest first, and what it did meanwhile. Filter, span and entry are in the address. */
import {html, svg, nothing} from './vendor/lit-html.js';
import {get} from './api.js';
import {count, duration, moment, plural} from './format.js';
import {loading, empty, when} from './parts.js';
import {spanLegend, spansOf, strip, words} from './spans.js';

const PAGE = 1_000;
const SHOWN = 200;
/** Longer texts are opened by who wants them whole. */
const LONG = 220;
/** So many changes of a document are shown unasked. */
const OPEN_CHANGES = 3;

const TONES = {
  failed: ['bad', '✕'], 'lost-range': ['bad', '✕'], retry: ['warn', '▲'], retention: ['warn', '▲'], 'left-out': ['warn', '▲'],
  'table-changed': ['warn', '▲'], running: ['ok', '✓'], finished: ['ok', '✓'],
};

/** Groups that a person looks for. */
const GROUPS = {
  all: ['All', () => true],
  orders: ['Actions and edits', e => ['created', 'start', 'stop', 'restart', 'reset', 'edit', 'replay', 'drop'].includes(e.kind)],
  trouble: ['Trouble', e => ['failed', 'retry', 'lost-range', 'retention', 'left-out', 'table-changed'].includes(e.kind)],
  group: ['Rebalances', e => e.kind === 'rebalance'],
};
const SPANS = {'': ['All of it', Infinity], '24h': ['24 hours', 86_400], '1h': ['1 hour', 3_600]};

export class Timeline {
  entries = null;
  after = 0;
  most = SHOWN;
  loading = false;
  /** Whether the entry of the address was brought into view. */
  shown = false;

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
      this.bring();
    } finally {
      this.loading = false;
    }
  }

  /** The entry that the address names, once. */
  bring() {
    if (this.shown || !this.wanted) return;
    this.shown = true;
    this.page.app.draw();
    document.getElementById(`entry-${this.wanted}`)?.scrollIntoView({block: 'center'});
  }

  get wanted() {
    return Number(this.page.app.query.get('entry')) || null;
  }

  /** @param {string} key @param {string} fallback */
  asked(key, of, fallback) {
    const value = this.page.app.query.get(key) ?? fallback;
    return Object.hasOwn(of, value) ? value : fallback;
  }

  set(key, value) {
    this.most = SHOWN;
    this.page.app.setQuery(key, value);
  }

  view() {
    if (!this.entries) return loading;
    if (!this.entries.length) return empty('Nothing happened yet', 'Starts, stops, edits, retries, rebalances and lost records are told here as they happen.');
    const now = Date.now() / 1000;
    const [group, span] = [this.asked('group', GROUPS, 'all'), this.asked('span', SPANS, '')];
    const from = Math.max(Date.parse(this.entries[0].at) / 1000, now - SPANS[span][1]);
    const find = (this.page.app.query.get('find') ?? '').toLowerCase();
    const chosen = this.entries.filter(e => e.id === this.wanted || (GROUPS[group][1](e) && Date.parse(e.at) / 1000 >= from - 1
      && `${e.kind} ${e.actor ?? ''} ${e.node} ${e.message}`.toLowerCase().includes(find)));
    const wanted = chosen.findIndex(e => e.id === this.wanted);
    const most = wanted < 0 ? this.most : Math.max(this.most, chosen.length - wanted + 1);
    const shown = chosen.slice(-most).reverse();
    const choices = (key, of, now) => Object.entries(of).map(([value, [label]]) =>
      html`<button aria-pressed=${value === now} @click=${() => this.set(key, value === 'all' ? '' : value)}>${label}</button>`);
    return html`<div class="row spread"><div class="row" role="group" aria-label="Which entries">${choices('group', GROUPS, group)}</div>
        <div class="row"><div class="row" role="group" aria-label="Of which time">${choices('span', SPANS, span)}</div>
          <input type="search" aria-label="Find entries by a word" placeholder="Word, who, node" .value=${this.page.app.query.get('find') ?? ''} @input=${e => this.set('find', e.target.value)}></div></div>
      ${this.lane(from, now, chosen)}
      ${shown.length ? html`<section class="card flush scroll" tabindex="0" role="region" aria-label="Timeline"><table class="cards">
        <thead><tr><th>When</th><th>What</th><th>Who</th><th>Told</th></tr></thead>
        <tbody>${shown.map(e => this.row(e))}</tbody></table></section>` : empty('None of these', 'Other entries are under All and All of it, without a word to find.')}
      ${chosen.length > shown.length ? html`<button @click=${() => { this.most += SHOWN; this.page.app.draw(); }}>Show ${plural(Math.min(SHOWN, chosen.length - shown.length), 'older entry', 'older entries')} of ${count(chosen.length)}</button>` : nothing}`;
  }

  /** What the job did, with a tick for each entry below. */
  lane(from, to, chosen) {
    const spans = spansOf(this.entries, this.page.status, to);
    const said = words(spans, from, to);
    const text = `From ${moment(new Date(from * 1000).toISOString())} until now: ${said.join(', ') || 'it was never started'}`;
    const at = t => ((t - from) / ((to - from) || 1)) * 1000;
    return html`<section class="card lane-of-time" aria-label="What the job did">
      <div class="legend">${said.length ? spanLegend(spans, from, to) : html`<span>Never started.</span>`}</div>
      ${strip(spans, from, to, text)}
      <svg class="ticks" viewBox="0 0 1000 10" preserveAspectRatio="none" aria-hidden="true">${chosen.map(e => tick(e, at(Date.parse(e.at) / 1000), e.id === this.wanted))}</svg>
      <div class="row spread dim small">${[0, 0.25, 0.5, 0.75, 1].map((part, i) => html`<span class=${i % 2 ? 'wide' : ''}>${part === 1 ? 'now' : moment(new Date((from + (to - from) * part) * 1000).toISOString())}</span>`)}</div></section>`;
  }

  row(e) {
    const [tone, icon] = TONES[e.kind] ?? ['dim', '·'];
    const chosen = e.id === this.wanted;
    return html`<tr id="entry-${e.id}" class=${chosen ? 'chosen' : ''}><td data-label="When"><a class="plain-link" href="#/jobs/${encodeURIComponent(this.page.name)}/timeline?entry=${e.id}" title="A link to this entry">${when(e.at)}</a>${chosen ? html`<div class="small">◆ this entry</div>` : nothing}</td>
      <td data-label="What" class=${tone}><div><span aria-hidden="true">${icon}</span> ${e.kind}${length(e)}</div></td>
      <td data-label="Who"><div>${e.actor ?? nothing}<div class="dim small wrap">${e.node}</div></div></td>
      <td data-label="Told"><div class="wrap">${told(e)}${changes(e)}</div></td></tr>`;
  }
}

const tick = (e, x, chosen) => svg`<path class="tick tone-${(TONES[e.kind] ?? ['dim'])[0]}" d="M${x.toFixed(1)},${chosen ? 0 : 3}V10"></path>`;

/** Of retries: how long and how often. */
const length = e => e.kind === 'retry' && e.data?.seconds != null ? html`<div class="small">${duration(e.data.seconds)}${e.data.ended === false ? ' so far' : ''}, ${plural(e.data.count, 'time')}</div>` : nothing;

const told = ({message}) => message.length <= LONG ? message : html`<details><summary>${message.slice(0, LONG - 60)}…</summary>${message}</details>`;

/** An edit as lines that went and lines that came. */
function changes(e) {
  const list = e.kind === 'edit' && Array.isArray(e.data?.changes) ? e.data.changes : [];
  if (!list.length) return nothing;
  return html`<details ?open=${list.length <= OPEN_CHANGES}><summary>${plural(list.length, 'change')}</summary>
    <pre class="diff" tabindex="0" aria-label="What was changed">${list.map(c => html`${'from' in c ? html`<div class="del">- ${c.pointer}: ${JSON.stringify(c.from)}</div>` : nothing}${'to' in c ? html`<div class="ins">+ ${c.pointer}: ${JSON.stringify(c.to)}</div>` : nothing}`)}</pre></details>`;
}
