// Draws [data-chart] from the JSON of that id. Colours come by name from the page's tokens, so
// both themes work; "features", "special", "ink", "quiet", "rule" and so on are looked up.
(() => {
  "use strict";
  const names = { special: "--special", specials: "--special", ink: "--ink", quiet: "--quiet", rule: "--field", paper: "--paper", sheet: "--sheet" };
  for (const slice of ["features", "infrastructure", "quality", "discovery", "uncategorised"]) names[slice] = `--slice-${slice}`;

  const probe = document.createElement("span");
  probe.hidden = true;
  document.body.append(probe);
  const colour = (name) => {
    probe.className = "";
    probe.style.color = `var(${names[name]})`;
    return getComputedStyle(probe).color;
  };
  const resolve = (value, key) => {
    if (Array.isArray(value)) return value.map((inner) => resolve(inner, key));
    if (value && typeof value === "object") {
      return Object.fromEntries(Object.entries(value).map(([inner, of]) => [inner, resolve(of, inner)]));
    }
    if (typeof value !== "string" || !/color/i.test(key)) return value;
    return names[value] ? colour(value) : value.includes(" ") || value.startsWith("#") ? value : colour("uncategorised");
  };
  const merge = (base, over) => {
    const out = { ...base };
    for (const [key, value] of Object.entries(over)) {
      const both = value && out[key] && typeof value === "object" && typeof out[key] === "object" && !Array.isArray(value);
      out[key] = both ? merge(out[key], value) : value;
    }
    return out;
  };
  const house = () => ({
    font: { family: getComputedStyle(document.body).fontFamily, size: 12, color: colour("ink") },
    paper_bgcolor: "rgba(0,0,0,0)", plot_bgcolor: "rgba(0,0,0,0)",
    margin: { l: 44, r: 16, t: 16, b: 36 }, showlegend: false, height: 280, dragmode: false,
    xaxis: { fixedrange: true, tickangle: 0, automargin: true, showgrid: false, linecolor: colour("rule"), tickcolor: colour("rule") },
    yaxis: { fixedrange: true, gridcolor: colour("sheet"), zerolinecolor: colour("ink") },
    transition: { duration: 0 },
  });
  const draw = () => document.querySelectorAll("[data-chart]").forEach((place) => {
    const source = document.getElementById(place.dataset.chart);
    if (!source || !window.Plotly) return;
    const figure = JSON.parse(source.textContent);
    const narrow = place.clientWidth < 480 ? { xaxis: { tickangle: 45, tickfont: { size: 10 } } } : {};
    Plotly.react(place, resolve(figure.data, ""), merge(merge(house(), narrow), resolve(figure.layout || {}, "")), { displayModeBar: false, responsive: true });
  });
  draw();
  document.addEventListener("htmx:afterSwap", draw);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
  new MutationObserver(draw).observe(document.documentElement, { attributeFilter: ["data-theme"] });
})();
