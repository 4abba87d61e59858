/** What producers changed while the job runs. */
import {html, svg} from './vendor/lit-html.js';
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
    return html`<section class="card flush scroll" tabindex="0" role="region" aria-label="Drift"><table class="cards">
      <thead><tr><th>Path</th><th>Change</th><th>Kinds</th><th class="n">In the sample</th><th>First seen</th><th>Examples</th></tr></thead>
      <tbody>${this.paths.map(p => html`<tr><td data-label="Path"><code class="wrap">${p.path}</code></td><td data-label="Change">${p.change === 'new' ? '＋ new path' : '▲ another kind'}</td>
        <td data-label="Kinds">${Object.entries(p.types).map(([kind, n]) => `${kind} ${count(n)}`).join(', ')}</td><td class="n" data-label="Presence">${presence(p)}${count(p.count)} of ${count(p.sampledRecords)}</td>
        <td data-label="First seen"><code>${p.firstOffset}</code></td><td class="mono small wrap" data-label="Examples">${p.examples.join(' · ')}</td></tr>`)}</tbody></table></section>`;
  }
}

/** In how many of the sample's records the path is. */
function presence({count: n, sampledRecords: all}) {
  const share = all ? Math.min(1, n / all) : 0;
  return html`<svg class="mini" viewBox="0 0 60 8" preserveAspectRatio="none" aria-hidden="true"><rect class="k-rest" width="60" height="8"></rect>${svg`<rect class="k-written" width=${Math.max(1, share * 60)} height="8"></rect>`}</svg>`;
}
