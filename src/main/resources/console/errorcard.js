/** What stopped a job, or holds it up: what, where, why, and the ways out. */
import {html, nothing} from './vendor/lit-html.js';
import {send, call} from './api.js';
import {duration} from './format.js';
import {when} from './parts.js';
import {placeOf} from './jsontext.js';
import {order, confirmed} from './orders.js';
import {partyOf, recordOf} from './said.js';

/** Records that are asked for to find the one that stopped the job: the API gives the newest. */
const NEWEST = 1000;
/** Characters around the value that are shown of a long record. */
const AROUND = 1500;

/** Which policy of a job takes records that this kind of error is about. */
const POLICIES = {dirty: 'dirtyData', malformed: 'malformed', refused: 'refused'};

export class ErrorCard {
  /** The record of the error, once someone asked: {of, text} or {of, words}. */
  record = null;

  constructor(page) {
    this.page = page;
  }

  get where() {
    return recordOf(this.page.status.error);
  }

  async look() {
    const {page, where} = this;
    const {error} = page.status;
    this.record = {of: where, words: 'Looking for it…'};
    page.app.draw();
    try {
      const sample = await send('POST', `sources/${encodeURIComponent(page.spec.source)}/sample`, JSON.stringify({records: NEWEST, valuesAs: 'text'}));
      const found = sample.records.find(r => r.partition === error.partition && r.offset === error.offset);
      this.record = {of: where, ...found ? {text: found.value ?? ''} : {words: `It is not among the newest ${NEWEST.toLocaleString('en')} records of the topic, which is what can be looked at here. A tool of Kafka's reads it at ${where}.`}};
    } catch (refusal) {
      this.record = {of: where, words: refusal.message};
    }
    page.app.draw();
  }

  async again() {
    try {
      if (await order(this.page.name, 'start')) this.page.told(null);
    } catch (refusal) {
      this.page.told(refusal);
    }
  }

  /** The job's document with the one policy changed, then a start: two orders that one sentence announces. */
  async aside(policy) {
    const {page} = this;
    const effect = `The policy ${policy} of this job becomes quarantine, for this record and all that follow: they are set aside whole, with their reasons, to be looked at, replayed or dropped. Then the job starts at this very record.`;
    if (!await confirmed('Set such records aside?', effect, 'Set aside and start')) return;
    try {
      const response = await call(page.path);
      const text = await response.text();
      const changed = withPolicy(text, policy);
      await call(page.path, {method: 'PUT', body: changed, headers: {'content-type': 'application/json', 'if-match': response.headers.get('etag')}});
      await send('POST', `${page.path}/start?wait=10s`);
      page.asked = false;
      page.told(null);
    } catch (refusal) {
      page.told(refusal);
    }
  }

  view(s) {
    const e = s.error;
    if (!e) return nothing;
    const base = `#/jobs/${encodeURIComponent(this.page.name)}`;
    const failed = s.state === 'FAILED';
    const policy = failed && e.offset != null ? POLICIES[e.kind] : undefined;
    const operator = this.page.app.operator && failed;
    return html`<section class="card edge-${failed ? 'bad' : 'warn'} stack" role="alert">
      <div class="row spread"><strong class=${failed ? 'bad' : 'warn'}><span aria-hidden="true">${failed ? '✕' : '▲'}</span> ${e.kind}: ${e.code}${e.column ? html` in <code>${e.column}</code>` : nothing}</strong>${this.where ? html`<code>${this.where}</code>` : html`<span>${partyOf(e, this.page.table(), this.page.spec?.source ?? '')}</span>`}</div>
      <p class="bare">${e.message}</p>
      ${e.value == null ? nothing : html`<p class="small bare">Value at <code>${e.path}</code>: <mark class="mono">${e.value}</mark></p>`}
      ${this.record?.of === this.where ? this.text(e) : nothing}
      <p class="dim small bare"><b>If you do nothing:</b> ${failed ? 'the job stays here, and its records wait in Kafka.' : 'it goes on trying, and goes on by itself when the cause has passed.'} ${this.lost(s)}</p>
      <div class="row">${e.column && operator ? html`<a class="button go" href="${base}/settings">Change the column or policy</a>` : nothing}
        ${operator && policy && !this.page.declaredIn ? html`<button @click=${() => this.aside(policy)}>Set such records aside</button>` : nothing}
        ${operator ? html`<button class=${e.column ? '' : 'go'} @click=${() => this.again()}>Try again</button>` : nothing}
        ${e.offset == null || this.record?.of === this.where ? nothing : html`<button @click=${() => this.look()}>Show the whole record</button>`}</div>
    </section>`;
  }

  /** Text with the guilty value marked; a long one around it. */
  text(e) {
    const {text, words} = this.record;
    if (words) return html`<p class="small bare dim" role="status">${words}</p>`;
    const [from, to] = (e.path && placeOf(text, e.path)) ?? [0, 0];
    const begin = Math.max(0, from - AROUND);
    const end = Math.min(text.length, to + AROUND);
    return html`<pre class="record" tabindex="0" role="group" aria-label="The record">${begin > 0 ? '…' : ''}${text.slice(begin, from)}${to > from ? html`<mark>${text.slice(from, to)}</mark>` : nothing}${text.slice(to, end)}${end < text.length ? '…' : ''}</pre>`;
  }

  lost(s) {
    const first = s.partitions.map(p => p.lostAt).filter(Boolean).sort()[0];
    if (!first) return s.partitions.some(p => p.retentionUsed != null) ? 'At the present rate the topic keeps what is not read yet.' : '';
    const left = (Date.parse(first) - Date.now()) / 1000;
    return left > 0 ? html`Kafka begins to delete what is not read yet in <b>${duration(left)}</b>, at ${when(first)}.` : html`Kafka may be deleting what is not read yet, since ${when(first)}.`;
  }
}

/** Only this member of the spec is another one; all other text is as it was. @param {string} text of a job's GET */
export function withPolicy(text, policy) {
  const place = placeOf(text, `/spec/${policy}`);
  if (place) return `${text.slice(0, place[0])}"quarantine"${text.slice(place[1])}`;
  const [from] = placeOf(text, '/spec');
  return `${text.slice(0, from + 1)}"${policy}":"quarantine",${text.slice(from + 1)}`;
}
