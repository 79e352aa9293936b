/* The wall renews itself by htmx; this says when that does not work, and keeps what stands. */
"use strict";

const lost = document.getElementById("lost");
const tell = (event) => {
  lost.hidden = event.type === "htmx:afterSwap";
};
["htmx:sendError", "htmx:responseError", "htmx:timeout", "htmx:afterSwap"].forEach((name) => {
  document.addEventListener(name, tell);
});

/* An answer that is no wall, such as a page to sign in, is shown as a page of its own. */
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.xhr.status !== 200) return;
  if (event.detail.serverResponse.includes('id="wall"')) return;
  event.detail.shouldSwap = false;
  window.location.reload();
});
