/** Where to, from where on, and what becomes of records that do not fit; the check; the start. */
import {html, nothing} from './vendor/lit-html.js';
import {call, get, send, jobPath} from './api.js';
import {bytes, count, plural} from './format.js';
import {Draft} from './newdraft.js';
import {text, choice, area, DIRTY, STOP_OR_QUARANTINE} from './newparts.js';
import {Times} from './newtimes.js';
import {modes, example, lanesHint, POLICIES} from './newmodes.js';

const POSITIONS = [['earliest', 'the earliest record'], ['latest', 'the end: only what comes from now on'], ['timestamp', 'a point in time'], ['offsets', 'given offsets']];
const ENDS = [['', 'never: it goes on with what comes'], ['latest', 'the end as it is at the start'], ['timestamp', 'a point in time'], ['offsets', 'given offsets']];

const BEGINNINGS = {earliest: 'What has expired by then is not missed: the job begins where the topic does.', latest: 'What is in the topic already is not read.', timestamp: 'Of each partition; where all are older, its end.', offsets: 'Partitions that are not named begin with their earliest record.'};

/** The field of a pointer, so that a line of the check leads to it. */
const PLACES = {'/destination/password': 'password', '/destination/user': 'dbUser', '/start/timestamp': 'time', '/start/offsets': 'offsets', '/start': 'at', '/stopAt/timestamp': 'endTime', '/stopAt/offsets': 'endOffsets', '/stopAt': 'end', '/dirtyData': 'dirtyData', '/malformed': 'malformed', '/refused': 'refused', '/destination/database': 'database', '/destination/table': 'table', '/destination/port': 'port', '/destination/tls/ca': 'dbCa', '/destination/tls/certificate': 'dbCertificate', '/destination/tls/key': 'dbKey', '/destination/tls': 'tls', '/write': 'mode', '/lanes': 'lanes', '/name': 'name', '/destination': 'host'};

export class Start {
  checked = null;
  turn = 0;

  constructor(draft) {
    this.draft = draft;
    this.times = new Times(draft);
  }

  async load() {}

  /** What was tried or checked is not true of other input. */
  edited() {
    this.checked = null;
    this.draft.app.draw();
  }

  /** Of the topic, where someone has looked at the cluster; else null: the newest records may all be of one partition. */
  partitions() {
    const {draft} = this;
    const topic = draft.topics?.topics.find(t => t.name === draft.fields.topic);
    return topic?.partitions ?? null;
  }

  /** The one action that mends what the check has found. */
  mend(changes) {
    this.draft.set(changes);
    this.check();
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
        ${f.tls === 'disabled' ? nothing : html`<details class="plain-details" ?open=${!!(f.dbCa || f.dbCertificate || draft.secrets.key || ['ca', 'certificate', 'key'].some(p => draft.faultsAt(`/destination/tls/${p}`).length))}><summary>Certificates</summary><div class="fields">
          ${f.tls === 'verify' ? area(draft, 'dbCa', 'Authorities to trust, PEM', {pointer: '/destination/tls/ca', hint: 'Or ${file:/path}. Leave it empty to trust those that Java trusts.', edited: moved}) : nothing}
          ${area(draft, 'dbCertificate', 'Client certificate with its chain, PEM', {pointer: '/destination/tls/certificate', hint: 'Or ${file:/path}. For accounts that REQUIRE X509.', edited: moved})}
          ${area(draft, 'dbKey', 'Its private key, PEM (PKCS 8)', {pointer: '/destination/tls/key', secret: 'key', hint: 'Or ${file:/path}. Not kept in the draft.', edited: moved})}</div></details>`}
        <div class="row"><button type="button" ?disabled=${!!draft.busy || !f.host || !f.dbUser} @click=${() => this.probe()}>Connect to the database</button>
          ${server ? html`<span><span class="ok"><span aria-hidden="true">✓</span> ${server.version}</span> <span class="dim">${facts(server).join(' · ')}</span></span>` : html`<span class="dim">${draft.busy || 'It tells its version, limits, databases and tables.'}</span>`}</div>
        <div class="fields">
          ${text(draft, 'database', 'Database', {pointer: '/destination/database', required: true, options: server?.databases ?? [], edited, after: () => this.again()})}
          ${text(draft, 'table', 'Table', {pointer: '/destination/table', required: true, options: server?.tables ?? [], edited, after: () => this.again(), hint: tableHint(server, f)})}
        </div></section>
      <section class="card stack"><h2>How rows are written</h2>
        <div class="split"><div class="stack">
          ${choice(draft, 'mode', 'Write mode', modes, {pointer: '/write/mode', after: edited})}
          ${text(draft, 'lanes', 'Lanes', {pointer: '/lanes', type: 'number', min: 1, max: 64, required: true, edited, hint: lanesHint(Number(f.lanes), this.partitions())})}</div>
          <div>${example(f.mode, f.mapping ?? [])}</div></div></section>
      <section class="card stack"><h2>Which records</h2>
        <div class="fields">
          ${choice(draft, 'at', 'Begin with', POSITIONS, {pointer: '/start', after: edited, hint: BEGINNINGS[f.at]})}
          ${f.at === 'timestamp' ? text(draft, 'time', 'First record at or after (your local time)', {pointer: '/start/timestamp', type: 'datetime-local', step: '1', required: true, edited, hint: f.time ? `That is ${new Date(f.time).toISOString()}.` : nothing}) : nothing}
          ${f.at === 'timestamp' ? this.times.view(edited) : nothing}
          ${f.at === 'offsets' ? area(draft, 'offsets', 'Offset of each partition', {pointer: '/start/offsets', placeholder: '0=17\n1=42'}) : nothing}
          ${choice(draft, 'end', 'End', ENDS, {pointer: '/stopAt', after: edited})}
          ${f.end === 'timestamp' ? text(draft, 'endTime', 'Before the first record at or after (your local time)', {pointer: '/stopAt/timestamp', type: 'datetime-local', step: '1', required: true, edited, hint: f.endTime ? `That is ${new Date(f.endTime).toISOString()}.` : nothing}) : nothing}
          ${f.end === 'offsets' ? area(draft, 'endOffsets', 'First offset of each partition that is not read', {pointer: '/stopAt/offsets', placeholder: '0=17\n1=42'}) : nothing}
        </div></section>
      <section class="card stack"><h2>What does not fit</h2>
        <div class="fields">
          ${choice(draft, 'dirtyData', 'A value that does not fit its column', DIRTY, {pointer: '/dirtyData', after: edited, hint: POLICIES.dirtyData[f.dirtyData]})}
          ${choice(draft, 'malformed', 'A record that is not JSON', STOP_OR_QUARANTINE, {pointer: '/malformed', after: edited, hint: POLICIES.malformed[f.malformed]})}
          ${choice(draft, 'refused', 'A row that the database refuses', STOP_OR_QUARANTINE, {pointer: '/refused', after: edited, hint: POLICIES.refused[f.refused]})}
        </div></section>
      <section class="card stack"><h2>Name</h2>
        <div class="fields">${text(draft, 'name', 'Name of the job', {pointer: '/name', required: true, hint: 'It stands in addresses, metrics and the consumer group.', edited: () => { draft.set({tag: null}); this.edited(); }})}</div></section>
      ${this.list()}
      <div class="row"><a class="button" href="#/new/map">Back</a><button type="button" ?disabled=${!!draft.busy} @click=${() => this.check()}>Check</button>
        <button class="go" ?disabled=${!!draft.busy}>Start</button><span class="dim">${draft.busy || 'Start stores the job and checks it, too, before anything is written.'}</span></div>
    </form>`;
  }

  /** Which policies stop the job at a record of the check. */
  stopping() {
    const kinds = new Set(this.checked.records.filter(r => r.outcome === 'stop').flatMap(r => r.problems.map(p => p.kind)));
    return [['dirty', 'dirtyData', 'Quarantine values that do not fit'], ['malformed', 'malformed', 'Quarantine what is not JSON']].filter(([kind]) => kinds.has(kind)).map(([, key, words]) => [key, words]);
  }

  list() {
    const {draft} = this;
    const faults = draft.faults;
    const line = (ok, words) => html`<li><span class=${ok ? 'ok' : 'bad'}><span aria-hidden="true">${ok ? '✓' : '✕'}</span> ${words}</span></li>`;
    const wrong = faults.map(f => html`<li><span class="bad"><span aria-hidden="true">✕</span></span> ${placed(f.pointer)} ${f.detail}</li>`);
    if (!this.checked) return faults.length ? html`<section class="card edge-bad" role="alert"><h2>What is wrong</h2><ul class="plain">${wrong}</ul></section>` : nothing;
    const {counts, table, warnings, records} = this.checked;
    const below = start => faults.some(f => f.pointer.startsWith(start));
    return html`<section class="card ${faults.length ? 'edge-bad' : counts.stop ? 'edge-warn' : 'edge-ok'}" role="status"><h2>Check</h2><ul class="plain">
      ${below('/source') ? nothing : line(true, `The topic is readable: ${plural(records.length, 'record')} of the newest were read`)}
      ${below('/destination') || table === 'unknown' ? nothing : line(true, table === 'missing' ? 'The database answers; the table is made at the start' : 'The database answers; the table is there')}
      ${below('/mapping') ? nothing : line(!counts.stop, `${counts.stop ? 'The mapping does not fit all of them' : 'The mapping fits'}: ${count(counts.written)} would be written, ${count(counts.nulled ?? 0)} with a field nulled, ${count(counts.quarantined ?? 0)} quarantined`)}
      ${counts.stop ? html`<li><span class="warn"><span aria-hidden="true">▲</span></span> ${plural(counts.stop, 'record')} of them would stop the job: <a href="#/new/map">look at them</a>, or
        ${this.stopping().map(([key, words]) => html`<button type="button" @click=${() => this.mend({[key]: 'quarantine'})}>${words}</button> `)}</li>` : nothing}
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
