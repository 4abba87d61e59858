/** A job's partitions as a strip of cells: colour is how far behind, and each cell says so in words, too. */
import {html, svg, nothing} from './vendor/lit-html.js';
import {count, duration, plural} from './format.js';

/** More partitions share cells; a cell shows the worst of its own. */
const MOST_CELLS = 64;
const CELL = 14;
const HEIGHT = 14;
/** More than so many cells of a row could not be told apart. */
const ROW = 32;

/** Seconds behind from which on a cell has the next colour. */
const STEPS = [1, 10, 60, 600];
const NAMES = ['less than 1 s', '1 s to 10 s', '10 s to 1 min', '1 to 10 min', 'more than 10 min'];

const stepOf = seconds => STEPS.filter(s => seconds >= s).length;

/** Unknown is not 0; a partition of which nothing was ever read and nothing waits is idle. */
function kindOf(p) {
  if (p.lagRecords === 0 && p.nextOffset === p.startOffset) return 'idle';
  if (p.lagSeconds == null) return p.lagRecords === 0 ? 0 : 'unknown';
  return stepOf(p.lagSeconds);
}

const rank = kind => kind === 'idle' ? -1 : kind === 'unknown' ? 0.5 : kind;
const words = kind => kind === 'idle' ? 'idle' : kind === 'unknown' ? 'not known' : `${NAMES[kind]} behind`;

/** @param {object[]} partitions of a status */
export function cellsOf(partitions) {
  const size = Math.ceil(partitions.length / MOST_CELLS) || 1;
  const cells = [];
  for (let i = 0; i < partitions.length; i += size) {
    const group = partitions.slice(i, i + size);
    const worst = group.reduce((a, b) => rank(kindOf(b)) > rank(kindOf(a)) ? b : a);
    const names = group.length === 1 ? `${worst.topic}[${worst.partition}]` : `${group[0].topic}[${group[0].partition}] to [${group.at(-1).partition}], the worst`;
    cells.push({kind: kindOf(worst), title: `${names}: ${kindOf(worst) === 'idle' ? 'idle' : `${duration(worst.lagSeconds)} behind, ${count(worst.lagRecords)} records`}`});
  }
  return cells;
}

/** @param {object} s status @param {string} name of the job */
export function heatStrip(s, name) {
  const cells = cellsOf(s.partitions);
  if (!cells.length) return html`<div class="heat-none dim small">Partitions are shown after the first start.</div>`;
  const stopped = !['RUNNING', 'RETRYING', 'STARTING'].includes(s.state);
  const kinds = [...new Set(cells.map(c => c.kind))].sort((a, b) => rank(b) - rank(a));
  const label = `${plural(s.partitions.length, 'partition')} of ${name}: ${kinds.map(k => `${count(cells.filter(c => c.kind === k).length)} ${words(k)}`).join(', ')}${stopped ? `; the job is ${s.state.toLowerCase()}` : ''}`;
  const rows = Math.ceil(cells.length / ROW);
  const across = Math.ceil(cells.length / rows);
  const [width, height] = [across * CELL, rows * (HEIGHT + 2)];
  return html`<svg class="heat" width=${width} viewBox="0 0 ${width} ${height}" preserveAspectRatio="xMinYMid meet" role="img" aria-label=${label}>${cells.map((c, i) => {
    const x = (i % across) * CELL;
    return svg`<g transform="translate(0, ${Math.floor(i / across) * (HEIGHT + 2)})"><title>${c.title}</title><rect class="h-${c.kind}" x=${x} y="0" width=${CELL - 2} height=${HEIGHT} rx="2"></rect>
      ${c.kind === 'idle' || c.kind === 'unknown' ? svg`<path class="h-hatch" d="M${x},7L${x + 7},0M${x},14L${x + 12},2M${x + 6},14L${x + 12},8"></path>` : nothing}
      ${stopped ? svg`<path class="h-cross" d="M${x + 3},4L${x + 9},10M${x + 9},4L${x + 3},10"></path>` : nothing}</g>`;
  })}</svg>`;
}

/** What the colours say. */
export const heatLegend = html`<p class="legend bare"><span>A cell is a partition, its colour how far behind it is:</span>${NAMES.map((name, i) => html`<span class="key h-key-${i}">${name}</span>`)}<span class="key h-key-idle">idle or not known</span><span>✕ the job does not run</span></p>`;
