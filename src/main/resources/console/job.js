/** One job: its sentence, its tabs. */
import {html, nothing} from './vendor/lit-html.js';
import {get, jobPath} from './api.js';
import {count, rate, duration, plural} from './format.js';
import {pill, balanced, refusalCard, loading, when} from './parts.js';
import {orderButton} from './orders.js';
import {behind} from './jobs.js';
import {Now} from './now.js';
import {Partitions} from './partitions.js';
import {Quarantine} from './quarantine.js';
import {Drift} from './drift.js';
import {Timeline} from './timeline.js';
import {Settings} from './settings.js';

const TABS = {now: ['Now', Now], partitions: ['Partitions', Partitions], quarantine: ['Quarantine', Quarantine], drift: ['Drift', Drift], timeline: ['Timeline', Timeline], settings: ['Settings', Settings]};

export class JobPage {
  status = null;
  spec = null;
  refusal = null;

  constructor(app, name, tab) {
    this.app = app;
    this.name = name;
    this.path = jobPath(name);
    this.key = Object.hasOwn(TABS, tab) ? tab : 'now';
    this.tab = new TABS[this.key][1](this);
  }

  get title() {
    return this.name;
  }

  async load() {
    try {
      if (!this.spec) {
        const answer = await get(this.path);
        this.spec = answer.spec;
        this.declaredIn = answer.declaredIn;
      }
      this.status = await get(`${this.path}/status`);
      if (!this.kept) this.refusal = null;
      await this.tab.load?.();
    } catch (e) {
      this.app.refused(e);
      this.refusal = e;
    }
  }

  /** The refusal of an order stays until the next order. @param {Error|null} e */
  told(e) {
    this.kept = e;
    this.refusal = e;
    this.app.refresh();
  }

  table() {
    const d = this.spec?.destination;
    return d ? `${d.database}${d.table ? `.${d.table}` : ''}` : '';
  }

  sentence() {
    const s = this.status;
    return s && `${this.name} → ${this.table()} · ${s.state} · ${rate(s.rates.recordsPerSecond)} rec/s · ${duration(behind(s))} behind · ${s.balanced ? 'balanced' : 'not balanced'} · ${count(s.totals.quarantined)} in quarantine`;
  }

  view() {
    const s = this.status;
    if (!s) return this.refusal ? refusalCard(this.refusal) : loading;
    const base = `#/jobs/${encodeURIComponent(this.name)}`;
    return html`
      <div class="row spread">
        <div class="row"><h1>${this.name} <span class="dim">→ ${this.table()}</span></h1>${pill(s.state)}<span class="dim">since ${when(s.since)}</span></div>
        ${this.app.operator ? orderButton(this.name, s.state, e => this.told(e)) : nothing}
      </div>
      ${refusalCard(this.refusal)}
      <section class="card figures" aria-label="The job in figures">
        <span><b>${rate(s.rates.recordsPerSecond)}</b> records/s</span>
        <span><b>${duration(behind(s))}</b> behind, ${plural(s.totals.lagRecords, 'record')}</span>
        <span>${balanced(s.balanced)}, ${count(s.totals.written)} written</span>
        <span><b>${count(s.totals.quarantined)}</b> in quarantine</span>
        <span><b>${count(s.totals.nulledFields)}</b> ${s.totals.nulledFields === 1 ? 'field' : 'fields'} nulled</span>
        <span>${s.delivery}</span>
      </section>
      <nav class="tabs" aria-label="Of this job">${Object.entries(TABS).map(([key, [label]]) =>
        html`<a href="${base}/${key}" aria-current=${key === this.key ? 'page' : 'false'}>${label}</a>`)}</nav>
      ${this.tab.view()}`;
  }
}
