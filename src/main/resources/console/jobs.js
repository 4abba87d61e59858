/** All jobs: what needs attention first. */
import {html, nothing} from './vendor/lit-html.js';
import {get, jobPath} from './api.js';
import {count, rate, plural} from './format.js';
import {pill, ledger, refusalCard, loading, empty, when} from './parts.js';
import {behindText, lostAt} from './said.js';
import {spark} from './charts.js';
import {heatStrip, heatLegend} from './heat.js';
import {orderButton} from './orders.js';

/** Jobs whose lines are asked for: each is one call. */
const MOST_SPARKS = 30;
/** Rows that are drawn; the filter finds the others. */
const MOST_ROWS = 200;
/** So many are rows of a table, fewer are cards. */
const TABLE_FROM = 8;

/** @param {{status: object}} job */
const worst = ({status: s}) => !s.balanced || s.state === 'FAILED' ? 0 : s.state === 'RETRYING' ? 1 : s.totals.quarantined > 0 ? 2 : 3;

/** What the filter offers beside the states. */
const ATTENTION = 'attention';

export class JobsPage {
  title = 'Jobs';
  jobs = null;
  refusal = null;
  /** Of a new job, where there is none. */
  first = null;
  sparks = new Map();
  sparksAt = 0;

  constructor(app) {
    this.app = app;
  }

  async load() {
    try {
      this.jobs = (await get('jobs?status=true')).sort((a, b) => worst(a) - worst(b) || a.name.localeCompare(b.name));
      this.refusal = null;
    } catch (e) {
      this.app.refused(e);
      this.refusal = e;
    }
    await this.loadFirst();
    if (this.jobs && Date.now() - this.sparksAt > 10_000) this.loadSparks();
  }

  /** The empty page is the first step of a job that can be guessed. Its files are loaded when they are needed. */
  async loadFirst() {
    if (!this.app.operator || !this.jobs || this.jobs.length) {
      this.first = null;
      return;
    }
    try {
      this.first ??= await (await import('./newfirst.js')).first(this.app);
      this.first?.load();
    } catch {
      // The page says how to begin, too.
      this.first = null;
    }
  }

  /** One after the other: lines are a comfort, statuses are not. */
  async loadSparks() {
    this.sparksAt = Date.now();
    for (const job of this.jobs.slice(0, MOST_SPARKS)) {
      try {
        const {seconds} = await get(`${jobPath(job.name)}/history`);
        this.sparks.set(job.name, {rate: seconds.map(s => s.recordsPerSecond), lag: seconds.map(s => s.lagSeconds)});
      } catch {
        this.sparks.delete(job.name);
      }
    }
    this.app.draw();
  }

  /** What a screen reader is told, and the tab. */
  sentence() {
    const {jobs} = this;
    if (!jobs) return '';
    const attention = jobs.filter(j => worst(j) < 2).length;
    return `${plural(jobs.length, 'job')} · ${attention ? `${plural(attention, 'needs', 'need')} attention` : 'none needs attention'}`;
  }

  found() {
    const words = (this.app.query.get('find') ?? '').toLowerCase();
    const state = this.app.query.get('state') ?? '';
    return this.jobs.filter(j => `${j.name} ${j.spec.source} ${j.spec.destination?.table ?? ''} ${j.status.state}`.toLowerCase().includes(words)
      && (!state || (state === ATTENTION ? worst(j) < 2 : j.status.state === state)));
  }

  view() {
    const {jobs} = this;
    if (!jobs) return html`<h1>Jobs</h1>${this.refusal ? refusalCard(this.refusal) : loading}`;
    if (!jobs.length && this.first) return this.first.view();
    if (!jobs.length) {
      return html`<h1>Jobs</h1>${empty('No job yet', html`A job reads one source and writes its records to a table. Describe both with
        <code>PUT /api/v1/sources/NAME</code> and <code>PUT /api/v1/jobs/NAME</code> (<a href="openapi.yaml">openapi.yaml</a>); it will be shown here at once.
        ${this.app.operator ? html`<br><br><a class="button go" href="#/new">New job</a>` : nothing}`)}`;
    }
    const found = this.found();
    const shown = found.slice(0, MOST_ROWS);
    const table = jobs.length >= TABLE_FROM;
    return html`
      <div class="row spread"><h1>Jobs</h1>${this.filter()}</div>
      ${refusalCard(this.app.connected || this.refusal?.status ? this.refusal : null)}
      ${this.totals()}
      ${table ? this.table(shown) : html`<div class="cards-of-jobs">${shown.map(j => this.card(j))}</div>`}
      ${found.length ? nothing : html`<section class="card dim">No job is called so, reads so or is in such a state.</section>`}
      ${found.length > shown.length ? html`<p class="dim">${count(found.length - shown.length)} more: find them by a word above.</p>` : nothing}
      ${heatLegend}`;
  }

  filter() {
    const {query} = this.app;
    const states = [...new Set(this.jobs.map(j => j.status.state))].sort();
    const same = query.get('scale') === 'same';
    return html`<div class="row">
      <button aria-pressed=${same} title="All lines of a kind are drawn to the largest of all jobs" @click=${() => this.app.setQuery('scale', same ? '' : 'same')}>Same scale</button>
      <select aria-label="Jobs in which state" @change=${e => this.app.setQuery('state', e.target.value)}>
        ${[['', 'All states'], [ATTENTION, 'Needs attention'], ...states.map(s => [s, s])].map(([value, label]) => html`<option value=${value} ?selected=${value === (query.get('state') ?? '')}>${label}</option>`)}</select>
      <input type="search" aria-label="Find jobs by name, source, table or state" placeholder="Name, source, table, state" .value=${query.get('find') ?? ''}
        @input=${e => this.app.setQuery('find', e.target.value)}></div>`;
  }

  totals() {
    const {jobs} = this;
    const sum = of => jobs.reduce((n, j) => n + (of(j.status) ?? 0), 0);
    const attention = jobs.filter(j => worst(j) < 2).length;
    const partitions = sum(s => s.partitions.length);
    const unknown = jobs.filter(j => j.status.partitions.length && j.status.totals.lagRecords == null).length;
    return html`<section class="card figures" aria-label="All jobs together">
        <span><b>${count(jobs.length)}</b> ${jobs.length === 1 ? 'job' : 'jobs'}</span>
        <span><b>${count(partitions)}</b> ${partitions === 1 ? 'partition' : 'partitions'}</span>
        <span><b>${rate(sum(s => s.rates.recordsPerSecond))}</b> records/s</span>
        <span><b>${count(sum(s => s.totals.lagRecords))}</b> records behind${unknown ? `, of ${plural(unknown, 'job')} not known` : ''}</span>
        <span><b>${count(sum(s => s.totals.quarantined))}</b> quarantined</span>
        ${attention ? html`<span class="bad"><span aria-hidden="true">▲</span> ${plural(attention, 'job needs', 'jobs need')} attention</span>`
          : html`<span class="ok"><span aria-hidden="true">✓</span> none needs attention</span>`}
      </section>`;
  }

  /** Of one job; with the same scale both kinds reach to the largest of all. */
  line(name, kind, text) {
    const own = this.sparks.get(name);
    if (!own) return html`<span class="spark"></span>`;
    const most = key => Math.max(0, ...[...this.sparks.values()].flatMap(s => s[key]).filter(v => v != null));
    return spark(own[kind], `${text} of ${name} in the last 15 minutes`, this.app.query.get('scale') === 'same' ? most(kind) : undefined);
  }

  order(name, s) {
    return this.app.operator ? orderButton(name, s.state, e => { this.refusal = e; this.app.refresh(); }) : nothing;
  }

  head({name, spec}) {
    const table = spec.destination?.table;
    return html`<a href="#/jobs/${encodeURIComponent(name)}"><b>${name}</b></a><div class="dim small wrap">${spec.source} → ${spec.destination?.database}${table ? `.${table}` : ''}</div>`;
  }

  quarantined(name, s) {
    return s.totals.quarantined ? html`<a href="#/jobs/${encodeURIComponent(name)}/quarantine">${count(s.totals.quarantined)}</a>` : '0';
  }

  card(job) {
    const {name, status: s} = job;
    const edge = worst(job) === 0 ? 'edge-bad' : worst(job) === 1 ? 'edge-warn' : '';
    const lost = lostAt(s);
    return html`<section class="card stack ${edge}" aria-label="Job ${name}">
      <div class="row spread top"><div>${this.head(job)}</div><div class="row">${pill(s.state)}${this.order(name, s)}</div></div>
      <div class="dim small">since ${when(s.since)}${lost ? html` · <span class="warn"><span aria-hidden="true">▲</span> Kafka deletes unread records from ${when(lost)} on</span>` : nothing}</div>
      ${s.error ? html`<div class="small bad wrap">${s.error.message}</div>` : nothing}
      <div class="pair"><div><span class="dim small">Records/s</span><b>${rate(s.rates.recordsPerSecond)}</b>${this.line(name, 'rate', 'Records per second')}</div>
        <div><span class="dim small">Behind, ${plural(s.totals.lagRecords, 'record')}</span><b>${behindText(s)}</b>${this.line(name, 'lag', 'Seconds behind')}</div></div>
      ${heatStrip(s, name)}
      <div class="figures small"><span>${count(s.totals.written)} written</span><span>${plural(s.totals.nulledFields, 'field')} nulled</span><span>${this.quarantined(name, s)} quarantined</span><span>${ledger(s)}</span></div>
    </section>`;
  }

  table(jobs) {
    return html`<section class="card flush scroll" tabindex="0" role="region" aria-label="Jobs"><table class="cards of-jobs">
      <thead><tr><th>Job</th><th>State</th><th>Records/s, 15 min</th><th>Behind, 15 min</th><th>Partitions</th>
        <th class="n">Written</th><th class="n">Quarantined</th>${this.app.operator ? html`<th>Actions</th>` : nothing}</tr></thead>
      <tbody>${jobs.map(j => this.row(j))}</tbody></table></section>`;
  }

  row(job) {
    const {name, status: s} = job;
    const lost = lostAt(s);
    return html`<tr>
      <td data-label="Job"><div>${this.head(job)}</div></td>
      <td data-label="State"><div>${pill(s.state)}<div class="dim small">since ${when(s.since)}</div>${s.error ? html`<div class="small cut" title=${s.error.message}>${s.error.message}</div>` : nothing}</div></td>
      <td data-label="Records/s"><div class="measure"><b>${rate(s.rates.recordsPerSecond)}</b>${this.line(name, 'rate', 'Records per second')}</div></td>
      <td data-label="Behind"><div class="measure"><span><b>${behindText(s)}</b> <span class="dim small">${plural(s.totals.lagRecords, 'record')}</span></span>${this.line(name, 'lag', 'Seconds behind')}
        ${lost ? html`<span class="warn small"><span aria-hidden="true">▲</span> deleted unread from ${when(lost)} on</span>` : nothing}</div></td>
      <td data-label="Partitions" class="heat-cell">${heatStrip(s, name)}</td>
      <td class="n" data-label="Written"><div>${count(s.totals.written)}<div class="small">${ledger(s)}</div></div></td>
      <td class="n" data-label="Quarantined"><div>${this.quarantined(name, s)}<div class="dim small">${plural(s.totals.nulledFields, 'field')} nulled</div></div></td>
      ${this.app.operator ? html`<td data-label="Actions">${this.order(name, s)}</td>` : nothing}
    </tr>`;
  }
}
