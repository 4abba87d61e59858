/**
 * JSON as text. Nothing here is ever handed to JSON.parse: numbers keep their digits and members stay where
 * they are, also those that are there twice.
 */
const TOKEN = /"(?:[^"\\]|\\[\s\S])*"?|[{}[\],:]|[^\s{}[\],:"]+/g;
const ESCAPES = {n: '\n', t: '\t', r: '\r', b: '\b', f: '\f'};

/**
 * With line breaks and indentation, token by token.
 * Text that is not JSON comes back with the same characters, spaces outside strings aside.
 * @param {string} text
 */
export function indented(text) {
  const tokens = text.match(TOKEN) ?? [];
  let depth = 0, out = '';
  const line = () => `\n${'  '.repeat(Math.max(0, depth))}`;
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i];
    if (token === '{' || token === '[') {
      const empty = tokens[i + 1] === (token === '{' ? '}' : ']');
      if (empty) { out += token + tokens[++i]; continue; }
      depth++;
      out += token + line();
    } else if (token === '}' || token === ']') {
      depth--;
      out += line() + token;
    } else if (token === ',') out += token + line();
    else out += token === ':' ? ': ' : token;
  }
  return out;
}

/** The characters that a string token stands for. @param {string} token */
export const unquoted = token => token.slice(1, -1).replace(/\\(u[0-9a-fA-F]{4}|[\s\S])/g, (_, e) => e.length === 5 ? String.fromCharCode(parseInt(e.slice(1), 16)) : ESCAPES[e] ?? e);

function literal(token) {
  if (token[0] === '"') return token.length > 1 && token.endsWith('"') ? 'string' : null;
  if (token === 'true' || token === 'false') return 'boolean';
  if (token === 'null') return 'null';
  return /^-?\d+$/.test(token) ? 'integer' : /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(token) ? 'decimal' : null;
}

/**
 * What stands in what. A node has its kind (object, array, string, integer, decimal, boolean, null), its place in the text (`start` with its name, `from` without) and,
 * where it holds others, its members in their order; else its text as sent.
 * @param {string} text @param {number} most tokens that are looked at
 * @returns {object|null} null where it is not JSON, or too much of it
 */
export function tree(text, most = 200_000) {
  const root = {members: [], wants: 'value'};
  const stack = [root];
  let name = null, start = 0, seen = 0;
  for (const {0: token, index} of text.matchAll(TOKEN)) {
    const top = stack.at(-1);
    if (++seen > most) return null;
    if (token === ',') {
      if (top.wants !== 'comma' || top === root) return null;
      top.wants = top.kind === 'object' ? 'name' : 'value';
    } else if (token === ':') {
      if (top.wants !== 'colon') return null;
      top.wants = 'value';
    } else if (token === '}' || token === ']') {
      const kind = token === '}' ? 'object' : 'array';
      if (top.kind !== kind || (top.wants !== 'comma' && (top.members.length || top.wants === 'colon'))) return null;
      top.end = index + 1;
      stack.pop();
    } else if (top.wants === 'name') {
      if (literal(token) !== 'string') return null;
      name = unquoted(token);
      start = index;
      top.wants = 'colon';
    } else {
      if (top.wants !== 'value') return null;
      const holds = token === '{' ? 'object' : token === '[' ? 'array' : null;
      const kind = holds ?? literal(token);
      if (!kind) return null;
      const node = {name: top.kind === 'object' ? name : null, kind, start: top.kind === 'object' ? start : index, from: index, end: index + token.length, ...(holds ? {members: [], wants: holds === 'object' ? 'name' : 'value'} : {text: token})};
      top.members.push(node);
      top.wants = 'comma';
      if (holds) stack.push(node);
    }
  }
  return stack.length === 1 && root.members.length === 1 ? root.members[0] : null;
}

/** The nodes on the way to what a JSON Pointer names, as far as they are there. @param {object} node @param {string} pointer */
export function way(node, pointer) {
  const found = [node];
  for (const part of pointer.split('/').slice(1).map(p => p.replaceAll('~1', '/').replaceAll('~0', '~'))) {
    const {kind, members} = found.at(-1);
    // Of names that are there twice the last one counts, as the engine reads them.
    const next = kind === 'object' ? members.findLast(m => m.name === part) : kind === 'array' ? members[/^\d+$/.test(part) ? Number(part) : -1] : undefined;
    if (!next) return {found, whole: false};
    found.push(next);
  }
  return {found, whole: true};
}

/** What a JSON Pointer names, or undefined. */
export function at(node, pointer) {
  const {found, whole} = way(node, pointer);
  return whole ? found.at(-1) : undefined;
}

/** The line, from 1, of what a pointer names in a document, or of what would hold it. @param {string} text @param {string} pointer */
export function lineOf(text, pointer) {
  const node = tree(text);
  if (!node) return 1;
  const {start} = way(node, pointer).found.at(-1);
  return text.slice(0, start).split('\n').length;
}

const spaces = (text, at) => /[^\n]*$/.exec(text.slice(0, at))[0].match(/^ */)[0];

/**
 * The text with another value at a pointer, its other characters as they were. A member that is not there is put behind the others of what holds it.
 * @param {string} text @param {string} pointer @param {string} value JSON
 * @returns {string} the same where nothing could hold it
 */
export function written(text, pointer, value) {
  const root = tree(text);
  if (!root) return text;
  const {found, whole} = way(root, pointer);
  const last = found.at(-1);
  if (whole) return text.slice(0, last.from) + value + text.slice(last.end);
  const rest = pointer.split('/').slice(found.length);
  if (rest.length !== 1 || !last.members) return text;
  const entry = last.kind === 'object' ? `${JSON.stringify(rest[0].replaceAll('~1', '/').replaceAll('~0', '~'))}: ${value}` : value;
  const before = last.members.at(-1);
  if (before) return `${text.slice(0, before.end)},${text.slice(0, before.start).endsWith(' ') || /\n$/.test(text.slice(0, before.start)) ? `\n${spaces(text, before.start)}` : ''}${entry}${text.slice(before.end)}`;
  const pad = spaces(text, last.start);
  return `${text.slice(0, last.from + 1)}\n${pad}  ${entry}\n${pad}${text.slice(last.end - 1)}`;
}

/** The text without what a pointer names, and without the comma that parted it. @param {string} text @param {string} pointer */
export function without(text, pointer) {
  const root = tree(text);
  const {found, whole} = root ? way(root, pointer) : {found: [], whole: false};
  if (!whole || found.length < 2) return text;
  const [holder, node] = found.slice(-2);
  const i = holder.members.indexOf(node);
  const [from, to] = i > 0 ? [holder.members[i - 1].end, node.end] : holder.members.length > 1 ? [node.start, holder.members[1].start] : [holder.from + 1, holder.end - 1];
  return text.slice(0, from) + text.slice(to);
}

/**
 * Where in the text the value at a JSON Pointer is, as [from, to]; null where it is not found. By
 * the last of members that are there twice, as the engine takes them.
 * @param {string} text @param {string} pointer
 */
export function placeOf(text, pointer) {
  const wanted = pointer.split('/').slice(1).map(p => p.replaceAll('~1', '/').replaceAll('~0', '~'));
  const tokens = [...text.matchAll(/"(?:[^"\\]|\\[\s\S])*"?|[{}[\],:]|[^\s{}[\],:"]+/g)].map(m => ({text: m[0], from: m.index, to: m.index + m[0].length}));
  let i = 0, found = null;
  const name = token => {
    try {
      return JSON.parse(token);
    } catch {
      return token;
    }
  };
  const value = path => {
    const first = tokens[i];
    if (!first) return;
    let last = first;
    i++;
    if (first.text === '{' || first.text === '[') {
      const end = first.text === '{' ? '}' : ']';
      for (let n = 0; i < tokens.length && tokens[i].text !== end; n++) {
        let key = String(n);
        if (end === '}' && tokens[i + 1]?.text === ':') {
          key = name(tokens[i].text);
          i += 2;
        }
        const before = i;
        value([...path, key]);
        if (tokens[i]?.text === ',') i++;
        // What is no JSON must not hold the page up.
        if (i === before) i++;
      }
      last = tokens[Math.min(i, tokens.length - 1)];
      i++;
    }
    if (path.length === wanted.length && path.every((p, n) => p === wanted[n])) found = [first.from, last.to];
  };
  value([]);
  return found;
}
