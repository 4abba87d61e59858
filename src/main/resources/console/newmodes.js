/** What a write mode, a policy and a number of lanes mean, shown by the job's own columns. */
import {html, nothing} from './vendor/lit-html.js';
import {count, plural} from './format.js';

const MODES = {
  insert: ['is refused (duplicate-key)', 'see “a row that the database refuses”'],
  ignore: ['is passed over', 'the row that is there stays as it is'],
  replace: ['takes the place of the old row', 'columns that are not mapped fall back to their defaults'],
  upsert: ['changes its mapped columns', 'other columns stay as they are'],
};

export const modes = Object.keys(MODES).map(m => [m, m]);

/** What becomes of what a policy is about. */
export const POLICIES = {
  dirtyData: {stop: 'The job stops before the record: nothing is lost, nothing goes on.', null: 'The field becomes NULL, is counted and sampled; the row is written.', quarantine: 'The record waits in millrace_quarantine, to be mended and replayed; the job goes on.'},
  malformed: {stop: 'The job stops before the record.', quarantine: 'The bytes wait in millrace_quarantine; the job goes on.'},
  refused: {stop: 'The job stops before the row.', quarantine: 'The record waits in millrace_quarantine with the database’s reason; the job goes on.'},
};

const cell = (text, tone = '') => html`<td class=${tone}>${text}</td>`;

/**
 * Two rows with one key, and what the table holds afterwards. Columns are the job's, values are made up.
 * @param {string} mode @param {{column: string, key?: boolean}[]} mapping
 */
export function example(mode, mapping) {
  const keys = mapping.filter(e => e.key).map(e => e.column);
  if (!keys.length) return html`<p class="dim small">The table has no key by this mapping: every record becomes a row of its own, whatever the mode. See <a href="#/new/map">Look and map</a>.</p>`;
  const other = mapping.find(e => !e.key)?.column ?? 'name';
  const [outcome, more] = MODES[mode];
  const kept = mode === 'insert' || mode === 'ignore';
  return html`<table class="mono small example"><caption class="dim">What becomes of a row whose key is in the table already</caption>
    <thead><tr><td></td><th>${keys[0]}${keys.length > 1 ? ', …' : ''}</th><th>${other}</th><th>(not mapped)</th></tr></thead>
    <tbody><tr><th>in the table</th>${cell('7')}${cell('old')}${cell('x')}</tr>
      <tr><th>a record</th>${cell('7')}${cell('new')}${cell('')}</tr>
      <tr><th>afterwards</th>${cell('7')}${cell(kept ? 'old' : 'new', kept ? '' : 'changed')}${cell(mode === 'replace' ? 'its default' : 'x', mode === 'replace' ? 'changed' : '')}</tr></tbody></table>
    <p class="dim small">The row ${outcome}: ${more}.</p>`;
}

/** @param {number} lanes @param {number|null} partitions null where they are not known */
export function lanesHint(lanes, partitions) {
  const each = 'Each lane reads and writes by itself, over a connection of its own.';
  if (!partitions || !(lanes >= 1)) return `${each} More lanes than partitions are idle.`;
  const busy = Math.min(lanes, partitions);
  const idle = lanes - busy;
  return html`<span class="lanes" aria-hidden="true">${Array.from({length: Math.min(lanes, 16)}, (_, i) => html`<span class=${i < busy ? 'lane' : 'lane idle'}>${i < busy ? count(Math.floor(partitions / busy) + (i < partitions % busy ? 1 : 0)) : 0}</span>`)}</span>
    ${plural(partitions, 'partition')}: ${busy === partitions ? 'a lane reads one' : `a lane reads ${Math.floor(partitions / busy)}${partitions % busy ? `–${Math.floor(partitions / busy) + 1}` : ''}`}${idle > 0 ? html`, <span class="warn">▲ ${plural(idle, 'lane')} would be idle</span>` : nothing}. ${each}`;
}
