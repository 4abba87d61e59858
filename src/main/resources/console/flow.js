/** From Kafka to the table as five stations, with what the engine says of each: who is the bottleneck at a glance. */
import {html, svg, nothing} from './vendor/lit-html.js';
import {rate, bytes, plural} from './format.js';
import {behind, behindText, recordOf, rests, waiting} from './said.js';

/** From this share of the time on a stage is called the slow one, if one is. */
const SLOW = 0.5;
/** With so much of its time in Kafka's poll a lane could do more than comes. */
const ROOM = 0.3;
/** Nothing was polled for such a part of the time: what comes later is slower. */
const HELD = 0.1;
/** Behind by more than so many seconds it does not keep up, whatever the rest says. */
const LATE_S = 10;

/** The station that an error is about. */
const STATIONS = {broker: 'kafka', offsets: 'kafka', dirty: 'encode', malformed: 'encode', refused: 'write', database: 'write'};

/** Means over the lanes that know them; null where none does. @param {object[]} lanes of a status */
export function busyOf(lanes) {
  const known = lanes.map(l => l.busy).filter(Boolean);
  const mean = key => known.reduce((n, b) => n + b[key], 0) / known.length;
  return known.length ? {poll: mean('poll'), encode: mean('encode'), write: mean('write'), credits: mean('credits')} : null;
}

/**
 * Which station is slow, and in words. Small batches one after the other keep a database busy
 * without any lag: that is no bottleneck.
 * @returns {{at: string|null, tone: string, words: string}}
 */
export function verdict(busy, behindSeconds, state) {
  if (!busy || state !== 'RUNNING') return {at: null, tone: 'dim', words: ''};
  if (busy.poll >= ROOM && busy.credits < HELD && !(behindSeconds > LATE_S)) return {at: null, tone: 'ok', words: 'It keeps up, and waits for new records.'};
  const [stage, share] = busy.encode >= busy.write ? ['encode', busy.encode] : ['write', busy.write];
  if (share >= SLOW) return {at: stage, tone: 'warn', words: stage === 'write' ? 'Most of the time goes to the database.' : 'Most of the time goes to decoding and encoding: another lane may help.'};
  if (busy.poll >= SLOW) return {at: 'poll', tone: 'warn', words: 'It waits for Kafka although records wait there.'};
  return {at: null, tone: 'dim', words: 'No stage is busy most of the time.'};
}

/** Of a job through which nothing flows, or not as it should: icon, tone, words. */
function standstill({state, error}) {
  const at = recordOf(error);
  switch (state) {
    case 'CREATED': return ['○', 'dim', 'Not started yet: nothing flows.'];
    case 'STOPPED': return ['■', 'dim', 'Stopped: nothing flows.'];
    case 'FINISHED': return ['✓', 'ok', 'It has read everything up to its end: nothing flows.'];
    case 'FAILED': return ['✕', 'bad', `Failed${at ? ` at ${at}` : ''}: nothing flows.`];
    case 'RETRYING': return ['▲', 'warn', 'Held up: it tries again by itself.'];
    case 'STARTING': return ['◌', 'warn', 'Starting: broker, database and table are looked at first.'];
    case 'STOPPING': return ['◌', 'warn', 'Stopping: batches under way are committed.'];
    default: return null;
  }
}

/** @param {object} s status @param {object|undefined} last newest second with a commit */
export function flow(s, last) {
  const still = rests(s);
  const busy = still ? null : busyOf(s.lanes);
  const said = verdict(busy, behind(s), s.state);
  const stands = standstill(s);
  const broken = s.error && (s.state === 'FAILED' || s.state === 'RETRYING') ? STATIONS[s.error.kind] : undefined;
  const inFlight = s.lanes.reduce((n, l) => n + l.inFlightBytes, 0);
  const share = n => n == null ? nothing : `${Math.round(n * 100)} % of the time`;
  const partitions = s.partitions.length ? plural(s.partitions.length, 'partition') : 'partitions not known yet';
  const median = last ? `${rate(last.commitP50Ms)} ms` : 'none yet';
  const stations = still ? [
    ['kafka', 'Kafka', partitions, waiting(s)],
    ['poll', 'Poll', 'at rest', ''],
    ['encode', 'Decode, coerce', 'at rest', 'no lane'],
    ['batch', 'Batch', 'at rest', 'nothing in flight'],
    ['write', 'Commit', 'at rest', last ? `the last took ${median}` : ''],
  ] : [
    ['kafka', 'Kafka', partitions, s.partitions.length ? `${behindText(s)} behind` : ''],
    ['poll', 'Poll', `${rate(s.rates.recordsPerSecond)} records/s`, `${bytes(s.rates.bytesPerSecond)}/s`, busy?.poll],
    ['encode', 'Decode, coerce', s.lanes.length ? plural(s.lanes.length, 'lane') : 'no lane yet', 'to the text of rows', busy?.encode],
    ['batch', 'Batch', last?.batchRows == null ? 'none yet' : plural(Math.round(last.batchRows), 'row'), `${bytes(inFlight)} in flight`, busy?.credits],
    ['write', 'Commit', median, last ? `p99 ${rate(last.commitP99Ms)} ms` : 'median', busy?.write],
  ];
  const mark = key => key !== broken ? '' : s.state === 'FAILED' ? 'broken' : 'held';
  return html`<section class="card"><div class="row spread"><h2>${still ? 'From Kafka to the table' : 'Where the time goes'}</h2>
      ${stands ? html`<span class="small ${stands[1]}"><span aria-hidden="true">${stands[0]}</span> ${stands[2]}</span>`
        : said.words ? html`<span class="small ${said.tone}"><span aria-hidden="true">${said.tone === 'ok' ? '✓' : said.tone === 'warn' ? '▲' : '·'}</span> ${said.words}</span>` : nothing}</div>
    <ol class="flow ${still ? 'rest' : ''}">${stations.map(([key, name, first, second, part]) => html`<li class="${key === said.at ? 'slow' : mark(key)}">
      ${part == null ? nothing : svgBar(part)}
      <b>${name}</b><span>${first}</span><span class="dim small">${second}</span>
      <span class="small share">${mark(key) ? html`<span aria-hidden="true">${mark(key) === 'broken' ? '✕' : '▲'}</span> ${mark(key) === 'broken' ? 'failed here' : 'held up here'}`
        : html`${key === said.at ? html`<span aria-hidden="true">▲</span> ` : nothing}${key === 'batch' && part != null ? `${Math.round(part * 100)} % waiting for commits` : key === 'poll' && part != null ? `waits ${share(part)}` : share(part)}`}</span></li>`)}</ol></section>`;
}

const svgBar = part => {
  const height = Math.max(1, Math.min(1, part) * 100);
  return html`<svg class="fill" viewBox="0 0 4 100" preserveAspectRatio="none" aria-hidden="true">${svg`<rect y=${100 - height} width="4" height=${height}></rect>`}</svg>`;
};
