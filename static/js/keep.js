// What is typed into a form with data-keep stays in this browser until the server has it: through
// a closed tab, the back button, and a session that ended. Kept by person and by where the form is
// sent, for two weeks; never passwords or files, and nothing after somebody signed out by hand.
// data-keep="words" tells two forms of one address apart; data-keep-not on a field leaves it out.
(() => {
  "use strict";
  const PREFIX = "keep:";
  const SENT = "keep:sent";
  const OLDEST = 14 * 24 * 60 * 60 * 1000;
  const { person, signIn } = document.body.dataset;

  const read = (key) => { try { return JSON.parse(localStorage.getItem(key)); } catch { return null; } };
  const write = (key, entry) => { try { localStorage.setItem(key, JSON.stringify(entry)); } catch { /* full, or forbidden */ } };
  const drop = (key) => { try { localStorage.removeItem(key); } catch { /* forbidden */ } };
  const keys = () => { try { return Object.keys(localStorage).filter((key) => key.startsWith(PREFIX)); } catch { return []; } };
  const tab = (value) => {
    try {
      const was = sessionStorage.getItem(SENT);
      if (value) sessionStorage.setItem(SENT, value); else sessionStorage.removeItem(SENT);
      return was;
    } catch { return null; }
  };

  const make = (tag, words, more = {}) => Object.assign(document.createElement(tag), { textContent: words, ...more });
  const note = (place, words, ...controls) => {
    const said = make("p", `${words} `, { className: "note kept-note" });
    said.setAttribute("role", "status");
    for (const control of controls) said.append(control, " ");
    place.before(said);
    return said;
  };
  const when = (at) => new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" }).format(at);

  for (const key of keys()) if (!(read(key)?.at > Date.now() - OLDEST)) drop(key);

  // Whoever signs out by hand leaves nothing behind for whoever sits here next.
  document.addEventListener("submit", (event) => {
    if (event.target.matches("form[data-leaves]")) keys().forEach(drop);
  });

  // A page without a person: sign-in, or a form that was refused for its age. What was on its way
  // did not arrive.
  if (!person) {
    const key = tab("");
    const entry = key && read(key);
    if (entry) {
      write(key, { ...entry, isBack: true });
      const place = document.querySelector("main h1");
      if (place) note(place, "What you typed was not sent. It is kept in this browser, and stands in its form again once you are signed in.");
    }
    return;
  }

  const fieldsOf = (form) => [...form.elements].filter((field) => field.name && field.name !== "csrfmiddlewaretoken"
    && !["password", "file", "submit", "button", "reset", "fieldset"].includes(field.type) && !("keepNot" in field.dataset) && field.form === form);
  const isChoice = (field) => field.type === "checkbox" || field.type === "radio";
  const standing = (form) => {
    const found = {};
    for (const field of fieldsOf(form)) {
      const values = (found[field.name] ??= []);
      if (isChoice(field)) { if (field.checked) values.push(field.value); }
      else if (field.type === "select-multiple") values.push(...[...field.selectedOptions].map((option) => option.value));
      else values.push(field.value);
    }
    return found;
  };
  const typedOf = (form, values) => {
    const hidden = new Set(fieldsOf(form).filter((field) => field.type === "hidden").map((field) => field.name));
    return JSON.stringify(Object.entries(values).filter(([name]) => !hidden.has(name)).sort());
  };
  const keyOf = (form) => {
    const path = new URL(form.getAttribute("action") || location.pathname, location.href).pathname;
    return `${PREFIX}${person}:${path}:${form.dataset.keep}`;
  };
  const put = (form, values) => {
    const used = {};
    for (const field of fieldsOf(form)) {
      const given = values[field.name];
      if (!given) continue;
      if (isChoice(field)) field.checked = given.includes(field.value);
      else if (field.type === "select-multiple") for (const option of field.options) option.selected = given.includes(option.value);
      else {
        const value = given[used[field.name] ?? 0];
        used[field.name] = (used[field.name] ?? 0) + 1;
        const isThere = field.tagName !== "SELECT" || [...field.options].some((option) => option.value === value);
        if (value !== undefined && isThere) field.value = value;
      }
      field.closest("details")?.setAttribute("open", "");
    }
    // Sums, drafts and what is shown beside the form follow.
    form.dispatchEvent(new Event("input", { bubbles: true }));
  };

  const begun = new WeakMap();
  const timers = new WeakMap();
  const keep = (form) => {
    clearTimeout(timers.get(form));
    timers.delete(form);
    const values = standing(form);
    if (typedOf(form, values) === begun.get(form)) drop(keyOf(form));
    else write(keyOf(form), { at: Date.now(), values });
  };
  const typed = (event) => {
    const form = event.target.closest?.("form[data-keep]");
    if (!form) return;
    clearTimeout(timers.get(form));
    timers.set(form, setTimeout(() => keep(form), 250));
  };
  document.addEventListener("input", typed);
  document.addEventListener("change", typed);

  // What was sent from this tab has arrived, unless the answer refuses it.
  const sent = tab("");
  const [how] = performance.getEntriesByType("navigation");
  const isAnswer = sent && how?.type === "navigate";
  const isRefused = isAnswer && (how.responseStatus ?? 200) >= 400;
  if (isAnswer && !isRefused) drop(sent);

  const offer = (form) => {
    const key = keyOf(form);
    const entry = read(key);
    const before = standing(form);
    if (isRefused && key === sent) { begun.set(form, ""); return; }
    begun.set(form, typedOf(form, before));
    if (!entry) return;
    if (typedOf(form, entry.values) === begun.get(form)) { drop(key); return; }
    const back = make("button", "Put it back", { type: "button", className: "plain" });
    const away = make("button", "Drop it", { type: "button", className: "plain" });
    if (entry.isBack) put(form, entry.values);
    const said = entry.isBack
      ? note(form, "You were signed out before this was sent. What you typed stands here again; nothing was sent.", away)
      : note(form, `You typed something here on ${when(entry.at)}, and it was not sent.`, back, away);
    back.addEventListener("click", () => { put(form, entry.values); said.remove(); form.querySelector("textarea, input:not([type=hidden])")?.focus(); });
    away.addEventListener("click", () => { if (entry.isBack) put(form, before); clearTimeout(timers.get(form)); drop(key); said.remove(); });
  };

  document.querySelectorAll("form[data-keep]").forEach(offer);
  document.addEventListener("htmx:load", (event) => {
    event.target.querySelectorAll?.("form[data-keep]").forEach((form) => { if (!begun.has(form)) offer(form); });
  });

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.matches("form[data-keep]") && !event.defaultPrevented) {
      keep(form);
      tab(keyOf(form));
    }
  });
  window.addEventListener("pagehide", () => document.querySelectorAll("form[data-keep]").forEach((form) => { if (timers.has(form)) keep(form); }));
  // The server has it: an answer says so with the header HX-Trigger: kept.
  document.addEventListener("kept", (event) => {
    const form = event.target.closest("form[data-keep]");
    if (form && !timers.has(form)) drop(keyOf(form));
    if (form) begun.set(form, typedOf(form, standing(form)));
  });
  // What asks by itself and meets the sign-in says so, instead of showing that page in its place.
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { xhr } = event.detail;
    if (!signIn || !xhr.responseURL || new URL(xhr.responseURL).pathname !== signIn) return;
    event.detail.shouldSwap = false;
    if (document.querySelector("[data-signed-out]")) return;
    document.querySelectorAll("form[data-keep]").forEach((form) => {
      keep(form);
      const entry = read(keyOf(form));
      if (entry) write(keyOf(form), { ...entry, isBack: true });
    });
    const link = make("a", "Sign in again", { href: `${signIn}?next=${encodeURIComponent(location.pathname + location.search)}` });
    const said = make("div", "", { className: "toasts" });
    said.setAttribute("role", "alert");
    said.dataset.signedOut = "";
    const toast = make("div", "", { className: "toast" });
    const words = make("p", "You were signed out. What you typed is kept in this browser. ");
    words.append(link);
    toast.append(words);
    said.append(toast);
    document.body.append(said);
  });
})();
