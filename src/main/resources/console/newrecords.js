/** The records themselves. Their text is text: it is indented token by token and never parsed. */
import {html, nothing} from './vendor/lit-html.js';
import {bytes, count, moment} from './format.js';
import {indented} from './jsontext.js';

/** Characters that are shown before "Show all". */
const SHOWN = 2000;

export class Records {
  /** 0 is the newest. */
  at = 0;
  whole = false;
  raw = false;

  constructor(draft) {
    this.draft = draft;
  }

  go(by) {
    this.at = Math.max(0, Math.min(this.draft.sample.records.length - 1, this.at + by));
    this.whole = false;
    this.draft.app.draw();
  }

  toggle(what) {
    this[what] = !this[what];
    this.draft.app.draw();
  }

  view() {
    const all = this.draft.sample.records;
    const at = Math.min(this.at, all.length - 1);
    const r = all[all.length - 1 - at];
    const value = r.value ?? '';
    const short = !this.whole && value.length > SHOWN;
    const text = short ? value.slice(0, SHOWN) : value;
    return html`<section class="card stack" aria-label="Records"><div class="row spread">
        <div class="row"><h2 class="bare">Record</h2><button aria-label="Newer record" ?disabled=${at === 0} @click=${() => this.go(-1)}>◀</button>
          <span>${count(at + 1)} of the newest ${count(all.length)}</span>
          <button aria-label="Older record" ?disabled=${at === all.length - 1} @click=${() => this.go(1)}>▶</button></div>
        <button aria-pressed=${this.raw ? 'true' : 'false'} @click=${() => this.toggle('raw')}>As sent</button></div>
      <div class="row dim small"><code>${r.topic}[${r.partition}]@${r.offset}</code><span>${moment(r.timestamp)}</span><span>${bytes(r.valueBytes)}</span>
        <span>key <code class="wrap">${r.key ?? 'none'}</code></span>${r.malformed ? html`<span class="bad">✕ ${r.malformed}</span>` : nothing}${r.encoding === 'base64' ? html`<span class="warn">▲ not UTF-8: shown as base64</span>` : nothing}</div>
      ${r.value === null ? html`<p class="dim">No value: a tombstone.</p>` : html`<pre class="record" tabindex="0">${this.raw || r.encoding === 'base64' ? text : indented(text)}${short ? '…' : ''}</pre>`}
      ${short ? html`<div><button @click=${() => this.toggle('whole')}>Show all ${count(value.length)} characters</button></div>` : nothing}
      ${r.cut && !short ? html`<p class="dim small">These are the first ${count(value.length)} characters of ${bytes(r.valueBytes)}.</p>` : nothing}</section>`;
  }
}
