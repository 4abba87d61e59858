/** How many records there are from a point in time on: what choosing one means, before it is chosen. */
import {html, svg, nothing} from './vendor/lit-html.js';
import {send} from './api.js';
import {count, duration, plural} from './format.js';

const MINUTE = 60_000, HOUR = 60 * MINUTE, DAY = 24 * HOUR;
/** Back from now; the chosen time is asked for with them. */
const BACK = [5 * MINUTE, 15 * MINUTE, 30 * MINUTE, HOUR, 2 * HOUR, 4 * HOUR, 8 * HOUR, 12 * HOUR, DAY, 1.5 * DAY, 2 * DAY, 3 * DAY, 5 * DAY, 7 * DAY, 10 * DAY, 14 * DAY, 21 * DAY, 30 * DAY, 60 * DAY, 90 * DAY, 180 * DAY, 365 * DAY];
/** Those that are offered by a button. */
const OFFERED = new Set([HOUR, DAY, 7 * DAY, 30 * DAY]);
const WIDTH = 300, HEIGHT = 60;
const REST_MS = 400;
/** After a refusal it is asked again. */
const AGAIN_MS = 10_000;

/** @param {number} ms @returns {string} as an input of a local time takes it */
const local = ms => new Date(ms - new Date(ms).getTimezoneOffset() * MINUTE).toISOString().slice(0, 19);

export class Times {
  /** What was asked for, so that it is asked once. */
  of = null;
  /** What the answer is of, and of which source. */
  answered = null;
  source = null;
  now = 0;
  answer = null;
  refusal = null;
  timer = null;

  /** @param {import('./newdraft.js').Draft} draft */
  constructor(draft) {
    this.draft = draft;
  }

  /** @returns {number|null} epoch milliseconds; null where none is chosen that Kafka knows */
  chosen() {
    const ms = Date.parse(this.draft.fields.time);
    return Number.isNaN(ms) || ms < 0 ? null : ms;
  }

  /** Asks when the last keystroke is some time ago. */
  want() {
    const {source, time} = this.draft.fields;
    const of = `${source} ${time}`;
    if (this.of === of) return;
    this.of = of;
    if (this.source !== source) Object.assign(this, {source, answer: null, refusal: null});
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(of), this.answer ? REST_MS : 0);
  }

  async ask(of) {
    const now = Date.now();
    const chosen = this.chosen();
    try {
      const {times} = await send('POST', `sources/${encodeURIComponent(this.draft.fields.source)}/sample`,
        JSON.stringify({records: 1, layers: 0, valuesAs: 'text', maxValueChars: 1, timestamps: [...BACK.map(b => now - b), ...(chosen === null ? [] : [chosen])]}));
      if (this.of !== of) return;
      Object.assign(this, {now, answer: times, answered: of, refusal: null});
    } catch (e) {
      if (this.of !== of) return;
      this.refusal = e;
      this.timer = setTimeout(() => {
        this.of = null;
        this.draft.app.draw();
      }, AGAIN_MS);
    }
    this.draft.app.draw();
  }

  /** @param {() => void} edited */
  view(edited) {
    this.want();
    const {answer, refusal} = this;
    if (refusal) return html`<p class="dim small">How many records that is cannot be told: ${refusal.message}</p>`;
    if (!answer) return html`<div class="times dim small" aria-busy="true">The brokers are asked how many records there are since when…</div>`;
    const back = answer.instants.slice(0, BACK.length).map((at, i) => ({...at, back: BACK[i]}));
    if (!answer.records) return html`<div class="times"><p class="small" role="status">The topic has no records.</p></div>`;
    const chosen = this.chosen();
    // Of the time that is chosen now, not of the one before it.
    const mine = this.answered === this.of ? answer.instants[BACK.length] : null;
    // What reaches back further than the oldest record says the same over and over.
    const last = back.findIndex(at => at.records >= answer.records);
    const some = back.slice(0, last < 0 ? back.length : last + 1);
    const x = ms => WIDTH - (Math.log(Math.max(ms, BACK[0]) / BACK[0]) / Math.log(some.at(-1).back / BACK[0] || 1) || 0) * WIDTH;
    const y = n => HEIGHT - 1 - (answer.records ? n / answer.records : 0) * (HEIGHT - 4);
    const line = some.map((at, i) => `${i ? 'L' : 'M'}${x(at.back).toFixed(1)},${y(at.records).toFixed(1)}`).join('');
    const words = some.map(at => `${duration(at.back / 1000)} ago ${count(at.records)}`).join(', ');
    return html`<div class="times"><p class="small" role="status">${mine ? html`<b>${count(mine.records)}</b> of ${plural(answer.records, 'record')} from there to the end.` : html`${plural(answer.records, 'record')} in the topic. ${chosen === null ? 'Choose a time, or one of these.' : 'The brokers are asked how many are from there on…'}`}</p>
      ${some.length < 2 ? html`<p class="dim small">All of them are of the last ${duration(BACK[0] / 1000)}.</p>` : html`<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" role="img" aria-label="Records from a time to the end: ${words}"><path class="floor" d="M0,${HEIGHT - .5}H${WIDTH}"></path>
        <path class="area" d="${line}L${x(some.at(-1).back)},${HEIGHT}L${WIDTH},${HEIGHT}Z"></path><path class="line" d="${line}"></path>
        ${chosen !== null && mine ? svg`<path class="limit" d="M${Math.max(1, Math.min(WIDTH - 1, x(this.now - chosen)))},0V${HEIGHT}"></path>` : nothing}</svg>
      <div class="row spread dim small"><span>${duration(some.at(-1).back / 1000)} ago</span><span>now</span></div>`}
      <div class="row">${some.filter(at => OFFERED.has(at.back)).map(at => html`<button type="button" @click=${() => { this.draft.set({time: local(this.now - at.back)}); edited(); }}>${duration(at.back / 1000)} ago <span class="dim">${count(at.records)}</span></button>`)}</div></div>`;
  }
}
