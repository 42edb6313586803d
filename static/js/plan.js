// The planning form's sums, as one types. The server writes the same sentences without it.
(() => {
  "use strict";
  const value = (input) => Number.parseFloat(input?.value) || 0;
  const sum = (form, selector) => [...form.querySelectorAll(selector)].reduce((all, input) => all + value(input), 0);
  const percent = (number) => String(Math.round(number * 10) / 10);

  const tell = (form) => {
    const targets = sum(form, "[data-target]");
    const over = Math.round((targets - 100) * 10) / 10;
    const fit = over > 0 ? `: the wishes are ${percent(over)}% more than fits` : over < 0 ? ": less than 100%" : ": they fit";
    form.querySelector("[data-sum-targets]").textContent = `Together ${percent(targets)}%${fit}.`;

    const place = form.querySelector("[data-sum-lines]");
    const lines = sum(form, "[data-line]") + value(form.elements.reserve_weeks) + Number.parseFloat(place.dataset.sumLines);
    const left = Math.round((value(form.elements.capacity_weeks) - lines) * 100) / 100;
    place.textContent = left < 0
      ? `The lines take ${lines.toFixed(2)} wk: ${(-left).toFixed(2)} wk more than the capacity.`
      : `The lines take ${lines.toFixed(2)} wk; ${left.toFixed(2)} wk slack.`;
  };
  document.addEventListener("input", (event) => {
    const form = event.target.closest("form[data-plan]");
    if (form) tell(form);
  });
})();
