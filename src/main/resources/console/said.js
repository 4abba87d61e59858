/** What a job's status means in words: only what is known is said. */
import {count, rate, duration, plural} from './format.js';

/** In these states records flow, or will without anybody's doing. */
const ACTIVE = new Set(['RUNNING', 'STARTING', 'RETRYING', 'STOPPING']);

/** @param {object} s status */
export const rests = s => !ACTIVE.has(s.state);

/** Seconds behind of the partition furthest behind; null where none is known. */
export const behind = s => s.partitions.reduce((most, p) => p.lagSeconds == null ? most : Math.max(most ?? 0, p.lagSeconds), null);

/** When Kafka begins to delete what is not read yet; undefined where it does not. */
export const lostAt = s => s.partitions.map(p => p.lostAt).filter(Boolean).sort()[0];

/** How far behind; what one partition does not know makes the rest a least, not an answer. */
export function behindText(s) {
  const known = behind(s);
  if (known == null) return s.partitions.length && s.totals.lagRecords === 0 ? duration(0) : '–';
  return s.partitions.some(p => p.lagSeconds == null && p.lagRecords !== 0) ? `at least ${duration(known)}` : duration(known);
}

/** `topic[partition]@offset` of what an error is about; '' where it is about no record. @param {object|null} e */
export const recordOf = e => e?.topic == null ? '' : `${e.topic}[${e.partition}]${e.offset == null ? '' : `@${e.offset}`}`;

/** Where there is no record: which of the parties the error is about. @param {object} e @param {string} table @param {string} source */
export const partyOf = (e, table, source) => ({database: `in the database of ${table}`, refused: `in the database of ${table}`, broker: `at Kafka, source ${source}`, offsets: `at Kafka, offsets of source ${source}`}[e.kind] ?? 'in the engine');

/** A job in one line. @param {string} name @param {string} table @param {object} s status */
export function sentenceOf(name, table, s) {
  const {error: e, partitions} = s;
  const place = recordOf(e);
  const moved = partitions.length > 0;
  const lag = behindText(s);
  return [
    `${name} → ${table}`, s.state,
    ...e ? [`${e.kind}: ${e.code}${place ? ` at ${place}` : ''}`] : [],
    ...s.state === 'CREATED' && !moved ? ['not started yet'] : [],
    ...rests(s) ? [] : [`${rate(s.rates.recordsPerSecond)} rec/s`],
    ...s.state === 'FINISHED' ? ['read up to its end'] : moved ? [lag === '–' ? 'not known how far behind' : `${lag} behind`] : [],
    ...moved ? [s.balanced ? 'balanced' : 'not balanced'] : [],
    `${count(s.totals.quarantined)} in quarantine`,
  ].join(' · ');
}

/** What waits in Kafka. @param {object} s status */
export const waiting = s => s.totals.lagRecords == null || !s.partitions.length ? 'not known what waits' : s.totals.lagRecords === 0 ? 'nothing waits' : `${plural(s.totals.lagRecords, 'record')} ${s.totals.lagRecords === 1 ? 'waits' : 'wait'}`;
