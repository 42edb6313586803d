// The queue by keyboard and by drag. The buttons do the same without this.
(() => {
  "use strict";
  const list = document.querySelector("[data-queue]");
  if (!list) return;
  const rows = () => [...list.querySelectorAll("tr[data-row]")];
  const rowOf = (element) => element.closest("tr[data-row]");
  const typing = (target) => target.closest("textarea, select, [contenteditable], input:not([type=checkbox])");
  const title = (row) => row.querySelector("th a").textContent;
  const go = (row) => { if (row) { row.focus({ preventScroll: true }); row.scrollIntoView({ block: "nearest" }); } };

  // --- Ranking: the row moves at once, and is told in the order of the moves. ---
  let sending = Promise.resolve();
  // Of a long queue the first are shown: what stands behind the last of them is `next`.
  const tell = (row, isLast = false) => {
    const form = row.querySelector("form.moves");
    const body = new URLSearchParams({ quietly: "1", csrfmiddlewaretoken: form.elements.csrfmiddlewaretoken.value });
    const next = row.nextElementSibling?.dataset.row ?? list.dataset.next;
    const isGone = isLast && Boolean(list.dataset.next);
    if (next && !isGone) body.set("before", next); else body.set("last", "1");
    sending = sending.then(() => fetch(form.action, { method: "POST", body })).then(
      (answer) => { if (!answer.ok || isGone) location.reload(); },
      () => location.reload(),
    );
    const all = rows();
    document.querySelector("[data-moved]").textContent = `${title(row)} is number ${all.indexOf(row) + 1} now`;
    fit();
  };
  const MOVES = {
    First: (row) => list.firstElementChild,
    Up: (row) => row.previousElementSibling,
    Down: (row) => row.nextElementSibling?.nextElementSibling ?? null,
    Last: (row) => null,
  };
  const isPossible = (row, move) => Boolean(move === "First" || move === "Up" ? row.previousElementSibling : row.nextElementSibling);
  const move = (row, name) => {
    if (!isPossible(row, name)) return;
    list.insertBefore(row, MOVES[name](row));
    tell(row, name === "Last");
  };
  // Which buttons a row carries depends on where it stands.
  const fit = () => {
    for (const button of list.querySelectorAll("form.moves button")) button.hidden = !isPossible(rowOf(button), button.dataset.move);
  };
  for (const form of list.querySelectorAll("form.moves")) {
    form.querySelectorAll("button").forEach((button) => button.remove());
    for (const name of Object.keys(MOVES)) {
      const button = form.appendChild(document.createElement("button"));
      button.className = "plain";
      button.type = "button";
      button.dataset.move = name;
      button.textContent = name;
      button.setAttribute("aria-label", `${name}: ${title(rowOf(form))}`);
      button.addEventListener("click", () => { move(rowOf(form), name); (button.hidden ? rowOf(form) : button).focus(); });
    }
    const grip = document.createElement("span");
    grip.className = "grip";
    grip.title = "Drag to rank";
    rowOf(form).querySelector("th").prepend(grip);
    grip.addEventListener("pointerdown", (event) => drag(event, grip));
  }
  fit();

  const drag = (event, grip) => {
    const row = rowOf(grip);
    const stood = row.nextElementSibling;
    event.preventDefault();
    row.classList.add("dragged");
    const follow = (now) => {
      const over = rows().find((one) => one !== row && now.clientY >= one.getBoundingClientRect().top && now.clientY <= one.getBoundingClientRect().bottom);
      if (!over) return;
      const box = over.getBoundingClientRect();
      list.insertBefore(row, now.clientY < box.top + box.height / 2 ? over : over.nextElementSibling);
    };
    const stop = (ended) => {
      listening.abort();
      row.classList.remove("dragged");
      if (ended.type === "pointercancel") { list.insertBefore(row, stood); return; }
      if (row.nextElementSibling !== stood) tell(row);
    };
    // A row that moves in the page loses a captured pointer: the page listens instead.
    const listening = new AbortController();
    for (const [name, hear] of [["pointermove", follow], ["pointerup", stop], ["pointercancel", stop]]) document.addEventListener(name, hear, { signal: listening.signal });
  };

  // --- Keys ---
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || typing(event.target) || document.querySelector("dialog[open]")) return;
    const row = rowOf(document.activeElement);
    if (event.altKey) {
      const name = { ArrowUp: "Up", ArrowDown: "Down" }[event.key];
      if (!name || !row || !row.querySelector("form.moves")) return;
      event.preventDefault();
      move(row, name);
      go(row);
    } else if (event.key === "j" || event.key === "k") {
      const all = rows();
      const at = row ? all.indexOf(row) + (event.key === "j" ? 1 : -1) : 0;
      go(all[Math.min(Math.max(at, 0), all.length - 1)]);
    } else if (event.key === "c" && row) {
      const tick = row.querySelector("input[type=checkbox]");
      tick.checked = !tick.checked;
    } else if (event.key === "Enter" && row === document.activeElement) {
      (row.querySelector("[data-opens]") || row.querySelector("th a")).click();
    }
  });
})();
