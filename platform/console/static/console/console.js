/* Progressive enhancement only: every page reads and submits without this file. */
(() => {
  const typing = (el) => el.matches("input, textarea, select, [contenteditable]");

  /* "/" goes to the search field. */
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    const field = document.getElementById("search");
    if (!field || !field.offsetParent) return;
    event.preventDefault();
    field.select();
  });

  /* The other keys, as the list under "?" says them. Rows are those of a table of cards or of a list of what needs me. */
  const rows = () => [...document.querySelectorAll("table.cards tbody tr, ul.todo > li")].filter((row) => row.querySelector("a"));
  const here = (all) => all.findIndex((row) => row.contains(document.activeElement));
  const go = (by) => {
    const all = rows(), at = here(all), next = all[at < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(all.length - 1, Math.max(0, at + by))];
    if (next) next.querySelector("th a, h3 a, a").focus();
  };
  const tick = () => {
    const row = document.activeElement.closest("tr, li"), box = row && row.querySelector("input[type=checkbox]");
    if (box) box.click();
  };
  const open = (selector) => { const link = document.querySelector(selector); if (link) link.click(); };
  const list = () => document.getElementById("keys");
  const keys = {
    "?": () => { if (list() && !list().open) list().showModal(); }, j: () => go(1), k: () => go(-1), x: tick,
    n: () => open("[data-new], .verbs a[href$='/raise'], .rail a[href$='/raise']"),
  };
  let after = "";
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || (typing(event.target) && event.target.type !== "checkbox")) return;
    if (document.querySelector("dialog[open]")) return;
    const place = after === "g" && document.querySelectorAll(".rail a, .verbs a")[Number(event.key) - 1];
    after = event.key;
    if (place) place.click(); else if (keys[event.key]) { event.preventDefault(); keys[event.key](); }
  });
  document.querySelectorAll("[data-print]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  });

  /* An open menu closes on Escape and on a click elsewhere. */
  const closeMenus = (except) => document.querySelectorAll("details.menu[open]").forEach((menu) => {
    if (menu !== except) menu.open = false;
  });
  document.addEventListener("click", (event) => closeMenus(event.target.closest("details.menu")));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const menu = document.activeElement.closest("details.menu[open]");
    closeMenus(null);
    if (menu) menu.querySelector("summary").focus();
  });

  /* What htmx replaced is announced: the new part says in data-announce what it now shows. */
  const swapped = ({ target }) => target.isConnected ? target : document.getElementById(target.id) || document.body;
  document.addEventListener("htmx:after:swap", (event) => {
    const root = swapped(event.detail.ctx);
    const part = root.matches("[data-announce]") ? root : root.querySelector("[data-announce]");
    if (part) document.getElementById("live").textContent = part.dataset.announce;
    startAtMistakes(root);
    drafts(root);
  });

  /* What did not get through, or came back as no page of ours, leaves the page as it is and says so. */
  const lost = (is) => { document.getElementById("lost").hidden = !is; };
  document.addEventListener("htmx:before:request", () => lost(false));
  document.addEventListener("htmx:error", () => lost(true));
  document.addEventListener("htmx:after:request", (event) => {
    if (event.detail.ctx.text.includes('id="main"')) return;
    event.preventDefault();
    lost(true);
  });

  /* A failed submit starts at the summary of what is wrong. */
  function startAtMistakes(root) {
    const summary = root.querySelector(".summary[tabindex]");
    if (summary) summary.focus();
  }
  startAtMistakes(document);

  /* Drafts: what was typed into form[data-draft] stays on this device until it is submitted or the person signs out. */
  const store = (() => { try { return window.localStorage; } catch { return null; } })();
  const kept = (form) => [...form.elements].filter((el) =>
    el.name && !["hidden", "password", "file", "submit", "button"].includes(el.type));
  const watched = new WeakSet();
  const tickable = (el) => el.type === "checkbox" || el.type === "radio";

  const save = (form) => {
    const values = kept(form).map((el) => [el.name, tickable(el) ? el.checked && el.value : el.value]);
    store.setItem("draft:" + form.dataset.draft, JSON.stringify(values));
  };
  const untouched = (form) => kept(form).every((el) => tickable(el) || el.tagName === "SELECT" || !el.value);
  const restore = (form) => {
    const saved = store.getItem("draft:" + form.dataset.draft);
    if (!saved || form.querySelector(".wrong") || !untouched(form)) return;
    const values = JSON.parse(saved);
    kept(form).forEach((el, i) => {
      if (!values[i] || values[i][0] !== el.name) return;
      if (tickable(el)) el.checked = values[i][1] === el.value; else el.value = values[i][1];
    });
    const said = form.querySelector("[data-draft-restored]");
    if (said && values.some(([, value]) => value)) said.hidden = false;
  };
  const forget = (key) => store.removeItem("draft:" + key);

  function drafts(root) {
    if (!store) return;
    root.querySelectorAll("form[data-draft]").forEach((form) => {
      if (watched.has(form)) return;
      watched.add(form);
      restore(form);
      form.addEventListener("input", () => save(form));
      form.querySelectorAll("[data-draft-drop]").forEach((button) => button.addEventListener("click", () => {
        forget(form.dataset.draft);
        form.reset();
        button.closest("[data-draft-restored]").hidden = true;
      }));
    });
    root.querySelectorAll("[data-draft-done]").forEach((el) => forget(el.dataset.draftDone));
    root.querySelectorAll("form[data-sign-out]").forEach((form) => form.addEventListener("submit", () =>
      Object.keys(store).filter((key) => key.startsWith("draft:")).forEach((key) => store.removeItem(key))));
  }
  drafts(document);

  /* A printed page opens its explanations. */
  window.addEventListener("beforeprint", () => document.querySelectorAll("details.why").forEach((el) => { el.open = true; }));
})();
