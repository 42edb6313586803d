// Working in the lines of a plan: keys press what stands in the row, lines are dragged to their
// place, and what is refused is shown where it was typed. Without this every link and form leads
// to a page of its own.
(() => {
  "use strict";
  const typing = (target) => target.closest("input, textarea, select, [contenteditable]");
  const rows = () => [...document.querySelectorAll("tr[data-line]")];
  const rowOf = (place) => place?.closest?.("tr[data-line]");
  // The row that had the focus last, and what to do with its form once that has come.
  let here = "";
  let at = 0;
  let then = "";

  const see = (row) => { if (row) { here = row.id; at = rows().indexOf(row); } };
  const go = (row) => {
    if (!row) return;
    see(row);
    row.focus({ preventScroll: true });
    row.scrollIntoView({ block: "nearest" });
  };
  const step = (by) => {
    const all = rows();
    const now = all.findIndex((row) => row.id === here);
    go(all[now < 0 ? 0 : Math.min(all.length - 1, Math.max(0, now + by))]);
  };
  const current = () => document.getElementById(here);
  const open = (row, name) => { then = name; row.querySelector("[data-change]")?.click(); };
  const place = (row, to) => {
    here = row.id;
    window.htmx.ajax("POST", row.dataset.order, {
      source: row, target: "#main", select: "#main", swap: "outerHTML show:none settle:0ms",
      values: { to, csrfmiddlewaretoken: document.querySelector("#in-rows input").value },
    });
  };
  const add = () => {
    const group = current()?.closest("tbody") ?? document;
    (group.querySelector("[data-add]") ?? document.querySelector("[data-add]"))?.click();
  };
  const leave = (form) => {
    if (form.id === "line-form") {
      const row = form.closest("tr").previousElementSibling;
      form.closest(".in-place")?.replaceChildren();
      go(row);
    } else { form.querySelector("[data-leave]")?.click(); }
  };
  const press = { j: () => step(1), k: () => step(-1), a: add };
  const inRow = { Enter: "", m: "move", x: "out" };

  let went = -Infinity;
  document.addEventListener("keydown", (event) => {
    const form = event.target.closest("#line-form, #add");
    if (form && event.key === "Escape") { event.preventDefault(); leave(form); return; }
    if (form && event.key === "Enter" && event.ctrlKey) {
      event.preventDefault();
      (form.querySelector(`button[name="${form.dataset.then ?? ""}"]`) ?? form.querySelector("button.primary")).click();
      return;
    }
    if (event.ctrlKey || event.metaKey || typing(event.target) || document.querySelector("dialog[open]")) return;
    const row = rowOf(event.target) ?? current();
    if (event.altKey) {
      const to = { ArrowUp: "earlier", ArrowDown: "later" }[event.key];
      if (row && to) { event.preventDefault(); place(row, to); }
      return;
    }
    // The second key of "g p" is no key of ours.
    const isSecond = event.timeStamp - went < 1500;
    went = event.key === "g" ? event.timeStamp : -Infinity;
    if (isSecond) return;
    if (press[event.key]) { event.preventDefault(); press[event.key](); return; }
    if (event.target === row && event.key in inRow) { event.preventDefault(); open(row, inRow[event.key]); }
  });
  document.addEventListener("focusin", (event) => see(rowOf(event.target)));

  // What a key asked for is pressed once the form stands there; a reason that it needs comes first.
  const settled = (event) => {
    mark();
    const form = event.target.querySelector?.("#line-form");
    if (form?.closest(".in-place")) {
      const button = then && form.querySelector(`button[name="${then}"]`);
      if (button && form.elements.reason) { form.dataset.then = then; form.elements.reason.focus(); } else if (button) button.click();
      then = "";
    } else if (event.target.id === "main") {
      const fresh = document.querySelector("#add")?.closest("tr");
      if (fresh) see([...fresh.closest("tbody").querySelectorAll("tr[data-line]")].at(-1));
      else go(current() ?? rows()[Math.min(at, rows().length - 1)]);
    }
  };
  document.addEventListener("htmx:afterSettle", settled);
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.xhr.status === 422) { event.detail.shouldSwap = true; event.detail.isError = false; }
  });

  // Dragging, by mouse, pen or finger.
  const mark = () => document.querySelector("table.lines")?.classList.add("drags");
  mark();
  let dragged = null;
  let before = null;
  const clear = () => document.querySelectorAll("tr.before, tr.dragged").forEach((row) => row.classList.remove("before", "dragged"));
  document.addEventListener("pointerdown", (event) => {
    const handle = event.target.closest?.("[data-drag]");
    if (!handle || event.button) return;
    event.preventDefault();
    dragged = rowOf(handle);
    before = dragged;
    dragged.classList.add("dragged");
    handle.setPointerCapture(event.pointerId);
  });
  document.addEventListener("pointermove", (event) => {
    if (!dragged) return;
    const others = [...dragged.closest("tbody").querySelectorAll("tr[data-line]")];
    before = others.find((row) => { const box = row.getBoundingClientRect(); return event.clientY < box.top + box.height / 2; }) ?? null;
    others.forEach((row) => row.classList.toggle("before", row === before && row !== dragged));
  });
  const drop = (event) => {
    if (!dragged) return;
    const row = dragged;
    dragged = null;
    clear();
    const next = [...row.closest("tbody").querySelectorAll("tr[data-line]")];
    const stays = before === row || next[next.indexOf(row) + 1] === before || (!before && next.at(-1) === row);
    if (event.type === "pointerup" && !stays) place(row, before ? before.dataset.line : "last");
  };
  for (const name of ["pointerup", "pointercancel"]) document.addEventListener(name, drop);
})();
