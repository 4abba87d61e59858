/**
 * JSON text with line breaks and indentation, token by token. Numbers keep their digits and members
 * stay where they are, also those that are there twice: JSON.parse would lose both.
 * Text that is not JSON comes back with the same characters, spaces outside strings aside.
 * @param {string} text
 */
export function indented(text) {
  const tokens = text.match(/"(?:[^"\\]|\\[\s\S])*"?|[{}[\],:]|[^\s{}[\],:"]+/g) ?? [];
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
