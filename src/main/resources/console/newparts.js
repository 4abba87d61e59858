/** Fields of the form for a new job: each with its label and, at it, what is wrong with it. */
import {html, nothing} from './vendor/lit-html.js';

/** @param {{pointer: string, detail: string}[]} faults @param {string} id */
export const faultsBelow = (faults, id) => faults.length ? html`<div class="bad small" id="${id}-fault">${faults.map(f => html`<div><span aria-hidden="true">✕</span> ${f.detail}</div>`)}</div>` : nothing;

const framed = (id, label, faults, hint, input) => html`<div class="field"><label for=${id}>${label}</label>${input}
  ${hint ? html`<div class="dim small">${hint}</div>` : nothing}${faultsBelow(faults, id)}</div>`;

/**
 * @param {import('./newdraft.js').Draft} draft @param {string} key of its fields @param {string} label
 * @param {{pointer?: string, type?: string, hint?: unknown, placeholder?: string, options?: string[], after?: () => void, secret?: string, min?: number, max?: number}} o
 */
export function text(draft, key, label, o = {}) {
  const id = `new-${key}`;
  const faults = o.pointer ? draft.faultsAt(o.pointer) : [];
  const value = o.secret ? draft.secrets[o.secret] : draft.fields[key];
  const input = e => {
    if (o.secret) draft.secrets[o.secret] = e.target.value;
    else draft.set({[key]: e.target.value});
    o.edited?.();
  };
  return framed(id, label, faults, o.hint, html`<input id=${id} name=${key} type=${o.type ?? 'text'} .value=${String(value)} placeholder=${o.placeholder ?? nothing}
      list=${o.options ? `${id}-list` : nothing} min=${o.min ?? nothing} max=${o.max ?? nothing} step=${o.step ?? nothing} autocomplete="off" spellcheck="false" ?required=${!!o.required}
      aria-invalid=${faults.length ? 'true' : 'false'} aria-describedby=${faults.length ? `${id}-fault` : nothing} @input=${input} @change=${() => o.after?.()}>
    ${o.options ? html`<datalist id="${id}-list">${o.options.map(v => html`<option value=${v}></option>`)}</datalist>` : nothing}`);
}

/** @param {[string, string][]} choices value and label */
export function choice(draft, key, label, choices, o = {}) {
  const id = `new-${key}`;
  const faults = o.pointer ? draft.faultsAt(o.pointer) : [];
  return framed(id, label, faults, o.hint, html`<select id=${id} name=${key} aria-invalid=${faults.length ? 'true' : 'false'} aria-describedby=${faults.length ? `${id}-fault` : nothing}
    @change=${e => { draft.set({[key]: e.target.value}); o.after?.(); }}>${choices.map(([value, name]) => html`<option value=${value} .selected=${draft.fields[key] === value}>${name}</option>`)}</select>`);
}

export function area(draft, key, label, o = {}) {
  const id = `new-${key}`;
  const faults = o.pointer ? draft.faultsAt(o.pointer) : [];
  const value = o.secret ? draft.secrets[o.secret] : draft.fields[key];
  const input = e => {
    if (o.secret) draft.secrets[o.secret] = e.target.value;
    else draft.set({[key]: e.target.value});
    o.edited?.();
  };
  // Lines of a secret cannot be seen; a password's field would take one line alone.
  return framed(id, label, faults, o.hint, html`<textarea id=${id} name=${key} class=${o.secret ? 'masked' : nothing} rows="3" spellcheck="false" autocomplete="off" .value=${value} placeholder=${o.placeholder ?? nothing}
    aria-invalid=${faults.length ? 'true' : 'false'} aria-describedby=${faults.length ? `${id}-fault` : nothing} @input=${input}></textarea>`);
}

export const DIRTY = [['stop', 'stop the job there'], ['null', 'write NULL, keep the row'], ['quarantine', 'quarantine the record']];
export const STOP_OR_QUARANTINE = [['stop', 'stop the job there'], ['quarantine', 'quarantine the record']];
