/** Numbers, times and bytes as people read them. Null is "not known", shown as a dash, never as 0. */
const integers = new Intl.NumberFormat('en', {maximumFractionDigits: 0});
const tenths = new Intl.NumberFormat('en', {maximumFractionDigits: 1});

/** @param {number|null|undefined} n */
export const count = n => n == null ? '–' : integers.format(n);

/** @param {number|null|undefined} n */
export const rate = n => n == null ? '–' : n < 100 ? tenths.format(n) : integers.format(n);

/** @param {number|null|undefined} s seconds */
export function duration(s) {
  if (s == null) return '–';
  if (s < 120) return `${tenths.format(s)} s`;
  if (s < 7200) return `${Math.round(s / 60)} min`;
  if (s < 172800) return `${tenths.format(s / 3600)} h`;
  return `${tenths.format(s / 86400)} days`;
}

/** @param {string|null|undefined} iso */
export function moment(iso) {
  if (!iso) return '–';
  const at = new Date(iso);
  const today = new Date().toDateString() === at.toDateString();
  return today ? at.toLocaleTimeString('en-GB') : at.toLocaleString('en-GB');
}

/** The same moment for who compares it with a log: people read local times, machines write UTC. @param {string|null|undefined} iso */
export const utc = iso => iso ? `${new Date(iso).toISOString().replace('T', ' ').replace(/\.\d+Z$/, 'Z').replace('Z', ' UTC')}` : '';

/** @param {number|null|undefined} n */
export function bytes(n) {
  if (n == null) return '–';
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let i = 0;
  for (; n >= 1024 && i < units.length - 1; i++) n /= 1024;
  return `${tenths.format(n)} ${units[i]}`;
}

/** @param {number|null|undefined} n @param {string} one @param {string} [many] */
export const plural = (n, one, many = `${one}s`) => `${count(n)} ${n === 1 ? one : many}`;
