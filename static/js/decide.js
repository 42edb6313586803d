// Where one decides: how long a reason is, and the next of the queue by a key.
(() => {
  "use strict";
  const typing = (target) => target.closest("input, textarea, select, [contenteditable]");

  // A reason that has to be long is counted while it is typed; the server judges it once more.
  const count = () => {
    const reason = document.querySelector("#decide textarea[name=reason]");
    if (!reason) return;
    const place = document.querySelector("[data-least]");
    const least = Number(place?.dataset.least) || 0;
    const typed = [...reason.value.trim()].length;
    reason.setCustomValidity(typed < least ? `At least ${least} characters: ${typed} so far.` : "");
    if (!place) return;
    place.dataset.said ??= place.textContent;
    place.textContent = typed ? `${place.dataset.said} ${typed} of ${least}${typed < least ? "." : ", enough."}` : place.dataset.said;
  };
  document.addEventListener("input", count);
  document.addEventListener("htmx:afterSettle", count);
  count();

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    const rel = { "[": "prev", "]": "next" }[event.key];
    const link = rel && document.querySelector(`main a[rel=${rel}]`);
    if (link) { event.preventDefault(); location.assign(link.href); }
  });
})();
