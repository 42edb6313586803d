// What refines pages that already work without it.
(() => {
  "use strict";

  // A second click on a form that is on its way does nothing.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.dataset.sent) { event.preventDefault(); return; }
    if (form.method === "post") {
      form.dataset.sent = "yes";
      setTimeout(() => delete form.dataset.sent, 8000);
    }
  });
  // Coming back with the back button, forms can be sent again.
  window.addEventListener("pageshow", () => {
    document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent);
  });

  // Filters apply themselves.
  document.addEventListener("change", (event) => {
    const form = event.target.closest("form[data-auto]");
    if (form) form.requestSubmit();
  });

  // Printing is the browser's: without a script its own menu does it.
  document.querySelectorAll("[data-print]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  });

  // Toasts leave after a while, but not while somebody reads them.
  const see = (toast) => {
    let timer = setTimeout(() => toast.remove(), 8000);
    toast.addEventListener("pointerenter", () => clearTimeout(timer));
    toast.addEventListener("pointerleave", () => { timer = setTimeout(() => toast.remove(), 3000); });
  };
  document.querySelectorAll(".toast").forEach(see);
  // Others come with what is changed in place.
  document.addEventListener("htmx:oobAfterSwap", (event) => event.target.querySelectorAll(".toast").forEach(see));
})();
