/** Where to, from where on, and what becomes of records that do not fit; the check; the start. */
import {html, nothing} from './vendor/lit-html.js';
import {call, get, send, jobPath} from './api.js';
import {bytes, count, plural} from './format.js';
import {Draft} from './newdraft.js';
import {text, choice, area, DIRTY, STOP_OR_QUARANTINE} from './newparts.js';

const MODES = {
  insert: 'A row whose key is in the table already is refused (duplicate-key): see “a row that the database refuses”.',
  ignore: 'A row whose key is in the table already is passed over: the old row stays as it is.',
  replace: 'A row whose key is in the table already takes its place: columns that are not mapped fall back to their defaults.',
  upsert: 'A row whose key is in the table already changes its mapped columns: the others stay as they are.',
};
const POSITIONS = [['earliest', 'the earliest record'], ['latest', 'the end: only what comes from now on'], ['timestamp', 'a point in time'], ['offsets', 'given offsets']];

/** The field of a pointer, so that a line of the check leads to it. */
const PLACES = {'/destination/password': 'password', '/destination/user': 'dbUser', '/destination': 'host', '/start/timestamp': 'time', '/start': 'at', '/write': 'mode', '/lanes': 'lanes', '/name': 'name'};

export class Start {
  checked = null;
  turn = 0;

  constructor(draft) {
    this.draft = draft;
  }

  async load() {}

  /** What was tried or checked is not true of other input. */
  edited() {
    this.checked = null;
    this.draft.app.draw();
  }

  probe() {
    const {draft} = this;
    draft.doing('Asking the database…', async () => {
      draft.server = null;
      const asked = JSON.stringify({destination: draft.destination()});
      draft.server = {...await send('POST', 'probe/database', asked), tried: true};
      if (draft.server.dialect !== draft.fields.dialect && draft.fields.dialect === 'mysql') draft.set({dialect: draft.server.dialect});
      if (asked !== JSON.stringify({destination: draft.destination()})) this.again();
    });
  }

  /** Of a server that has answered, the lists follow what is named; the last question counts. */
  async again() {
    const {draft} = this;
    if (!draft.server) return;
    const turn = ++this.turn;
    const holds = () => turn === this.turn && draft.server;
    try {
      const server = await send('POST', 'probe/database', JSON.stringify({destination: draft.destination()}));
      if (holds()) draft.server = {...server, tried: true};
    } catch (e) {
      draft.app.refused(e);
      if (holds()) {
        draft.refusal = e;
        draft.faults = e.faults ?? [];
      }
    }
    draft.app.draw();
  }

  /** Another server is another log-in: nothing known of the one before is true of it. */
  moved() {
    this.draft.server = null;
    this.edited();
  }

  check() {
    this.draft.doing('Checking…', async () => {
      this.checked = null;
      this.checked = await this.held();
    });
  }

  /** The job held against broker, server and table, as at a start. */
  async held() {
    const {draft} = this;
    const found = await send('POST', 'preview', JSON.stringify({job: draft.job(true), records: 100, valuesAs: 'text', maxValueChars: 64}));
    draft.faults = found.errors;
    return found;
  }

  start(e) {
    e.preventDefault();
    const {draft} = this;
    const f = draft.fields;
    draft.doing('Storing and starting…', async () => {
      if (!f.tag && (await get('jobs')).some(j => j.name === f.name)) {
        draft.faults = [{pointer: '/name', detail: `There is a job ${f.name} already: choose another name.`}];
        return;
      }
      const body = JSON.stringify(draft.job(true));
      const stored = await call(jobPath(f.name), {method: 'PUT', body, headers: {'content-type': 'application/json', ...(f.tag && {'if-match': f.tag})}});
      draft.set({tag: stored.headers.get('etag')});
      await send('POST', `${jobPath(f.name)}/start?wait=10s`);
      Draft.forget();
      draft.app.draft = null;
      location.hash = `#/jobs/${encodeURIComponent(f.name)}`;
    });
  }

  view() {
    const {draft} = this;
    const f = draft.fields;
    const server = draft.server;
    const edited = () => this.edited();
    const moved = () => this.moved();
    return html`<form class="stack" @submit=${e => this.start(e)}>
      <section class="card stack"><h2>Where to</h2>
        <div class="fields">
          ${choice(draft, 'dialect', 'Dialect', [['mysql', 'MySQL, TiDB, OceanBase'], ['mariadb', 'MariaDB'], ['analyticdb', 'AnalyticDB']], {pointer: '/destination/dialect', after: moved})}
          ${text(draft, 'host', 'Host', {pointer: '/destination/host', required: true, edited: moved})}
          ${text(draft, 'port', 'Port', {pointer: '/destination/port', type: 'number', min: 1, max: 65535, required: true, edited: moved})}
          ${text(draft, 'dbUser', 'User', {pointer: '/destination/user', required: true, edited: moved})}
          ${text(draft, 'password', 'Password', {pointer: '/destination/password', secret: 'database', type: 'password', hint: 'Or ${env:NAME}, ${file:/path}. Not kept in the draft.', edited: moved})}
          ${choice(draft, 'tls', 'Encryption', [['preferred', 'where the server offers it'], ['required', 'always'], ['verify', 'always, certificate verified'], ['disabled', 'none']], {pointer: '/destination/tls', after: moved})}
        </div>
        <div class="row"><button type="button" ?disabled=${!!draft.busy || !f.host || !f.dbUser} @click=${() => this.probe()}>Connect to the database</button>
          ${server ? html`<span><span class="ok"><span aria-hidden="true">✓</span> ${server.version}</span> <span class="dim">${facts(server).join(' · ')}</span></span>` : html`<span class="dim">${draft.busy || 'It tells its version, limits, databases and tables.'}</span>`}</div>
        <div class="fields">
          ${text(draft, 'database', 'Database', {pointer: '/destination/database', required: true, options: server?.databases ?? [], edited, after: () => this.again()})}
          ${text(draft, 'table', 'Table', {pointer: '/destination/table', required: true, options: server?.tables ?? [], edited, after: () => this.again(), hint: tableHint(server, f)})}
        </div></section>
      <section class="card stack"><h2>How</h2>
        <div class="fields">
          ${choice(draft, 'mode', 'Write mode', Object.keys(MODES).map(m => [m, m]), {pointer: '/write/mode', after: edited, hint: MODES[f.mode]})}
          ${choice(draft, 'at', 'Begin with', POSITIONS, {pointer: '/start', after: edited})}
          ${f.at === 'timestamp' ? text(draft, 'time', 'First record at or after (your local time)', {pointer: '/start/timestamp', type: 'datetime-local', step: '1', required: true, edited}) : nothing}
          ${f.at === 'offsets' ? area(draft, 'offsets', 'Offset of each partition', {pointer: '/start/offsets', placeholder: '0=17\n1=42'}) : nothing}
          ${choice(draft, 'dirtyData', 'A value that does not fit its column', DIRTY, {pointer: '/dirtyData', after: edited})}
          ${choice(draft, 'malformed', 'A record that is not JSON', STOP_OR_QUARANTINE, {pointer: '/malformed', after: edited})}
          ${choice(draft, 'refused', 'A row that the database refuses', STOP_OR_QUARANTINE, {pointer: '/refused', after: edited})}
          ${text(draft, 'lanes', 'Lanes', {pointer: '/lanes', type: 'number', min: 1, max: 64, required: true, edited, hint: 'Each reads and writes by itself, over a connection of its own; more than partitions are idle.'})}
          ${text(draft, 'name', 'Name of the job', {pointer: '/name', required: true, edited: () => { draft.set({tag: null}); this.edited(); }})}
        </div></section>
      ${this.list()}
      <div class="row"><a class="button" href="#/new/map">Back</a><button type="button" ?disabled=${!!draft.busy} @click=${() => this.check()}>Check</button>
        <button class="go" ?disabled=${!!draft.busy}>Start</button><span class="dim">${draft.busy || 'Start stores the job and checks it, too, before anything is written.'}</span></div>
    </form>`;
  }

  list() {
    const {draft} = this;
    const faults = draft.faults;
    const line = (ok, words) => html`<li><span class=${ok ? 'ok' : 'bad'}><span aria-hidden="true">${ok ? '✓' : '✕'}</span> ${words}</span></li>`;
    const wrong = faults.map(f => html`<li><span class="bad"><span aria-hidden="true">✕</span></span> ${placed(f.pointer)} ${f.detail}</li>`);
    if (!this.checked) return faults.length ? html`<section class="card edge-bad" role="alert"><h2>What is wrong</h2><ul class="plain">${wrong}</ul></section>` : nothing;
    const {counts, table, warnings, records} = this.checked;
    const below = start => faults.some(f => f.pointer.startsWith(start));
    return html`<section class="card ${faults.length ? 'edge-bad' : 'edge-ok'}" role="status"><h2>Check</h2><ul class="plain">
      ${below('/source') ? nothing : line(true, `The topic is readable: ${plural(records.length, 'record')} of the newest were read`)}
      ${below('/destination') || table === 'unknown' ? nothing : line(true, table === 'missing' ? 'The database answers; the table is made at the start' : 'The database answers; the table is there')}
      ${below('/mapping') ? nothing : line(true, `The mapping fits: ${count(counts.written)} would be written, ${count(counts.nulled ?? 0)} with a field nulled, ${count(counts.quarantined ?? 0)} quarantined`)}
      ${counts.stop ? html`<li><span class="warn"><span aria-hidden="true">▲</span></span> ${plural(counts.stop, 'record')} of them would stop the job: see <a href="#/new/map">Look and map</a></li>` : nothing}
      ${warnings.map(w => html`<li><span class="warn"><span aria-hidden="true">▲</span></span> ${w.message}</li>`)}${wrong}</ul></section>`;
  }
}

function placed(pointer) {
  if (pointer.startsWith('/mapping')) return html`<a href="#/new/map"><code>${pointer}</code></a>`;
  const place = Object.keys(PLACES).find(p => pointer.startsWith(p));
  const go = () => document.getElementById(`new-${PLACES[place]}`)?.focus();
  return place ? html`<button type="button" class="link" @click=${go}><code>${pointer}</code></button>` : html`<code>${pointer || '/'}</code>`;
}

function facts({limits: l}) {
  return [
    `max_allowed_packet ${bytes(l.maxAllowedPacket)}`,
    l.localInfile == null ? null : `local_infile ${l.localInfile ? 'on' : 'off'}`,
    l.readOnly ? 'read-only' : null,
    l.requiresPrimaryKey ? 'every table needs a primary key' : null,
    l.maxConnections == null ? null : `${count(l.maxConnections)} connections at most`,
  ].filter(Boolean);
}

function tableHint(server, f) {
  if (!server || server.tableExists === undefined || !f.table) return 'It is made at the start where it is missing.';
  if (!server.tableExists) return 'There is none of this name: it is made at the start.';
  const keys = server.keys.map(k => `${k.name} (${k.columns.join(', ')})`).join(', ');
  return `It is there: ${plural(server.columns.length, 'column')}, ${keys ? `unique keys ${keys}` : 'no unique key'}.`;
}
