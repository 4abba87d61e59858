/** A draft like a job that is there. What the steps do not show goes along. */
import {Draft, asName} from './newdraft.js';

/** @param {string} iso @returns {string} as an input of a local time takes it */
function local(iso) {
  const at = new Date(iso);
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
}

const position = (p, prefix) => ({
  [prefix === 'start' ? 'at' : 'end']: p?.at ?? '',
  [prefix === 'start' ? 'time' : 'endTime']: p?.timestamp ? local(p.timestamp) : '',
  [prefix === 'start' ? 'offsets' : 'endOffsets']: Object.entries(p?.offsets ?? {}).map(pair => pair.join('=')).join('\n'),
});

/** @param {object} app @param {string} name of the job @param {object} job its document @param {string} topic of its source */
export function cloned(app, name, job, topic) {
  const {source, destination, parse, mapping, start, stopAt, dirtyData, malformed, refused, write, lanes, group, infer, ...rest} = job;
  const {dialect, host, port, database, table, user, password, tls, ...more} = destination;
  const plainTls = typeof tls === 'string';
  // Only now: what cannot be cloned leaves the draft that is there.
  Draft.forget();
  const draft = new Draft(app);
  app.draft = draft;
  // A literal password stays with the job that it was given for; a reference is none.
  const reference = text => text && !text.includes('***') ? text : '';
  draft.secrets.database = reference(password);
  draft.secrets.key = plainTls ? '' : reference(tls.key);
  draft.set({
    source, topic, of: `${source}/${topic}`, layers: parse.layers,
    mapping: mapping.map(e => ({...e, own: 'added'})), given: mapping.length > 0, dropped: [],
    dialect, host, port, database, table, dbUser: user, tls: plainTls ? tls : tls.mode, dbCa: plainTls ? '' : tls.ca ?? '', dbCertificate: plainTls ? '' : tls.certificate ?? '',
    name: `${asName(name).slice(0, 62)}-2`, mode: write.mode, ...position(start, 'start'), ...position(stopAt, 'stopAt'), dirtyData, malformed, refused, lanes, tag: null,
    more: {...rest, parse, write, destination: more},
  });
  return draft;
}
