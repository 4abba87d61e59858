/** The mapping: a row for each column, beside what the sample knows of its path, and why other paths are none. */
import {html, nothing} from './vendor/lit-html.js';
import {count} from './format.js';
import {faultsBelow} from './newparts.js';
import {presence, kinds, histogram, seen} from './newvisuals.js';

/** Rows that are drawn at once. */
const MOST = 200;
const TYPES = ['TINYINT', 'SMALLINT', 'INT', 'BIGINT', 'BIGINT UNSIGNED', 'DECIMAL(18,2)', 'DOUBLE', 'BOOLEAN', 'VARCHAR(255)', 'TEXT', 'LONGTEXT', 'JSON', 'DATE', 'DATETIME(3)', 'DATETIME(6)', 'TIMESTAMP(3)', 'TIME', 'VARBINARY(255)', 'LONGBLOB'];
const METADATA = ['$topic', '$partition', '$offset', '$timestamp', '$key', '$headers/NAME', '$value', '$ingestTime'];

/** @param {string} path */
const levels = path => path.split('/').length - 1;
/** @param {string} path */
const proposed = path => (path.startsWith('/') ? path.slice(1) : path).replaceAll('~1', '/').replaceAll('~0', '~').replace(/[^\p{L}\p{N}]+/gu, '_').replace(/^(?=\d)/, '_').slice(0, 64);

export class MappingGrid {
  all = false;
  path = '';

  /** @param {import('./newdraft.js').Draft} draft @param {() => void} edited */
  constructor(draft, edited) {
    this.draft = draft;
    this.edited = edited;
  }

  change(i, changes) {
    this.draft.set({mapping: this.draft.fields.mapping.map((e, at) => at === i ? {...e, own: e.own ?? 'edited', ...changes} : e)});
    this.edited();
  }

  remove(i) {
    const entry = this.draft.fields.mapping[i];
    this.draft.set({mapping: this.draft.fields.mapping.filter((_, at) => at !== i), dropped: [...new Set([...this.draft.fields.dropped, entry.path])]});
    this.edited();
  }

  add(entries) {
    const paths = entries.map(e => e.path);
    const there = this.draft.fields.mapping.filter(e => !paths.includes(e.path));
    this.draft.set({mapping: [...there, ...entries.map(e => ({...e, own: 'added'}))], dropped: this.draft.fields.dropped.filter(p => !paths.includes(p))});
    this.edited();
  }

  addPath(path) {
    const known = this.draft.sample.mapping.find(e => e.path === path);
    const type = path === '$partition' ? 'INT' : path === '$offset' ? 'BIGINT' : path === '$timestamp' || path === '$ingestTime' ? 'DATETIME(3)' : path === '$topic' ? 'VARCHAR(249)' : path === '$value' ? 'LONGTEXT' : path.startsWith('$') ? 'VARCHAR(255)' : 'JSON';
    this.add([known ?? {path, column: proposed(path.replace('$', '__')), type}]);
  }

  /** A table without a key takes the same row twice as readily as once, so it is asked for. */
  key() {
    const {draft} = this;
    const {sample, preview} = draft;
    const made = !preview || preview.createTable !== null || preview.table !== 'existing';
    if (!made || draft.fields.mapping.some(e => e.key)) return nothing;
    const candidates = draft.fields.mapping.map((e, i) => [e, i]).filter(([e]) => sample.keyCandidates.includes(e.path)).slice(0, 8);
    return html`<section class="card edge-warn stack" aria-label="Key">
      <div><strong><span class="warn" aria-hidden="true">▲</span> Which column is the key?</strong> The table would have none. ${sample.key.reason}</div>
      <div class="row">${candidates.map(([e, i]) => html`<button @click=${() => this.change(i, {key: true})}>Key: ${e.column}</button>`)}
        ${sample.key.offered ? html`<button @click=${() => this.add(sample.key.offered.map(e => ({...e, key: true})))}>The record’s place (${sample.key.offered.map(e => e.column).join(', ')})</button>` : nothing}
        <span class="dim small">Or tick <em>key</em> below.</span></div></section>`;
  }

  view() {
    const {draft} = this;
    const mapping = draft.fields.mapping;
    const profile = new Map(draft.sample.profile.map(p => [p.path, p]));
    const show = this.all ? mapping : mapping.slice(0, MOST);
    return html`<section class="card flush" aria-label="Columns"><div class="scroll" tabindex="0" role="region" aria-label="Mapping"><table class="cards grid-map">
        <caption class="hidden">Each path and its column</caption>
        <thead><tr><th>Path</th><th>Column</th><th>Type</th><th>Key</th><th>Absent is</th><th>Present</th><th>Values</th><th>Kinds</th><th>Seen</th><th><span class="hidden">Remove</span></th></tr></thead>
        <tbody>${show.map((e, i) => this.row(e, i, profile.get(e.path)))}</tbody></table></div>
      ${show.length < mapping.length ? html`<p class="pad"><button @click=${() => { this.all = true; draft.app.draw(); }}>Show all ${count(mapping.length)}</button></p>` : nothing}
      ${this.others(profile)}
      <form class="row pad" @submit=${e => { e.preventDefault(); if (this.path.trim()) this.addPath(this.path.trim()); this.path = ''; draft.app.draw(); }}>
        <label for="new-path">Another path</label><input id="new-path" class="mono" list="new-paths" placeholder="/customer/name or $offset" .value=${this.path} autocomplete="off" spellcheck="false" @input=${e => { this.path = e.target.value; draft.app.draw(); }}>
        <datalist id="new-paths">${METADATA.map(p => html`<option value=${p}></option>`)}</datalist><button>Add</button></form>
      <datalist id="new-types">${TYPES.map(t => html`<option value=${t}></option>`)}</datalist></section>`;
  }

  row(e, i, p) {
    const id = `map-${i}`;
    const faults = this.draft.faults.filter(f => f.pointer === `/mapping/${i}` || f.pointer.startsWith(`/mapping/${i}/`));
    const invalid = field => faults.some(f => f.pointer.endsWith(`/${field}`)) ? 'true' : 'false';
    const rows = this.draft.sample.rows || 1;
    return html`<tr>
      <td data-label="Path"><code class="wrap">${e.path}</code>${faultsBelow(faults, id)}</td>
      <td data-label="Column"><input class="mono" aria-label="Column of ${e.path}" maxlength="64" .value=${e.column} spellcheck="false" aria-invalid=${invalid('column')} aria-describedby=${faults.length ? `${id}-fault` : nothing} @input=${x => this.change(i, {column: x.target.value})}>
        ${e.own || e.column !== `${proposed(e.path)}_${e.column.split('_').at(-1)}` || !/_\d+$/.test(e.column) ? nothing : html`<div class="dim small">${proposed(e.path)} is taken: names are compared without case</div>`}</td>
      <td data-label="Type"><input class="mono" aria-label="Type of ${e.path}" list="new-types" .value=${e.type ?? ''} spellcheck="false" aria-invalid=${invalid('type')} aria-describedby=${faults.length ? `${id}-fault` : nothing} @input=${x => this.change(i, {type: x.target.value})}></td>
      <td data-label="Key"><input type="checkbox" aria-label="${e.path} belongs to the key" .checked=${!!e.key} @change=${x => this.change(i, {key: x.target.checked})}></td>
      <td data-label="Absent is"><select aria-label="Absent ${e.path} is" ?disabled=${e.path.startsWith('$') && e.path !== '$timestamp' && e.path !== '$key' && !e.path.startsWith('$headers')} @change=${x => this.change(i, {absent: x.target.value})}>
        <option value="null" .selected=${e.absent !== 'default'}>NULL</option><option value="default" .selected=${e.absent === 'default'}>default</option></select></td>
      <td data-label="Present">${p ? presence(p, rows) : html`<span class="dim">–</span>`}</td>
      <td data-label="Values">${p ? html`<div class="values">${p.histogram ? histogram(p.histogram, e.type) : nothing}</div>` : nothing}</td>
      <td data-label="Kinds">${p ? html`<div>${kinds(p)}</div>` : nothing}</td>
      <td data-label="Seen" class="small"><div class="seen">${p ? seen(p) : html`<span class="dim">${e.path.startsWith('$') ? 'of each record' : 'in no record of the sample'}</span>`}</div></td>
      <td class="remove"><button aria-label="Remove ${e.path}" title="Remove" @click=${() => this.remove(i)}>✕</button></td></tr>`;
  }

  /** Every path that became no column, and why. */
  others(profile) {
    const {draft} = this;
    const mapped = new Set(draft.fields.mapping.map(e => e.path));
    const {dropped, layers} = draft.fields;
    const paths = [...new Set([...profile.keys(), ...dropped, ...(draft.preview?.unmapped ?? [])])].filter(p => !mapped.has(p));
    if (!paths.length) return html`<p class="pad dim">Every path of the sample has a column.</p>`;
    const why = path => {
      const p = profile.get(path);
      if (dropped.includes(path)) return 'not chosen';
      if (p?.expanded) return 'an object: its members are the columns';
      if (p && p.present && p.present === p.nulls) return 'only ever null: nothing tells its type';
      if (levels(path) > layers) return `deeper than ${layers === 1 ? '1 layer' : `${layers} layers`}: within the JSON above it`;
      if (draft.fields.given) return 'not in the mapping of the job that was cloned';
      return p ? 'left out of the proposal' : 'not in the sample that was mapped';
    };
    return html`<div class="pad chips"><span class="dim">No column:</span> ${paths.slice(0, MOST).map(path => html`<span class="chip"><code>${path}</code> <span class="dim">${why(path)}</span>
      <button aria-label="Map ${path}" title="Make it a column" @click=${() => this.addPath(path)}>+</button></span> `)}${paths.length > MOST ? html`<span class="dim">and ${count(paths.length - MOST)} more</span>` : nothing}</div>`;
  }
}
