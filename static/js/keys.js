// Shortcuts: where each leads stands in the dialog, as links that the server wrote.
(() => {
  "use strict";
  const dialog = document.getElementById("keys");
  if (!dialog) return;
  const links = Object.fromEntries([...dialog.querySelectorAll("[data-keys]")].map((link) => [link.dataset.keys, link.href]));
  const typing = (target) => target.closest("input, textarea, select, [contenteditable]");
  const find = () => {
    const field = [document.querySelector("main input[type=search]"), document.getElementById("find")].find((one) => one && one.offsetParent);
    if (field) { field.focus(); field.select(); } else { location.assign(links["/"]); }
  };
  // A page that hears keys of its own lists them in a template, which may come anew with a part of it.
  const show = () => {
    dialog.querySelectorAll("[data-of-page]").forEach((row) => row.remove());
    const own = document.querySelector("template[data-page-keys]");
    if (own) {
      const rows = own.content.cloneNode(true);
      for (const row of rows.children) row.dataset.ofPage = "";
      dialog.querySelector("ul").prepend(rows);
    }
    dialog.showModal();
  };
  let first = "";
  let forget;
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    clearTimeout(forget);
    const keys = first ? `${first} ${event.key}` : event.key;
    first = "";
    if (event.key === "?") { event.preventDefault(); if (!dialog.open) show(); return; }
    if (event.key === "/") { event.preventDefault(); dialog.close(); find(); return; }
    if (links[keys]) { event.preventDefault(); location.assign(links[keys]); return; }
    if (event.key === "g") { first = "g"; forget = setTimeout(() => { first = ""; }, 1500); }
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-open=keys], [data-close]");
    if (!link) return;
    event.preventDefault();
    if (link.dataset.open) show(); else dialog.close();
  });
})();
