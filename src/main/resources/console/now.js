/** What the job does at this moment: its error, where the time goes, its last minutes. */
import {html, nothing} from './vendor/lit-html.js';
import {get} from './api.js';
import {rate, duration} from './format.js';
import {when} from './parts.js';
import './timechart.js';
import {flow} from './flow.js';
import {spanLegend, spansOf, strip} from './spans.js';
import {ErrorCard} from './errorcard.js';

/** Kinds of the timeline that the charts show, with their colours. */
const MARKED = {failed: 'bad', 'lost-range': 'bad', retry: 'warn', 'table-changed': 'warn', retention: 'warn', rebalance: 'dim', start: 'ok', stop: 'dim', restart: 'ok', edit: 'ok', reset: 'warn'};

/** Marks that are named beside the charts; all are drawn in them. */
const NAMED = 5;

/** @param {string} iso */
const seconds = iso => Date.parse(iso) / 1000;

/** Where the process did not run there is no sample: a hole, not a line from one end of it to the other. @param {object[]} samples @param {number} step seconds */
export function withHoles(samples, step) {
  return samples.flatMap((x, i) => i && seconds(x.at) - seconds(samples[i - 1].at) > 2 * step ? [{at: new Date((seconds(samples[i - 1].at) + step) * 1000).toISOString()}, x] : [x]);
}

export class Now {
  history = null;
  historyAt = 0;
  /** Newest of the timeline. */
  events = [];
  after = 0;

  constructor(page) {
    this.page = page;
    this.error = new ErrorCard(page);
  }

  async load() {
    if (Date.now() - this.historyAt < 3000) return;
    this.historyAt = Date.now();
    this.history = await get(`${this.page.path}/history`);
    await this.loadEvents();
  }

  /** Marks are a comfort: the charts do not wait for them longer than for one page. */
  async loadEvents() {
    const {entries} = await get(`${this.page.path}/timeline?after=${this.after}&limit=1000`);
    this.after = entries.at(-1)?.id ?? this.after;
    this.events = [...this.events, ...entries].slice(-1000);
  }

  get day() {
    return this.page.app.query.get('span') === '24h';
  }

  view() {
    const s = this.page.status;
    return html`${this.error.view(s)}${this.warnings(s)}${flow(s, this.history?.seconds.findLast(x => x.commitP50Ms != null))}${this.charts()}${this.paths(s)}`;
  }

  warnings(s) {
    return s.warnings.length ? html`<section class="card edge-warn"><h2>Warnings</h2><ul>${s.warnings.map(w =>
      html`<li><span class="warn"><span aria-hidden="true">▲</span> ${w.code}</span> ${w.message}</li>`)}</ul></section>` : nothing;
  }

  /** What of the timeline is drawn in the charts. */
  marks(from) {
    return this.events.filter(e => MARKED[e.kind] && seconds(e.at) >= from).map(e => ({at: seconds(e.at), tone: MARKED[e.kind], kind: e.kind, iso: e.at, id: e.id}));
  }

  /** The whole window, or what was chosen of it by a drag: it is in the address. */
  span(window) {
    const chosen = this.page.app.query.get('zoom')?.split('-').map(Number);
    return chosen?.length === 2 && chosen[0] < chosen[1] && chosen[1] > window[0] && chosen[0] < window[1] ? chosen : null;
  }

  /** All that was asked for, but not what is before anything is known: a job of a minute would be a line's width. */
  window(times, end) {
    const [span, least] = this.day ? [86_400, 3600] : [900, 60];
    const known = [times[0] ?? end, ...this.events.map(e => seconds(e.at))];
    return [Math.max(end - span, Math.min(...known, end - least)), end];
  }

  charts() {
    const samples = this.history ? withHoles(this.day ? this.history.minutes : this.history.seconds, this.day ? 60 : 1) : [];
    const times = samples.map(x => seconds(x.at));
    const end = Math.max(this.historyAt / 1000, times.at(-1) ?? 0);
    const window = this.window(times, end);
    const zoom = this.span(window);
    const marks = this.marks(window[0]);
    const [from, to] = zoom ?? window;
    const spans = spansOf(this.events, this.page.status, end);
    const of = key => samples.map(x => x[key] ?? null);
    const ms = n => n == null ? '–' : `${rate(n)} ms`;
    const query = (key, value) => this.page.app.setQuery(key, value);
    const choose = span => () => {
      this.page.app.query.delete('zoom');
      query('span', span);
    };
    const panel = (title, lines, text, band = false, ofTime = false) => html`<section class="card"><h2>${title}</h2>
      <time-chart .model=${{title, times, text, band, ofTime, marks, span: zoom ?? window, lines: lines.map(([label, tone, key]) => ({label, tone, values: of(key)}))}}
        @span=${e => query('zoom', e.detail ? e.detail.join('-') : '')}></time-chart><div class="under">${strip(spans, from, to)}</div></section>`;
    return html`
      <div class="row" role="group" aria-label="Span of the charts">
        <button aria-pressed=${!this.day} @click=${choose('')}>15 minutes</button>
        <button aria-pressed=${this.day} @click=${choose('24h')}>24 hours</button>
        ${zoom ? html`<button @click=${() => query('zoom', '')}>Show all of it</button>` : html`<span class="dim small">Drag over a chart to look closer.</span>`}
        ${marks.length ? html`<span class="small marks">${marks.length > NAMED ? html`<a href="#/jobs/${encodeURIComponent(this.page.name)}/timeline">${marks.length - NAMED} more,</a>` : nothing}${marks.slice(-NAMED).map(m => html`<a href="#/jobs/${encodeURIComponent(this.page.name)}/timeline?entry=${m.id}"><span class=${m.tone} aria-hidden="true">┆</span> ${m.kind} ${when(m.iso)}</a>`)}</span>` : nothing}</div>
      <div class="legend" aria-label="What the job did in this time" role="group">${spanLegend(spans, from, to)}</div>
      <div class="grid2">
        ${panel('Records per second', [['committed', 'accent', 'recordsPerSecond']], rate)}
        ${panel('Seconds behind', [['furthest partition', 'warn', 'lagSeconds']], duration, false, true)}
        ${panel('Time to commit a batch', [['median', 'accent', 'commitP50Ms'], ['p99', 'warn', 'commitP99Ms']], ms, true)}
        ${panel('Rows of a batch', [['mean', 'accent', 'batchRows']], rate)}
      </div>`;
  }

  paths(s) {
    return html`
      ${s.unmapped.length ? html`<section class="card"><h2>Paths that no column takes</h2><p class="chips">${s.unmapped.slice(0, 100).map(p => html`<code>${p}</code> `)}</p></section>` : nothing}
      ${s.nulledSamples.length ? html`<section class="card flush scroll" tabindex="0" role="region" aria-label="Nulled fields, last samples"><h2 class="pad">Nulled fields, last samples</h2><table><thead><tr><th>Record</th><th>Column</th><th>Code</th><th>Value</th></tr></thead>
        <tbody>${s.nulledSamples.map(x => html`<tr><td><code>${x.topic}[${x.partition}]@${x.offset}</code></td><td><code>${x.column}</code></td><td>${x.code}</td><td><mark class="mono">${x.value}</mark></td></tr>`)}</tbody></table></section>` : nothing}`;
  }
}
