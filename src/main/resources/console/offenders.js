/** What the quarantined records of one cause have in common: when they came, and which values they had. */
import {html, svg, nothing} from './vendor/lit-html.js';
import {count, plural} from './format.js';
import {when} from './parts.js';
import {placeOf} from './jsontext.js';

const BARS = 30;
/** A part of time is no shorter. */
const SECOND = 1000;
const INTEGERS = {TINYINT: 8, SMALLINT: 16, MEDIUMINT: 24, INT: 32, BIGINT: 64};

/** What a column takes, as far as its type says: numbers from…to, or characters up to…; null else. @param {string|undefined} type */
export function limitOf(type) {
  const [, name, size, unsigned] = /^\s*([A-Z]+)(?:\((\d+)\))?\s*(UNSIGNED)?/i.exec(type ?? '') ?? [];
  const word = name?.toUpperCase();
  if (INTEGERS[word]) {
    const most = 2 ** INTEGERS[word];
    return {of: 'value', from: unsigned ? 0 : -most / 2, to: unsigned ? most - 1 : most / 2 - 1};
  }
  return (word === 'VARCHAR' || word === 'CHAR') && size ? {of: 'length', from: 0, to: Number(size)} : null;
}

/** Text of a record's guilty value. Figures of a picture need no more digits than a double has; none is shown as a value. */
function measure(record, of) {
  const place = record.encoding === 'text' && record.path ? placeOf(record.value ?? '', record.path) : null;
  if (!place) return null;
  const text = record.value.slice(...place).replace(/^"|"$/g, '');
  const n = of === 'length' ? [...text].length : Number(text);
  return text === '' || !Number.isFinite(n) ? null : n;
}

/** Equal parts from the first to the last. @param {number[]} values */
function bins(values, from, to) {
  const counts = Array(BARS).fill(0);
  const width = (to - from) / BARS || 1;
  for (const v of values) counts[Math.min(BARS - 1, Math.max(0, Math.floor((v - from) / width)))]++;
  return counts;
}

function bars(counts, label, mark) {
  const most = Math.max(1, ...counts);
  return html`<svg class="bars" viewBox="0 0 ${BARS * 4} 40" preserveAspectRatio="none" role="img" aria-label=${label}>
    ${counts.map((n, i) => n ? svg`<rect x=${i * 4} y=${40 - Math.max(2, n / most * 38)} width="3" height=${Math.max(2, n / most * 38)}></rect>` : nothing)}
    ${mark == null ? nothing : svg`<path class="limit" d="M${mark},0V40"></path>`}</svg>`;
}

/** Records in equal parts of the time from the first to the last. @param {object[]} records of one cause */
function byMinute(records) {
  const times = records.map(r => Date.parse(r.quarantinedAt));
  const to = Math.max(...times);
  const from = Math.min(...times, to - BARS * SECOND);
  return {from: new Date(from).toISOString(), to: new Date(to).toISOString(), counts: bins(times, from, to)};
}

/** @param {object[]} records of one cause @param {object} cause @param {string|undefined} type of the column @param {boolean} more */
export function offenders(records, cause, type, more) {
  if (!records.length) return nothing;
  const time = byMinute(records);
  const limit = limitOf(type);
  const values = limit ? records.map(r => measure(r, limit.of)).filter(v => v != null) : [];
  const from = Math.min(...values, limit?.to ?? 0);
  const to = Math.max(...values, limit?.to ?? 0);
  return html`<section class="card"><div class="row spread"><h2>${plural(records.length, 'record')} with ${cause.code}${cause.column ? ` in ${cause.column}` : ''}${more ? ', the first of more' : ''}</h2></div>
    <div class="grid2"><figure><figcaption class="dim small">When they came</figcaption>${bars(time.counts, `When they came, ${count(BARS)} equal parts of time; at most ${count(Math.max(...time.counts))} in one`)}
      <div class="row spread dim small"><span>${when(time.from)}</span><span>${when(time.to)}</span></div></figure>
    ${values.length ? html`<figure><figcaption class="dim small">${limit.of === 'length' ? 'Characters of their values' : 'Their values'}; the line is the most that ${type} takes</figcaption>
      ${bars(bins(values, from, to), `From ${count(from)} to ${count(to)}; the column takes at most ${count(limit.to)}`, (limit.to - from) / ((to - from) || 1) * BARS * 4)}
      <div class="row spread dim small"><span>${count(from)}</span><span>${count(to)}</span></div></figure>` : nothing}</div></section>`;
}

const FIELDS = ['topic', 'partition', 'offset', 'recordTime', 'kind', 'code', 'table', 'column', 'path', 'reason', 'quarantinedAt', 'key', 'value'];

/** A cell that begins as a formula would be run by programs for tables. */
function cell(value) {
  const text = value == null ? '' : String(value);
  return `"${(/^[=+\-@\t\r]/.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`;
}

/** @param {object[]} records @param {'csv'|'ndjson'} form */
export const exported = (records, form) => form === 'csv'
  ? [FIELDS.join(','), ...records.map(r => FIELDS.map(f => cell(r[f])).join(','))].join('\r\n')
  : records.map(r => JSON.stringify(r)).join('\n') + '\n';

/** @param {string} name of the file @param {string} text */
export function save(name, text) {
  const url = URL.createObjectURL(new Blob([text], {type: 'text/plain'}));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
