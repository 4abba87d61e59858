/** Where from: a cluster and its topics, or a source that is stored already. */
import {html, nothing} from './vendor/lit-html.js';
import {get, send} from './api.js';
import {count, duration, moment} from './format.js';
import {asName} from './newdraft.js';
import {text, choice, area} from './newparts.js';
import {bar} from './newvisuals.js';

/** Topics that are drawn at once; the filter finds the others. */
const MOST = 100;
const UNREADABLE = new Set(['avro-or-protobuf', 'binary']);
const CHANGES = new Set(['debezium', 'canal', 'maxwell', 'ogg', 'ticdc']);

const badge = t => {
  const [tone, icon] = UNREADABLE.has(t.looksLike) ? ['bad', '✕'] : CHANGES.has(t.looksLike) ? ['warn', '▲'] : t.looksLike && t.looksLike !== 'empty' ? ['ok', '✓'] : ['dim', '○'];
  return html`<span class="pill ${tone}"><span aria-hidden="true">${icon}</span>${t.looksLike ?? 'not told'}</span>`;
};

/** How old the newest record is, beside how long records are kept. */
function age(t) {
  if (!t.newestAt) return html`<span class="dim">–</span>`;
  const seconds = Math.max(0, (Date.now() - Date.parse(t.newestAt)) / 1000);
  const kept = t.retentionMs > 0 ? t.retentionMs / 1000 : null;
  const share = kept ? Math.min(1, seconds / kept) : null;
  return html`<div title=${moment(t.newestAt)}>${duration(seconds)} ago${share == null ? nothing
    : bar([[share > .7 ? 'k-gaps' : 'k-written', share], ['k-rest', 1 - share]], `The newest record has used ${Math.round(share * 100)} % of the retention`)}</div>`;
}

export class WhereFrom {
  sources = [];
  words = '';

  constructor(draft) {
    this.draft = draft;
  }

  async load() {
    try {
      this.sources = await get('sources');
    } catch (e) {
      this.draft.app.refused(e);
      this.draft.refusal = e;
    }
    this.draft.app.draw();
  }

  connect(e) {
    e.preventDefault();
    const {draft} = this;
    draft.topics = null;
    draft.doing('Connecting to the brokers…', async () => {
      draft.topics = await send('POST', 'probe/kafka', JSON.stringify({bootstrapServers: draft.fields.servers.trim(), properties: draft.properties()}));
    });
  }

  pick(topic) {
    const taken = new Set(this.sources.map(s => s.name));
    const base = asName(topic) || 'source';
    let name = base;
    for (let i = 2; taken.has(name); i++) name = `${base.slice(0, 60)}-${i}`;
    this.draft.set({picked: topic, sourceName: name});
  }

  next(e) {
    e.preventDefault();
    this.draft.doing('Storing the source…', async () => {
      if (await this.draft.putSource()) location.hash = '#/new/map';
    });
  }

  use(e) {
    e.preventDefault();
    const source = this.sources.find(s => s.name === e.target.elements.source.value);
    if (!source) return;
    this.draft.took(source.name, source.spec.topic ?? source.name);
    location.hash = '#/new/map';
  }

  view() {
    const {draft} = this;
    const f = draft.fields;
    return html`
      ${this.sources.length ? html`<form class="card row" @submit=${e => this.use(e)}>
        <label for="new-existing">A source that is stored</label>
        <select id="new-existing" name="source">${this.sources.map(s => html`<option value=${s.name} .selected=${s.name === f.source}>${s.name}${s.spec.topic && s.spec.topic !== s.name ? ` (${s.spec.topic})` : ''}</option>`)}</select>
        <button>Take this source</button></form>` : nothing}
      <form class="card stack" @submit=${e => this.connect(e)}>
        <h2>${this.sources.length ? 'Or a cluster' : 'A Kafka cluster'}</h2>
        <div class="fields">
          ${text(draft, 'servers', 'Bootstrap servers', {pointer: '/bootstrapServers', placeholder: 'kafka-1:9092,kafka-2:9092', required: true})}
          ${choice(draft, 'preset', 'Log-in and encryption', [['plain', 'none (PLAINTEXT)'], ['scram', 'user and password (SASL SCRAM)'], ['tls', 'TLS (SSL)']], {pointer: '/properties'})}
          ${f.preset === 'scram' ? html`
            ${choice(draft, 'mechanism', 'Mechanism', [['SCRAM-SHA-512', 'SCRAM-SHA-512'], ['SCRAM-SHA-256', 'SCRAM-SHA-256']], {pointer: '/properties/sasl.mechanism'})}
            ${text(draft, 'user', 'User', {required: true})}
            ${text(draft, 'kafkaPassword', 'Password', {secret: 'kafka', type: 'password', pointer: '/properties/sasl.jaas.config', hint: 'Or ${env:NAME}, ${file:/path}. It is not kept in the draft.'})}
            <div class="field"><label class="row"><input type="checkbox" .checked=${f.encrypted} @change=${e => draft.set({encrypted: e.target.checked})}> Encrypted (TLS)</label></div>` : nothing}
        </div>
        ${f.preset === 'tls' || (f.preset === 'scram' && f.encrypted) ? area(draft, 'ca', 'Certificates of the authorities, PEM', {pointer: '/properties/ssl.truststore.certificates', hint: 'Leave it empty to trust those that Java trusts.'}) : nothing}
        <div class="row"><button class="go" ?disabled=${!!draft.busy}>Connect</button><span class="dim">${draft.busy}</span></div>
      </form>
      ${draft.topics ? this.topics() : nothing}
      ${f.picked && draft.topics ? html`<form class="card stack" @submit=${e => this.next(e)}>
        ${text(draft, 'sourceName', `Name of the source that reads ${f.picked}`, {pointer: '/name', required: true, hint: 'Jobs name their source by it.'})}
        <div class="row"><button class="go" ?disabled=${!!draft.busy}>Next: look and map</button></div></form>` : nothing}`;
  }

  topics() {
    const {topics, leftOut} = this.draft.topics;
    if (!topics.length) {
      return html`<section class="card empty reserve"><h2>No topic</h2><p class="dim">The cluster answers, but has no topic that this user may see. Make one, or give the user the right to describe it, and connect again.</p></section>`;
    }
    const found = topics.filter(t => t.name.toLowerCase().includes(this.words.toLowerCase()));
    return html`<section class="card flush scroll" tabindex="0" role="region" aria-label="Topics">
      <div class="row pad"><h2>${count(topics.length)} ${topics.length === 1 ? 'topic' : 'topics'}${leftOut.topics ? `, ${count(leftOut.topics)} more are not looked at` : ''}</h2>
        ${topics.length > 8 ? html`<input type="search" aria-label="Find topics by name" placeholder="Name" .value=${this.words} @input=${e => { this.words = e.target.value; this.draft.app.draw(); }}>` : nothing}</div>
      <table class="cards"><thead><tr><th>Topic</th><th class="n">Partitions</th><th class="n">Retention</th><th>Newest</th><th>Looks like</th></tr></thead>
        <tbody>${found.slice(0, MOST).map(t => html`<tr>
          <td data-label="Topic"><label class="row tight"><input type="radio" name="topic" value=${t.name} .checked=${t.name === this.draft.fields.picked} @change=${() => this.pick(t.name)}><b class="wrap">${t.name}</b></label></td>
          <td class="n" data-label="Partitions">${count(t.partitions)}</td><td class="n" data-label="Retention">${t.retentionMs === -1 ? 'not by age' : duration(t.retentionMs == null ? null : t.retentionMs / 1000)}</td>
          <td data-label="Newest" class="age">${age(t)}</td>
          <td data-label="Looks like"><div>${badge(t)}<div class="dim small">${t.evidence}${CHANGES.has(t.looksLike) ? '. Read as plain JSON, its changes become rows, not updates' : ''}${UNREADABLE.has(t.looksLike) ? '. Only JSON can be read' : ''}</div></div></td></tr>`)}</tbody></table>
      ${found.length > MOST ? html`<p class="pad dim">${count(found.length - MOST)} more: find them by a word above.</p>` : nothing}</section>`;
  }
}
