/** One job: its sentence, its tabs. */
import {html, nothing} from './vendor/lit-html.js';
import {get, jobPath} from './api.js';
import {count, rate, plural} from './format.js';
import {pill, ledger, refusalCard, loading, when} from './parts.js';
import {orderButton} from './orders.js';
import {behindText, rests, sentenceOf} from './said.js';
import {Now} from './now.js';

/** What is seen first is there at once; the other tabs are loaded when they are asked for. */
const TABS = {
  now: ['Now', () => Now],
  partitions: ['Partitions', async () => (await import('./partitions.js')).Partitions],
  quarantine: ['Quarantine', async () => (await import('./quarantine.js')).Quarantine],
  drift: ['Drift', async () => (await import('./drift.js')).Drift],
  timeline: ['Timeline', async () => (await import('./timeline.js')).Timeline],
  settings: ['Settings', async () => (await import('./settings.js')).Settings],
};

/** In place of a tab whose files are not there yet. */
const WAITING = {view: () => loading};
const MISSING = {view: () => refusalCard({message: 'The tab cannot be loaded. Does the engine run? Load the page again.'})};

export class JobPage {
  status = null;
  spec = null;
  refusal = null;

  /** Whether the document was asked for by this page. */
  asked = false;

  /** @param {object} before the page that was shown: of the same job it knows what to show until the engine has answered */
  constructor(app, name, tab, before) {
    this.app = app;
    this.name = name;
    this.path = jobPath(name);
    this.key = Object.hasOwn(TABS, tab) ? tab : 'now';
    if (before instanceof JobPage && before.name === name) {
      this.status = before.status;
      this.spec = before.spec;
      this.declaredIn = before.declaredIn;
    }
    const made = TABS[this.key][1]();
    this.tab = made instanceof Promise ? WAITING : new made(this);
    if (made instanceof Promise) made.then(Tab => this.show(new Tab(this)), () => this.show(MISSING));
  }

  show(tab) {
    this.tab = tab;
    if (this.app.page !== this) return;
    this.app.draw();
    this.app.refresh();
  }

  get title() {
    return this.name;
  }

  async load() {
    try {
      if (!this.spec || !this.asked) {
        const answer = await get(this.path);
        this.spec = answer.spec;
        this.declaredIn = answer.declaredIn;
        this.asked = true;
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
    return s && sentenceOf(this.name, this.table(), s);
  }

  view() {
    const s = this.status;
    if (!s) return html`<h1>${this.name}</h1>${this.refusal ? refusalCard(this.refusal) : loading}`;
    const base = `#/jobs/${encodeURIComponent(this.name)}`;
    return html`
      <div class="row spread">
        <div class="row"><h1>${this.name} <span class="dim">→ ${this.table()}</span></h1>${pill(s.state)}<span class="dim">since ${when(s.since)}</span></div>
        ${this.app.operator ? orderButton(this.name, s.state, e => this.told(e)) : nothing}
      </div>
      ${refusalCard(this.app.connected || this.refusal?.status ? this.refusal : null)}
      <section class="card figures" aria-label="The job in figures">
        ${s.state === 'CREATED' && !s.partitions.length ? html`<span>not started yet</span>`
          : html`<span><b>${rests(s) ? '0' : rate(s.rates.recordsPerSecond)}</b> records/s</span>
            <span><b>${behindText(s)}</b> behind, ${plural(s.totals.lagRecords, 'record')}</span>`}
        <span>${ledger(s)}, ${count(s.totals.written)} written</span>
        <span><b>${count(s.totals.quarantined)}</b> in quarantine</span>
        <span><b>${count(s.totals.nulledFields)}</b> ${s.totals.nulledFields === 1 ? 'field' : 'fields'} nulled</span>
        <span>${s.delivery}</span>
      </section>
      <nav class="tabs" aria-label="Of this job">${Object.entries(TABS).map(([key, [label]]) =>
        html`<a href="${base}/${key}" aria-current=${key === this.key ? 'page' : 'false'}>${label}</a>`)}</nav>
      ${this.tab.view()}`;
  }
}
