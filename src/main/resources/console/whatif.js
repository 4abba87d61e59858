/**
 * What would become of quarantined records with another mapping, and the way from a trial to a stored document: the entry of the
 * guilty column is edited in place, or the whole mapping as text. Everything that is said comes from the engine's dry run.
 */
import {html, nothing} from './vendor/lit-html.js';
import {call, send} from './api.js';
import {count, plural} from './format.js';
import {indented, lineOf, placeOf, tree} from './jsontext.js';
import {confirmed} from './orders.js';
import {rests} from './said.js';

/** A trial ends after so long: someone waits for it. */
const TRIAL_SECONDS = 10;
/** Paths that are offered, of the example record. */
const MOST_PATHS = 200;

const EPOCHS = [['', 'ms (default)'], ['s', 'seconds'], ['us', 'microseconds'], ['ns', 'nanoseconds'], ['d', 'days']];
const ENCODINGS = [['', 'utf8 (default)'], ['base64', 'base64'], ['hex', 'hex']];
const ROUNDINGS = [['', 'as the job'], ['round', 'round'], ['dirty', 'dirty']];

/** What the database's column decides, whatever the mapping says. */
const OF_THE_TABLE = new Set(['out-of-range', 'too-long', 'fraction-lost', 'not-in-charset', 'not-a-member', 'null-not-allowed']);
/** What a dry run does not foresee. */
const OF_THE_SERVER = new Set(['duplicate-key', 'check-violated', 'foreign-key', 'refused-by-server']);

export class WhatIf {
  /** Of the last dry run; null where the mapping was edited since. */
  answer = null;
  /** The mapping that the answer is of, as text. */
  tried = null;
  refusal = null;
  busy = false;
  /** Of storing and replaying: {text, state: 'now'|'done'|'failed'}. */
  steps = [];
  /** The whole mapping, where it is edited as text. */
  text = null;

  /** @param {object} page of the job @param {object} group whose records are meant @param {object} cause as the API takes it @param {() => Promise<void>} after once records were moved */
  constructor(page, group, cause, after) {
    Object.assign(this, {page, group, cause, after});
    this.begin();
  }

  /** From the job's document as it is. */
  begin() {
    const {mapping} = this.page.spec ?? {};
    /** What is stored, as far as the reader knows: another one is somebody's change. */
    this.began = JSON.stringify(mapping);
    this.mapping = mapping?.map(e => ({...e}));
    this.index = this.mapping?.findIndex(e => e.column === this.group.column) ?? -1;
    if (this.mapping && this.index < 0) this.text = indented(JSON.stringify(this.mapping));
  }

  get draw() {
    return () => this.page.app.draw();
  }

  /** The text that a document would hold. */
  written() {
    return this.text ?? indented(JSON.stringify(this.mapping));
  }

  get changed() {
    return Boolean(this.mapping) && bare(this.written()) !== bare(JSON.stringify(this.page.spec?.mapping ?? []));
  }

  edit(key, value) {
    const entry = this.mapping[this.index];
    if (value === '') delete entry[key];
    else entry[key] = value;
    this.touched();
  }

  touched() {
    this.answer = null;
    this.refusal = null;
    this.steps = [];
    this.draw();
  }

  /** Between one entry and the whole as text; what is no JSON stays text. */
  other() {
    if (this.text === null) this.text = this.written();
    else {
      try {
        const found = JSON.parse(this.text);
        if (!Array.isArray(found) || !found.some(e => e?.column === this.group.column)) return;
        this.mapping = found;
        this.index = found.findIndex(e => e?.column === this.group.column);
        this.text = null;
      } catch {
        this.refusal = {message: 'This is not JSON yet: a list of entries is expected.', faults: []};
      }
    }
    this.draw();
  }

  async tryOut(e) {
    e?.preventDefault();
    this.answer = null;
    this.refusal = null;
    if (this.text !== null && tree(this.text)?.kind !== 'array') {
      this.refusal = {message: 'This is not JSON: a list of entries is expected, such as [{"path": "/qty", "column": "qty"}].', faults: []};
      this.draw();
      return;
    }
    const tried = this.written();
    this.busy = true;
    this.draw();
    try {
      const choice = JSON.stringify({...this.cause, dryRun: true, seconds: TRIAL_SECONDS});
      // Spliced, not parsed: the mapping goes as it was written.
      const body = this.changed ? `${choice.slice(0, -1)},"mapping":${tried}}` : choice;
      const answer = await send('POST', `${this.page.path}/quarantine/replay`, body);
      // What was typed meanwhile nobody has tried.
      if (tried === this.written()) Object.assign(this, {answer, tried});
    } catch (refusal) {
      if (tried === this.written()) this.refusal = refusal;
    }
    this.busy = false;
    this.draw();
  }

  /** One of the steps to a replay: it is told while it lasts and when it is done. */
  async step(text, done, todo) {
    const step = {text, state: 'now'};
    this.steps.push(step);
    this.draw();
    try {
      const result = await todo(words => {
        step.text = words;
        this.draw();
      });
      step.text = done(result);
      step.state = 'done';
      return result;
    } catch (e) {
      step.state = 'failed';
      throw e;
    } finally {
      this.draw();
    }
  }

  async store() {
    const {page, answer, tried} = this;
    const still = rests(page.status);
    const how = still
      ? `It is stored in the job's document and holds from its next start on; the job stays ${page.status.state}.`
      : 'The job checks it, drains, and goes on with it at the next offset; where it does not start with it, the one before goes on and nothing is replayed.';
    if (!await confirmed('Store this mapping?', `${how} Then ${plural(answer.written, 'record')}${answer.next ? ' or more' : ''} that ${answer.written === 1 && !answer.next ? 'fits is' : 'fit are'} written once and ${answer.written === 1 && !answer.next ? 'leaves' : 'leave'} the quarantine; the others stay.`, 'Store and replay')) return;
    this.steps = [];
    this.refusal = null;
    this.busy = true;
    try {
      const response = await this.step('Storing the mapping…', r => r.status === 202 ? 'Stored; the job does not run with it yet.' : still ? 'The mapping is stored.' : 'The mapping is stored, and the job goes on with it.', () => this.put(still, tried));
      page.asked = false;
      await page.app.refresh();
      this.began = JSON.stringify(page.spec?.mapping);
      if (response.status === 202) {
        this.steps.push({text: 'Nothing was replayed: do it when the job runs with its new mapping. The status says where it cannot.', state: 'failed'});
      } else {
        await this.step('Replaying…', r => `${plural(r.written, 'record was', 'records were')} written, ${count(r.stayed)} stayed.`, tell => this.replay(tell));
        this.answer = null;
        if (still && page.status.state !== 'FINISHED') this.steps.push({text: `The job is ${page.status.state} as before: Start lets it read on with this mapping.`, state: 'done'});
      }
    } catch (refusal) {
      if (refusal.status === 412) refusal.message = 'Someone has changed the job meanwhile. Nothing was stored: open What if again.';
      this.refusal = refusal;
    }
    this.busy = false;
    await this.after();
  }

  /** @param {boolean} still whether the job rests @param {string} mapping that was tried */
  async put(still, mapping) {
    const response = await call(this.page.path);
    const text = await response.text();
    const place = placeOf(text, '/spec/mapping');
    if (!place || JSON.stringify(JSON.parse(text.slice(...place))) !== this.began) throw {message: 'Someone has changed the mapping meanwhile. Nothing was stored: open What if again.'};
    const body = text.slice(0, place[0]) + mapping + text.slice(place[1]);
    return call(this.page.path + (still ? '' : '?at=next&wait=60s'), {method: 'PUT', body, headers: {'content-type': 'application/json', 'if-match': response.headers.get('etag')}});
  }

  /** Time after time, until all were tried. @param {(words: string) => void} tell */
  async replay(tell) {
    const sum = {written: 0, stayed: 0};
    for (let after = null; ;) {
      const r = await send('POST', `${this.page.path}/quarantine/replay`, JSON.stringify({...this.cause, ...(after && {after})}));
      sum.written += r.written;
      sum.stayed += r.stayed;
      if (!r.next || r.next === after) return sum;
      tell(`Replaying… ${count(sum.written)} written so far, ${count(sum.stayed)} stayed.`);
      after = r.next;
    }
  }

  view() {
    const {group} = this;
    return html`<div class="whatif stack"><div class="row spread"><strong>What if ${group.count === 1 ? 'this record' : `these ${plural(group.count, 'record')}`} had another mapping?</strong>
        ${this.mapping && this.index >= 0 ? html`<button type="button" class="link" @click=${() => this.other()}>${this.text === null ? 'Edit the whole mapping as text' : `Edit the entry of ${group.column}`}</button>` : nothing}</div>
      <form class="stack" @submit=${e => this.tryOut(e)}>
        ${!this.mapping ? html`<p class="bare dim">The job's document has no mapping of one table: what is tried is the job as it is.</p>` : this.text === null ? this.entry() : this.whole()}
        ${OF_THE_TABLE.has(group.code) && this.text === null && this.mapping ? html`<p class="bare small dim">What a column takes is the table's: an ALTER TABLE in the database counts here at once. The entry's type is for a table that is made.</p>` : nothing}
        ${OF_THE_SERVER.has(group.code) ? html`<p class="bare small dim">What only the database knows (keys that are there, checks, foreign keys, triggers) no trial foresees: a replay shows it.</p>` : nothing}
        <div class="row"><button ?disabled=${this.busy}>${this.changed ? 'Try this mapping' : 'Try the present mapping'}</button>${this.said()}</div>
      </form>
      ${this.faults()}${this.causes()}${this.offer()}
      ${this.steps.length ? html`<ol class="plain" role="status">${this.steps.map(s => html`<li class=${{now: 'dim', done: 'ok', failed: 'bad'}[s.state]}><span aria-hidden="true">${{now: '◌', done: '✓', failed: '✕'}[s.state]}</span> ${s.text}</li>`)}</ol>` : nothing}</div>`;
  }

  entry() {
    const e = this.mapping[this.index];
    const field = (key, label, input) => html`<div class="field"><label for="whatif-${key}">${label}</label>${input}</div>`;
    const text = (key, label, list) => field(key, label, html`<input id="whatif-${key}" autocomplete="off" spellcheck="false" list=${list ?? nothing} .value=${e[key] ?? ''} aria-invalid=${this.faultOf(key) ? 'true' : 'false'} @input=${i => this.edit(key, i.target.value)}>`);
    const choice = (key, label, options) => field(key, label, html`<select id="whatif-${key}" @change=${i => this.edit(key, i.target.value)}>${options.map(([value, words]) => html`<option value=${value} ?selected=${value === (e[key] ?? '')}>${words}</option>`)}</select>`);
    const about = (key, types) => e[key] || !e.type || types.test(e.type);
    return html`<div class="fields">${text('path', `Path of ${e.column}`, 'whatif-paths')}${text('type', 'Type')}${about('epoch', /DATE|TIME/i) ? choice('epoch', 'Integers are times in', EPOCHS) : nothing}
        ${about('encoding', /BINARY|BLOB/i) ? choice('encoding', 'Strings are bytes in', ENCODINGS) : nothing}${about('rounding', /INT|DEC|NUM|FLOAT|DOUBLE|TIME/i) ? choice('rounding', 'More digits than fit', ROUNDINGS) : nothing}</div>
      <datalist id="whatif-paths">${pathsOf(this.group.examples[0]?.value).map(p => html`<option value=${p}></option>`)}</datalist>`;
  }

  whole() {
    return html`<label for="whatif-text">The whole mapping</label><textarea id="whatif-text" spellcheck="false" wrap="off" rows=${Math.min(24, this.text.split('\n').length + 1)} .value=${this.text}
      @input=${e => { this.text = e.target.value; this.touched(); }}></textarea>`;
  }

  faultOf(key) {
    return this.refusal?.faults?.find(f => f.pointer === `/mapping/${this.index}/${key}`);
  }

  said() {
    const r = this.answer;
    if (this.busy && !this.steps.length) return html`<span class="dim" role="status">Trying…</span>`;
    if (!r) return nothing;
    const tone = r.written === 0 ? 'bad' : r.stayed || r.next ? 'warn' : 'ok';
    return html`<span role="status"><b class=${tone}><span aria-hidden="true">${{bad: '✕', warn: '▲', ok: '✓'}[tone]}</span> ${plural(r.written, 'record')} would be written, ${count(r.stayed)} would stay.</b>
      <span class="dim">${r.nulledFields ? `${plural(r.nulledFields, 'field')} would be nulled. ` : ''}${r.next ? 'Only the first were tried in the time. ' : ''}Nothing was written.</span></span>`;
  }

  faults() {
    const {refusal} = this;
    if (!refusal) return nothing;
    const line = pointer => this.text === null ? '' : `line ${lineOf(this.text, pointer.replace(/^\/mapping/, ''))}: `;
    return html`<div role="alert"><span class="bad"><span aria-hidden="true">✕</span> ${refusal.message}</span>
      ${refusal.faults?.length ? html`<ul class="plain small">${refusal.faults.map(f => html`<li>${line(f.pointer)}<code>${f.pointer || '/'}</code> ${f.detail}</li>`)}</ul>` : nothing}</div>`;
  }

  causes() {
    const {causes = []} = this.answer ?? {};
    return causes.length ? html`<ul class="plain small" aria-label="Why records would stay">${causes.slice(0, 5).map(c => html`<li><b>${count(c.count)}</b> ${c.code}${c.column ? html` in <code>${c.column}</code>` : nothing}: <span class="dim">${c.examples[0]?.reason}</span></li>`)}
      ${causes.length > 5 ? html`<li class="dim">and ${plural(causes.length - 5, 'more cause')}</li>` : nothing}</ul>` : nothing;
  }

  /** Once the engine has said that the edited mapping lets some through. */
  offer() {
    if (!this.answer || this.tried !== this.written() || !this.changed || this.busy || !this.answer.written) return nothing;
    if (this.page.declaredIn) return html`<p class="bare dim">The job is declared in ${this.page.declaredIn}: change its mapping there, then replay.</p>`;
    return html`<div class="row"><button class="go" @click=${() => this.store()}>Store this mapping and replay those that fit</button></div>`;
  }
}

/** JSON without the spaces between its tokens. @param {string} text */
const bare = text => (text.match(/"(?:[^"\\]|\\[\s\S])*"?|[^\s"]+/g) ?? []).join('');

/** Pointers to all that is no object in a record; none where it is not JSON. @param {string|undefined} text */
function pathsOf(text) {
  const found = [];
  const walk = (node, pointer) => {
    if (found.length >= MOST_PATHS) return;
    if (!node.members?.length || node.kind === 'array') found.push(pointer);
    node.members?.forEach((m, i) => walk(m, `${pointer}/${node.kind === 'array' ? i : m.name.replaceAll('~', '~0').replaceAll('/', '~1')}`));
  };
  const root = tree(text ?? '', 20_000);
  if (root?.kind === 'object') walk(root, '');
  return found.filter(p => p);
}
