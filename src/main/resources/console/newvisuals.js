/** Small pictures of what stands at a path: bars, and a histogram with the column's limits as lines. */
import {html, svg, nothing} from './vendor/lit-html.js';
import {count} from './format.js';

const WIDTH = 100, HEIGHT = 26;
const KINDS = {integer: 'k-written', decimal: 'k-deleted', string: 'k-gaps', boolean: 'k-tombstones', object: 'k-filtered', array: 'k-skipped', null: 'k-rest'};
/** Bytes of the whole-number types. */
const WHOLE = {TINYINT: 1, SMALLINT: 2, MEDIUMINT: 3, INT: 4, INTEGER: 4, BIGINT: 8};
const CHARACTERS = {TINYTEXT: 255, TEXT: 65535, MEDIUMTEXT: 16777215};
const MEASURED = {values: '', characters: ' characters', elements: ' elements'};

const figures = new Intl.NumberFormat('en', {maximumSignificantDigits: 4});
/** @param {number} n */
const figure = n => Math.abs(n) >= 1e9 ? n.toPrecision(3).replace('e+', 'e') : Number.isInteger(n) ? count(n) : figures.format(n);

/** @param {[string, number][]} parts class and share @param {string} label */
export function bar(parts, label) {
  const sum = parts.reduce((n, [, x]) => n + x, 0) || 1;
  let x = 0;
  return html`<svg class="mini" viewBox="0 0 60 8" preserveAspectRatio="none" role="img" aria-label=${label}><rect class="k-rest" x="0" y="0" width="60" height="8"></rect>${parts.map(([kind, n]) => {
    const rect = svg`<rect class=${kind} x=${x} y="0" width=${n / sum * 60} height="8"></rect>`;
    x += n / sum * 60;
    return rect;
  })}</svg>`;
}

/** How many rows have the path. @param {{present: number, nulls: number}} p @param {number} rows */
export const presence = (p, rows) => html`<span class="row tight">${bar([['k-written', p.present - p.nulls], ['k-filtered', p.nulls], ['k-rest', Math.max(0, rows - p.present)]],
  `Present in ${p.present} of ${rows}, ${p.nulls} of them null`)}<span class="n share">${Math.round(p.present / rows * 100)} %</span></span>`;

/** The kinds of values that were met. @param {{types: object}} p */
export function kinds(p) {
  const types = Object.entries(p.types).filter(([, n]) => n);
  const words = types.map(([kind, n]) => types.length === 1 ? kind : `${kind} ${count(n)}`).join(', ');
  return html`${types.length > 1 ? bar(types.map(([kind, n]) => [KINDS[kind] ?? 'k-rest', n]), words) : nothing}<span class="dim small">${words}</span>`;
}

/** What a column of this type takes at least and at most, of what is measured; null where it sets no bound that can be drawn. @param {string} type @param {string} of */
export function bounds(type, of) {
  const [, base = '', digits, scale = '0', rest = ''] = /^\s*([A-Za-z]+)\s*(?:\(\s*(\d+)\s*(?:,\s*(\d+)\s*)?\))?(.*)$/.exec(type ?? '') ?? [];
  const word = base.toUpperCase();
  if (of === 'characters') {
    const most = /^(VAR)?CHAR$/.test(word) ? Number(digits ?? 1) : CHARACTERS[word];
    return most ? {most} : null;
  }
  if (of !== 'values') return null;
  if (WHOLE[word]) {
    const bits = 8 * WHOLE[word];
    return /unsigned/i.test(rest) ? {least: 0, most: 2 ** bits - 1} : {least: -(2 ** (bits - 1)), most: 2 ** (bits - 1) - 1};
  }
  if (word === 'DECIMAL' || word === 'NUMERIC') {
    // In steps of the last decimal: as many nines as it has digits.
    const most = (10 ** Number(digits ?? 10) - 1) / 10 ** Number(scale);
    return {least: -most, most};
  }
  return null;
}

/**
 * @param {{of: string, from: number, to: number, counts: number[]}} h of the sample @param {string} type of the column
 */
export function histogram(h, type) {
  const limits = bounds(type, h.of);
  const span = h.to - h.from || Math.abs(h.to) || 1;
  // A limit that is far away would leave no room for the values: it is told in words.
  const near = n => n != null && n > h.from - span && n < h.to + span;
  const lines = [limits?.least, limits?.most].filter(near);
  const lo = Math.min(h.from, ...lines), hi = Math.max(h.to, ...lines);
  const at = v => hi === lo ? WIDTH / 2 : (v - lo) / (hi - lo) * WIDTH;
  const top = Math.max(...h.counts);
  const step = (h.to - h.from) / h.counts.length;
  const width = hi === lo ? 10 : Math.max(3, step / (hi - lo) * WIDTH);
  const out = i => limits && ((limits.most != null && h.from + i * step > limits.most) || (limits.least != null && h.from + (i + 1) * step < limits.least));
  const says = `${h.of === 'values' ? 'Values' : `Lengths in${MEASURED[h.of]}`} from ${figure(h.from)} to ${figure(h.to)}, in ${h.counts.length} steps: ${h.counts.join(', ')}${limits?.most != null ? `. The column takes ${limits.least == null ? '' : `${figure(limits.least)} to `}${figure(limits.most)}` : ''}`;
  return html`<svg class="histogram" viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" role="img" aria-label=${says}>
    <path class="floor" d="M0,${HEIGHT - .5}H${WIDTH}"></path>
    ${h.counts.map((n, i) => n ? svg`<rect class=${out(i) ? 'k-quarantined' : 'k-written'} x=${(hi === lo ? WIDTH / 2 - 5 : at(h.from + i * step)) + .5} width=${Math.max(2, Math.min(width, WIDTH) - 1)} y=${HEIGHT - 1 - Math.max(2, n / top * (HEIGHT - 4))} height=${Math.max(2, n / top * (HEIGHT - 4))}></rect>` : nothing)}
    ${lines.map(line => svg`<path class="limit" d="M${Math.max(1, Math.min(WIDTH - 1, at(line)))},0V${HEIGHT}"></path>`)}</svg>
    ${limits?.most == null || h.of === 'elements' ? nothing : html`<span class="dim small">${h.to > limits.most || h.from < (limits.least ?? -Infinity) ? html`<span class="bad">✕ beyond ${figure(h.to > limits.most ? limits.most : limits.least)}</span>` : h.of === 'characters' ? html`takes ${figure(limits.most)}` : nothing}</span>`}`;
}

const short = text => text == null ? '' : String(text).length > 40 ? `${String(text).slice(0, 40)}…` : String(text);

/** Least, greatest, an example, and what is special. @param {object} p of the profile */
export function seen(p) {
  const facts = [];
  const text = p.histogram?.of === 'characters';
  if (p.min != null && p.max != null && p.min !== p.max) facts.push(html`<span class="mono">${short(p.min)} … ${short(p.max)}</span>`);
  else if (p.example != null) facts.push(html`<span class="mono">${short(p.example)}</span>`);
  if (text) facts.push(html`<span class="dim">${p.histogram.from === p.maxChars ? count(p.maxChars) : `${count(p.histogram.from)}–${count(p.maxChars)}`} characters</span>`);
  else if (p.maxElements != null) facts.push(html`<span class="dim">${p.minElements === p.maxElements ? count(p.maxElements) : `${count(p.minElements)}–${count(p.maxElements)}`} elements</span>`);
  if (p.timeFormats) facts.push(html`<span class="dim">${p.timeFormats.join(', ')}</span>`);
  if (p.epoch) facts.push(html`<span class="dim">may be times in ${p.epoch}</span>`);
  if (p.uuid) facts.push(html`<span class="dim">UUIDs</span>`);
  if (p.numericText) facts.push(html`<span class="dim">numbers as text${p.scale ? `, ${p.scale} decimals at most` : ''}</span>`);
  if (p.unique) facts.push(html`<span class="dim">all different</span>`);
  else if (p.distinct === 1 && p.present > 1) facts.push(html`<span class="dim">always the same</span>`);
  if (p.nulls) facts.push(html`<span class="dim">${count(p.nulls)} null</span>`);
  return facts.map((fact, i) => html`${i ? ' · ' : nothing}${fact}`);
}
