// SPDX-License-Identifier: Apache-2.0
const message = document.getElementById("message");
let timer = null;

/** Shows an error for a while, to readers of screens too. */
export function say(text) {
  message.textContent = text;
  message.hidden = false;
  clearTimeout(timer);
  timer = setTimeout(() => (message.hidden = true), 9000);
}

/** JSON of an address; throws an Error with the server's own words. */
export async function fetchJson(address) {
  let response;
  try {
    response = await fetch(address);
  } catch {
    throw new Error("undercast does not answer: it may have ended. Start it again and reload this page.");
  }
  const body = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error([body.error ?? `the answer was ${response.status}`, body.hint].filter(Boolean).join(": "));
  return body;
}

/** Has the browser save bytes under a name. */
export function save(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}
