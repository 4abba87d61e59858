/** What producers changed while the job runs. */
import {html} from './vendor/lit-html.js';
import {get} from './api.js';
import {count} from './format.js';
import {loading, empty} from './parts.js';

/** It is of a sample: a look each half minute shows all there is. */
const EVERY_MS = 30_000;

export class Drift {
  paths = null;
  at = 0;

  constructor(page) {
    this.page = page;
  }

  async load() {
    if (Date.now() - this.at < EVERY_MS) return;
    this.at = Date.now();
    this.paths = await get(`${this.page.path}/drift`);
  }

  view() {
    if (!this.paths) return loading;
    if (!this.paths.length) return empty('No drift seen', 'Paths that were not there at first, or that have values of another kind, are shown here soon after a sample of the running job has one.');
    return html`<section class="card flush scroll" tabindex="0" role="region" aria-label="Drift"><table>
      <thead><tr><th>Path</th><th>Change</th><th>Kinds</th><th class="n">In the sample</th><th>First seen</th><th>Examples</th></tr></thead>
      <tbody>${this.paths.map(p => html`<tr><td><code>${p.path}</code></td><td>${p.change === 'new' ? '＋ new path' : '▲ another kind'}</td>
        <td>${Object.entries(p.types).map(([kind, n]) => `${kind} ${count(n)}`).join(', ')}</td><td class="n">${count(p.count)} of ${count(p.sampledRecords)}</td>
        <td><code>${p.firstOffset}</code></td><td class="mono small">${p.examples.join(' · ')}</td></tr>`)}</tbody></table></section>`;
  }
}
