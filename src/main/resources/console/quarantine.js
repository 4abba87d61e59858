/** Records that did not fit: by cause, then one by one; replay, what-if, drop. */
import {html, nothing} from './vendor/lit-html.js';
import {get, send} from './api.js';
import {count, bytes, plural} from './format.js';
import {refusalCard, loading, empty, when} from './parts.js';
import {confirmed} from './orders.js';
import {placeOf} from './jsontext.js';
import {offenders, exported, save} from './offenders.js';

/** Records of a page, and of the pictures of a cause. */
const PAGE = 50;
const PICTURED = 1000;
/** A file has so many at most: it is made in the browser's memory. */
const EXPORTED = 10_000;

/** The same cause before and after the groups were counted anew. */
const keyOf = g => JSON.stringify([g.table, g.code, g.column]);
const cause = g => ({table: g.table ?? '', code: g.code ?? '', column: g.column ?? ''});

/** The record's text with the guilty value marked; bytes that are no text are as the API gives them. */
function marked({value, path, encoding}) {
  const place = path && encoding === 'text' ? placeOf(value ?? '', path) : null;
  return place ? html`${value.slice(0, place[0])}<mark>${value.slice(...place)}</mark>${value.slice(place[1])}` : value;
}

export class Quarantine {
  groups = null;
  records = null;
  chosen = null;
  pictured = null;
  /** What the last order did: {key of the cause, text, tone}. */
  said = null;
  refusal = null;
  /** Of the cause for which another mapping is tried. */
  whatIf = null;

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
    await this.act(group, async () => {
      const records = [];
      for (let after = ''; after !== null && records.length < EXPORTED;) {
        const page = await get(`${this.page.path}/quarantine?${new URLSearchParams({...cause(group), limit: 1000, full: true, ...(after && {after})})}`);
        records.push(...page.records);
        after = page.next;
        if (after === null) break;
      }
      save(`${this.page.name}-${group.code}.${form}`, exported(records, form));
      return [`${plural(records.length, 'record')} of ${count(group.count)} saved as a file.`];
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

  async act(group, todo) {
    try {
      const [text, tone = 'ok'] = await todo();
      this.said = {key: keyOf(group), text, tone};
      this.refusal = null;
    } catch (e) {
      this.said = null;
      this.refusal = e;
      this.page.app.draw();
      return;
    }
    await this.again();
  }

  /** Opened below its row, and closed by the same button. */
  async tryOut(group) {
    if (this.whatIf?.key === keyOf(group)) this.whatIf = null;
    else {
      const {WhatIf} = await import('./whatif.js');
      const tried = new WhatIf(this.page, group, cause(group), () => this.again());
      tried.key = keyOf(group);
      this.whatIf = tried;
      this.said = null;
      tried.tryOut();
    }
    this.page.app.draw();
  }

  async replay(group) {
    if (!await confirmed('Replay these records?', `${plural(group.count, 'record')} with ${group.code} go through the job's present mapping. Those that fit are written once and leave the quarantine; the others stay, with the reason of now.`, 'Replay')) return;
    await this.act(group, async () => {
      const r = await send('POST', `${this.page.path}/quarantine/replay`, JSON.stringify(cause(group)));
      return [`${plural(r.written, 'record was', 'records were')} written, ${count(r.stayed)} stayed${r.next ? '; more are left, replay again' : ''}.`, r.written ? 'ok' : 'warn'];
    });
  }

  async drop(group) {
    if (!await confirmed('Drop these records?', `${plural(group.count, 'record')} with ${group.code} are deleted for good. The ledger goes on counting them as quarantined.`, 'Drop for good')) return;
    await this.act(group, async () => {
      const r = await send('DELETE', `${this.page.path}/quarantine?${new URLSearchParams(cause(group))}`);
      if (this.whatIf?.key === keyOf(group)) this.whatIf = null;
      this.chosen = null;
      this.records = null;
      this.pictured = null;
      return [`${plural(r.dropped, 'record was', 'records were')} dropped.`];
    });
  }

  view() {
    if (!this.groups) return this.refusal ? this.failed() : loading;
    const operator = this.page.app.operator;
    return html`${this.failed()}
      ${this.left(this.said) ? html`<section class="card edge-${this.said.tone}" role="status">${this.said.text}</section>` : nothing}
      ${this.left(this.whatIf) && this.whatIf.steps.length ? html`<section class="card">${this.whatIf.view()}</section>` : nothing}
      ${this.groups.length ? html`<section class="card flush scroll" tabindex="0" role="region" aria-label="Causes"><table class="cards">
        <thead><tr><th class="n">Records</th><th>Cause</th><th>Column</th><th>Example</th><th>Last</th><th>Actions</th></tr></thead>
        <tbody>${this.groups.map(g => html`<tr class=${[this.said?.key, this.whatIf?.key].includes(keyOf(g)) ? 'joined' : ''}>
          <td class="n" data-label="Records"><b>${count(g.count)}</b></td><td data-label="Cause" class="one-line">${g.code}</td><td data-label="Column"><div><code>${g.column ?? '–'}</code><div class="dim small">${g.table ?? ''}</div></div></td>
          <td class="small" data-label="Example">${g.examples[0]?.reason}</td><td class="small" data-label="Last">${when(g.lastAt)}</td>
          <td data-label="Actions"><div class="row compact"><button @click=${() => this.look(g, '')}>Look</button>
            <button @click=${() => this.export(g, 'csv')}>CSV</button><button @click=${() => this.export(g, 'ndjson')}>NDJSON</button>${operator ? html`
            <button aria-expanded=${this.whatIf?.key === keyOf(g) ? 'true' : 'false'} @click=${() => this.tryOut(g)}>What if</button><button class="go" @click=${() => this.replay(g)}>Replay</button><button @click=${() => this.drop(g)}>Drop</button>` : nothing}</div></td></tr>${this.below(g)}`)}</tbody></table></section>`
        : empty('Nothing in quarantine', 'Records that do not fit come here where the job\'s policies say so (dirtyData, malformed, refused). They are then shown by cause.')}
      ${this.pictured ? offenders(this.pictured.records, this.chosen, this.type(), this.pictured.next !== null) : nothing}
      ${this.records ? this.list() : nothing}`;
  }

  /** What was said or is tried of a cause stands right below its buttons. */
  below(group) {
    const key = keyOf(group);
    const told = this.said?.key === key ? html`<p class="bare ${this.said.tone}" role="status"><span aria-hidden="true">${this.said.tone === 'ok' ? '✓' : '▲'}</span> ${this.said.text}</p>` : nothing;
    const tried = this.whatIf?.key === key ? this.whatIf.view() : nothing;
    return told === nothing && tried === nothing ? nothing : html`<tr><td colspan="6" class="whole">${told}${tried}</td></tr>`;
  }

  /** Where its cause is gone it has no row to stand below. */
  left(of) {
    return of && !this.groups.some(g => keyOf(g) === of.key);
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
        <pre tabindex="0">${marked(r)}</pre></details>`)}
      ${this.records.next ? html`<p class="pad"><button @click=${() => this.look(this.chosen, this.records.next)}>Next ${PAGE}</button></p>` : nothing}</section>`;
  }
}
