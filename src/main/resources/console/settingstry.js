/** An edited document held against the newest records, by the engine, before it is stored. */
import {html, nothing} from './vendor/lit-html.js';
import {call} from './api.js';
import {count, plural} from './format.js';
import {tree} from './jsontext.js';
import {when} from './parts.js';
import {inDocument} from './newdraft.js';

/** Records that are looked at. */
const RECORDS = 1000;
/** Examples that are listed. */
const EXAMPLES = 5;
/** After the last edit. */
const REST_MS = 500;

export class Trial {
  /** The text that the answer is of. */
  of = null;
  answer = null;
  refusal = null;
  waiting = false;
  abort = null;
  timer = null;

  /** @param {string} job whose secrets *** stands for @param {() => void} draw */
  constructor(job, draw) {
    this.job = job;
    this.draw = draw;
  }

  /** Some time after the last edit. @param {string} text */
  soon(text) {
    clearTimeout(this.timer);
    this.waiting = true;
    this.timer = setTimeout(() => this.now(text), REST_MS);
  }

  end() {
    clearTimeout(this.timer);
    this.abort?.abort();
  }

  /** The engine's answer, asked once for a text. @param {string} text */
  async now(text) {
    clearTimeout(this.timer);
    if (this.of === text && !this.waiting) return;
    this.abort?.abort();
    if (!tree(text)) {
      // The engine says what is wrong with it when it is to be stored.
      Object.assign(this, {of: text, answer: null, refusal: null, waiting: false});
      return;
    }
    const abort = this.abort = new AbortController();
    this.waiting = true;
    this.draw();
    try {
      // The document is put in as the text that it is: no digit of it is read here.
      const body = `{"job": ${text}, "secretsOf": ${JSON.stringify(this.job)}, "records": ${RECORDS}, "recordsMaxAgeMs": 60000, "valuesAs": "text", "maxValueChars": 64}`;
      const response = await call('preview', {method: 'POST', body, headers: {'content-type': 'application/json'}, signal: abort.signal});
      const answer = await response.json();
      if (abort.signal.aborted) return;
      Object.assign(this, {of: text, answer, refusal: null});
    } catch (e) {
      if (abort.signal.aborted) return;
      Object.assign(this, {of: text, answer: null, refusal: e});
    }
    this.waiting = false;
    this.draw();
  }

  /** What is wrong, in the document's pointers. */
  get faults() {
    return this.refusal ? inDocument(this.refusal) : this.answer?.errors ?? [];
  }

  /** Whether someone should read this before the document is stored. @param {string} text */
  warns(text) {
    if (this.of !== text) return false;
    const c = this.answer?.counts;
    return this.faults.length > 0 || !!this.refusal || !!c && !!(c.nulled || c.quarantined || c.stop);
  }

  view() {
    const {answer, refusal} = this;
    const busy = this.waiting ? 'true' : 'false';
    const framed = inner => html`<div class="tried" role="status" aria-busy=${busy}><h2 class="bare">What it would do with the newest records</h2>${inner}</div>`;
    if (refusal) return framed(html`<p class="warn"><span aria-hidden="true">▲</span> It could not be tried: ${refusal.message}</p>`);
    if (!answer) return framed(html`<p class="dim">${this.waiting ? 'The engine is asked…' : 'After an edit the engine says here how many would be written, nulled, quarantined, or would stop the job.'}</p>`);
    const c = answer.counts;
    return framed(html`<div class="counts row">
        <span class="ok"><span aria-hidden="true">✓</span> ${count(c.written)} written</span>
        <span class=${c.nulled ? 'warn' : 'dim'}><span aria-hidden="true">▲</span> ${count(c.nulled ?? 0)} with a field nulled</span>
        <span class=${c.quarantined ? 'bad' : 'dim'}><span aria-hidden="true">✕</span> ${count(c.quarantined ?? 0)} quarantined</span>
        <span class=${c.stop ? 'bad' : 'dim'}><span aria-hidden="true">■</span> ${c.stop ? `${count(c.stop)} would stop the job` : '0 would stop the job'}</span>
        ${c.tombstone ? html`<span class="dim">${plural(c.tombstone, 'tombstone')}</span>` : nothing}
        <span class="dim">of the newest ${count(answer.records.length)}, read at ${when(answer.readAt)}${this.waiting ? ', being asked again…' : nothing}</span></div>`);
  }

  /** The newest that would not be written whole. */
  examples() {
    const bad = (this.answer?.records ?? []).filter(r => r.problems.length);
    return bad.length ? html`<h2 class="bare">What does not fit</h2><ul class="plain small">${bad.slice(-EXAMPLES).reverse().map(r => html`<li><code>${r.topic}[${r.partition}]@${r.offset}</code> ${r.problems[0].column ? html`<code>${r.problems[0].column}</code> ` : nothing}<span class="bad">${r.problems[0].code}</span> ${r.problems[0].reason}</li>`)}
      ${bad.length > EXAMPLES ? html`<li class="dim">and ${plural(bad.length - EXAMPLES, 'more record')}</li>` : nothing}</ul>` : nothing;
  }
}
