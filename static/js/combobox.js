// A search field with a list of its own: [data-combobox] names the hidden field that holds what was
// chosen; its list comes by htmx. Arrows move, Enter chooses, Escape closes, Tab takes the only one.
(() => {
  "use strict";
  const inputOf = (node) => node.closest?.("[data-combobox]");
  const hiddenOf = (input) => document.getElementById(input.dataset.combobox);
  const listOf = (input) => document.getElementById(`${input.dataset.combobox}_list`);
  const options = (input) => [...listOf(input).querySelectorAll("[role=option]:not([aria-disabled])")];
  const active = (input) => options(input).find((option) => option.getAttribute("aria-selected") === "true");
  const isOpen = (input) => !listOf(input).hidden;

  const show = (input, isShown) => {
    listOf(input).hidden = !isShown;
    input.setAttribute("aria-expanded", String(isShown));
    if (!isShown) point(input, null);
  };
  const point = (input, to) => {
    for (const option of options(input)) option.setAttribute("aria-selected", String(option === to));
    if (to) { input.setAttribute("aria-activedescendant", to.id); to.scrollIntoView({ block: "nearest" }); } else input.removeAttribute("aria-activedescendant");
  };
  const tell = (input) => {
    for (const kind of ["input", "change"]) hiddenOf(input).dispatchEvent(new Event(kind, { bubbles: true }));
  };
  const choose = (input, option) => {
    show(input, false);
    if ("new" in option.dataset) {
      const name = document.getElementById("id_new_customer-name");
      name.closest("details").open = true;
      name.value = option.dataset.new;
      name.focus();
      return;
    }
    input.value = option.dataset.name;
    hiddenOf(input).value = option.dataset.value;
    tell(input);
  };
  const begin = (input) => {
    input.setAttribute("role", "combobox");
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-expanded", "false");
    input.setAttribute("aria-controls", listOf(input).id);
    listOf(input).setAttribute("role", "listbox");
    listOf(input).setAttribute("aria-label", "Customers");
  };
  document.querySelectorAll("[data-combobox]").forEach(begin);

  document.addEventListener("input", (event) => {
    const input = inputOf(event.target);
    if (input && hiddenOf(input).value) { hiddenOf(input).value = ""; tell(input); }
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    const input = document.querySelector(`[data-combobox][aria-controls="${CSS.escape(event.target.id || "-")}"]`);
    if (input) show(input, document.activeElement === input && listOf(input).childElementCount > 0);
  });
  document.addEventListener("keydown", (event) => {
    const input = inputOf(event.target);
    if (!input || event.ctrlKey || event.metaKey || event.altKey) return;
    const all = options(input);
    const at = all.indexOf(active(input));
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!isOpen(input)) { htmx.trigger(input, "ask"); return; }
      const step = event.key === "ArrowDown" ? 1 : -1;
      point(input, all[(at + step + all.length + (at < 0 && step < 0 ? 1 : 0)) % all.length] ?? null);
    } else if (event.key === "Enter" && isOpen(input) && all.length) {
      event.preventDefault();
      choose(input, active(input) ?? all[0]);
    } else if (event.key === "Escape" && isOpen(input)) {
      event.preventDefault();
      show(input, false);
    }
  });
  // A press on an option must not take the focus from the field before the click arrives.
  document.addEventListener("pointerdown", (event) => { if (event.target.closest?.(".combo-list")) event.preventDefault(); });
  document.addEventListener("click", (event) => {
    const option = event.target.closest?.(".combo-list [role=option]:not([aria-disabled])");
    if (option) choose(option.closest(".combo").querySelector("[data-combobox]"), option);
  });
  document.addEventListener("focusout", (event) => {
    const input = inputOf(event.target);
    if (!input) return;
    const known = options(input).filter((option) => option.dataset.value);
    const [only] = known;
    if (isOpen(input) && known.length === 1 && !hiddenOf(input).value && only.dataset.name.toLowerCase().startsWith(input.value.trim().toLowerCase())) choose(input, only);
    else show(input, false);
  });
})();
