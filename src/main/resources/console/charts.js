/** Small lines as SVG. Null is a hole in the line: not known is not zero. */
import {html, svg} from './vendor/lit-html.js';

/** Pieces of line between holes, as SVG paths. @param {(number|null)[]} values */
function paths(values, width, height, top) {
  const step = width / Math.max(1, values.length - 1);
  const pieces = [];
  let piece = [];
  values.forEach((v, i) => {
    if (v == null) {
      if (piece.length) pieces.push(piece);
      piece = [];
    } else piece.push([i * step, height - 1 - (v / top) * (height - 2)]);
  });
  if (piece.length) pieces.push(piece);
  return pieces.map(p => {
    const line = p.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`);
    if (p.length === 1) line.push(`${(p[0][0] + step / 2).toFixed(1)},${p[0][1].toFixed(1)}`);
    return `M${line.join('L')}`;
  });
}

/** At most so many points: the largest of each group, so that a peak is never lost. */
export function thinned(values, most) {
  if (values.length <= most) return values;
  const size = values.length / most;
  return Array.from({length: most}, (_, i) => {
    const known = values.slice(Math.floor(i * size), Math.floor((i + 1) * size)).filter(v => v != null);
    return known.length ? Math.max(...known) : null;
  });
}

/** @param {(number|null)[]} values @param {string} label @param {number} [most] the value at the top; without it the largest */
export function spark(values, label, most) {
  const points = thinned(values, 30);
  const top = most || Math.max(1e-9, ...points.filter(v => v != null));
  return html`<svg class="spark" viewBox="0 0 120 28" preserveAspectRatio="none" role="img" aria-label=${label}>
    ${paths(points, 120, 28, top).map(d => svg`<path d=${d}></path>`)}</svg>`;
}
