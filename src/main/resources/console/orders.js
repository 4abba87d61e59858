/** Orders to a job, each with a dialog that says its effect before it is given. */
import {html, render} from './vendor/lit-html.js';
import {send, jobPath} from './api.js';

/** @param {string} title @param {string} effect @param {string} verb @returns {Promise<boolean>} */
export function confirmed(title, effect, verb) {
  return new Promise(done => {
    const dialog = document.createElement('dialog');
    dialog.setAttribute('aria-labelledby', 'dialog-title');
    document.body.append(dialog);
    const end = () => {
      done(dialog.returnValue === 'yes');
      dialog.remove();
    };
    render(html`<h2 id="dialog-title">${title}</h2><p>${effect}</p>
      <div class="row end">
        <button @click=${() => dialog.close('no')}>Cancel</button>
        <button class="go" @click=${() => dialog.close('yes')}>${verb}</button>
      </div>`, dialog);
    dialog.addEventListener('close', end);
    dialog.showModal();
  });
}

const ORDERS = {
  start: ['Start', 'It is held against broker and database first; then it reads from the offset after the last one that is in its ledger. Nothing is written twice.'],
  stop: ['Stop', 'Batches under way are committed; then it rests. A start goes on at the next offset. Records wait in Kafka for as long as the topic keeps them.'],
  restart: ['Restart', 'Batches under way are committed; then its lanes begin again at the next offset.'],
};

/** @param {string} name @param {'start'|'stop'|'restart'} what */
export async function order(name, what) {
  const [verb, effect] = ORDERS[what];
  if (!await confirmed(`${verb} ${name}?`, effect, verb)) return false;
  await send('POST', `${jobPath(name)}/${what}?wait=10s`);
  return true;
}

const STARTABLE = new Set(['CREATED', 'STOPPED', 'FAILED', 'FINISHED']);

/** The one button that suits the state. @param {string} name @param {string} state @param {(e: Error|null) => void} after */
export function orderButton(name, state, after) {
  const what = STARTABLE.has(state) ? 'start' : 'stop';
  const click = async () => {
    try {
      if (await order(name, what)) after(null);
    } catch (e) {
      after(e);
    }
  };
  return html`<button class=${what === 'start' ? 'go' : ''} @click=${click}>${ORDERS[what][0]}<span class="hidden"> ${name}</span></button>`;
}
