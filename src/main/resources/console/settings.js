/** The job's document as text: look, edit, take elsewhere. Its digits are never parsed here. */
import {html, nothing} from './vendor/lit-html.js';
import {call, get} from './api.js';
import {indented, tree, at, lineOf} from './jsontext.js';
import {jobsFile, variables, curl, difference} from './settingstext.js';
import {form} from './settingsform.js';
import {Trial} from './settingstry.js';
import {refusalCard, loading} from './parts.js';

const spec = answer => {
  const {start, end} = at(tree(answer), '/spec');
  return answer.slice(answer.indexOf('{', start), end);
};

export class Settings {
  text = null;
  tag = null;
  editing = false;
  said = '';
  refusal = null;
  /** What is being written. */
  draft = '';
  /** Of it, against the newest records. */
  trial = null;
  /** The text that would not only write them, where that was shown. */
  warned = null;
  /** The file for jobs.dir, when it is looked at. */
  file = null;

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
    this.text = indented(spec(text));
    this.file = null;
  }

  /** Every edit, of a field or of the text. @param {string} draft */
  altered(draft) {
    this.draft = draft;
    this.warned = null;
    if (this.refusal?.faults?.length) this.refusal = null;
    this.trial.soon(draft);
    this.page.app.draw();
  }

  /** Stores it; where it would do more than write the newest records, only when that was shown. */
  async save(e) {
    e.preventDefault();
    const {draft, trial} = this;
    if (this.warned !== draft) {
      this.refusal = null;
      await trial.now(draft);
      if (this.draft !== draft || trial !== this.trial) return;
      if (trial.warns(draft)) {
        this.warned = draft;
        this.page.app.draw();
        return;
      }
    }
    try {
      // A started job drains, goes on at the next offset with it, and keeps the old one where the new one does not start.
      const way = this.rests ? '' : '?at=next&wait=60s';
      const headers = {'content-type': 'application/json', ...(this.tag ? {'if-match': this.tag} : {})};
      const answer = await call(this.page.path + way, {method: 'PUT', body: this.draft, headers});
      this.page.spec = null;
      this.editing = false;
      trial.end();
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

  edit() {
    this.editing = true;
    this.draft = this.text;
    this.trial = new Trial(this.page.name, () => this.page.app.draw());
    this.warned = null;
    this.said = '';
    this.file = null;
    this.page.app.draw();
  }

  cancel() {
    this.trial.end();
    this.editing = false;
    this.refusal = null;
    this.text = null;
    this.page.app.refresh();
  }

  async copy(text, said) {
    await navigator.clipboard.writeText(text);
    this.said = said;
    this.page.app.draw();
  }

  copyCurl() {
    const url = new URL(`api/v1/${this.page.path}`, location.href.split('#')[0]);
    return this.copy(curl(url, this.text), 'Copied. The token is taken from MILLRACE_TOKEN of the shell.');
  }

  async asFile() {
    if (this.file) this.file = null;
    else {
      try {
        const source = JSON.parse(this.text).source;
        const answer = await (await call(`sources/${encodeURIComponent(source)}`)).text();
        this.file = jobsFile(this.page.name, this.text, source, spec(answer), !this.rests);
      } catch (refusal) {
        this.refusal = refusal;
      }
    }
    this.page.app.draw();
  }

  /** Another job like this one: the steps of a new one, filled in. */
  async clone() {
    const {app, name} = this.page;
    try {
      const {spec: job} = await get(this.page.path);
      const {spec: source} = await get(`sources/${encodeURIComponent(job.source)}`);
      if (!job.mapping) throw {message: 'A job of several tables cannot be cloned here: take its document as a file or as curl.'};
      const {cloned} = await import('./newclone.js');
      app.draft = cloned(app, name, job, source.topic);
      location.hash = '#/new/map';
    } catch (refusal) {
      this.refusal = refusal;
      app.draw();
    }
  }

  get rests() {
    return !['RUNNING', 'STARTING', 'STOPPING', 'RETRYING'].includes(this.page.status.state);
  }

  view() {
    if (this.text === null) return loading;
    const {app} = this.page;
    return html`${this.editing ? nothing : refusalCard(this.refusal)}
      ${this.said ? html`<section class="card edge-ok" role="status">${this.said}</section>` : nothing}
      ${this.editing ? this.editor() : html`<section class="card stack"><div class="row">
            ${app.operator && !this.declared ? html`<button class="go" @click=${() => this.edit()}>Edit</button>` : nothing}
            ${app.operator ? html`<button @click=${() => this.clone()}>Clone</button>` : nothing}
            <button aria-pressed=${this.file ? 'true' : 'false'} @click=${() => this.asFile()}>As jobs.d file</button>
            ${window.isSecureContext ? html`<button @click=${() => this.copyCurl()}>Copy as curl</button>` : nothing}
            ${this.declared ? html`<span class="dim">Declared in ${this.declared}: change it there.</span>` : this.rests ? nothing : html`<span class="dim">The job is started: a new document is checked, the job drains and goes on at the next offset with it.</span>`}</div>
          ${this.file ? this.declaration() : html`<pre tabindex="0" aria-label="Document of the job">${this.text}</pre>`}</section>`}`;
  }

  declaration() {
    const needed = variables(this.file);
    return html`<div class="row spread"><span class="dim">A file such as <code>${this.page.name}.yaml</code> in the directory <code>jobs.dir</code> declares the job and its source.
        ${needed.length ? html`Secrets are references: set ${needed.map((v, i) => html`${i ? ', ' : nothing}<code>${v}</code>`)} in the engine’s environment, or refer to files.` : nothing}</span>
        ${window.isSecureContext ? html`<button @click=${() => this.copy(this.file, 'Copied.')}>Copy the file</button>` : nothing}</div>
      <pre tabindex="0" aria-label="File that declares the job">${this.file}</pre>`;
  }

  editor() {
    const lines = this.draft.split('\n').length;
    const {trial} = this;
    // The engine's last word: what it said to this text when it was tried, or was to be stored.
    const faults = (this.refusal?.faults ?? (trial.of === this.draft ? trial.faults : [])).map(f => ({...f, line: lineOf(this.draft, f.pointer)}));
    const marked = new Set(faults.map(f => f.line));
    const changes = difference(this.text, this.draft);
    return html`${this.refusal && !faults.length ? refusalCard(this.refusal) : nothing}
      <form class="card stack" novalidate @submit=${e => this.save(e)}>
        ${form(this.draft, faults, text => this.altered(text))}
        <label for="document">Document of the job (a secret that is shown as *** stays as it is)</label>
        ${faults.length ? html`<div role="alert"><ul class="plain">${faults.map(f => html`<li><span class="bad" aria-hidden="true">✕</span> <button type="button" class="link" @click=${() => this.show(f.line)}>Line ${f.line}</button> <code>${f.pointer || '/'}</code> ${f.detail}</li>`)}</ul></div>` : nothing}
        <div class="editor"><div class="gutter" aria-hidden="true">${Array.from({length: lines}, (_, i) => html`<div class=${marked.has(i + 1) ? 'bad' : ''}>${marked.has(i + 1) ? '✕ ' : nothing}${i + 1}</div>`)}</div>
          <textarea id="document" name="document" spellcheck="false" wrap="off" rows=${lines + 1} .value=${this.draft} aria-invalid=${faults.length ? 'true' : 'false'} @input=${e => this.altered(e.target.value)}></textarea></div>
        <h2 class="bare">What changes</h2>
        ${changes.length ? html`<pre class="diff" tabindex="0" aria-label="What changes">${changes.map(c => html`<div class=${c.sign === '+' ? 'ins' : c.sign === '-' ? 'del' : 'dim'}>${c.sign} ${c.line}</div>`)}</pre>`
          : html`<p class="dim">Nothing yet: it is the document as it ${this.rests ? 'is stored' : 'runs'}.</p>`}
        ${trial.examples()}
        <div class="decide">${trial.view()}
        <div class="row"><button class="go" ?disabled=${trial.waiting}>${this.warned === this.draft ? this.rests ? 'Store it all the same' : 'Go on with it all the same' : this.rests ? 'Check and store' : 'Check and go on with it'}</button><button type="button" @click=${() => this.cancel()}>Cancel</button></div></div></form>`;
  }

  /** Goes to a line of the text. */
  show(line) {
    const field = document.getElementById('document');
    const before = this.draft.split('\n').slice(0, line - 1).join('\n').length + (line > 1 ? 1 : 0);
    const after = this.draft.indexOf('\n', before);
    field.focus();
    field.setSelectionRange(before, after < 0 ? this.draft.length : after);
    field.previousElementSibling?.children[line - 1]?.scrollIntoView({block: 'center'});
  }
}
