/** Asks for a token where the engine wants one. */
import {html} from './vendor/lit-html.js';
import {token} from './api.js';
import {refusalCard} from './parts.js';

/** @param {Error|null} refusal @param {() => void} enter */
export function loginPage(refusal, enter) {
  const submit = e => {
    e.preventDefault();
    token.set(e.target.elements.token.value.trim());
    enter();
  };
  return html`<main class="narrow">
    <h1>Log in</h1>
    ${refusalCard(refusal)}
    <form class="card stack" @submit=${submit}>
      <label for="token">Token</label>
      <input id="token" name="token" type="password" autocomplete="off" required>
      <p class="dim small">One of auth.tokens in the engine's configuration. It is kept until this tab is closed.</p>
      <div><button class="go">Log in</button></div>
    </form>
  </main>`;
}
