/** Each partition and what became of every offset of it. */
import {html, svg, nothing} from './vendor/lit-html.js';
import {count, duration, plural} from './format.js';
import {balanced, when} from './parts.js';

/** Rows that are drawn at once. */
const MOST = 256;

/** Lines over the colour of a part, in a square of 6: two parts that look alike in grey differ in them. */
const PATTERNS = {
  deleted: 'M0,0V6', quarantined: 'M0,6L6,0M-1,1L1,-1M5,7L7,5', filtered: 'M0,3H6', skipped: 'M2,2H4V4H2Z',
  tombstones: 'M0,0L6,6M-1,5L1,7M5,-1L7,1', gaps: 'M0,0L6,6M0,6L6,0',
};

/** What can become of an offset: the parts of the ledger's balance. */
const KINDS = ['written', 'deleted', 'quarantined', 'filtered', 'skipped', 'tombstones', 'gaps'];

export class Partitions {
  constructor(page) {
    this.page = page;
  }

  /** Of this process; a partition that no lane of it has is with another one, or with none. */
  lane(p) {
    const found = this.page.status.lanes.find(l => l.partitions.some(q => q.topic === p.topic && q.partition === p.partition));
    return found ? found.lane : '–';
  }

  view() {
    const all = this.page.status.partitions;
    if (!all.length) return html`<section class="card dim reserve">Partitions are shown when the job has been started and Kafka has answered.</section>`;
    const from = Math.min(Number(this.page.app.query.get('from')) || 0, all.length - 1);
    const show = all.slice(from, from + MOST);
    return html`
      <section class="card flush scroll" tabindex="0" role="region" aria-label="Partitions"><table class="cards">
        <thead><tr><th>Partition</th><th>Lane</th><th class="n">Start</th><th class="n">Next</th><th class="n">End</th><th class="n">Behind</th><th class="n">Retention</th><th>What became of every offset</th><th class="n">Written</th><th class="n">Quarantined</th><th>Ledger</th></tr></thead>
        <tbody>${show.map(p => html`<tr><td data-label="Partition"><code>${p.topic}[${p.partition}]</code></td><td data-label="Lane">${this.lane(p)}</td>
          <td class="n" data-label="Start">${count(p.startOffset)}</td><td class="n" data-label="Next">${count(p.nextOffset)}</td><td class="n" data-label="End">${count(p.endOffset)}</td>
          <td class="n" data-label="Behind"><div>${duration(p.lagSeconds)}<div class="dim small">${plural(p.lagRecords, 'record')}</div></div></td>
          <td class="n" data-label="Retention">${p.retentionUsed == null ? '–' : html`<div><span class=${p.lostAt ? 'warn' : ''}>${p.lostAt ? html`<span aria-hidden="true">▲</span> ` : nothing}${Math.round(p.retentionUsed * 100)} % used</span>${p.lostAt ? html`<div class="small">lost from ${when(p.lostAt)} on</div>` : nothing}</div>`}</td>
          <td data-label="Offsets"><div>${bar(p)}${others(p)}</div></td><td class="n" data-label="Written">${count(p.written)}</td><td class="n" data-label="Quarantined">${count(p.quarantined)}</td><td data-label="Ledger"><span>${balanced(p.balanced)}</span></td></tr>`)}</tbody></table>
        <p class="pad legend">${[...KINDS, 'rest'].map(kind => html`<span><svg class="swatch" viewBox="0 0 12 12" aria-hidden="true">${part(kind, 0, 12)}</svg> ${nameOf(kind)}</span>`)}</p>
        <svg class="hidden" aria-hidden="true"><defs>${Object.entries(PATTERNS).map(([kind, d]) => svg`<pattern id="part-${kind}" width="6" height="6" patternUnits="userSpaceOnUse"><path class="part-lines" d=${d}></path></pattern>`)}</defs></svg></section>
      ${all.length > MOST ? html`<div class="row"><button ?disabled=${from === 0} @click=${() => this.page.app.setQuery('from', Math.max(0, from - MOST))}>Before</button>
        <span>${count(from + 1)} to ${count(from + show.length)} of ${count(all.length)}</span>
        <button ?disabled=${from + MOST >= all.length} @click=${() => this.page.app.setQuery('from', from + MOST)}>After</button></div>` : nothing}`;
  }
}

const nameOf = kind => kind === 'rest' ? 'still to read' : kind;

const part = (kind, x, width) => svg`<rect class="k-${kind}" x=${x} y="0" width=${width} height="12"></rect>${PATTERNS[kind] ? svg`<rect x=${x} y="0" width=${width} height="12" fill="url(#part-${kind})"></rect>` : nothing}`;

/** In words what no column of the table has. */
function others(p) {
  const words = KINDS.filter(kind => kind !== 'written' && kind !== 'quarantined' && p[kind] > 0).map(kind => `${count(p[kind])} ${kind}`);
  return words.length ? html`<div class="dim small">${words.join(', ')}</div>` : nothing;
}

function bar(p) {
  const rest = p.lagRecords ?? 0;
  const parts = [...KINDS.map(kind => [kind, p[kind] ?? 0]), ['rest', rest]].filter(([, n]) => n > 0);
  const sum = parts.reduce((n, [, x]) => n + x, 0) || 1;
  let x = 0;
  const label = parts.map(([kind, n]) => `${nameOf(kind)} ${count(n)}`).join(', ') || 'nothing yet';
  return html`<svg class="ledger" viewBox="0 0 200 12" preserveAspectRatio="none" role="img" aria-label=${label}>${parts.map(([kind, n]) => {
    const width = Math.max(1.5, n / sum * 200);
    const rect = part(kind, x, width);
    x += n / sum * 200;
    return rect;
  })}</svg>`;
}
