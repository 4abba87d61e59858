/** Which engine this is, what it holds at this moment, and where to go from here. */
import {html, svg, nothing} from './vendor/lit-html.js';
import {get, call} from './api.js';
import {count, rate, bytes, plural} from './format.js';
import {loading} from './parts.js';

/** Rows of lanes that are drawn. */
const MOST_LANES = 100;
/** Of a lane's last ten seconds; the stages work at the same time. */
const STAGES = [['poll', 'waits for Kafka'], ['encode', 'decodes, encodes'], ['write', 'writes'], ['credits', 'waits for commits']];

const LIBRARIES = [
  ['lit-html', '3.3.1', 'BSD-3-Clause', 'console/vendor/lit-html.LICENSE.txt'],
  ['uPlot', '1.6.30', 'MIT', 'console/vendor/uPlot.LICENSE.txt'],
];

export class AboutPage {
  title = 'About';
  isAbout = true;
  jobs = null;
  /** Of the meter build_info; null where the metrics are not given. */
  build = null;
  asked = false;

  constructor(app) {
    this.app = app;
  }

  async load() {
    try {
      this.jobs = await get('jobs?status=true');
    } catch (e) {
      this.app.refused(e);
    }
    if (this.asked) return;
    this.asked = true;
    try {
      const text = await (await call('../../metrics')).text();
      const labels = text.match(/^millrace_build_info\{([^}]*)\}/m)?.[1] ?? '';
      this.build = Object.fromEntries([...labels.matchAll(/(\w+)="([^"]*)"/g)].map(m => [m[1], m[2]]));
    } catch {
      this.build = null;
    }
  }

  view() {
    const {me} = this.app;
    if (!this.jobs) return loading;
    const lanes = this.jobs.flatMap(j => j.status.lanes);
    const facts = [
      ['Version', this.build?.version ?? 'not known: the metrics do not answer'],
      ...this.build?.revision ? [['Commit', html`<code>${this.build.revision}</code>`]] : [],
      ['You are', `${me.name ? `${me.name}, ` : ''}${me.role}: ${me.role === 'operator' ? 'you may look at everything and give orders' : 'you may look at everything and order nothing'}`],
      ['Jobs', `${count(this.jobs.length)}, ${count(this.jobs.filter(j => j.status.state === 'RUNNING').length)} of them running`],
      ['Lanes of this process', `${count(lanes.length)}, ${count(lanes.filter(l => l.state === 'running').length)} of them with partitions`],
      ['Polled and not committed', bytes(lanes.reduce((n, l) => n + l.inFlightBytes, 0))],
      ['Written', `${rate(this.jobs.reduce((n, j) => n + j.status.rates.recordsPerSecond, 0))} records/s`],
    ];
    const links = [['openapi.yaml', 'The API: every call, field and answer (OpenAPI)'], ['metrics', 'Metrics for Prometheus'], ['health/ready', 'Whether the process is ready'], ['health/live', 'Whether the process lives']];
    return html`<h1>About</h1>
      <div class="grid2"><section class="card"><h2>This process</h2><dl class="facts">${facts.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl></section>
      <section class="card"><h2>From here</h2><ul class="plain">${links.map(([href, text]) => html`<li><a href=${href}>${text}</a></li>`)}</ul>
        <p class="dim small">A browser sends no token with a link: where the engine wants one, ask with <code>curl -H "Authorization: Bearer …"</code>.</p>
        <h2>Libraries of the console</h2><ul class="plain">${LIBRARIES.map(([name, version, licence, file]) => html`<li>${name} ${version}, <a href=${file}>${licence}</a></li>`)}</ul>
        <p class="dim small">Millrace is Apache-2.0; the release's SBOM names every library of the engine.</p></section></div>
      ${this.lanes()}`;
  }

  /** What this process works on, lane by lane. */
  lanes() {
    const lanes = this.jobs.flatMap(j => j.status.lanes.map(l => ({job: j.name, ...l})));
    return lanes.length ? html`<section class="card flush scroll" tabindex="0" role="region" aria-label="Lanes of this process"><h2 class="pad">Lanes of this process</h2><table class="cards">
      <thead><tr><th>Job</th><th class="n">Lane</th><th>State</th><th class="n">Partitions</th><th class="n">In flight</th>${STAGES.map(([, label]) => html`<th>${label}</th>`)}</tr></thead>
      <tbody>${lanes.slice(0, MOST_LANES).map(l => html`<tr><td data-label="Job"><a href="#/jobs/${encodeURIComponent(l.job)}">${l.job}</a></td><td class="n" data-label="Lane">${l.lane}</td>
        <td data-label="State" class=${l.state === 'running' ? 'ok' : l.state === 'idle' ? 'dim' : 'warn'}>${l.state === 'idle' ? 'idle: no partition' : l.state}</td>
        <td class="n" data-label="Partitions">${count(l.partitions.length)}</td><td class="n" data-label="In flight">${bytes(l.inFlightBytes)}</td>
        ${STAGES.map(([key, label]) => html`<td data-label=${label}><div>${share(l.busy?.[key])}</div></td>`)}</tr>`)}</tbody></table>
      ${lanes.length > MOST_LANES ? html`<p class="pad dim">${plural(lanes.length - MOST_LANES, 'lane')} more.</p>` : nothing}</section>` : nothing;
  }
}

/** @param {number|undefined} part of the time, 0 to 1 */
const share = part => part == null ? '–' : html`<svg class="mini" viewBox="0 0 60 8" preserveAspectRatio="none" aria-hidden="true"><rect class="k-rest" width="60" height="8"></rect>${svg`<rect class="k-written" width=${Math.max(1, Math.min(1, part) * 60)} height="8"></rect>`}</svg><span class="small">${Math.round(part * 100)} %</span>`;
