/** All jobs: what needs attention first. */
import {html, nothing} from './vendor/lit-html.js';
import {get, jobPath} from './api.js';
import {count, rate, duration, plural} from './format.js';
import {pill, balanced, refusalCard, loading, empty} from './parts.js';
import {spark} from './charts.js';
import {orderButton} from './orders.js';

/** Jobs whose line is asked for: each is one call. */
const MOST_SPARKS = 30;
/** Rows that are drawn; the filter finds the others. */
const MOST_ROWS = 200;

/** @param {{status: object}} job */
const worst = ({status: s}) => !s.balanced || s.state === 'FAILED' ? 0 : s.state === 'RETRYING' ? 1 : s.totals.quarantined > 0 ? 2 : 3;

/** Seconds behind of the partition furthest behind; null where none is known. */
export const behind = s => s.partitions.reduce((most, p) => p.lagSeconds == null ? most : Math.max(most ?? 0, p.lagSeconds), null);

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
        this.sparks.set(job.name, seconds.map(s => s.recordsPerSecond));
      } catch {
        this.sparks.delete(job.name);
      }
    }
    this.app.draw();
  }

  view() {
    const {jobs} = this;
    if (!jobs) return this.refusal ? refusalCard(this.refusal) : loading;
    if (!jobs.length && this.first) return this.first.view();
    if (!jobs.length) {
      return html`<h1>Jobs</h1>${empty('No job yet', html`A job reads one source and writes its records to a table. Describe both with
        <code>PUT /api/v1/sources/NAME</code> and <code>PUT /api/v1/jobs/NAME</code> (<a href="openapi.yaml">openapi.yaml</a>); it will be shown here at once.
        ${this.app.operator ? html`<br><br><a class="button go" href="#/new">New job</a>` : nothing}`)}`;
    }
    const words = (this.app.query.get('find') ?? '').toLowerCase();
    const found = jobs.filter(j => `${j.name} ${j.spec.source} ${j.status.state}`.toLowerCase().includes(words));
    const sum = of => jobs.reduce((n, j) => n + (of(j.status) ?? 0), 0);
    const attention = jobs.filter(j => worst(j) < 2).length;
    return html`
      <div class="row spread"><h1>Jobs</h1>
        <input type="search" aria-label="Find jobs by name, source or state" placeholder="Name, source or state" .value=${words}
          @input=${e => this.app.setQuery('find', e.target.value)}></div>
      ${refusalCard(this.refusal)}
      <section class="card figures" aria-label="All jobs together">
        <span><b>${count(jobs.length)}</b> ${jobs.length === 1 ? 'job' : 'jobs'}</span>
        <span><b>${rate(sum(s => s.rates.recordsPerSecond))}</b> records/s</span>
        <span><b>${count(sum(s => s.totals.lagRecords))}</b> records behind</span>
        <span><b>${count(sum(s => s.totals.quarantined))}</b> quarantined</span>
        ${attention ? html`<span class="bad"><span aria-hidden="true">▲</span> ${plural(attention, 'job needs', 'jobs need')} attention</span>`
          : html`<span class="ok"><span aria-hidden="true">✓</span> none needs attention</span>`}
      </section>
      <section class="card flush scroll" tabindex="0" role="region" aria-label="Jobs">
        <table><thead><tr><th>Job</th><th>State</th><th class="n">Records/s</th><th>15 min</th><th class="n">Behind</th>
          <th class="n">Written</th><th class="n">Nulled</th><th class="n">Quarantined</th><th>Ledger</th>${this.app.operator ? html`<th>Order</th>` : nothing}</tr></thead>
          <tbody>${found.slice(0, MOST_ROWS).map(j => this.row(j))}</tbody></table>
        ${found.length ? nothing : html`<p class="pad dim">No job is called so, reads so or is in such a state.</p>`}
        ${found.length > MOST_ROWS ? html`<p class="pad dim">${count(found.length - MOST_ROWS)} more: find them by a word above.</p>` : nothing}
      </section>`;
  }

  row({name, spec, status: s}) {
    const table = spec.destination?.table;
    return html`<tr>
      <td><a href="#/jobs/${encodeURIComponent(name)}"><b>${name}</b></a><div class="dim small">${spec.source} → ${spec.destination?.database}${table ? `.${table}` : ''}</div></td>
      <td>${pill(s.state)}${s.error ? html`<div class="small cut" title=${s.error.message}>${s.error.message}</div>` : nothing}</td>
      <td class="n">${rate(s.rates.recordsPerSecond)}</td>
      <td>${this.sparks.has(name) ? spark(this.sparks.get(name), `Records per second of ${name} in the last 15 minutes`) : nothing}</td>
      <td class="n">${duration(behind(s))}<div class="dim small">${count(s.totals.lagRecords)} records</div></td>
      <td class="n">${count(s.totals.written)}</td><td class="n">${count(s.totals.nulledFields)}</td>
      <td class="n">${s.totals.quarantined ? html`<a href="#/jobs/${encodeURIComponent(name)}/quarantine">${count(s.totals.quarantined)}</a>` : '0'}</td>
      <td>${balanced(s.balanced)}</td>
      ${this.app.operator ? html`<td>${orderButton(name, s.state, e => { this.refusal = e; this.app.refresh(); })}</td>` : nothing}
    </tr>`;
  }
}
