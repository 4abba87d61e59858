/** A job's document as other texts: a file of jobs.dir, a command, a difference. */
import {tree} from './jsontext.js';

const MASKED = '"***"';
/** Longer objects are written line by line. */
const FLOW = 110;
/** More than so many pairs of lines are not compared one by one. */
const MOST_PAIRS = 4_000_000;

/** @param {string} text what an environment variable may be called */
const variable = text => text.toUpperCase().replace(/[^A-Z0-9]+/g, '_').replace(/^_|_$/g, '').replace(/^(?=\d)/, '_');

/** A literal secret never leaves the engine: in a file a reference stands in its place. */
function scalar(node, place) {
  if (node.text !== MASKED) return node.text;
  const [owner, ...rest] = place;
  const last = rest.at(-1) === 'password' ? 'DB_PASSWORD' : rest.at(-1);
  return `"\${env:${variable(`${owner}_${last}`)}}"`;
}

/** What YAML reads as something else than a text is quoted. */
const key = name => /^[A-Za-z_][\w.-]*$/.test(name) && !/^(y|n|yes|no|on|off|true|false|null)$/i.test(name) ? name : JSON.stringify(name);

function flow(node, place) {
  if (!node.members) return scalar(node, place);
  const parts = node.members.map(m => (m.name === null ? '' : `${key(m.name)}: `) + flow(m, m.name === null ? place : [...place, m.name]));
  return node.kind === 'object' ? `{${parts.join(', ')}}` : `[${parts.join(', ')}]`;
}

/** Block style where it would be a long line. @param {object} node of jsontext.js @param {number} depth @param {string[]} place */
function block(node, depth, place) {
  const pad = '  '.repeat(depth);
  return node.members.map(m => {
    const begin = m.name === null ? `${pad}-` : `${pad}${key(m.name)}:`;
    const here = m.name === null ? place : [...place, m.name];
    const line = flow(m, here);
    // What is in a list is a line each: mappings are read as tables.
    return !m.members?.length || node.kind === 'array' || line.length + begin.length < FLOW ? `${begin} ${line}` : `${begin}\n${block(m, depth + 1, here)}`;
  }).join('\n');
}

/**
 * The file that declares a job and its source.
 * @param {string} name @param {string} spec document of the job @param {string} source its name @param {string} sourceSpec document of it @param {boolean} started
 */
export function jobsFile(name, spec, source, sourceSpec, started) {
  const documents = [[source, sourceSpec], [name, spec]].map(([owner, text]) => block(tree(text), 2, [owner]));
  return `sources:\n  ${key(source)}:\n${documents[0]}\njobs:\n  ${key(name)}:\n    started: ${started}\n${documents[1]}\n`;
}

/** The variables that such a file refers to. @param {string} file */
export const variables = file => [...new Set([...file.matchAll(/\$\{env:([A-Z0-9_]+)\}/g)].map(m => m[1]))];

/** @param {string} url @param {string} spec */
export const curl = (url, spec) => `curl -X PUT '${url}' -H "Authorization: Bearer $MILLRACE_TOKEN" -H 'Content-Type: application/json' -d '${spec.replaceAll("'", "'\\''")}'`;

/**
 * Lines that are in one text alone, with one line around them.
 * @param {string} before @param {string} after
 * @returns {{sign: string, line: string}[]} sign is +, -, a blank for what is in both, … for what was left out
 */
export function difference(before, after) {
  const a = before.split('\n'), b = after.split('\n');
  let first = 0, last = 0;
  while (first < a.length && first < b.length && a[first] === b[first]) first++;
  while (last < a.length - first && last < b.length - first && a[a.length - 1 - last] === b[b.length - 1 - last]) last++;
  const x = a.slice(first, a.length - last), y = b.slice(first, b.length - last);
  if (!x.length && !y.length) return [];
  const middle = x.length * y.length > MOST_PAIRS ? [...x.map(line => ({sign: '-', line})), ...y.map(line => ({sign: '+', line}))] : compared(x, y);
  const all = [...a.slice(Math.max(0, first - 1), first).map(line => ({sign: ' ', line})), ...middle, ...a.slice(a.length - last, a.length - last + 1).map(line => ({sign: ' ', line}))];
  const near = i => [all[i - 1], all[i], all[i + 1]].some(l => l && l.sign !== ' ');
  return all.flatMap((l, i) => near(i) ? [l] : near(i - 1) ? [{sign: '…', line: ''}] : []);
}

/** By the longest common subsequence. */
function compared(x, y) {
  const width = y.length + 1;
  const most = new Uint32Array((x.length + 1) * width);
  for (let i = x.length - 1; i >= 0; i--) {
    for (let j = y.length - 1; j >= 0; j--) {
      most[i * width + j] = x[i] === y[j] ? most[(i + 1) * width + j + 1] + 1 : Math.max(most[(i + 1) * width + j], most[i * width + j + 1]);
    }
  }
  const lines = [];
  for (let i = 0, j = 0; i < x.length || j < y.length;) {
    if (i < x.length && j < y.length && x[i] === y[j]) { lines.push({sign: ' ', line: x[i++]}); j++; }
    else if (j === y.length || (i < x.length && most[(i + 1) * width + j] >= most[i * width + j + 1])) lines.push({sign: '-', line: x[i++]});
    else lines.push({sign: '+', line: y[j++]});
  }
  return lines;
}
