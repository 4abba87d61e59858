/** The records themselves, as a tree or as sent. Their text is text: it is read token by token and never parsed. */
import {html, nothing} from './vendor/lit-html.js';
import {send} from './api.js';
import {bytes, count, moment} from './format.js';
import {tree, at} from './jsontext.js';

/** Characters that are drawn at once: a page of a long value. */
const PAGE = 20_000;
/** Longer values are not shown as a tree. */
const TREE_CHARS = 65_536;
/** Nodes that are drawn. */
const NODES = 1_500;
const BRANCH = 200;
const LEAF_CHARS = 300;
/** Of all values of one answer together: it holds the largest record that Kafka takes as it is usually configured, and is read in a moment. */
const WHOLE_CHARS = 20_000_000;

export class Records {
  /** 0 is the newest. */
  at = 0;
  raw = false;
  page = 0;
  /** What is looked for, as a condition of `conditions`. */
  sought = '';
  said = '';
  /** A value that was cut, whole or as much of it as one answer holds. */
  whole = null;
  /** Whether there is more of it still. */
  part = false;
  trees = new WeakMap();

  /** @param {import('./newdraft.js').Draft} draft @param {(path: string) => void} map makes a column of a path */
  constructor(draft, map) {
    this.draft = draft;
    this.map = map;
  }

  go(to) {
    this.at = Math.max(0, Math.min(this.draft.sample.records.length - 1, to));
    this.page = 0;
    this.whole = null;
    this.draft.app.draw();
  }

  toggle(what) {
    this[what] = !this[what];
    this.draft.app.draw();
  }

  /** Of a record's text, once. */
  tree(record) {
    if (!this.trees.has(record)) this.trees.set(record, record.value === null || record.encoding === 'base64' || record.cut ? null : tree(record.value));
    return this.trees.get(record);
  }

  /** What some records of the sample have and others have not. */
  conditions() {
    const {profile, rows} = this.draft.sample;
    const all = [];
    for (const p of profile) {
      if (!p.path.startsWith('/')) continue;
      if (p.present < rows) all.push([`missing ${p.path}`, `${p.path} is missing (${count(rows - p.present)})`]);
      const kinds = Object.entries(p.types).filter(([, n]) => n);
      if (kinds.length > 1) kinds.forEach(([kind, n]) => all.push([`${kind} ${p.path}`, `${p.path} is ${kind === 'null' ? kind : `${/^[aeiou]/.test(kind) ? 'an' : 'a'} ${kind}`} (${count(n)})`]));
    }
    return all.slice(0, 500);
  }

  /** Goes to the next older one that fulfils the condition, round about. */
  find() {
    const records = this.draft.sample.records;
    const wanted = this.sought || this.conditions()[0]?.[0];
    if (!wanted) return;
    const space = wanted.indexOf(' ');
    const kind = wanted.slice(0, space), path = wanted.slice(space + 1);
    for (let i = 1; i <= records.length; i++) {
      const to = (this.at + i) % records.length;
      const root = this.tree(records[records.length - 1 - to]);
      if (!root) continue;
      const node = at(root, path);
      if (kind === 'missing' ? !node : node?.kind === kind) {
        this.said = '';
        this.go(to);
        return;
      }
    }
    this.said = 'No record that is shown whole here is so.';
    this.draft.app.draw();
  }

  /** Characters of one value, where those of the newer records come with it. @param {number} place */
  most(place) {
    return Math.floor(WHOLE_CHARS / (place + 1));
  }

  /** The value of megabytes is asked for when someone wants it. */
  showAll(r, place) {
    this.draft.doing('Reading the whole value…', async () => {
      const again = await send('POST', `sources/${encodeURIComponent(this.draft.fields.source)}/sample`, JSON.stringify({layers: 0, records: place + 1, maxValueChars: this.most(place), valuesAs: 'text'}));
      const one = again.records.find(x => x.partition === r.partition && x.offset === r.offset);
      this.said = one ? '' : 'There are newer records meanwhile: read the newest again.';
      this.whole = one?.value ?? null;
      this.part = !!one?.cut;
      this.page = 0;
    });
  }

  view() {
    const all = this.draft.sample.records;
    const place = Math.min(this.at, all.length - 1);
    const r = all[all.length - 1 - place];
    const conditions = this.conditions();
    return html`<section class="card stack" aria-label="Records"><div class="row spread">
        <div class="row"><h2 class="bare">Record</h2><button aria-label="Newer record" ?disabled=${place === 0} @click=${() => this.go(place - 1)}>◀</button>
          <span>${count(place + 1)} of the newest ${count(all.length)}</span>
          <button aria-label="Older record" ?disabled=${place === all.length - 1} @click=${() => this.go(place + 1)}>▶</button></div>
        <div class="row">${conditions.length ? html`<label for="new-sought">Find one where</label>
          <select id="new-sought" class="sought" @change=${e => { this.sought = e.target.value; this.find(); }}>${conditions.map(([value, words]) => html`<option value=${value} .selected=${value === this.sought}>${words}</option>`)}</select>
          <button @click=${() => this.find()}>Find</button>` : nothing}
          <button aria-pressed=${this.raw ? 'true' : 'false'} @click=${() => this.toggle('raw')}>As sent</button></div></div>
      <div class="row dim small"><code>${r.topic}[${r.partition}]@${r.offset}</code><span>${moment(r.timestamp)}</span><span>${bytes(r.valueBytes)}</span>
        <span>key <code class="wrap">${r.key ?? 'none'}</code></span>${r.malformed ? html`<span class="bad">✕ ${r.malformed}</span>` : nothing}${r.encoding === 'base64' ? html`<span class="warn">▲ not UTF-8: shown as base64</span>` : nothing}
        ${this.said ? html`<span role="status">${this.said}</span>` : nothing}</div>
      ${r.value === null ? html`<p class="dim">No value: a tombstone.</p>` : this.value(r, place)}</section>`;
  }

  value(r, place) {
    const value = this.whole ?? r.value;
    const root = this.raw || this.whole || value.length > TREE_CHARS ? null : this.tree(r);
    const pages = Math.ceil(value.length / PAGE);
    const turn = by => { this.page = Math.max(0, Math.min(pages - 1, this.page + by)); this.draft.app.draw(); };
    return html`${root ? html`<div class="tree mono" tabindex="0" role="region" aria-label="Value">${this.branch(root)}</div>`
        : html`<pre class="record" tabindex="0" aria-label="Value">${value.slice(this.page * PAGE, (this.page + 1) * PAGE)}</pre>`}
      ${!root && pages > 1 ? html`<div class="row"><button aria-label="Earlier part" ?disabled=${!this.page} @click=${() => turn(-1)}>◀</button>
        <input type="range" class="depth" aria-label="Part of the value" min="0" max=${pages - 1} .value=${String(this.page)} @input=${e => turn(Number(e.target.value) - this.page)}>
        <span>characters ${count(this.page * PAGE + 1)}–${count(Math.min(value.length, (this.page + 1) * PAGE))} of ${count(value.length)}</span>
        <button aria-label="Later part" ?disabled=${this.page === pages - 1} @click=${() => turn(1)}>▶</button></div>` : nothing}
      ${r.cut && (!this.whole || this.part) ? html`<div class="row">${this.whole ? nothing : html`<button ?disabled=${!!this.draft.busy} @click=${() => this.showAll(r, place)}>${r.valueBytes <= this.most(place) ? `Show all ${bytes(r.valueBytes)}` : `Show ${count(this.most(place))} characters of ${bytes(r.valueBytes)}`}</button>`}
        <span class="dim small">${this.draft.busy || `These are the first ${count(value.length)} characters.${this.whole ? ' So long a value is shown with newer ones only in part.' : ''}`}</span></div>` : nothing}`;
  }

  branch(root) {
    const mapped = new Set((this.draft.fields.mapping ?? []).map(e => e.path));
    let left = NODES;
    const draw = (node, pointer, depth) => {
      if (left-- <= 0) return nothing;
      const name = node.name === null ? nothing : html`<span class="name">${node.name}</span>: `;
      const mappable = pointer?.startsWith('/') && !mapped.has(pointer) && node.name !== null;
      const map = mappable ? html` <button class="map" aria-label="Map ${pointer}" title="Make it a column" @click=${() => this.map(pointer)}>+</button>` : nothing;
      if (!node.members) return html`<div class="leaf">${name}<span class="t-${node.kind}">${node.text.length > LEAF_CHARS ? `${node.text.slice(0, LEAF_CHARS)}…` : node.text}</span>${map}</div>`;
      const [open, close] = node.kind === 'object' ? '{}' : '[]';
      if (!node.members.length) return html`<div class="leaf">${name}<span class="dim">${open}${close}</span>${map}</div>`;
      // The index of an array is no name: what is below it is mapped with the array.
      return html`<details ?open=${depth < 3}><summary>${name}<span class="dim">${open} ${count(node.members.length)} ${close}</span></summary>
        ${mappable ? html`<div class="leaf dim">as one column${map}</div>` : nothing}
        ${node.members.slice(0, BRANCH).map(m => draw(m, m.name === null || pointer === null ? null : `${pointer}/${m.name.replaceAll('~', '~0').replaceAll('/', '~1')}`, depth + 1))}
        ${node.members.length > BRANCH ? html`<div class="leaf dim">${count(node.members.length - BRANCH)} more: see them as sent</div>` : nothing}</details>`;
    };
    const drawn = draw(root, '', 0);
    return html`${drawn}${left < 0 ? html`<div class="leaf dim">Not all of it is drawn here: see the record as sent.</div>` : nothing}`;
  }
}
