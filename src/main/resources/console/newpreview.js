/** The rows as the table will hold them: read back from the engine's own SQL, nothing is worked out here. */
import {html, nothing} from './vendor/lit-html.js';
import {count} from './format.js';

/** Rows and columns that are drawn. */
const ROWS = 50, COLUMNS = 100;
const CHARS = 60;
/** Of the value of a problem the engine tells no more. */
const LONG = 250;

const cut = text => text.length > CHARS ? `${text.slice(0, CHARS)}…` : text;

function shown(value) {
  if (value === null) return html`<span class="dim">NULL</span>`;
  if (typeof value !== 'object') return cut(String(value));
  if (value.default) return html`<span class="dim">DEFAULT</span>`;
  if (value.hex !== undefined) return `0x${cut(value.hex)}`;
  return value.text.length > CHARS ? cut(value.text) : `${value.text}…`;
}

/** A numeric type that takes the value and what the one before took; null where none does. @param {string} base type in capitals @param {string} value */
function numeric(base, value) {
  const plain = /^"?(-?)(\d+)(?:\.\d+)?"?$/.exec(value ?? '');
  if (!plain) return null;
  const decimal = /^(?:DECIMAL|NUMERIC)\s*\(\s*(\d+)\s*(?:,\s*(\d+)\s*)?\)/.exec(base);
  const digits = plain[2].replace(/^0+/, '').length;
  if (/^(TINY|SMALL|MEDIUM|BIG)?INT/.test(base)) {
    const n = BigInt(plain[1] + plain[2]);
    const unsigned = /UNSIGNED/.test(base);
    if (!/^BIG/.test(base) && n >= -(2n ** 63n) && n < 2n ** 63n) return unsigned && n >= 0n ? 'BIGINT UNSIGNED' : 'BIGINT';
    if (unsigned && !/^BIG/.test(base) && n >= 0n && n < 2n ** 64n) return 'BIGINT UNSIGNED';
    return digits <= 65 ? `DECIMAL(${Math.max(30, digits)},0)` : null;
  }
  if (!decimal) return null;
  const scale = Number(decimal[2] ?? 0);
  return digits > decimal[1] - scale && digits + scale <= 65 ? `DECIMAL(${digits + scale},${scale})` : null;
}

/** A type that takes the value, where the column's does not; null where none would. A key stays a type that can be one. @param {string|null} value as far as the engine tells it */
export function wider(type, code, key, value) {
  const base = type.toUpperCase().trim();
  if (code === 'out-of-range') return numeric(base, value);
  if (key) return null;
  // Of a value of which only the beginning is told the length is not known: LONGTEXT takes any record.
  if (code === 'too-long') return /CHAR/.test(base) && !/BINARY/.test(base) ? (value?.length ?? LONG) < LONG ? 'TEXT' : 'LONGTEXT' : /TEXT/.test(base) && base !== 'LONGTEXT' ? 'LONGTEXT' : null;
  if (!['not-a-number', 'bad-time', 'bad-boolean', 'not-a-member'].includes(code) || /CHAR|TEXT/.test(base)) return null;
  return (value?.length ?? LONG) < LONG ? 'VARCHAR(255)' : 'LONGTEXT';
}

/** What mends it, one click each. */
function actions(draft, problem, edited) {
  const {mapping, dirtyData} = draft.fields;
  const i = mapping.findIndex(e => e.column === problem.column);
  // The columns of a table that is there are changed in the database.
  const type = i < 0 || !problem.code || draft.preview.table === 'existing' ? null : wider(mapping[i].type ?? '', problem.code, mapping[i].key, problem.value);
  const act = changes => { draft.told = null; draft.set(changes); edited(); };
  return html`${type ? html`<button type="button" @click=${() => act({mapping: mapping.map((e, at) => at === i ? {...e, type, own: e.own ?? 'edited'} : e)})}>Make ${problem.column} ${type}</button> ` : nothing}
    ${problem.kind === 'dirty' && dirtyData === 'stop' ? html`${mapping[i]?.key ? nothing : html`<button type="button" @click=${() => act({dirtyData: 'null'})}>Write NULL there</button> `}<button type="button" @click=${() => act({dirtyData: 'quarantine'})}>Quarantine such records</button>` : nothing}`;
}

/** @param {import('./newdraft.js').Draft} draft @param {() => void} edited */
export function previewTable(draft, edited) {
  const {columns, records, table} = draft.preview;
  const some = columns.slice(0, COLUMNS);
  const tell = (r, problem) => {
    draft.told = {words: `${r.topic}[${r.partition}]@${r.offset}: ${problem.reason}${problem.value == null ? '' : `. It was: ${problem.value}`}`, problem};
    draft.app.draw();
  };
  const cell = (r, i) => {
    const column = columns[i];
    const problem = r.problems.find(p => p.column === column);
    const rounded = r.rounded.find(p => p.column === column);
    const value = i < r.values.length ? shown(r.values[i]) : problem ? nothing : html`<span class="dim">·</span>`;
    if (problem) {
      const nulled = r.outcome === 'nulled';
      return html`<td class=${nulled ? 'nulled' : 'refused'}><button class="why" @click=${() => tell(r, problem)} @focus=${() => tell(r, problem)}>
        ${nulled ? html`NULL <span class="dim">was</span>` : nothing} ${problem.value == null ? nothing : cut(problem.value)} <span class=${nulled ? 'warn' : 'bad'}>${nulled ? '▲' : '✕'} ${problem.code}</span></button></td>`;
    }
    if (rounded) return html`<td><button class="why" @click=${() => tell(r, {reason: 'digits are lost in this column', value: rounded.value})} @focus=${() => tell(r, {reason: 'digits are lost in this column', value: rounded.value})}>${value} <span class="dim">≈</span></button></td>`;
    return html`<td>${value}</td>`;
  };
  /** What is wrong with the whole record, and with no one column. */
  const whole = r => r.problems.filter(p => !some.includes(p.column));
  const marked = r => r.problems.length ? 0 : 1;
  const newest = records.toReversed().sort((a, b) => marked(a) - marked(b)).slice(0, ROWS);
  return html`<section class="card flush" aria-label="Preview">
    <div class="pad row spread"><h2 class="bare">As the table ${table === 'existing' ? 'holds' : 'will hold'} it</h2>
      <span class="dim small">${records.length > ROWS ? `${count(ROWS)} of the newest ${count(records.length)}, marked ones first` : nothing}${columns.length > COLUMNS ? ` the first ${count(COLUMNS)} of ${count(columns.length)} columns` : nothing}</span></div>
    <div class="scroll tall" tabindex="0" role="region" aria-label="Rows"><table class="mono rows"><caption class="hidden">The newest records as rows</caption>
      <thead><tr>${some.map(c => html`<th>${c}</th>`)}</tr></thead>
      <tbody>${newest.map(r => html`<tr>${r.outcome === 'tombstone' ? html`<td colspan=${some.length} class="dim">tombstone, no row</td>`
        : whole(r).length ? html`<td colspan=${some.length} class="refused"><button class="why" @click=${() => tell(r, whole(r)[0])} @focus=${() => tell(r, whole(r)[0])}><span class="bad">✕ ${whole(r)[0].code}</span> ${cut(whole(r)[0].reason)}</button></td>`
        : some.map((_, i) => cell(r, i))}</tr>`)}</tbody></table></div>
    <p class="pad told" role="status">${draft.told ? html`${draft.told.words} ${actions(draft, draft.told.problem, edited)}` : html`<span class="dim">${records.some(r => r.problems.length) ? 'Go to a marked cell to read why.' : 'Every value fits its column.'}</span>`}</p></section>`;
}
