/** What producers changed while the job runs: paths that came, and values of another kind. */
import {html, svg, nothing} from './vendor/lit-html.js';
import {get} from './api.js';
import {count, plural} from './format.js';
import {loading, empty} from './parts.js';

/** It is of a sample: a look each half minute shows all there is. */
const EVERY_MS = 30_000;
const CHANGES = {'': 'All', new: 'New paths', type: 'Other kinds'};

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
    const {query} = this.page.app;
    const chosen = Object.hasOwn(CHANGES, query.get('change') ?? '') ? query.get('change') ?? '' : '';
    const shown = this.paths.filter(p => !chosen || p.change === chosen);
    const of = change => this.paths.filter(p => p.change === change).length;
    return html`<section class="card stack"><div class="row spread"><span><b>${plural(of('new'), 'new path')}</b>, <b>${plural(of('type'), 'path')}</b> with another kind of value, in a sample of ${plural(this.paths[0].sampledRecords, 'record')} since the start.</span>
        <div class="row" role="group" aria-label="Which changes">${Object.entries(CHANGES).map(([value, label]) => html`<button aria-pressed=${value === chosen} @click=${() => this.page.app.setQuery('change', value)}>${label}</button>`)}</div></div>
        <p class="bare dim">Nothing is altered by itself: a path that no column takes is left out until an entry of the mapping names it; a value of another kind goes by the job's policies.</p></section>
      ${shown.length ? html`<section class="card flush scroll" tabindex="0" role="region" aria-label="Drift"><table class="cards">
      <thead><tr><th>Path</th><th>Change</th><th>Kinds of value</th><th>In the sample</th><th>First seen</th><th>Examples</th><th>Column</th></tr></thead>
      <tbody>${shown.map(p => this.row(p))}</tbody></table></section>` : empty('None of these', 'The other changes are under All.')}`;
  }

  row(p) {
    return html`<tr><td data-label="Path"><code class="wrap">${p.path}</code></td><td data-label="Change" class=${p.change === 'new' ? '' : 'warn'}>${p.change === 'new' ? '+ new path' : '▲ another kind'}</td>
        <td data-label="Kinds"><div>${kinds(p.types)}</div></td><td data-label="Sample"><div>${presence(p)}<span class="small">${count(p.count)} of ${count(p.sampledRecords)}</span></div></td>
        <td data-label="First seen"><code>${place(p.firstOffset)}</code></td><td data-label="Examples"><div class="examples">${p.examples.map(e => html`<code class="wrap">${e}</code>`)}</div></td>
        <td data-label="Column">${this.column(p)}</td></tr>`;
  }

  /** Which entry takes it; where none does, the way to the document, which is what decides it. */
  column({path}) {
    const {page} = this;
    const entries = page.spec?.mapping ?? page.spec?.tables?.flatMap(t => t.mapping ?? []) ?? [];
    const taken = entries.filter(e => e.path === path).map(e => e.column);
    if (taken.length) return html`<code>${taken.join(', ')}</code>`;
    return page.app.operator && page.spec?.mapping && !page.declaredIn ? html`<a href="#/jobs/${encodeURIComponent(page.name)}/settings">none: edit the mapping</a>` : 'none';
  }
}

/** topic:partition:offset as it is written elsewhere. @param {string} text */
function place(text) {
  const [, topic, partition, offset] = /^(.*):(\d+):(\d+)$/.exec(text) ?? [];
  return topic == null ? text : `${topic}[${partition}]@${offset}`;
}

/** A bar of equal height whose parts are the kinds, and each in words. @param {Record<string, number>} types */
function kinds(types) {
  const all = Object.entries(types).sort((a, b) => b[1] - a[1]);
  const sum = all.reduce((n, [, x]) => n + x, 0) || 1;
  let x = 0;
  return html`<svg class="mini wide-mini" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">${all.map(([, n], i) => {
    const part = svg`<rect class="kind-${i % 3}" x=${x} width=${Math.max(1, n / sum * 100 - 0.6)} height="8"></rect>`;
    x += n / sum * 100;
    return part;
  })}</svg><span class="small">${all.map(([kind, n]) => `${kind} ${count(n)}`).join(', ')}</span>`;
}

/** In how many of the sample's records the path is. */
function presence({count: n, sampledRecords: all}) {
  const share = all ? Math.min(1, n / all) : 0;
  return html`<svg class="mini" viewBox="0 0 60 8" preserveAspectRatio="none" aria-hidden="true"><rect class="k-rest" width="60" height="8"></rect>${svg`<rect class="k-written" width=${Math.max(1, share * 60)} height="8"></rect>`}</svg>`;
}
