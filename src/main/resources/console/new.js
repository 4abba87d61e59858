/** A new job in three steps. Each step has its address, so the browser's back button goes a step back. */
import {html, nothing} from './vendor/lit-html.js';
import {refusalCard} from './parts.js';
import {Draft} from './newdraft.js';
import {WhereFrom} from './newfrom.js';
import {LookAndMap} from './newmap.js';
import {Start} from './newstart.js';

const STEPS = {from: ['Where from', WhereFrom], map: ['Look and map', LookAndMap], start: ['Start', Start]};

export class NewPage {
  isNew = true;

  constructor(app, step) {
    this.app = app;
    this.key = Object.hasOwn(STEPS, step) ? step : 'from';
    this.title = `New job: ${STEPS[this.key][0]}`;
    if (!app.operator) return;
    app.draft ??= new Draft(app);
    this.draft = app.draft;
    this.draft.faults = [];
    this.draft.refusal = null;
    this.part = new STEPS[this.key][1](this.draft);
  }

  /** Once: nothing here changes by itself. */
  async load() {
    if (!this.part || this.loaded) return;
    this.loaded = true;
    // Who goes on by keyboard or hears the page begins at its top.
    if (this.draft.step && this.draft.step !== this.key) document.querySelector('main h1')?.focus();
    this.draft.step = this.key;
    await this.part.load();
  }

  view() {
    if (!this.part) {
      return html`<h1>New job</h1><section class="card edge-warn"><strong>Your token is a viewer's.</strong>
        <p>It may look at everything; making a job takes addresses and passwords of servers, so it is for operators. Log in with an operator's token, or ask one.</p>
        <a href="#/">To the jobs</a></section>`;
    }
    const {draft} = this;
    const may = {from: true, map: !!draft.fields.source, start: !!draft.fields.source && !!draft.fields.mapping};
    return html`
      <div class="row"><h1 tabindex="-1">${this.heading ?? 'New job'}</h1><nav aria-label="Steps"><ol class="steps">${Object.entries(STEPS).map(([key, [label]], i) => html`<li>${may[key]
        ? html`<a href="#/new/${key}" aria-current=${key === this.key ? 'step' : 'false'}>${i + 1} ${label}</a>`
        : html`<span class="dim">${i + 1} ${label}</span>`}</li>`)}</ol></nav></div>
      ${may[this.key] ? html`${refusalCard(draft.refusal)}${this.part.view()}`
        : html`<section class="card empty"><p class="dim">This step needs the one before it.</p><a class="button" href="#/new">Begin with the topic</a></section>`}
      <div class="hidden" role="status">${draft.busy || nothing}</div>`;
  }
}
