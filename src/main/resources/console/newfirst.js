/** Where there is no job and one source, the first job begins with a look at its records. */
import {get} from './api.js';
import {Draft} from './newdraft.js';
import {NewPage} from './new.js';

/** @returns {Promise<NewPage|null>} null where it is not plain what to look at */
export async function first(app) {
  const sources = await get('sources');
  if (sources.length !== 1 || app.draft?.fields.source || app.draft?.fields.servers) return null;
  const [{name, spec}] = sources;
  app.draft ??= new Draft(app);
  // Who has begun with another cluster goes on with that.
  if (app.draft.fields.source || app.draft.fields.servers) return null;
  app.draft.took(name, spec.topic);
  const page = new NewPage(app, 'map');
  page.heading = `No job yet: this is what the source ${name} reads`;
  return page;
}
