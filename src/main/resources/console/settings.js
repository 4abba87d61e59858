/** The job's document as text: look, edit, copy. Its digits are never parsed here. */
import {html, nothing} from './vendor/lit-html.js';
import {call} from './api.js';
import {indented} from './jsontext.js';
import {refusalCard, loading} from './parts.js';

export class Settings {
  text = null;
  tag = null;
  editing = false;
  said = '';
  refusal = null;

  constructor(page) {
    this.page = page;
  }

  async load() {
    if (this.text === null) await this.again();
  }

  async again() {
    const response = await call(this.page.path);
    this.tag = response.headers.get('etag');
    const text = await response.text();
    this.declared = JSON.parse(text).declaredIn;
    this.text = indented(text);
  }

  async save(e) {
    e.preventDefault();
    const draft = e.target.elements.document.value;
    try {
      // A started job drains, goes on at the next offset with it, and keeps the old one where the new one does not start.
      const way = this.rests ? '' : '?at=next&wait=60s';
      const headers = {'content-type': 'application/json', ...(this.tag ? {'if-match': this.tag} : {})};
      const answer = await call(this.page.path + way, {method: 'PUT', body: draft, headers});
      this.page.spec = null;
      this.editing = false;
      this.refusal = null;
      this.said = answer.status === 202 ? 'Stored. The job is not running with it yet: where it cannot start with it, the one before goes on, and the status says so.'
        : way ? 'Taken. The job goes on with it at the next offset.' : 'Stored. It holds from the next start on.';
      await this.again();
    } catch (refusal) {
      this.refusal = refusal;
      this.said = '';
      if (refusal.status === 412) refusal.message = 'Someone has changed the document meanwhile. Copy your text, cancel, and begin from what is stored now.';
    }
    this.page.app.refresh();
  }

  cancel() {
    this.editing = false;
    this.refusal = null;
    this.text = null;
    this.page.app.refresh();
  }

  async copyCurl() {
    const quoted = this.text.replaceAll("'", "'\\''");
    const url = new URL(`api/v1/${this.page.path}`, location.href.split('#')[0]);
    await navigator.clipboard.writeText(`curl -X PUT '${url}' -H "Authorization: Bearer $MILLRACE_TOKEN" -H 'Content-Type: application/json' -d '${quoted}'`);
    this.said = 'Copied. The token is taken from MILLRACE_TOKEN of the shell.';
    this.page.app.draw();
  }

  get rests() {
    return !['RUNNING', 'STARTING', 'STOPPING', 'RETRYING'].includes(this.page.status.state);
  }

  view() {
    if (this.text === null) return loading;
    const rests = this.rests;
    return html`${refusalCard(this.refusal)}
      ${this.said ? html`<section class="card edge-ok" role="status">${this.said}</section>` : nothing}
      ${this.editing ? html`<form class="card stack" @submit=${e => this.save(e)}>
          <label for="document">Document of the job (a secret that is shown as *** stays as it is)</label>
          <textarea id="document" name="document" spellcheck="false" rows="28" .value=${this.text}></textarea>
          <div class="row"><button class="go">${rests ? 'Check and store' : 'Check and go on with it'}</button><button type="button" @click=${() => this.cancel()}>Cancel</button></div></form>`
        : html`<section class="card stack"><div class="row">
            ${this.page.app.operator && !this.declared ? html`<button class="go" @click=${() => { this.editing = true; this.said = ''; this.page.app.draw(); }}>Edit</button>` : nothing}
            ${window.isSecureContext ? html`<button @click=${() => this.copyCurl()}>Copy as curl</button>` : nothing}
            ${this.declared ? html`<span class="dim">Declared in ${this.declared}: change it there.</span>` : rests ? nothing : html`<span class="dim">The job is started: a new document is checked, the job drains and goes on at the next offset with it.</span>`}</div>
          <pre tabindex="0" aria-label="Document of the job">${this.text}</pre></section>`}`;
  }
}
