// The sum of a team's week, as one types. The server writes the same sentence without it.
(() => {
  "use strict";
  const amount = /^([0-9]{1,7})(?:[.,]([0-9]{1,2}))?\s*(%?)$/;
  const minutes = (text, full) => {
    const found = amount.exec(text.trim());
    if (!found) return 0;
    const number = Number.parseFloat(`${found[1]}.${found[2] ?? 0}`);
    return found[3] ? Math.round((number * full) / 100) : Math.round(number * 2400);
  };

  const tell = (form) => {
    const full = Number.parseInt(form.dataset.week, 10);
    const typed = [...form.querySelectorAll("input[data-week]")].reduce((all, input) => all + minutes(input.value, full), 0);
    const weeks = typed / 2400 + Number.parseFloat(form.dataset.beside);
    form.querySelector("[data-sum-week]").textContent = `${weeks.toFixed(2)} of ${(full / 2400).toFixed(2)} wk.`;
  };
  document.addEventListener("input", (event) => {
    const form = event.target.closest("form[data-week]");
    if (form) tell(form);
  });
})();
