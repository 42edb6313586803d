// Sorting by keyboard alone: each key presses the button that carries it.
(() => {
  "use strict";
  const board = document.querySelector("[data-sort]");
  if (!board) return;
  const typing = (target) => target.closest("input, textarea, select, [contenteditable]");
  let went = -Infinity;
  let isOnItsWay = false;

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    if (typing(event.target)) {
      if (event.key === "Escape") event.target.blur();
      return;
    }
    if (document.querySelector("dialog[open]")) return;
    // "g p" leads to the plan: the second key of a shortcut sorts nothing.
    const isSecond = event.timeStamp - went < 1500;
    went = event.key === "g" ? event.timeStamp : -Infinity;
    // Nothing is sorted that nobody has seen yet.
    if (isSecond || isOnItsWay) return;
    if (event.key === "c") {
      const field = board.querySelector("#customer");
      if (field) { event.preventDefault(); field.focus(); field.select(); }
      return;
    }
    const button = board.querySelector(`button[data-key="${CSS.escape(event.key)}"]`);
    if (button) { event.preventDefault(); button.click(); }
  });

  // What is refused is shown in its place too.
  board.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.xhr.status === 422) { event.detail.shouldSwap = true; event.detail.isError = false; }
  });
  board.addEventListener("htmx:beforeRequest", () => { isOnItsWay = true; });
  for (const failed of ["htmx:sendError", "htmx:responseError"]) board.addEventListener(failed, () => { isOnItsWay = false; });
  // The next item is where one reads on, and from here on the keys sort it.
  board.addEventListener("htmx:afterSettle", () => {
    isOnItsWay = false;
    const place = board.querySelector("[role=alert]") || board.querySelector("#item");
    if (place) place.focus({ preventScroll: true });
  });
})();
