// j and k go from row to row of a list; Enter opens the one that is focused, as any link.
(() => {
  "use strict";
  const links = () => [...document.querySelectorAll("table.listed > tbody > tr")].map((row) => row.querySelector("th a, a")).filter(Boolean);
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || (event.key !== "j" && event.key !== "k")) return;
    if (event.target.closest("input, textarea, select, [contenteditable], dialog[open]")) return;
    const rows = links();
    if (!rows.length) return;
    const here = rows.findIndex((link) => link.closest("tr").contains(document.activeElement));
    const next = here < 0 ? (event.key === "j" ? 0 : rows.length - 1) : here + (event.key === "j" ? 1 : -1);
    if (rows[next]) { event.preventDefault(); rows[next].focus(); rows[next].scrollIntoView({ block: "nearest" }); }
  });
})();
