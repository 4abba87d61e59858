/** Look and map: real records, a mapping of them, and what the engine makes of them with it. */
import {html, nothing} from './vendor/lit-html.js';
import {call} from './api.js';
import {count, plural} from './format.js';
import {loading, when} from './parts.js';
import {inDocument} from './newdraft.js';
import {choice, DIRTY} from './newparts.js';
import {MappingGrid} from './newgrid.js';
import {Records} from './newrecords.js';
import {previewTable} from './newpreview.js';

/** Records that the engine looks at. */
const RECORDS = 1000;
/** Of a value; a longer one is asked for by itself. */
const CHARS = 16_384;
/** After the last edit. */
const REST_MS = 120;
/** The engine keeps them no longer. */
const MOST_AGE_MS = 60_000;

/** One call at a time: a later one ends the one before. */
class Latest {
  abort = null;

  async post(path, body) {
    this.abort?.abort();
    const abort = this.abort = new AbortController();
    try {
      const response = await call(path, {method: 'POST', body: JSON.stringify(body), headers: {'content-type': 'application/json'}, signal: abort.signal});
      return await response.json();
    } catch (e) {
      if (e.name === 'AbortError' || abort.signal.aborted) return null;
      throw e;
    }
  }
}

export class LookAndMap {
  sampling = new Latest();
  previewing = new Latest();
  timer = null;
  /** Whether what is shown is of an earlier edit. */
  waiting = false;

  constructor(draft) {
    this.draft = draft;
    this.grid = new MappingGrid(draft, () => this.soon());
    this.records = new Records(draft, path => this.grid.addPath(path));
  }

  async load() {
    if (!this.draft.fields.source) return;
    if (this.draft.sample) this.soon(0);
    else await this.look();
  }

  /** Reads the newest records anew; what was edited by hand stays. */
  async look() {
    const {draft} = this;
    this.waiting = true;
    draft.lookedAt = Date.now();
    draft.app.draw();
    try {
      const sample = await this.sampling.post(`sources/${encodeURIComponent(draft.fields.source)}/sample`,
        {layers: Number(draft.fields.layers), ...draft.root(), records: RECORDS, valuesAs: 'text', maxValueChars: CHARS, dialect: draft.fields.dialect, table: draft.table()});
      if (!sample) return;
      draft.sample = sample;
      draft.refusal = null;
      // A mapping that was given as it is stays so until another depth is asked for.
      if (draft.fields.given) return await this.judge();
      const before = draft.fields.mapping ?? [];
      const own = new Map(before.filter(e => e.own).map(e => [e.path, e]));
      const proposed = sample.mapping.filter(e => !draft.fields.dropped.includes(e.path));
      const paths = new Set(proposed.map(e => e.path));
      draft.set({mapping: [...proposed.map(e => own.get(e.path) ?? e), ...before.filter(e => e.own === 'added' && !paths.has(e.path))]});
      await this.judge();
    } catch (e) {
      this.refused(e);
    }
  }

  /** @param {number} [ms] */
  soon(ms = REST_MS) {
    clearTimeout(this.timer);
    this.waiting = true;
    this.timer = setTimeout(() => this.judge(), ms);
    this.draft.app.draw();
  }

  /** An edit is judged by the records of the edit before: none that are older than the look at the sample. */
  age() {
    return Math.max(1, Math.min(MOST_AGE_MS, Date.now() - this.draft.lookedAt));
  }

  async judge() {
    const {draft} = this;
    if (!draft.fields.mapping?.length) {
      this.waiting = false;
      draft.preview = null;
      draft.app.draw();
      return;
    }
    try {
      const preview = await this.previewing.post('preview', {job: draft.job(false), records: RECORDS, recordsMaxAgeMs: this.age(), valuesAs: 'text', maxValueChars: 256});
      if (!preview) return;
      draft.preview = preview;
      draft.told = null;
      draft.refusal = null;
      draft.faults = preview.errors.filter(f => !f.pointer.startsWith('/destination'));
      this.waiting = false;
      draft.app.draw();
    } catch (e) {
      this.refused(e);
    }
  }

  refused(e) {
    const {draft} = this;
    this.waiting = false;
    draft.app.refused(e);
    draft.faults = inDocument(e).filter(f => !f.pointer.startsWith('/destination'));
    const atFields = draft.faults.length > 0 && draft.faults.every(f => f.pointer.startsWith('/mapping'));
    draft.refusal = atFields ? null : e;
    draft.preview = null;
    draft.app.draw();
  }

  depth(value) {
    const layers = Math.max(0, Math.min(32, Math.round(Number(value)) || 0));
    if (layers === this.draft.fields.layers) return;
    this.draft.set({layers, given: false});
    clearTimeout(this.timer);
    this.waiting = true;
    this.timer = setTimeout(() => this.look(), REST_MS);
    this.draft.app.draw();
  }

  view() {
    const {draft} = this;
    const {sample} = draft;
    if (!sample) return draft.refusal ? html`<div class="row"><button @click=${() => this.look()}>Try again</button><a class="button" href="#/new">Another topic</a></div>` : loading;
    const broken = draft.faults.filter(f => !f.pointer.startsWith('/mapping/'));
    // The sample's are of the proposed mapping: since then a key may have been chosen.
    const keyed = (draft.fields.mapping ?? []).some(e => e.key);
    const warned = sample.warnings.filter((w, i, all) => !(w.code === 'no-key' && keyed) && all.findIndex(other => other.message === w.message) === i);
    return html`
      <section class="card stack">
        <div class="row spread"><div class="row">
          <label for="new-depth">Layers of objects that become columns</label>
          <input id="new-depth" class="depth" type="range" min="0" max="4" .value=${String(Math.min(4, draft.fields.layers))} aria-valuetext="${draft.fields.layers} layers" @input=${e => this.depth(e.target.value)}>
          <input class="narrow" type="number" min="0" max="32" aria-label="Layers, also more than 4" .value=${String(draft.fields.layers)} @change=${e => this.depth(e.target.value)}>
          <span class="dim">→ ${plural(draft.fields.mapping?.length ?? 0, 'column')}</span></div>
          <div class="row"><button @click=${() => this.look()}>Read the newest again</button>
            <a class="button go" href="#/new/start">Next: start</a></div></div>
        <div class="row spread">${this.counts()}${choice(draft, 'dirtyData', 'A value that does not fit its column', DIRTY, {after: () => this.soon()})}</div>
        ${broken.length ? html`<div role="alert"><ul class="bad">${broken.map(f => html`<li><code>${f.pointer || '/'}</code> ${f.detail}</li>`)}</ul></div>` : nothing}
        ${warned.length ? html`<ul class="warnings">${warned.map(w => html`<li><span class="warn" aria-hidden="true">▲</span> ${w.message}</li>`)}</ul>` : nothing}
      </section>
      ${sample.records.length ? html`${this.grid.key()}${this.grid.view()}
        ${draft.preview ? previewTable(draft, () => this.soon()) : nothing}
        ${draft.preview?.createTable ?? sample.createTable ? html`<section class="card"><h2>${draft.preview?.createTable ? 'CREATE TABLE, given at the start' : 'CREATE TABLE as proposed'}</h2><pre tabindex="0">${draft.preview?.createTable ?? sample.createTable}</pre></section>` : nothing}
        ${this.records.view()}`
      : html`<section class="card empty reserve"><h2>No record yet</h2><p class="dim">The topic ${draft.fields.topic} is empty. As soon as it has records, <em>Read the newest again</em> shows them here.
          Or go on: the mapping is then made of the newest records when the job is started first.</p></section>`}`;
  }

  counts() {
    const c = this.draft.preview?.counts;
    if (!c) return html`<div class="counts dim" aria-live="polite">${this.waiting ? 'The engine is asked…' : this.draft.fields.mapping?.length ? 'Nothing to show yet: see what is wrong, marked ✕.' : 'No column is left: without a mapping the engine makes one of the newest records at the first start.'}</div>`;
    const refused = (c.quarantined ?? 0) + (c.stop ?? 0);
    return html`<div class="counts row" aria-live="polite" aria-busy=${this.waiting ? 'true' : 'false'}>
      <span class="ok"><span aria-hidden="true">✓</span> ${count(c.written)} written</span>
      <span class=${c.nulled ? 'warn' : 'dim'}><span aria-hidden="true">▲</span> ${count(c.nulled)} with a field nulled</span>
      <span class=${refused ? 'bad' : 'dim'}><span aria-hidden="true">✕</span> ${c.stop ? `${count(c.stop)} would stop the job` : `${count(c.quarantined)} quarantined`}</span>
      ${c.tombstone ? html`<span class="dim">${count(c.tombstone)} tombstones</span>` : nothing}
      <span class="dim">of the newest ${count(this.draft.preview.records.length)}, read at ${when(this.draft.preview.readAt)}, by the engine itself${this.waiting ? ', being asked again…' : nothing}</span></div>`;
  }
}
