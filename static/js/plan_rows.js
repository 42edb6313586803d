// Working in the lines of a plan: keys press what stands in the row, and what is refused is shown
// in its place. Without this every link and form leads to a page of its own.
(() => {
  "use strict";
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.xhr.status === 422) { event.detail.shouldSwap = true; event.detail.isError = false; }
  });
})();
