/** What people alter of a job, as fields over its document: each edit is an edit of the text, whose other characters stay. */
import {html, nothing} from './vendor/lit-html.js';
import {count} from './format.js';
import {tree, at, unquoted, written, without} from './jsontext.js';
import {DIRTY, STOP_OR_QUARANTINE, faultsBelow} from './newparts.js';

/** Entries of a mapping that are drawn. */
const MOST = 200;

const pairs = words => words.map(w => [w, w]);

/** Of what a document has no line it has the default, and no field here. */
const GROUPS = [
  ['What does not fit', [
    ['/dirtyData', 'A value that does not fit', DIRTY],
    ['/rounding', 'A value with too many digits', [['round', 'round it, and count it'], ['dirty', 'as a value that does not fit']]],
    ['/malformed', 'A record that is not JSON', STOP_OR_QUARANTINE],
    ['/refused', 'A row the database refuses', STOP_OR_QUARANTINE],
    ['/onLostOffsets', 'Records that expired unread', [['stop', 'stop the job there'], ['continue', 'go on, and count them as gaps']]],
    ['/maxQuarantined', 'Most quarantined (0: no limit)'],
  ]],
  ['How rows are written', [
    ['/write/mode', 'Write mode', pairs(['insert', 'ignore', 'replace', 'upsert'])],
    ['/write/method', 'Method', [['auto', 'auto'], ['insert', 'INSERT'], ['load', 'LOAD DATA']]],
    ['/lanes', 'Lanes'], ['/batch/rows', 'Rows of a batch'], ['/batch/bytes', 'Bytes of a batch'], ['/batch/lingerMs', 'Wait for a batch, ms'],
    ['/timeZone', 'Default time zone'],
  ]],
];

const id = pointer => `set${pointer.replaceAll('/', '-')}`;
/** As it stands in the document: a number's digits are the text's own. */
const shown = node => node.kind === 'string' ? unquoted(node.text) : node.text ?? '';

/** Fields that hold a text; the others without a choice hold a number. */
const TEXTS = new Set(['/timeZone']);

/** What is no number where there must be one is left to the engine to refuse at its place. @param {string} pointer @param {string} typed */
const asJson = (pointer, typed) => !TEXTS.has(pointer) && /^-?(0|[1-9]\d{0,15})(\.\d+)?$/.test(typed.trim()) ? typed.trim() : JSON.stringify(typed);

/**
 * @param {string} text the document @param {{pointer: string, detail: string}[]} faults @param {(text: string) => void} edited takes the whole text anew
 */
export function form(text, faults, edited) {
  const root = tree(text);
  if (!root || root.kind !== 'object') return html`<p class="warn" role="status"><span aria-hidden="true">▲</span> The text below is no JSON object as it stands: the fields come back when it is one.</p>`;
  return html`${GROUPS.map(([title, fields]) => {
    const there = fields.map(([pointer, label, choices]) => [pointer, label, choices, at(root, pointer)]).filter(f => f[3] && !f[3].members);
    return there.length ? html`<fieldset><legend>${title}</legend><div class="fields">${there.map(f => field(text, f, faults, edited))}</div></fieldset>` : nothing;
  })}${mapping(text, root, faults, edited)}`;
}

function field(text, [pointer, label, choices, node], faults, edited) {
  const wrong = faults.filter(f => f.pointer === pointer);
  const value = shown(node);
  const take = e => edited(written(text, pointer, choices ? JSON.stringify(e.target.value) : asJson(pointer, e.target.value)));
  const invalid = wrong.length ? 'true' : 'false', told = wrong.length ? `${id(pointer)}-fault` : nothing;
  return html`<div class="field"><label for=${id(pointer)}>${label}</label>
    ${choices ? html`<select id=${id(pointer)} aria-invalid=${invalid} aria-describedby=${told} @change=${take}>
        ${choices.map(([v, words]) => html`<option value=${v} .selected=${v === value}>${words}</option>`)}${choices.some(([v]) => v === value) ? nothing : html`<option value=${value} selected>${value}</option>`}</select>`
      : html`<input id=${id(pointer)} .value=${value} autocomplete="off" spellcheck="false" inputmode=${TEXTS.has(pointer) ? nothing : 'numeric'} aria-invalid=${invalid} aria-describedby=${told} @change=${take}>`}
    ${faultsBelow(wrong, id(pointer))}</div>`;
}

/** Of one table; a job of several has one for each, in the document. */
function mapping(text, root, faults, edited) {
  const entries = at(root, '/mapping');
  if (entries?.kind !== 'array') return nothing;
  const row = (entry, i) => {
    const place = `/mapping/${i}`;
    const wrong = faults.filter(f => f.pointer === place || f.pointer.startsWith(`${place}/`));
    const of = name => {
      const node = at(entry, `/${name}`);
      return node ? shown(node) : '';
    };
    const path = of('path');
    const invalid = name => wrong.some(f => f.pointer === `${place}/${name}`) ? 'true' : 'false';
    const put = (name, value) => edited(value === null ? without(text, `${place}/${name}`) : written(text, `${place}/${name}`, value));
    return html`<tr><td data-label="Path"><code class="wrap">${path}</code>${faultsBelow(wrong, id(place))}</td>
      <td data-label="Column"><input class="mono" aria-label="Column of ${path}" maxlength="64" .value=${of('column')} spellcheck="false" aria-invalid=${invalid('column')} @change=${e => put('column', JSON.stringify(e.target.value))}></td>
      <td data-label="Type"><input class="mono" aria-label="Type of ${path}" .value=${of('type')} spellcheck="false" aria-invalid=${invalid('type')} @change=${e => put('type', e.target.value.trim() ? JSON.stringify(e.target.value.trim()) : null)}></td>
      <td data-label="Key"><input type="checkbox" aria-label="${path} belongs to the key" .checked=${of('key') === 'true'} @change=${e => put('key', e.target.checked ? 'true' : null)}></td>
      <td data-label="Absent is"><select aria-label="Absent ${path} is" aria-invalid=${invalid('absent')} @change=${e => put('absent', e.target.value === 'null' ? null : '"default"')}><option value="null" .selected=${of('absent') !== 'default'}>NULL</option><option value="default" .selected=${of('absent') === 'default'}>default</option></select></td>
      <td class="remove"><button type="button" aria-label="Remove ${path}" title="Remove" @click=${() => edited(without(text, place))}>✕</button></td></tr>`;
  };
  return html`<details open class="plain-details"><summary>Columns <span class="dim">${count(entries.members.length)}</span></summary>
    ${entries.members.length ? html`<div class="scroll tall" tabindex="0" role="region" aria-label="Mapping"><table class="cards grid-map"><caption class="hidden">Each path and its column</caption>
      <thead><tr><th>Path</th><th>Column</th><th>Type</th><th>Key</th><th>Absent is</th><th><span class="hidden">Remove</span></th></tr></thead>
      <tbody>${entries.members.slice(0, MOST).map(row)}</tbody></table></div>` : html`<p class="dim">None yet: the engine makes them of the newest records at the first start.</p>`}
    ${entries.members.length > MOST ? html`<p class="dim">The first ${count(MOST)}; all are in the document below.</p>` : nothing}
    <p class="dim small">Type and key are those a missing table is made with; a table that is there keeps its own.</p></details>`;
}
