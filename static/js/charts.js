// Turns a still chart into one that answers, from the JSON of the id in [data-chart]. Colours come
// by name from the page's tokens, so that both themes work; "features", "special", "ink" and so on.
(() => {
  "use strict";
  const names = { special: "--special", ink: "--ink", quiet: "--quiet", rule: "--field", paper: "--paper", sheet: "--sheet" };

  const probe = document.createElement("span");
  probe.hidden = true;
  document.body.append(probe);
  const colour = (name) => {
    probe.className = "";
    probe.style.color = `var(${names[name] ?? `--${name}`})`;
    return getComputedStyle(probe).color;
  };
  const resolve = (value, key) => {
    if (Array.isArray(value)) return value.map((inner) => resolve(inner, key));
    if (value && typeof value === "object") {
      return Object.fromEntries(Object.entries(value).map(([inner, of]) => [inner, resolve(of, inner)]));
    }
    if (typeof value !== "string" || !/color/i.test(key)) return value;
    return names[value] || value.startsWith("slice-") ? colour(value) : value;
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
  const draw = (place) => {
    const figure = JSON.parse(document.getElementById(place.dataset.chart).textContent);
    const narrow = place.clientWidth < 480 ? { xaxis: { tickangle: 45, tickfont: { size: 10 } } } : {};
    return Plotly.react(place, resolve(figure.data, ""), merge(merge(house(), narrow), resolve(figure.layout || {}, "")), { displayModeBar: false, responsive: true });
  };
  const redraw = () => document.querySelectorAll("[data-chart]:not([hidden])").forEach(draw);

  // Plotly is large: it is asked for by the first pointer or finger on a chart.
  let loading;
  const plotly = (url) => loading ??= new Promise((resolved, refused) => {
    const script = document.createElement("script");
    script.src = url;
    script.onload = resolved;
    script.onerror = refused;
    document.head.append(script);
  });
  const wake = async (event) => {
    const chart = event.target.closest?.(".chart");
    const place = chart?.querySelector("[data-chart][hidden]");
    if (!place) return;
    await plotly(place.dataset.plotly);
    place.hidden = false;
    await draw(place);
  };
  for (const asked of ["pointerover", "touchstart"]) document.addEventListener(asked, wake, { passive: true });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
  new MutationObserver(redraw).observe(document.documentElement, { attributeFilter: ["data-theme"] });
})();
