// The translator's grid. Text from documents is only ever set as textContent or a textarea's value.
// Streamlit calls the default export on mount and on every change of data or theme, without cleaning up before. What
// it returns is called when the component goes, but also for a call that the next one overtook: then nothing has gone.

const WHOLE = new Map(); // document key -> {rev, rows}; shared by the document mount and the view mount
const WAITING = new Map(); // document key -> function to call once the whole is there
const GRIDS = new WeakMap(); // root element -> Grid
const utf8 = new TextDecoder();
const AGAIN = new Set(["edit", "confirm", "revert", "lock", "comment", "dismiss", "restore"]); // may be carried out twice
const MAC = /Mac|iP(hone|ad)/.test(globalThis.navigator?.platform ?? "");

class Grid {
  constructor(root) {
    this.root = root;
    this.rows = []; // all rows as they stand, with what is not yet answered drawn in advance
    this.shown = []; // those that pass the filter
    this.drawn = new Map(); // row id -> element
    this.heights = new Map(); // row id -> measured height
    this.client = `${Date.now().toString(36)}-${Math.random().toString(36).slice(2)}`;
    this.seq = 0;
    this.queue = []; // commands without an answer
    this.rev = -1;
    this.filter = "all";
    this.wanted = "";
    this.at = { row: 0, column: 0 }; // column -1 is the source
    this.editing = null;
    this.panel = null;
    this.told = new Set(); // answers that were shown
    // held as long as this grid is there, so that another tab does not take its unfinished text for a lost one
    navigator.locks?.request(this.client, () => new Promise((done) => (this.letGo = done)));
    this.build();
  }

  t(text, values = {}) {
    const said = this.view?.texts[text] ?? text;
    return said.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
  }

  // --- building

  build() {
    this.tools = make("div", "tools");
    this.tools.setAttribute("role", "toolbar");
    this.box = make("div", "box");
    this.grid = make("div", "grid");
    this.grid.setAttribute("role", "grid");
    this.head = make("div", "row head");
    this.head.setAttribute("role", "row");
    const headGroup = make("div", "heads");
    headGroup.setAttribute("role", "rowgroup");
    headGroup.append(this.head);
    this.above = make("div", "space");
    this.body = make("div", "body");
    this.body.setAttribute("role", "rowgroup");
    this.below = make("div", "space");
    for (const space of [this.above, this.below]) space.setAttribute("role", "presentation");
    this.grid.append(headGroup, this.above, this.body, this.below);
    this.empty = make("p", "empty");
    this.box.append(this.grid, this.empty);
    this.map = make("div", "map");
    this.map.setAttribute("aria-hidden", "true");
    this.frame = make("div", "frame");
    this.frame.append(this.box, this.map);
    this.foot = make("div", "foot");
    this.status = make("div", "status");
    this.status.setAttribute("role", "status");
    this.spoken = make("div", "hidden");
    this.spoken.setAttribute("aria-live", "polite");
    this.root.replaceChildren(this.tools, this.frame, this.foot, this.spoken);
    this.box.addEventListener("scroll", () => this.soon(), { passive: true });
    this.sizes = new ResizeObserver(() => {
      if (this.box.clientWidth === this.width) return;
      this.width = this.box.clientWidth;
      this.heights.clear();
      this.draw();
    });
    this.sizes.observe(this.box);
    this.onResize = () => {
      this.fit();
      this.draw();
    };
    addEventListener("resize", this.onResize);
    this.grid.addEventListener("keydown", (event) => this.onKey(event));
    this.grid.addEventListener("click", (event) => this.onClick(event));
    this.grid.addEventListener("dblclick", (event) => event.target.closest(".cell.target") && this.edit());
    this.map.addEventListener("click", (event) => {
      const share = event.offsetY / this.map.clientHeight;
      this.goTo(Math.floor(share * this.shown.length), true);
    });
  }

  destroy() {
    this.keepDraft();
    clearTimeout(this.again);
    this.letGo?.();
    this.sizes.disconnect();
    removeEventListener("resize", this.onResize);
    this.root.replaceChildren();
  }

  buildTools() {
    const search = make("input", "search");
    search.type = "search";
    search.placeholder = `${this.t("Search")}  ( / )`;
    search.setAttribute("aria-label", this.t("Search the rows"));
    search.value = this.wanted;
    search.addEventListener("input", () => {
      this.wanted = search.value;
      this.refilter();
    });
    search.addEventListener("keydown", (event) => {
      event.stopPropagation();
      if (event.key === "Escape" && search.value) {
        search.value = this.wanted = "";
        this.refilter();
      } else if (event.key === "Escape" || event.key === "Enter") {
        event.preventDefault();
        this.focus();
      }
    });
    this.search = search;
    const filters = make("div", "choice");
    filters.setAttribute("role", "group");
    filters.setAttribute("aria-label", this.t("Which rows"));
    this.filterButtons = {};
    const names = { all: "All", quotes: "Quotes", problems: "Problems", unconfirmed: "Unconfirmed", edited: "Edited", unsure: "Unsure alignment", comments: "Comments" };
    for (const [filter, name] of Object.entries(names)) {
      const chip = make("button", "");
      chip.type = "button";
      chip.append(this.t(name), " ", make("b", "n"));
      chip.addEventListener("click", () => {
        this.filter = filter;
        this.refilter();
      });
      this.filterButtons[filter] = chip;
      filters.append(chip);
    }
    const mode = this.select(this.t("Show in the texts"), { differences: this.t("Differences"), agreement: this.t("Agreement"), doubt: this.t("Doubt"), plain: this.t("Plain text") }, this.view.look.mode);
    mode.addEventListener("change", () => this.sendLook({ mode: mode.value }));
    this.mode = mode;
    const targets = this.view.columns.slice(1);
    const bases = { "": this.t("Base: first of each language") };
    for (const column of targets) bases[column.number] = this.t("Base: {label}", { label: column.label });
    const base = this.select(this.t("Compare with"), bases, this.view.look.base === null ? "" : String(this.view.look.base));
    base.addEventListener("change", () => this.sendLook({ base: base.value === "" ? null : Number(base.value) }));
    base.hidden = targets.length < 2 || this.view.look.mode !== "differences";
    const replace = button(this.t("Replace"), `${this.t("Search and replace")} (${MAC ? "⌘" : "Ctrl"}+Shift+H)`, () => this.openReplace());
    this.undoButton = button("↶", "", () => this.send({ op: "undo" }));
    this.redoButton = button("↷", "", () => this.send({ op: "redo" }));
    this.tools.replaceChildren(search, filters, mode, base, replace, this.undoButton, this.redoButton);
    this.tools.setAttribute("aria-label", this.t("Rows and how they are shown"));
    this.empty.textContent = this.t("No row matches. Empty the search or choose “All”.");
    this.buildFoot();
  }

  select(label, options, value) {
    const select = make("select", "pick");
    select.setAttribute("aria-label", label);
    for (const [key, text] of Object.entries(options)) {
      const option = make("option", "", text);
      option.value = key;
      option.selected = key === value;
      select.append(option);
    }
    return select;
  }

  buildFoot() {
    const mod = MAC ? "⌘" : "Ctrl";
    const keys = [["↑ ↓ ← →", "move"], ["Enter", "edit"], [`${mod} Enter`, "confirm & next"], ["M", "merge"], ["S", "split"], [`${MAC ? "⌥" : "Alt"} ↑ ↓`, "move segment"], ["U", "unlink"], ["L", "lock"], ["N", "next problem"], ["F", "findings"], ["I", "memory"], [`${mod} Z`, "undo"], ["?", "all keys"]];
    this.foot.replaceChildren();
    for (const [key, what] of keys) {
      const one = make("span");
      one.append(make("kbd", "", key), ` ${this.t(what)}`);
      this.foot.append(one);
    }
    this.foot.append(this.status);
  }

  buildHead() {
    const corner = make("div", "gutter");
    corner.setAttribute("role", "columnheader");
    corner.append(make("span", "hidden", this.t("Row")));
    this.head.replaceChildren(corner);
    for (const column of this.view.columns) {
      const head = make("div", `cell ${column.kind}`);
      head.setAttribute("role", "columnheader");
      head.append(make("span", "code", column.code), " ", make("b", "label", column.label));
      const about = [column.language];
      if (column.against) about.push(this.t("compared with {label}", { label: column.against }));
      if (column.unfinished) about.push(this.t("not finished"));
      head.append(make("span", "about", about.join(" · ")));
      this.head.append(head);
    }
    this.grid.style.setProperty("--columns", this.view.columns.length);
    this.grid.setAttribute("aria-label", this.t("Source and renderings, row by row"));
    this.grid.setAttribute("aria-colcount", this.view.columns.length + 1);
  }

  // --- from the server

  update(view, setState) {
    const before = this.view;
    this.view = view;
    this.setState = setState;
    if (before && before.desk !== view.desk) this.moved(before.draft);
    const whole = WHOLE.get(view.document);
    if (!whole) {
      WAITING.set(view.document, () => this.update(this.view, this.setState));
      return;
    }
    const answered = view.acks[this.client] ?? 0;
    this.queue = this.queue.filter((op) => op.seq > answered);
    const fresh = before?.document !== view.document || this.whole !== whole;
    if (fresh) {
      this.whole = whole;
      this.rows = whole.rows;
      this.rev = whole.rev;
      this.heights.clear();
    }
    for (const patch of view.patches) {
      if (patch.rev <= this.rev) continue;
      this.rows = patched(this.rows, patch);
      this.rev = patch.rev;
      for (const row of patch.rows) this.heights.delete(row.id);
    }
    for (const op of this.queue) this.rows = foreseen(this.rows, op);
    // what could not be saved (another program writes, the disk is full) is tried again without being asked
    if (view.trouble && this.queue.length) this.again ??= setTimeout(() => this.sendAgain(), 3000);
    const heads = JSON.stringify([view.columns, view.texts, view.look]);
    if (heads !== this.heads) {
      this.heads = heads;
      this.buildTools();
      this.buildHead();
      this.drawn.clear();
      this.body.replaceChildren();
    }
    this.fit();
    this.refilter(true);
    if (fresh) this.fit(); // what stands below has its height only now
    if (this.drafted !== view.desk) {
      this.drafted = view.desk;
      this.restoreDraft();
    }
    for (const answer of view.answers[this.client] ?? []) this.tell(answer);
    if (view.goto && view.goto[1] !== this.gone) {
      this.gone = view.goto[1];
      this.showRow(view.goto[0]);
    }
  }

  /** Another document, or the same one after the server forgot us: what it may not have got is told again. */
  moved(before) {
    const same = before === this.view.draft;
    this.queue = same ? this.queue.filter((op) => AGAIN.has(op.op)) : [];
    this.rev = -1;
    if (same) {
      if (this.queue.length) this.tellServer();
      return;
    }
    this.closePanel();
    this.editing?.area.remove();
    this.editing = null;
    this.at = { row: 0, column: 0 };
    this.filter = "all";
    this.wanted = "";
    this.heads = "";
  }

  tell(answer) {
    if (this.told.has(answer.seq)) return;
    this.told.add(answer.seq);
    if (answer.refused) this.say(answer.refused, true);
    else if (answer.history) this.openHistory(answer.history);
    else if (answer.offers) this.openOffers(answer.offers);
    else if (answer.memory) this.openMemory(answer.memory);
    else if (answer.concordance) this.openConcordance(answer.concordance);
  }

  // --- to the server

  send(op) {
    const command = { ...op, seq: ++this.seq };
    this.queue.push(command);
    this.rows = foreseen(this.rows, command);
    if (command.row) this.heights.delete(command.row);
    this.refilter(true);
    this.tellServer();
  }

  tellServer() {
    this.sendQueue();
  }

  sendQueue() {
    this.setState("ops", { client: this.client, desk: this.view.desk, rev: Math.max(0, this.rev), ops: this.queue, tries: this.tries ?? 0 });
  }

  sendAgain() {
    this.again = null;
    this.tries = (this.tries ?? 0) + 1; // another message than before, or it would not be sent
    if (this.queue.length) this.sendQueue();
  }

  sendLook(change) {
    this.setState("look", { ...this.view.look, ...change });
  }

  // --- drawing

  fit() {
    if (innerWidth < 768) {
      this.box.style.height = `${Math.max(320, innerHeight - 180)}px`; // the page is scrolled until the table fills it
      return;
    }
    const room = innerHeight - Math.min(this.root.getBoundingClientRect().top + scrollY, 260) - this.tools.offsetHeight - this.foot.offsetHeight - 32;
    this.box.style.height = `${Math.max(320, room)}px`;
  }

  refilter(keep = false) {
    const current = this.shown[this.at.row]?.id;
    this.shown = chosen(this.rows, this.filter, this.wanted);
    const editedOut = this.editing && !this.shown.some((row) => row.id === this.editing.row);
    if (editedOut) this.shown = this.rows.filter((row) => row.id === this.editing.row || this.shown.includes(row));
    const counts = counted(this.rows);
    for (const [filter, chip] of Object.entries(this.filterButtons)) {
      chip.querySelector(".n").textContent = counts[filter].toLocaleString();
      chip.setAttribute("aria-pressed", String(filter === this.filter));
      chip.hidden = !counts[filter] && !["all", "problems", "unconfirmed"].includes(filter) && filter !== this.filter;
    }
    const found = this.shown.findIndex((row) => row.id === current);
    this.at.row = Math.max(0, Math.min(found < 0 ? (keep ? this.at.row : 0) : found, this.shown.length - 1));
    this.grid.setAttribute("aria-rowcount", this.shown.length + 1);
    this.empty.hidden = this.shown.length > 0;
    this.undoButton.disabled = !this.view.undo && !this.queue.length;
    this.redoButton.disabled = !this.view.redo;
    this.undoButton.title = this.view.undo ? this.t("Undo: {what}", { what: this.t(this.view.undo) }) : this.t("Undo");
    this.redoButton.title = this.view.redo ? this.t("Redo: {what}", { what: this.t(this.view.redo) }) : this.t("Redo");
    for (const one of [this.undoButton, this.redoButton]) one.setAttribute("aria-label", one.title);
    let texts = 0;
    let confirmed = 0;
    for (const row of this.rows) {
      for (const cell of row.c) {
        if (cell.w) continue; // on its way, no part of the table yet
        texts += cell.n > 0;
        confirmed += cell.n > 0 && cell.ok;
      }
    }
    const saving = this.view.trouble || (this.queue.length ? this.t("saving {n}", { n: this.queue.length }) : this.view.saved);
    this.status.textContent = `${this.t("{n} of {all} rows", { n: this.shown.length.toLocaleString(), all: counts.all.toLocaleString() })} · ${this.t("{n} of {all} texts confirmed", { n: confirmed.toLocaleString(), all: texts.toLocaleString() })} · ${saving}`;
    this.status.classList.toggle("trouble", Boolean(this.view.trouble));
    Object.assign(this.status.dataset, { rev: this.rev, pending: this.queue.length });
    if (!keep) this.box.scrollTop = 0;
    this.draw();
    this.drawMap();
  }

  soon() {
    this.due ??= requestAnimationFrame(() => {
      this.due = null;
      this.draw();
    });
  }

  heightOf(index) {
    const row = this.shown[index];
    return this.heights.get(row.id) ?? this.guess(row);
  }

  guess(row) {
    const perLine = Math.max(14, ((this.width || 1200) - 90) / this.view.columns.length / 8);
    let lines = 1;
    for (const cell of [row.s, ...row.c]) {
      let length = 0;
      for (const piece of cell.t) length += piece[0].length;
      lines = Math.max(lines, Math.ceil(length / perLine) + cell.f.length);
    }
    return Math.max(66, lines * 26 + 30);
  }

  draw() {
    if (!this.view || !this.whole) return;
    const top = this.box.scrollTop;
    const height = this.box.clientHeight || 560;
    const [first, last, above, below] = windowed(this.shown.length, (i) => this.heightOf(i), top, height);
    const wanted = new Set(this.shown.slice(first, last).map((row) => row.id));
    let previous = null;
    const focused = this.root.getRootNode().activeElement;
    const inBody = focused !== null && this.body.contains(focused);
    // first what goes: a row that is edited must never be moved in the page, or its text field loses the focus
    for (const [id, element] of this.drawn) {
      if (wanted.has(id) || this.editing?.row === id) continue;
      element.remove();
      this.drawn.delete(id);
    }
    for (let index = first; index < last; index++) {
      const row = this.shown[index];
      let element = this.drawn.get(row.id);
      const busy = this.editing?.row === row.id && element;
      if (!busy && (!element || element.row !== row)) {
        const made = this.drawRow(row);
        element?.replaceWith(made);
        this.drawn.set(row.id, (element = made));
      }
      element.setAttribute("aria-rowindex", index + 2);
      element.index = index;
      if (previous ? previous.nextSibling !== element : this.body.firstChild !== element) {
        if (previous) previous.after(element);
        else this.body.prepend(element);
      }
      previous = element;
    }
    this.above.style.height = `${above}px`;
    this.below.style.height = `${below}px`;
    this.measure(first, last, above, top);
    this.mark();
    // what was drawn anew, or moved in the page, has lost the focus: the keys must go on working
    if (!inBody || this.root.getRootNode().activeElement === focused) return;
    if (this.editing) this.editing.area.focus({ preventScroll: true });
    else if (!this.panel) this.focus();
  }

  /** Real heights after layout; what is above the fold must not move what is read. */
  measure(first, last, above, top) {
    let y = above;
    let shift = 0;
    for (let index = first; index < last; index++) {
      const row = this.shown[index];
      const guessed = this.heightOf(index);
      const real = this.drawn.get(row.id).offsetHeight;
      if (y + guessed <= top) shift += real - guessed;
      this.heights.set(row.id, real);
      y += guessed;
    }
    if (shift) this.box.scrollTop = top + shift;
  }

  drawRow(row) {
    const element = make("div", `row${row.p ? " problem" : ""}${row.q ? " quoted" : ""}${row.k ? " locked" : ""}`);
    element.row = row;
    element.dataset.id = row.id;
    element.setAttribute("role", "row");
    element.append(this.drawGutter(row), this.drawCell(row, row.s, -1));
    row.c.forEach((cell, column) => element.append(this.drawCell(row, cell, column)));
    return element;
  }

  drawGutter(row) {
    const gutter = make("div", "gutter");
    gutter.setAttribute("role", "rowheader");
    const number = make("span", "number", String(this.rows.indexOf(row) + 1));
    if (row.p) number.append(make("span", "dot"), make("span", "hidden", this.t("{n} to look at", { n: row.p })));
    gutter.append(number);
    const scores = row.c.map((cell) => cell.a).filter((score) => score !== null);
    if (row.k) gutter.append(this.sign(icon("lock"), this.t("Alignment accepted")));
    else if (scores.length) {
      const score = Math.min(...scores);
      const bar = make("span", `sure ${score >= 0.9 ? "high" : score >= 0.7 ? "middle" : "low"}`, `${Math.round(score * 100)}%`);
      bar.title = this.t("Alignment confidence") + (row.c.find((cell) => cell.a === score).why ?? []).map((why) => `\n• ${why}`).join("");
      gutter.append(bar);
    }
    if (row.q) {
      const speaker = make("span", "speaker", `“ ” ${row.q === "?" ? "" : row.q}`);
      speaker.title = this.t("Part of a quotation");
      gutter.append(speaker);
    }
    if (row.m.length) {
      const notes = button(` ${row.m.length}`, this.t("Comments"), () => this.openComments(row.id));
      notes.prepend(icon("note"));
      notes.setAttribute("aria-label", `${this.t("Comments")}: ${row.m.length}`);
      notes.tabIndex = -1;
      notes.classList.add("small");
      gutter.append(notes);
    }
    return gutter;
  }

  sign(sign, meaning) {
    const element = make("span", "sign");
    element.append(sign);
    element.title = meaning;
    element.setAttribute("role", "img");
    element.setAttribute("aria-label", meaning);
    return element;
  }

  drawCell(row, cell, number) {
    const column = this.view.columns[number + 1];
    const element = make("div", `cell ${number < 0 ? "source" : "target"}${cell.ok && !cell.w ? " confirmed" : ""}`);
    element.setAttribute("role", "gridcell");
    element.setAttribute("aria-colindex", number + 3);
    element.tabIndex = -1;
    element.dataset.column = number;
    element.dataset.label = column.label;
    const text = make("div", "text");
    text.lang = column.lang;
    text.dir = column.dir;
    if (cell.n) marked(text, cell.t);
    else text.append(make("span", "nothing", cell.w ? "…" : this.t("nothing stands opposite")));
    element.append(text);
    const signs = make("div", "signs");
    if (cell.ok && !cell.w) signs.append(this.sign("✓", this.t("Confirmed")));
    if (cell.r) signs.append(this.sign(`${cell.r} %`, this.t("From the translation memory")));
    if (cell.e) signs.append(this.sign("✎", this.t("Edited")));
    if (cell.n > 1) signs.append(this.sign(`${cell.n}×`, this.t("{n} segments", { n: cell.n })));
    if (cell.mv) signs.append(this.sign("⇅", this.t("Its counterpart stands elsewhere: a moved passage")));
    for (const finding of cell.f) signs.append(this.drawBadge(row, number, finding));
    const aside = row.d.filter((item) => item[0] === number);
    if (aside.length) {
      const badge = button(this.t("{n} dismissed", { n: aside.length }), "", () => this.openFindings(row.id, number));
      badge.tabIndex = -1;
      badge.classList.add("small");
      signs.append(badge);
    }
    if (signs.childNodes.length) element.append(signs);
    return element;
  }

  drawBadge(row, column, [severity, code, message]) {
    const badge = make("button", `badge ${severity}`);
    badge.type = "button";
    badge.tabIndex = -1;
    badge.dir = "ltr";
    badge.append(make("b", "", code), ` ${message}`);
    badge.title = this.t("Explain or dismiss (F)");
    badge.addEventListener("click", () => this.openFindings(row.id, column));
    return badge;
  }

  drawMap() {
    const height = this.map.clientHeight || 400;
    this.map.replaceChildren();
    for (const [y, grave] of problemMap(this.shown, height)) {
      const dot = make("i", grave ? "grave" : "");
      dot.style.top = `${y}px`;
      this.map.append(dot);
    }
  }

  // --- where one is

  current() {
    return this.shown[this.at.row];
  }

  cellElement() {
    return this.drawn.get(this.current()?.id)?.querySelector(`[data-column="${this.at.column}"]`);
  }

  mark() {
    for (const [id, element] of this.drawn) {
      const here = id === this.current()?.id;
      element.classList.toggle("current", here);
      for (const cell of element.querySelectorAll(".cell")) cell.tabIndex = here && Number(cell.dataset.column) === this.at.column ? 0 : -1;
    }
  }

  focus() {
    this.cellElement()?.focus({ preventScroll: true });
  }

  goTo(index, centre = false) {
    if (!this.shown.length) return;
    this.at.row = Math.max(0, Math.min(index, this.shown.length - 1));
    // heights of rows that were never drawn are guesses: a long way is gone in two or three steps
    for (let step = 0; step < 4; step++) {
      const before = this.box.scrollTop;
      this.scrollToCurrent(centre);
      if (step && this.box.scrollTop === before) break;
      this.draw();
    }
    this.focus();
  }

  scrollToCurrent(centre) {
    let y = 0;
    for (let i = 0; i < this.at.row; i++) y += this.heightOf(i);
    const height = this.heightOf(this.at.row);
    const room = this.box.clientHeight - this.head.offsetHeight;
    if (centre) this.box.scrollTop = y - Math.max(0, (room - height) / 2);
    else if (y < this.box.scrollTop) this.box.scrollTop = y;
    else if (y + height > this.box.scrollTop + room) this.box.scrollTop = height > room ? y : y + height - room;
  }

  /** Show a row by its number in the whole table, giving up a filter that hides it. */
  showRow(number) {
    const row = this.rows[number];
    if (!row) return;
    if (!this.shown.includes(row)) {
      this.filter = "all";
      this.wanted = this.search.value = "";
      this.refilter();
    }
    this.goTo(this.shown.indexOf(row), true);
  }

  say(text, loud = false) {
    this.spoken.textContent = text;
    if (loud) this.toast(text);
  }

  // --- keys and clicks

  onClick(event) {
    const cell = event.target.closest(".cell");
    const row = event.target.closest(".row:not(.head)");
    if (!row || event.target.closest("textarea")) return;
    this.at.row = row.index;
    if (cell) this.at.column = Number(cell.dataset.column);
    this.mark();
    if (cell && !event.target.closest("button")) this.focus();
  }

  onKey(event) {
    if (event.target.tagName === "TEXTAREA" || event.isComposing) return;
    const mod = event.ctrlKey || event.metaKey;
    const name = `${mod ? "Mod+" : ""}${event.altKey ? "Alt+" : ""}${event.shiftKey && event.key.length > 1 ? "Shift+" : ""}${event.key.length === 1 ? (event.shiftKey && /\p{L}/u.test(event.key) ? "Shift+" : "") + keyOf(event) : event.key}`;
    const act = this.keys()[name];
    // Streamlit's own single-letter keys must not act while the grid has the focus; "?" is for everybody
    if (event.key !== "?" && !mod) event.stopPropagation();
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  }

  keys() {
    const row = this.current();
    const { column } = this.at;
    const page = Math.max(1, Math.floor(this.drawn.size / 2));
    const side = (step) => {
      this.at.column = Math.max(-1, Math.min(column + step, this.view.columns.length - 2));
      this.mark();
      this.focus();
    };
    const on = (op) => () => row && this.send({ row: row.id, ...op });
    const target = (op) => () => (column < 0 ? this.say(this.t("Choose a rendering first: the source is not edited."), true) : row && this.send({ row: row.id, column, ...op }));
    const problem = (step) => () => {
      const next = nextProblem(this.shown, this.at.row, step);
      if (next < 0) this.say(this.t("No problem left."), true);
      else this.goTo(next, true);
    };
    return {
      ArrowUp: () => this.goTo(this.at.row - 1),
      ArrowDown: () => this.goTo(this.at.row + 1),
      ArrowLeft: () => side(-1),
      ArrowRight: () => side(1),
      Home: () => side(-99),
      End: () => side(99),
      PageUp: () => this.goTo(this.at.row - page),
      PageDown: () => this.goTo(this.at.row + page),
      "Mod+Home": () => this.goTo(0),
      "Mod+End": () => this.goTo(this.shown.length - 1),
      Enter: () => this.edit(),
      F2: () => this.edit(),
      "Mod+Enter": () => this.confirmAndGo(),
      " ": target({ op: "confirm", on: !row?.c[column]?.ok }),
      x: target({ op: "revert" }),
      m: on({ op: "merge" }),
      "Shift+m": () => this.at.row > 0 && this.mergeUp(),
      s: () => this.split(),
      "Alt+ArrowUp": on({ op: "move", column, direction: "up" }),
      "Alt+ArrowDown": on({ op: "move", column, direction: "down" }),
      u: target({ op: "unlink" }),
      l: on({ op: "lock", on: !row?.k }),
      a: () => (column < 0 ? this.say(this.t("Choose the rendering to align again."), true) : this.send({ op: "realign", column })),
      n: problem(1),
      "Shift+n": problem(-1),
      p: problem(-1),
      f: () => row && this.openFindings(row.id, column),
      t: () => row && this.openComments(row.id),
      h: () => row && this.send({ op: "history", row: row.id }),
      o: () => row && column >= 0 && this.askOffers(0, ""),
      i: () => this.askMemory(),
      k: () => this.openConcordance({ phrase: this.selected(), hits: null }),
      g: () => this.openGoTo(),
      d: () => this.sendLook({ mode: this.view.look.mode === "plain" ? "differences" : "plain" }),
      "/": () => this.search.focus(),
      "Mod+f": () => this.search.focus(),
      "Mod+Shift+h": () => this.openReplace(),
      "Mod+z": () => this.send({ op: "undo" }),
      "Mod+Shift+z": () => this.send({ op: "redo" }),
      "Mod+y": () => this.send({ op: "redo" }),
      Escape: () => this.closePanel(),
    };
  }

  mergeUp() {
    const above = this.shown[this.at.row - 1];
    this.at.row -= 1;
    this.send({ op: "merge", row: above.id });
  }

  confirmAndGo() {
    const row = this.current();
    const column = Math.max(0, this.at.column);
    if (!row || !row.c.length) return;
    this.at.column = column;
    if (row.c[column].n && !row.c[column].ok) this.send({ op: "confirm", row: row.id, column, on: true });
    this.nextUnconfirmed(column);
  }

  nextUnconfirmed(column) {
    const rest = this.shown.findIndex((row, index) => index > this.at.row && row.c[column]?.n && !row.c[column].ok);
    if (rest < 0) this.say(this.t("This was the last unconfirmed one below."), true);
    this.goTo(rest < 0 ? this.at.row : rest);
  }

  // --- editing

  edit(draft = null) {
    const row = this.current();
    if (!row || this.editing || !row.c.length) return;
    if (this.at.column < 0) {
      this.at.column = 0;
      this.mark();
    }
    const { column } = this.at;
    const cell = this.cellElement();
    const before = textOf(row.c[column]);
    const about = this.view.columns[column + 1];
    const area = make("textarea", "area text");
    area.value = draft ?? before;
    area.lang = about.lang;
    area.dir = about.dir;
    area.spellcheck = true;
    area.setAttribute("aria-label", this.t("{label}, row {n}", { label: about.label, n: this.rows.indexOf(row) + 1 }));
    const fit = () => {
      area.style.height = "auto";
      area.style.height = `${area.scrollHeight + 2}px`;
      area.scrollIntoView({ block: "nearest" });
    };
    this.editing = { row: row.id, column, area, before };
    cell.classList.add("editing");
    cell.prepend(area);
    fit();
    area.focus({ preventScroll: true });
    area.setSelectionRange(area.value.length, area.value.length);
    area.addEventListener("input", () => {
      fit();
      this.keepDraft();
    });
    area.addEventListener("blur", (event) => this.onLeave(area, event.relatedTarget));
    area.addEventListener("keydown", (event) => this.onEditKey(event));
    this.heights.delete(row.id);
  }

  /** The text field lost the focus: to something else, or only for the moment in which its row was moved in the page. */
  onLeave(area, next) {
    if (next) {
      this.finishEdit(true);
      return;
    }
    setTimeout(() => {
      if (this.editing?.area === area && this.root.getRootNode().activeElement !== area) this.finishEdit(true);
    });
  }

  onEditKey(event) {
    event.stopPropagation();
    if (event.isComposing) return;
    const mod = event.ctrlKey || event.metaKey;
    const acts = {
      Escape: () => this.finishEdit(false),
      Enter: event.shiftKey ? null : () => this.finishEdit(true, mod),
      Tab: () => {
        this.finishEdit(true);
        this.goTo(this.at.row + (event.shiftKey ? -1 : 1));
        this.edit();
      },
    };
    const act = acts[event.key] ?? (event.altKey && keyOf(event) === "s" ? () => this.splitHere() : mod && event.key === " " ? () => this.askHere() : null);
    if (!act) return;
    event.preventDefault();
    act();
  }

  finishEdit(keep, confirm = false) {
    const editing = this.editing;
    if (!editing) return;
    this.editing = null;
    this.dropDraft();
    const text = editing.area.value;
    const changed = keep && text !== editing.before;
    const cell = editing.area.parentElement;
    editing.area.remove();
    cell?.classList.remove("editing");
    this.heights.delete(editing.row);
    if (changed) this.send({ op: "edit", row: editing.row, column: editing.column, text, confirmed: confirm });
    else if (confirm) this.send({ op: "confirm", row: editing.row, column: editing.column, on: true });
    else this.draw();
    if (confirm) this.nextUnconfirmed(editing.column);
    else if (this.root.getRootNode().activeElement === null || !keep || changed) this.focus();
  }

  split() {
    const row = this.current();
    if (!row) return;
    const cell = this.at.column < 0 ? row.s : row.c[this.at.column];
    if (cell.n > 1) this.send({ op: "split", row: row.id, column: this.at.column });
    else this.openSplit(row.id, this.at.column);
  }

  splitHere() {
    const { area, row, column } = this.editing;
    const offset = codePoints(area.value, area.selectionStart);
    this.finishEdit(true);
    this.send({ op: "split", row, column, offset });
  }

  askHere() {
    const { area } = this.editing;
    const prefix = area.value.slice(0, area.selectionStart);
    this.finishEdit(true);
    this.askOffers(0, prefix);
  }

  askOffers(piece, prefix) {
    const row = this.current();
    this.send({ op: "alternatives", row: row.id, column: this.at.column, piece, prefix });
  }

  // --- a text half written when the tab, the browser or the server goes away

  draftKey() {
    return `workbench-draft-${this.view?.draft ?? ""}`;
  }

  keepDraft() {
    if (!this.editing || this.editing.area.value === this.editing.before) return;
    const { row, column, area, before } = this.editing;
    try {
      localStorage.setItem(this.draftKey(), JSON.stringify({ client: this.client, row, column, text: area.value, before }));
    } catch {
      // a browser that keeps nothing
    }
  }

  dropDraft() {
    try {
      localStorage.removeItem(this.draftKey());
    } catch {
      // as above
    }
  }

  async restoreDraft() {
    const key = this.draftKey();
    let draft = null;
    try {
      draft = JSON.parse(localStorage.getItem(key) ?? "null");
    } catch {
      // as above
    }
    if (!draft || this.editing) return;
    const locks = (await navigator.locks?.query())?.held ?? [];
    const index = this.shown.findIndex((row) => row.id === draft.row);
    if (key !== this.draftKey() || this.editing || locks.some((lock) => lock.name === draft.client)) return;
    if (index < 0 || !this.shown[index].c[draft.column]) return;
    this.at.column = draft.column;
    this.goTo(index, true);
    this.edit(String(draft.text));
    this.say(this.t("A text you had not finished was brought back."), true);
  }
}

const ICONS = { note: "M2 3h12v8H7l-3 3v-3H2z", lock: "M4 7h8v7H4zM6 7V5a2 2 0 0 1 4 0v2" };

/** A sign that is drawn: not every machine has a font for it. */
const icon = (name) => {
  const [drawing, line] = ["svg", "path"].map((tag) => document.createElementNS("http://www.w3.org/2000/svg", tag));
  drawing.setAttribute("viewBox", "0 0 16 16");
  drawing.setAttribute("aria-hidden", "true");
  drawing.setAttribute("class", "icon");
  line.setAttribute("d", ICONS[name]);
  drawing.append(line);
  return drawing;
};

/** The key as a Latin letter, on keyboards of other alphabets too. */
const keyOf = (event) => (/^Key[A-Z]$/.test(event.code) ? event.code.slice(3).toLowerCase() : event.key);

export default function (component) {
  const { data, parentElement, setStateValue } = component;
  if (data instanceof Uint8Array) {
    const cut = data.indexOf(10); // the document's key, a line break, its rows
    const key = utf8.decode(data.subarray(0, cut));
    if (!WHOLE.has(key)) WHOLE.set(key, JSON.parse(utf8.decode(data.subarray(cut + 1))));
    WAITING.get(key)?.();
    WAITING.delete(key);
    return () => parentElement.isConnected || WHOLE.delete(key);
  }
  const root = parentElement.querySelector(".grid-root");
  let grid = GRIDS.get(root);
  if (!grid) GRIDS.set(root, (grid = new Grid(root)));
  grid.update(data, setStateValue);
  return () => {
    if (root.isConnected) return;
    grid.destroy();
    GRIDS.delete(root);
  };
}
