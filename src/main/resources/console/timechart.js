/**
 * Charts over time that share a cursor and a span. uPlot draws them; it is loaded with the first of
 * them. Null is a hole in the line: not known is not zero.
 */
import {moment, utc} from './format.js';

const HEIGHT = 150;
/** All that are on the page. */
const SYNC = 'millrace';
/** Of the y axis, so that the panels' times stand below each other. */
const GUTTER = 58;

let loaded = null;
const library = () => loaded ??= import('./vendor/uPlot.esm.js').then(m => m.default, e => {
  loaded = null;
  throw e;
});

/** Steps of an axis of seconds. */
const STEPS = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200, 14_400, 28_800, 86_400, 172_800, 864_000];
/** The cursor is at a mark within so many pixels. */
const NEAR = 6;
const ICONS = {bad: '✕', warn: '▲', ok: '✓', dim: '·'};

/** @param {number} s epoch seconds */
const iso = s => new Date(s * 1000).toISOString();

/**
 * @typedef {object} Model
 * @property {string} title
 * @property {number[]} times epoch seconds
 * @property {{label: string, tone: string, values: (number|null)[]}[]} lines tones are custom properties of the style sheet
 * @property {boolean} [band] the space between the first two lines is filled
 * @property {boolean} [ofTime] its values are seconds: the axis has whole minutes and hours
 * @property {{at: number, tone: string, kind: string}[]} marks
 * @property {[number, number]} span what is shown, epoch seconds
 * @property {(n: number|null) => string} text of a value
 */

/** `<time-chart .model>`; fires `span` with the two seconds that were chosen by a drag, or null. */
class TimeChart extends HTMLElement {
  #model = null;
  #plot = null;
  #box = null;
  #values = [];
  #time = null;
  #failed = false;
  #resized = new ResizeObserver(() => this.#plot?.setSize({width: this.#width(), height: HEIGHT}));
  #theme = matchMedia('(prefers-color-scheme: dark)');
  #rebuild = () => this.#build();

  /** @param {Model} model */
  set model(model) {
    this.#model = model;
    if (this.isConnected) this.#draw();
  }

  connectedCallback() {
    this.#theme.addEventListener('change', this.#rebuild);
    if (this.#model) this.#draw();
  }

  disconnectedCallback() {
    this.#theme.removeEventListener('change', this.#rebuild);
    this.#resized.disconnect();
    this.#plot?.destroy();
    this.#plot = null;
    this.#box = null;
    this.replaceChildren();
  }

  #width() {
    return Math.max(120, Math.floor(this.#box?.clientWidth ?? 0));
  }

  #draw() {
    if (!this.#box) this.#frame();
    if (!this.#plot) {
      this.#build();
      return;
    }
    this.#plot.setData(this.#data(), false);
    this.#plot.batch(() => {
      this.#plot.setScale('x', {min: this.#model.span[0], max: this.#model.span[1]});
      this.#plot.redraw(false, true);
    });
    this.#tell(this.#plot.cursor.idx);
  }

  #frame() {
    const el = (name, cls, ...children) => {
      const made = document.createElement(name);
      made.className = cls;
      made.append(...children);
      return made;
    };
    this.#values = this.#model.lines.map(() => el('b', ''));
    this.#time = el('span', 'dim');
    const keys = this.#model.lines.map((l, i) => el('span', `key tone-${l.tone}`, `${l.label} `, this.#values[i]));
    this.#box = el('div', 'plot');
    this.#box.tabIndex = 0;
    this.#box.setAttribute('role', 'img');
    this.#box.addEventListener('keydown', e => this.#move(e));
    this.#box.addEventListener('dblclick', () => this.#choose(null));
    this.append(el('div', 'legend', ...keys, this.#time), this.#box);
    this.#resized.observe(this.#box);
  }

  #data() {
    return [this.#model.times, ...this.#model.lines.map(l => l.values)];
  }

  /** Canvas knows no custom properties: a colour is what the browser makes of one here. */
  #colour(tone, alpha = 1) {
    this.#box.style.color = `var(--${tone})`;
    const [r, g, b] = getComputedStyle(this.#box).color.match(/[\d.]+/g);
    this.#box.style.color = '';
    return `rgba(${r}, ${g}, ${b}, ${alpha})`;
  }

  async #build() {
    if (this.#failed) return;
    let Plot;
    try {
      Plot = await library();
    } catch {
      this.#failed = true;
      this.#box.textContent = 'The chart cannot be loaded. Does the engine run? Load the page again.';
      return;
    }
    if (!this.isConnected || !this.#box) return;
    this.#plot?.destroy();
    const {lines, band, span, ofTime} = this.#model;
    const axis = {stroke: this.#colour('dim'), font: '11px ui-sans-serif, system-ui, sans-serif', grid: {stroke: this.#colour('line'), width: 1}, ticks: {show: false}};
    this.#plot = new Plot({
      width: this.#width(), height: HEIGHT, legend: {show: false}, padding: [12, 24, 0, 0],
      cursor: {sync: {key: SYNC}, drag: {x: true, y: false, setScale: false}, points: {size: 6}},
      select: {show: true},
      scales: {x: {time: true, min: span[0], max: span[1]}, y: {range: (u, min, max) => [0, max > 0 ? max * 1.08 : 1]}},
      axes: [
        {...axis, space: 70, size: 24, values: (u, ticks) => this.#ticks(ticks)},
        {...axis, size: GUTTER, space: 36, ...(ofTime && {incrs: STEPS}), values: (u, ticks) => ticks.map(t => this.#model.text(t))},
      ],
      series: [{}, ...lines.map((l, i) => ({
        label: l.label, stroke: this.#colour(l.tone), width: 1.5, spanGaps: false, points: {show: false},
        ...(!band && i === 0 && {fill: this.#colour(l.tone, 0.12)}),
      }))],
      bands: band ? [{series: [2, 1], fill: this.#colour(lines[1].tone, 0.18)}] : [],
      hooks: {
        draw: [u => this.#mark(u)],
        setCursor: [u => this.#tell(u.cursor.idx)],
        setSelect: [u => this.#selected(u)],
      },
    }, this.#data(), this.#box);
    this.#tell(null);
  }

  /** Local time, to the minute where the span is of hours. */
  #ticks(ticks) {
    const [from, to] = this.#model.span;
    const hours = to - from > 1800;
    return ticks.map(t => new Date(t * 1000).toLocaleTimeString('en-GB', {hour: '2-digit', minute: '2-digit', ...(!hours && {second: '2-digit'})}));
  }

  #mark(u) {
    for (const {at, tone} of this.#model.marks) {
      const x = Math.round(u.valToPos(at, 'x', true)) + 0.5;
      if (x < u.bbox.left || x > u.bbox.left + u.bbox.width) continue;
      u.ctx.save();
      u.ctx.strokeStyle = this.#colour(tone);
      u.ctx.setLineDash([4, 3]);
      u.ctx.beginPath();
      u.ctx.moveTo(x, u.bbox.top);
      u.ctx.lineTo(x, u.bbox.top + u.bbox.height);
      u.ctx.stroke();
      u.ctx.fillStyle = this.#colour(tone);
      u.ctx.font = `${Math.round(9 * devicePixelRatio)}px sans-serif`;
      u.ctx.textAlign = 'center';
      u.ctx.fillText(ICONS[tone] ?? '·', x, u.bbox.top - 1);
      u.ctx.restore();
    }
  }

  /** What of the timeline the cursor is at. @param {number} time */
  #marksAt(time) {
    if (!this.#plot) return [];
    const x = this.#plot.valToPos(time, 'x');
    return [...new Set(this.#model.marks.filter(m => Math.abs(this.#plot.valToPos(m.at, 'x') - x) <= NEAR).map(m => `${ICONS[m.tone] ?? '·'} ${m.kind}`))];
  }

  /** Where uPlot repeats a drag in the other panels they would tell of it once more. */
  #selected(u) {
    if (u.select.width < 4) return;
    const from = u.posToVal(u.select.left, 'x');
    const to = u.posToVal(u.select.left + u.select.width, 'x');
    u.setSelect({left: 0, width: 0, top: 0, height: 0}, false);
    if (u.cursor.event) this.#choose([Math.floor(from), Math.ceil(to)]);
  }

  #choose(span) {
    this.dispatchEvent(new CustomEvent('span', {detail: span}));
  }

  #move(e) {
    const step = {ArrowLeft: -1, ArrowRight: 1}[e.key];
    if (!step || !this.#plot) return;
    e.preventDefault();
    const {times} = this.#model;
    const at = Math.min(times.length - 1, Math.max(0, (this.#plot.cursor.idx ?? times.length) + step));
    this.#plot.setCursor({left: this.#plot.valToPos(times[at], 'x'), top: HEIGHT / 3}, true, true);
  }

  /** The values at the cursor, else the last that are known. */
  #tell(idx) {
    const {lines, times, text, title} = this.#model;
    const last = lines[0].values.findLastIndex(v => v != null);
    const at = idx ?? last;
    lines.forEach((l, i) => { this.#values[i].textContent = text(l.values[at] ?? null); });
    const known = idx != null && times[at] != null;
    this.#time.textContent = known ? [moment(iso(times[at])), ...this.#marksAt(times[at])].join(' · ') : '';
    this.#time.title = known ? utc(iso(times[at])) : '';
    const most = lines[0].values.reduce((m, v) => v == null ? m : Math.max(m ?? 0, v), null);
    const now = lines.map(l => `${l.label} ${text(l.values[last] ?? null)}`).join(', ');
    this.#box.setAttribute('aria-label', most == null ? `${title}: nothing is known of this span yet` : `${title}: ${now}; at most ${text(most)}. Arrow keys move the cursor.`);
  }
}
customElements.define('time-chart', TimeChart);
