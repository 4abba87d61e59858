/**
 * The draft of a new job. It lives in sessionStorage, so that it survives a reload of the tab, without
 * its passwords: those stay in memory and go with the tab or the log-out.
 */
import {get, send} from './api.js';

const KEY = 'millrace.new';
const USUAL = {
  servers: '', preset: 'plain', mechanism: 'SCRAM-SHA-512', encrypted: true, user: '', ca: '', picked: '', topic: '', sourceName: '', made: '', source: '', of: '',
  layers: 1, mapping: null, dropped: [], given: false, more: {},
  dialect: 'mysql', host: '', port: 3306, database: '', table: '', dbUser: '', tls: 'preferred', dbCa: '', dbCertificate: '',
  name: '', mode: 'insert', at: 'earliest', time: '', offsets: '', end: '', endTime: '', endOffsets: '', dirtyData: 'stop', malformed: 'stop', refused: 'stop', lanes: 2, tag: null,
};

/** What a name of a source or a job may hold; the engine says the rest. @param {string} text */
export const asName = text => text.replace(/[^A-Za-z0-9._-]/g, '-').replace(/^[^A-Za-z0-9]+/, '').slice(0, 64);

/** @param {string} text of a JAAS option */
const quoted = text => `"${text.replace(/[\\"]/g, '\\$&')}"`;

/** A preview's request holds the document: what is wrong with it is told at the field of the document. @param {{faults?: object[]}} e */
export const inDocument = e => (e.faults ?? []).map(f => ({...f, pointer: f.pointer.replace(/^\/job(?=\/)/, '')}));

/** As a document has it. What is no offset is left to the engine to refuse at its field. */
function position(at, time, offsets) {
  if (at === 'timestamp') return {at, timestamp: time ? new Date(time).toISOString() : ''};
  if (at !== 'offsets') return {at};
  const pairs = offsets.split(/[\s,]+/).filter(Boolean).map(pair => pair.match(/^(.+)=(\d{1,15})$/));
  return {at, offsets: pairs.every(Boolean) ? Object.fromEntries(pairs.map(([, p, o]) => [p, Number(o)])) : offsets};
}

export class Draft {
  secrets = {kafka: '', database: '', key: ''};
  /** What the engine has answered so far; none of it is stored. */
  topics = null;
  sample = null;
  lookedAt = 0;
  preview = null;
  server = null;
  faults = [];
  refusal = null;
  busy = '';
  /** The reason of the cell that was gone to. */
  told = null;

  constructor(app) {
    this.app = app;
    let stored = {};
    try {
      stored = JSON.parse(sessionStorage.getItem(KEY)) ?? {};
    } catch {
      // What is no draft is none.
    }
    this.fields = {...USUAL, ...stored};
  }

  static forget() {
    sessionStorage.removeItem(KEY);
  }

  set(changes) {
    // An answer that comes after the log-out leaves nothing behind.
    if (this.app.draft !== this) return;
    Object.assign(this.fields, changes);
    try {
      sessionStorage.setItem(KEY, JSON.stringify(this.fields));
    } catch {
      // A mapping too large for the browser's storage: the draft lives as long as the page.
    }
    this.app.draw();
  }

  /** One call at a time that the person waits for. @param {string} what is done meanwhile @param {() => Promise<void>} todo */
  async doing(what, todo) {
    if (this.busy) return;
    this.busy = what;
    this.faults = [];
    this.refusal = null;
    this.app.draw();
    try {
      await todo();
    } catch (e) {
      this.app.refused(e);
      this.refusal = e;
      this.faults = inDocument(e);
    } finally {
      this.busy = '';
      this.app.draw();
    }
  }

  /** @param {string} pointer */
  faultsAt(pointer) {
    return this.faults.filter(f => f.pointer === pointer);
  }

  /** @returns {Object<string, string>} of a Kafka client */
  properties() {
    const f = this.fields;
    if (f.preset === 'plain') return {};
    const encrypted = f.preset === 'tls' || f.encrypted;
    return {
      'security.protocol': f.preset === 'tls' ? 'SSL' : encrypted ? 'SASL_SSL' : 'SASL_PLAINTEXT',
      ...(f.preset === 'scram' && {
        'sasl.mechanism': f.mechanism,
        'sasl.jaas.config': `org.apache.kafka.common.security.scram.ScramLoginModule required username=${quoted(f.user)} password=${quoted(this.secrets.kafka)};`,
      }),
      ...(encrypted && f.ca.trim() && {'ssl.truststore.type': 'PEM', 'ssl.truststore.certificates': f.ca.trim()}),
    };
  }

  destination() {
    const f = this.fields;
    return {
      dialect: f.dialect, host: f.host.trim(), port: Number(f.port), user: f.dbUser, password: this.secrets.database, tls: this.tls(), ...this.more('destination'),
      ...(f.database && {database: f.database}), ...(f.table && {table: f.table}),
    };
  }

  /** What a cloned job says that the steps do not show. @param {string} part of its document */
  more(part) {
    return this.fields.more[part] ?? {};
  }

  /** One word, or with what certificates there are. */
  tls() {
    const f = this.fields;
    const given = f.tls === 'disabled' ? [] : [['ca', f.tls === 'verify' ? f.dbCa : ''], ['certificate', f.dbCertificate], ['key', this.secrets.key]].map(([name, text]) => [name, text.trim()]).filter(([, text]) => text);
    return given.length ? {mode: f.tls, ...Object.fromEntries(given)} : f.tls;
  }

  /** Of a sample: a cloned job may take the elements of arrays. Without layers nothing is looked into. */
  root() {
    const {root} = this.more('parse');
    return root && Number(this.fields.layers) > 0 ? {root} : {};
  }

  table() {
    return this.fields.table || this.fields.topic.replace(/[^A-Za-z0-9_]/g, '_').slice(0, 64) || 'records';
  }

  mapping() {
    return (this.fields.mapping ?? []).map(({own, ...entry}) => entry);
  }

  start() {
    const f = this.fields;
    return position(f.at, f.time, f.offsets);
  }

  /** Nothing where the job has no end. */
  end() {
    const f = this.fields;
    return f.end ? {stopAt: position(f.end, f.endTime, f.endOffsets)} : {};
  }

  /** The document. @param {boolean} whole with its database, as it will be stored; else the one that was tried, if any */
  job(whole) {
    const f = this.fields;
    // Before a database was tried, or without its name, the types of the mapping judge alone.
    const there = this.server?.tried && f.database;
    const destination = whole ? this.destination() : there ? {...this.destination(), table: this.table()} : {dialect: f.dialect, table: this.table()};
    return {
      ...f.more, source: f.source, destination,
      parse: {...this.more('parse'), layers: Number(f.layers)}, mapping: this.mapping(), start: whole ? this.start() : {at: 'earliest'}, ...(whole ? this.end() : {}),
      dirtyData: f.dirtyData, malformed: f.malformed, refused: f.refused, write: {...this.more('write'), mode: f.mode}, lanes: Number(f.lanes),
    };
  }

  /** Stores the source. @returns {Promise<boolean>} false where another has its name */
  async putSource() {
    const f = this.fields;
    const there = await get('sources');
    const taken = there.find(s => s.name === f.sourceName);
    // What this draft has stored may be mended, but stays the source of its topic: another job may read it by now.
    if (taken && (f.made !== f.sourceName || taken.spec.topic !== f.picked)) {
      this.faults = [{pointer: '/name', detail: `There is a source ${f.sourceName} already${taken.spec.topic === f.picked ? '' : `, of the topic ${taken.spec.topic}`}: choose another name, or take that source above.`}];
      return false;
    }
    await send('PUT', `sources/${encodeURIComponent(f.sourceName)}`, JSON.stringify({bootstrapServers: f.servers.trim(), topic: f.picked, properties: this.properties()}));
    this.set({made: f.sourceName});
    this.took(f.sourceName, f.picked);
    return true;
  }

  /** What was mapped of one topic does not hold of another. */
  took(source, topic) {
    const of = `${source}/${topic}`;
    if (of === this.fields.of) return;
    this.sample = this.preview = null;
    this.set({of, source, topic, mapping: null, dropped: [], name: asName(topic), table: '', tag: null, given: false, more: {}});
  }
}
