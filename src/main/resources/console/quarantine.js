/** Records that did not fit: by cause, then one by one; replay, what-if, drop. */
import {html, nothing} from './vendor/lit-html.js';
import {get, send} from './api.js';
import {count, bytes, plural} from './format.js';
import {refusalCard, loading, empty, when} from './parts.js';
import {confirmed} from './orders.js';
import {offenders, exported, save} from './offenders.js';

/** Records of a page, and of the pictures of a cause. */
const PAGE = 50;
const PICTURED = 1000;
/** A file has so many at most: it is made in the browser's memory. */
const EXPORTED = 10_000;

const cause = g => ({table: g.table ?? '', code: g.code ?? '', column: g.column ?? ''});

export class Quarantine {
  groups = null;
  records = null;
  chosen = null;
  pictured = null;
  said = null;
  refusal = null;

  constructor(page) {
    this.page = page;
  }

  /** Once, and after each order: the groups are a count of the whole quarantine. */
  async load() {
    if (this.groups || this.refusal) return;
    await this.again();
  }

  async again() {
    try {
      this.groups = await get(`${this.page.path}/quarantine/groups`);
      this.refusal = null;
      if (this.chosen) await this.look(this.chosen, '');
    } catch (e) {
      this.refusal = e;
    }
    this.page.app.draw();
  }

  /** All of a cause, or the first of them where they are very many; values whole. */
  async export(group, form) {
    await this.act(async () => {
      const records = [];
      for (let after = ''; after !== null && records.length < EXPORTED;) {
        const page = await get(`${this.page.path}/quarantine?${new URLSearchParams({...cause(group), limit: 1000, full: true, ...(after && {after})})}`);
        records.push(...page.records);
        after = page.next;
        if (after === null) break;
      }
      save(`${this.page.name}-${group.code}.${form}`, exported(records, form));
      return `${plural(records.length, 'record')} of ${count(group.count)} saved as a file.`;
    });
  }

  async look(group, after) {
    if (this.chosen !== group) this.pictured = null;
    this.chosen = group;
    try {
      const query = new URLSearchParams({...cause(group), limit: PAGE, ...(after && {after})});
      this.records = await get(`${this.page.path}/quarantine?${query}`);
      this.pictured ??= await get(`${this.page.path}/quarantine?${new URLSearchParams({...cause(group), limit: PICTURED})}`);
    } catch (e) {
      this.refusal = e;
    }
    this.page.app.draw();
  }

  async act(todo) {
    try {
      this.said = await todo();
      this.refusal = null;
    } catch (e) {
      this.said = null;
      this.refusal = e;
      this.page.app.draw();
      return;
    }
    await this.again();
  }

  tryOut(group) {
    return this.act(async () => {
      const r = await send('POST', `${this.page.path}/quarantine/replay`, JSON.stringify({...cause(group), dryRun: true}));
      return `Nothing was written. Of these, ${plural(r.written, 'record')} would be written, ${count(r.stayed)} would stay${r.next ? ' (only the first were tried in the time)' : ''}.`;
    });
  }

  async replay(group) {
    if (!await confirmed('Replay these records?', `${plural(group.count, 'record')} with ${group.code} go through the job's present mapping. Those that fit are written once and leave the quarantine; the others stay, with the reason of now.`, 'Replay')) return;
    await this.act(async () => {
      const r = await send('POST', `${this.page.path}/quarantine/replay`, JSON.stringify(cause(group)));
      return `${plural(r.written, 'record was', 'records were')} written, ${count(r.stayed)} stayed${r.next ? '; more are left, replay again' : ''}.`;
    });
  }

  async drop(group) {
    if (!await confirmed('Drop these records?', `${plural(group.count, 'record')} with ${group.code} are deleted for good. The ledger goes on counting them as quarantined.`, 'Drop for good')) return;
    await this.act(async () => {
      const r = await send('DELETE', `${this.page.path}/quarantine?${new URLSearchParams(cause(group))}`);
      this.chosen = null;
      this.records = null;
      this.pictured = null;
      return `${plural(r.dropped, 'record was', 'records were')} dropped.`;
    });
  }

  view() {
    if (!this.groups) return this.refusal ? this.failed() : loading;
    const operator = this.page.app.operator;
    return html`${this.failed()}
      ${this.said ? html`<section class="card edge-ok" role="status">${this.said}</section>` : nothing}
      ${this.groups.length ? html`<section class="card flush scroll" tabindex="0" role="region" aria-label="Causes"><table class="cards">
        <thead><tr><th class="n">Records</th><th>Cause</th><th>Column</th><th>Example</th><th>Last</th><th>Order</th></tr></thead>
        <tbody>${this.groups.map(g => html`<tr>
          <td class="n" data-label="Records"><b>${count(g.count)}</b></td><td data-label="Cause">${g.code}</td><td data-label="Column"><div><code>${g.column ?? '–'}</code><div class="dim small">${g.table ?? ''}</div></div></td>
          <td class="small" data-label="Example">${g.examples[0]?.reason}</td><td class="small" data-label="Last">${when(g.lastAt)}</td>
          <td data-label="Order"><div class="row"><button @click=${() => this.look(g, '')}>Look</button>
            <button @click=${() => this.export(g, 'csv')}>CSV</button><button @click=${() => this.export(g, 'ndjson')}>NDJSON</button>${operator ? html`
            <button @click=${() => this.tryOut(g)}>What if</button><button class="go" @click=${() => this.replay(g)}>Replay</button><button @click=${() => this.drop(g)}>Drop</button>` : nothing}</div></td></tr>`)}</tbody></table></section>`
        : empty('Nothing in quarantine', 'Records that do not fit come here where the job\'s policies say so (dirtyData, malformed, refused). They are then shown by cause.')}
      ${this.pictured ? offenders(this.pictured.records, this.chosen, this.type(), this.pictured.next !== null) : nothing}
      ${this.records ? this.list() : nothing}`;
  }

  /** Of the cause's column, where the document names it. */
  type() {
    return this.page.spec?.mapping?.find(m => m.column === this.chosen.column)?.type;
  }

  failed() {
    return this.refusal ? html`${refusalCard(this.refusal)}<div><button @click=${() => this.again()}>Ask again</button></div>` : nothing;
  }

  list() {
    return html`<section class="card flush"><h2 class="pad">Records with ${this.chosen.code}${this.chosen.column ? ` in ${this.chosen.column}` : ''}</h2>
      ${this.records.records.map(r => html`<details><summary><code>${r.topic}[${r.partition}]@${r.offset}</code> ${r.reason}</summary>
        <p class="dim small">${r.path ?? ''} · ${bytes(r.valueBytes)} · ${when(r.quarantinedAt)}${r.cut ? ' · only its beginning is shown' : ''}</p>
        <pre tabindex="0">${r.value}</pre></details>`)}
      ${this.records.next ? html`<p class="pad"><button @click=${() => this.look(this.chosen, this.records.next)}>Next ${PAGE}</button></p>` : nothing}</section>`;
  }
}
