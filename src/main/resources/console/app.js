/** The frame: who is logged in, which page the address names, when it is drawn anew. */
import {html, render, nothing} from './vendor/lit-html.js';
import {get, token} from './api.js';
import {follow} from './events.js';
import {loginPage} from './login.js';
import {JobsPage} from './jobs.js';
import {JobPage} from './job.js';
import {loading, refusalCard} from './parts.js';
import {keyPressed, keyMap} from './keys.js';

/** A page is loaded at most so often, however many events come. */
const REFRESH_MS = 1000;
/** So often where there are no events. */
const IDLE_REFRESH_MS = 5000;
/** A screen reader is told the figures at most so often. */
const SPOKEN_MS = 30_000;

const app = {
  /** @type {{name: string|null, role: string}|null} */
  me: null,
  page: null,
  /** Of the new job; its passwords are here and nowhere else. */
  draft: null,
  query: new URLSearchParams(),
  connected: true,
  refusal: null,

  get operator() {
    return app.me?.role === 'operator';
  },

  draw() {
    const page = app.page;
    document.title = page ? `${page.sentence?.() || page.title} · Millrace` : 'Millrace';
    render(html`
      <header><a class="brand" href="#/"><span aria-hidden="true">≋</span> Millrace</a>
        ${app.me ? html`<nav aria-label="Main"><a href="#/" aria-current=${page instanceof JobsPage ? 'page' : 'false'}>Jobs</a>${app.operator ? html`<a href="#/new" aria-current=${page?.isNew ? 'page' : 'false'}>New job</a>` : nothing}<a href="#/about" aria-current=${page?.isAbout ? 'page' : 'false'}>About</a></nav>
          <span class="who dim"><button class="quiet" @click=${() => keyMap(app)} aria-label="Keyboard map" title="Keyboard map">?</button> ${app.me.name ? `${app.me.name}, ` : ''}${app.me.role}${token.get() ? html` <button @click=${logout}>Log out</button>` : nothing}</span>` : nothing}</header>
      ${app.connected ? nothing : html`<div class="bar" role="status">The connection is lost; what you see is not of now. Trying again…</div>`}
      ${page ? html`<main>${page.view()}</main>` : loginPage(app.refusal, enter)}
      <div class="hidden" aria-live="polite">${spoken(page)}</div>`,
    document.getElementById('app'));
  },

  /** A token that holds no more leads to the log-in. @param {Error} e */
  refused(e) {
    if (e.status === 401) leave(e);
  },

  async refresh() {
    const page = app.page;
    if (!page) return;
    await page.load();
    if (page === app.page) app.draw();
  },

  /** @param {string} key @param {string|number} value */
  setQuery(key, value) {
    if (value === '' || value === 0) app.query.delete(key);
    else app.query.set(key, value);
    const path = location.hash.split('?')[0] || '#/';
    history.replaceState(null, '', app.query.size ? `${path}?${app.query}` : path);
    app.draw();
  },
};

/** When a sentence was told last, and which. */
const told = {at: 0, page: null, state: null, sentence: ''};

/**
 * The page's sentence for the live region. Its figures alter each second, and nobody can listen to that: a new state is told
 * at once, figures each half minute.
 */
function spoken(page) {
  const sentence = page?.sentence?.() ?? '';
  const state = `${location.hash.split('?')[0]} ${page?.status?.state ?? sentence}`;
  if (sentence && (state !== told.state || Date.now() - told.at > SPOKEN_MS)) Object.assign(told, {at: Date.now(), state, sentence});
  return sentence ? told.sentence : '';
}

let unfollow = () => {};
let timer = null;

/** Many events are one refresh. */
function soon() {
  timer ??= setTimeout(async () => {
    try {
      await app.refresh();
    } finally {
      timer = null;
    }
  }, REFRESH_MS);
}

/** An address that someone has typed may hold what is not an encoding. @param {string} text */
function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/**
 * A page whose files are loaded when they are asked for: the first load stays small.
 * @param {object} meanwhile what is told of it until then @param {() => Promise<object>} made
 */
function later(meanwhile, made) {
  const waiting = {...meanwhile, view: () => loading, async load() {}};
  const show = page => {
    if (app.page !== waiting) return;
    app.page = page;
    app.draw();
    app.refresh();
  };
  made().then(show, () => show({...waiting, view: () => refusalCard({message: 'The page cannot be loaded. Does the engine run? Load the page again.'})}));
  return waiting;
}

/** @param {string|undefined} step */
function newJob(step) {
  return later({title: 'New job', isNew: true}, async () => new (await import('./new.js')).NewPage(app, step));
}

function about() {
  return later({title: 'About', isAbout: true}, async () => new (await import('./about.js')).AboutPage(app));
}

/** What asks about one page has nothing to ask on the next. */
function closeDialogs() {
  for (const dialog of document.querySelectorAll('dialog[open]')) dialog.close('no');
}

function route() {
  closeDialogs();
  if (!app.me) return;
  const [path, query] = (location.hash.slice(1) || '/').split('?');
  app.query = new URLSearchParams(query);
  const [, root, name, tab] = path.split('/');
  const job = root === 'jobs' && name ? decoded(name) : null;
  app.page = job ? new JobPage(app, job, tab, app.page) : root === 'new' ? newJob(name) : root === 'about' ? about() : new JobsPage(app);
  unfollow();
  unfollow = follow(job, soon, connected => {
    if (app.connected !== connected) {
      app.connected = connected;
      app.draw();
    }
  });
  app.draw();
  app.refresh();
}

function leave(refusal) {
  closeDialogs();
  unfollow();
  token.clear();
  app.me = null;
  app.page = null;
  app.draft = null;
  app.refusal = refusal;
  app.draw();
}

function logout() {
  sessionStorage.removeItem('millrace.new');
  leave(null);
}

async function enter() {
  const hadToken = token.get() !== null;
  try {
    app.me = await get('me');
    route();
  } catch (e) {
    leave(e.status === 401 && !hadToken ? null : e);
  }
}

/** Ages grow and charts move on also where no event tells it. */
setInterval(() => {
  if (!document.hidden) soon();
}, IDLE_REFRESH_MS);

window.addEventListener('hashchange', route);
document.addEventListener('keydown', e => keyPressed(e, app));
enter();
