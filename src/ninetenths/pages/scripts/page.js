"use strict";
// One focus in two columns: what is pointed at in the text lights what is known of it, and the other way round.
// Everything works from characters: each mark and each item carries its spans (data-s="12-40 55-60").
(() => {
  const one = (query, within = document) => within.querySelector(query);
  const all = (query, within = document) => [...within.querySelectorAll(query)];
  const root = document.documentElement;
  const paper = one(".paper"), side = one(".side");
  root.classList.add("js");

  // -- how it is shown: kept for the next visit where the browser lets us --------------------------------------------
  const kept = {
    get: (name) => { try { return localStorage.getItem("nine." + name); } catch { return null; } },
    set: (name, value) => { try { localStorage.setItem("nine." + name, value); } catch { /* a private window */ } },
  };
  for (const input of all(".display input")) {
    if (kept.get(input.name) === input.value) input.checked = true;
    input.addEventListener("change", () => kept.set(input.name, input.value));
  }
  const display = one(".display");
  document.addEventListener("click", (event) => { if (display.open && !display.contains(event.target)) display.open = false; });
  for (const button of all("[data-print]")) { button.hidden = false; button.addEventListener("click", () => print()); }

  // -- tables ---------------------------------------------------------------------------------------------------------
  const key = (cell) => cell.dataset.k ?? cell.textContent.trim();
  const order = new Intl.Collator(root.lang, { numeric: true });
  for (const head of all("th[data-sort]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const up = head.getAttribute("aria-sort") !== "ascending", at = head.cellIndex;
      for (const other of head.parentNode.cells) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", up ? "ascending" : "descending");
      const body = head.closest("table").tBodies[0];
      const rows = [...body.rows].sort((a, b) => order.compare(key(a.cells[at]), key(b.cells[at])));
      body.append(...(up ? rows : rows.reverse()));
    });
  }
  for (const needs of all(".needs-script")) needs.hidden = false;
  const sifts = all("[data-sift]");
  const siftAll = () => {
    for (const list of new Set(sifts.flatMap((sift) => all(sift.dataset.sift)))) for (const element of list.children) {
      element.hidden = sifts.some((sift) => sift.value && (sift.dataset.by
        ? element.dataset[sift.dataset.by] !== sift.value
        : !element.textContent.toLowerCase().includes(sift.value.trim().toLowerCase())));
    }
  };
  for (const sift of sifts) sift.addEventListener("input", siftAll);
  if (!paper || !side) {
    document.addEventListener("keydown", (event) => {
      if (event.key === "/" && !event.target.matches("input, select") && one("#filter")) { one("#filter").focus(); event.preventDefault(); }
    });
    return;
  }

  // -- spans ----------------------------------------------------------------------------------------------------------
  const spansOf = (element) => (element.dataset.s || "").split(" ").filter(Boolean).map((span) => span.split("-").map(Number));
  const parts = all(".c", paper).map((element) => ({ element, spans: spansOf(element) }));
  const marks = parts.filter((part) => part.element.id);
  const markOf = new Map(parts.map((part) => [part.element, part]));
  const byId = new Map(marks.map((mark) => [mark.element.id, mark]));
  const whole = (part) => byId.get(part.element.id || part.element.dataset.of) ?? part;
  for (const element of all("li[data-s]", side)) element.classList.toggle("broad", spansOf(element).length > 20);
  const items = [...all("[data-s]", side), ...all(".map [data-s]")].map((element) =>
    ({ element, spans: spansOf(element), panel: element.closest(".panel"), broad: element.matches(".outline li, .part, .broad") }));
  const itemOf = new Map(items.map((item) => [item.element, item]));
  const labelOf = (element) => element.dataset.l ?? [...element.classList].find((name) => name.startsWith("label-"))?.slice(6) ?? "";
  const overlap = (a, b) => a.some(([s, e]) => b.some(([t, f]) => s < f && t < e));

  // -- lighting: exact characters where the browser can highlight ranges, whole marks where not ------------------------
  const ranges = "highlights" in CSS && typeof Highlight === "function";
  if (!ranges) root.classList.add("no-ranges");
  const blocks = all("[data-o]", paper).map((element) => {
    const start = Number(element.dataset.o), length = [...element.textContent].length;
    return { element, start, end: start + length, nodes: null };
  });
  const nodesOf = (block) => {
    if (block.nodes) return block.nodes;
    block.nodes = [];
    const walk = document.createTreeWalker(block.element, NodeFilter.SHOW_TEXT);
    for (let at = block.start, node; (node = walk.nextNode());) {
      const length = [...node.data].length;
      block.nodes.push({ node, start: at, end: at + length, wide: length !== node.data.length });
      at += length;
    }
    return block.nodes;
  };
  const unit = ({ node, start, wide }, at) => (wide ? [...node.data].slice(0, at - start).join("").length : at - start);
  const rangesOf = (spans) => {
    const found = [];
    for (const [start, end] of spans) for (const block of blocks) {
      if (block.start >= end || block.end <= start) continue;
      for (const piece of nodesOf(block)) {
        const first = Math.max(start, piece.start), last = Math.min(end, piece.end);
        if (first >= last) continue;
        const range = new Range();
        range.setStart(piece.node, unit(piece, first));
        range.setEnd(piece.node, unit(piece, last));
        found.push(range);
      }
    }
    return found;
  };
  let lit = [];
  const dark = () => {
    if (ranges) CSS.highlights.delete("lit");
    for (const element of lit) element.classList.remove("lit");
    for (const tab of all(".tabs .has", side)) tab.classList.remove("has");
    lit = [];
  };
  const light = (element) => { element.classList.add("lit"); lit.push(element); };
  const lightText = (spans) => {
    if (ranges) CSS.highlights.set("lit", new Highlight(...rangesOf(spans)));
    else for (const part of parts) if (overlap(part.spans, spans)) light(part.element);
  };
  const lightItems = (spans, but) => {
    for (const item of items) {
      if (item.element === but || item.broad || !overlap(item.spans, spans)) continue;
      light(item.element);
      if (item.panel) tabOf.get(item.panel)?.classList.add("has");
    }
  };

  // -- lists as tabs --------------------------------------------------------------------------------------------------
  const panels = all(".panel", side), tabOf = new Map();
  const tabs = document.createElement("div");
  tabs.className = "tabs";
  tabs.setAttribute("role", "tablist");
  tabs.setAttribute("aria-label", side.getAttribute("aria-label"));
  const focusPanel = one("#focus", side);
  focusPanel.hidden = false;
  const show = (panel) => {
    for (const other of panels) {
      const chosen = other === panel, tab = tabOf.get(other);
      other.classList.toggle("shown", chosen);
      tab.setAttribute("aria-selected", String(chosen));
      tab.tabIndex = chosen ? 0 : -1;
    }
    side.scrollTop = 0;
  };
  for (const panel of panels) {
    const tab = document.createElement("button");
    tab.type = "button";
    tab.id = "tab-" + panel.id;
    tab.setAttribute("role", "tab");
    tab.setAttribute("aria-controls", panel.id);
    tab.append(panel.dataset.panel);
    const count = one("h2 small", panel);
    if (count) tab.append(" ", count.cloneNode(true));
    tab.addEventListener("click", () => show(panel));
    panel.setAttribute("role", "tabpanel");
    panel.setAttribute("aria-labelledby", tab.id);
    tabOf.set(panel, tab);
    tabs.append(tab);
  }
  tabs.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const at = panels.findIndex((panel) => panel.classList.contains("shown"));
    const next = panels[(at + step + panels.length) % panels.length];
    show(next);
    tabOf.get(next).focus();
    event.preventDefault();
  });
  const handle = document.createElement("button");
  handle.type = "button";
  handle.className = "handle";
  handle.innerHTML = "<span></span><b></b>";
  const sheet = (open) => {
    side.classList.toggle("open", open);
    handle.setAttribute("aria-expanded", String(open));
    one("b", handle).textContent = open ? side.dataset.close : side.dataset.open;
  };
  one("span", handle).textContent = side.dataset.empty;
  handle.addEventListener("click", () => sheet(!side.classList.contains("open")));
  side.prepend(handle, tabs);
  sheet(false);
  const narrow = () => matchMedia("(max-width:55.99rem)").matches;
  show(panels[1] ?? focusPanel);

  // -- the clause in focus ----------------------------------------------------------------------------------------------
  let current = null;
  const say = (name, value) => { const at = one(`[data-field="${name}"]`, focusPanel); if (at) at.textContent = value; };
  const relatedTo = (mark) => {
    const groups = new Map();
    for (const item of items) {
      if (!item.panel || item.element.closest(".members") || !overlap(item.spans, mark.spans)) continue;
      groups.set(item.panel, [...(groups.get(item.panel) ?? []), item.element]);
    }
    return groups;
  };
  const copyOf = (element) => {
    let copy = element.cloneNode(true);
    if (element.matches("dd")) {
      const name = element.previousElementSibling?.textContent ?? "";
      copy = document.createElement("li");
      const label = document.createElement("small");
      label.textContent = name + " ";
      copy.append(label, ...element.cloneNode(true).childNodes);
    } else if (element.matches("tr")) {
      copy = document.createElement("li");
      copy.textContent = [...element.cells].map((cell) => cell.textContent).join(" → ");
    }
    copy.classList.remove("lit", "gone");
    copy.hidden = false;
    copy.lang = element.closest("[lang]").lang;
    for (const named of [copy, ...all("[id]", copy)]) named.removeAttribute("id");
    return copy;
  };
  const fill = (mark) => {
    one(".hint", focusPanel).hidden = true;
    one(".found", focusPanel).hidden = false;
    const { element } = mark, id = element.id;
    const pieces = parts.filter((part) => whole(part) === mark).map((part) => part.element.textContent);
    say("quote", pieces.join(""));
    const chip = one(`.chip[data-label="${CSS.escape(labelOf(element))}"] u`);
    say("label", chip?.textContent ?? "");
    say("rule", element.dataset.r ?? "");
    say("place", mark.spans.map(([start, end]) => `${start}–${end}`).join(", "));
    say("link", "#" + id);
    const link = one('[data-field="link"]', focusPanel);
    if (link) link.href = "#" + encodeURIComponent(id);
    const at = one('[data-field="related"]', focusPanel);
    if (at) {
      at.replaceChildren();
      for (const [panel, elements] of relatedTo(mark)) {
        const head = document.createElement("h3"), list = document.createElement("ul");
        head.textContent = panel.dataset.panel;
        list.className = "items";
        list.append(...elements.map(copyOf));
        at.append(head, list);
      }
      if (!at.childNodes.length) { at.textContent = at.dataset.none; }
    }
    const card = one('[data-field="card"]', focusPanel);
    if (card) {
      const item = items.find((other) => other.element.dataset.for === id)?.element;
      card.replaceChildren(...(item ? [(one(".card", item) ?? item).cloneNode(true)] : []));
    }
    one("span", handle).textContent = pieces.join("");
  };
  const choose = (mark, { tab = true, move = false, open = false, address = true } = {}) => {
    if (!mark) return;
    current?.element.removeAttribute("aria-current");
    if (current) current.element.tabIndex = -1;
    current = mark;
    mark.element.setAttribute("aria-current", "true");
    mark.element.tabIndex = 0;
    fill(mark);
    if (tab) show(focusPanel);
    if (open && narrow()) { sheet(true); mark.element.scrollIntoView({ block: "nearest" }); }
    if (move) {
      mark.element.focus({ preventScroll: true });
      mark.element.scrollIntoView({ block: "nearest" });
    }
    if (address) history.replaceState(null, "", "#" + encodeURIComponent(mark.element.id));
    dark();
    lightItems(mark.spans);
  };
  for (const part of parts) part.element.tabIndex = -1;
  if (marks.length) marks[0].element.tabIndex = 0;
  const follow = (tab) => {
    const mark = byId.get(decodeURIComponent(location.hash.slice(1)));
    if (!mark) return;
    choose(mark, { tab, address: false });
    mark.element.scrollIntoView({ block: "center" });
  };
  addEventListener("hashchange", () => { if (narrow()) sheet(false); follow(false); });
  for (const copy of all(".copy", side)) copy.addEventListener("click", async () => {
    const text = copy.dataset.copy === "card" ? one('[data-field="card"]', side).innerText + "\n" + location.href : location.href;
    try { await navigator.clipboard.writeText(text); copy.textContent = copy.dataset.done; } catch {
      getSelection().selectAllChildren(copy.dataset.copy === "card" ? one('[data-field="card"]', side) : one('[data-field="link"], .card dd a', focusPanel));
    }
  });

  // -- pointing -------------------------------------------------------------------------------------------------------
  document.addEventListener("pointerover", (event) => {
    const at = event.target.closest?.("[data-s]");
    if (!at) { if (lit.length || ranges) { dark(); } return; }
    dark();
    const part = markOf.get(at);
    if (part) { lightItems(part.spans); return; }
    const spans = spansOf(at);
    lightText(spans);
    if (itemOf.has(at)) light(at);
    if (!itemOf.get(at)?.broad) lightItems(spans, at);
  });
  side.addEventListener("focusin", (event) => {
    const at = event.target.closest("[data-s]");
    if (at && event.target.matches(":focus-visible")) { dark(); lightText(spansOf(at)); light(at); }
  });
  const firstIn = (spans) => marks.find((mark) => overlap(mark.spans, spans));
  document.addEventListener("click", (event) => {
    if (!getSelection().isCollapsed) return;
    const at = event.target.closest?.("[data-s]");
    if (!at || event.target.closest("a, button")) return;
    const part = markOf.get(at);
    if (part) { choose(whole(part), { open: true }); return; }
    const mark = firstIn(spansOf(at));
    if (!mark) return;
    if (narrow() && side.contains(at)) sheet(false);
    choose(mark, { tab: !side.contains(at) });
    mark.element.scrollIntoView({ block: "center" });
  });

  // -- filters --------------------------------------------------------------------------------------------------------
  const pressed = new Set(), field = one("#filter", side);
  const tasks = items.filter((item) => item.element.matches(".task"));
  const listed = () => marks.filter((mark) => !pressed.size || pressed.has(labelOf(mark.element)));
  const choices = all("select[data-filter]");
  const passes = (element) => choices.every((choice) => !choice.value || (element.dataset[choice.dataset.filter] ?? "").split("|").includes(choice.value));
  const sift = () => {
    const words = (field?.value ?? "").trim().toLowerCase();
    const chosen = choices.some((choice) => choice.value);
    const filtered = pressed.size > 0 || chosen;
    paper.classList.toggle("filtered", filtered);
    for (const part of parts) {
      const { element } = whole(part);
      part.element.classList.toggle("kept", filtered && (!pressed.size || pressed.has(labelOf(element))) && passes(element));
    }
    let left = 0;
    const only = one("#only")?.checked && !pressed.size;
    for (const { element } of tasks) {
      const label = labelOf(element);
      const gone = (only && label !== "target" && label !== "action") || (pressed.size > 0 && !pressed.has(label)) || !passes(element) || (words && !element.textContent.toLowerCase().includes(words));
      element.classList.toggle("gone", gone);
      element.hidden = gone;
      if (!gone) left += 1;
    }
    for (const group of all(".group", side)) {
      const shown = all(".task:not([hidden])", group).length, whole = all(".task", group).length, count = one("h3 small", group);
      group.hidden = shown === 0;
      if (count) count.textContent = shown === whole ? whole : `${shown} / ${whole}`;
    }
    const count = one(".filter output", side);
    if (count) count.textContent = filtered || words || only ? `${left} / ${tasks.length}` : "";
    for (const bar of all(".icicle .bar:not(.part)")) bar.classList.toggle("gone", pressed.size > 0 && ![...pressed].some((label) => bar.classList.contains("label-" + label)));
  };
  field?.addEventListener("input", sift);
  one("#only")?.addEventListener("change", sift);
  for (const choice of choices) choice.addEventListener("change", sift);
  for (const chip of all(".chip[data-label]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.setAttribute("aria-pressed", "false");
    button.append(...chip.childNodes);
    chip.append(button);
    button.addEventListener("click", () => {
      const { label } = chip.dataset, on = !pressed.delete(label);
      if (on) pressed.add(label);
      button.setAttribute("aria-pressed", String(on));
      sift();
    });
  }

  // -- keyboard -------------------------------------------------------------------------------------------------------
  const step = (by) => {
    const list = listed().filter((mark) => !paper.classList.contains("filtered") || mark.element.classList.contains("kept"));
    if (!list.length) return;
    let at = current ? list.indexOf(current) : -1;
    if (at < 0 && current) at = list.findIndex((mark) => mark.spans[0][0] > current.spans[0][0]) - (by > 0 ? 1 : 0);
    choose(list[Math.min(Math.max(at + by, 0), list.length - 1)], { move: true });
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const target = event.target, typing = target.matches("input:not([type=radio]), select, textarea");
    if (event.key === "Escape") {
      if (display.open) { display.open = false; return; }
      if (typing && target.value) { target.value = ""; sift(); return; }
      if (narrow()) sheet(false);
      if (side.contains(document.activeElement) && current) current.element.focus();
      else dark();
      return;
    }
    if (typing) return;
    const inText = markOf.has(target);
    if (event.key === "j" || (inText && event.key === "ArrowDown")) step(1);
    else if (event.key === "k" || (inText && event.key === "ArrowUp")) step(-1);
    else if (event.key === "/") { if (!field) return; show(field.closest(".panel")); if (narrow()) sheet(true); field.focus(); }
    else if (event.key === "Enter" && inText) {
      choose(whole(markOf.get(target)), { open: true });
      one("h2", focusPanel).focus();
    } else return;
    event.preventDefault();
  });

  sift();
  follow(true);
})();
