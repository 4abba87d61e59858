/** Keys for who does not like to point. They rest while someone writes or a dialog is open. */
import {html, render} from './vendor/lit-html.js';

const TABS = {1: 'now', 2: 'partitions', 3: 'quarantine', 4: 'drift', 5: 'timeline', 6: 'settings'};

/** @param {KeyboardEvent} e @param {object} app */
export function keyPressed(e, app) {
  if (!app.me || e.ctrlKey || e.metaKey || e.altKey || document.querySelector('dialog[open]') || e.target.closest?.('input, textarea, select')) return;
  const tab = app.page?.spec && TABS[e.key];
  if (e.key === '?') keyMap(app);
  else if (e.key === 'j') location.hash = '#/';
  else if (e.key === 'n' && app.operator) location.hash = '#/new';
  else if (e.key === '/' && document.querySelector('input[type="search"]')) document.querySelector('input[type="search"]').focus();
  else if (tab) location.hash = `#/jobs/${encodeURIComponent(app.page.name)}/${tab}`;
  else return;
  e.preventDefault();
}

/** @param {object} app */
export function keyMap(app) {
  const rows = [['?', 'this map'], ['j', 'all jobs'], ...app.operator ? [['n', 'a new job']] : [], ['/', 'find a job, on the page of all jobs'],
    ['1 … 6', 'of a job: now, partitions, quarantine, drift, timeline, settings'], ['← →', 'in a chart: move the cursor, in all charts at once'], ['Esc', 'close a dialog']];
  const dialog = document.createElement('dialog');
  dialog.setAttribute('aria-labelledby', 'keys-title');
  document.body.append(dialog);
  dialog.addEventListener('close', () => dialog.remove());
  render(html`<h2 id="keys-title">Keyboard</h2><table><tbody>${rows.map(([key, does]) => html`<tr><th scope="row"><kbd>${key}</kbd></th><td>${does}</td></tr>`)}</tbody></table>
    <div class="row end"><button class="go" autofocus @click=${() => dialog.close()}>Close</button></div>`, dialog);
  dialog.showModal();
}
