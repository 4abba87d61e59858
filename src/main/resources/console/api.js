/** Calls to the engine's API. The token lives in sessionStorage: it ends with the tab. */
const BASE = new URL('../api/v1/', import.meta.url);
const KEY = 'millrace.token';

export const token = {
  get: () => sessionStorage.getItem(KEY),
  set: value => sessionStorage.setItem(KEY, value),
  clear: () => sessionStorage.removeItem(KEY),
};

/** What the engine said instead of an answer: a problem document, or that it cannot be reached. */
export class Refusal extends Error {
  /** @param {number} status 0 where nothing answered @param {string} message @param {{pointer: string, detail: string}[]} faults */
  constructor(status, message, faults = []) {
    super(message);
    this.status = status;
    this.faults = faults;
  }
}

/** @param {string} path under /api/v1/ @param {RequestInit} [init] */
export async function call(path, init = {}) {
  const headers = new Headers(init.headers);
  if (token.get()) headers.set('authorization', `Bearer ${token.get()}`);
  let response;
  try {
    response = await fetch(new URL(path, BASE), {...init, headers, cache: 'no-store'});
  } catch (e) {
    if (e.name === 'AbortError') throw e;
    throw new Refusal(0, 'The engine does not answer. Does it run, and is the network there?');
  }
  if (!response.ok) throw await refusal(response);
  return response;
}

async function refusal(response) {
  try {
    const problem = await response.json();
    return new Refusal(response.status, problem.detail ?? problem.title, problem.errors ?? []);
  } catch {
    return new Refusal(response.status, `HTTP ${response.status}`);
  }
}

/** @param {string} path */
export const get = async path => (await call(path)).json();

/** @param {string} method @param {string} path @param {string} [body] JSON text */
export async function send(method, path, body, headers = {}) {
  const type = body === undefined ? {} : {'content-type': 'application/json'};
  const text = await (await call(path, {method, body, headers: {...type, ...headers}})).text();
  return text ? JSON.parse(text) : null;
}

/** @param {string} name */
export const jobPath = name => `jobs/${encodeURIComponent(name)}`;
