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
    this.sure = []; // all rows as the server has them
    this.rows = []; // the same, with what is not yet answered drawn in advance
    this.shown = []; // those that pass the filter
    this.drawn = new Map(); // row id -> element
    this.heights = new Map(); // row id -> measured height
    this.client = `${Date.now().toString(36)}-${Math.random().toString(36).slice(2)}`;
    this.seq = 0;
    this.queue = []; // commands without an answer
    this.rev = -1;
    this.filter = "all";
    this.wanted = "";
    this.term = ""; // of those with glossary terms only the rows with this one
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
      this.sure = whole.rows;
      this.rev = whole.rev;
      this.heights.clear();
    }
    for (const patch of view.patches) {
      if (patch.rev <= this.rev) continue;
      this.sure = patched(this.sure, patch);
      this.rev = patch.rev;
      for (const row of patch.rows) this.heights.delete(row.id);
    }
    // from what the server has: foreseen a second time, a merge would swallow a third row
    this.rows = this.queue.reduce(foreseen, this.sure);
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
    this.wanted = this.term = "";
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
    this.setState("ops", { client: this.client, desk: this.view.desk, rev: Math.max(0, this.rev), ops: this.queue, tries: this.tries ?? 0 });
  }

  sendAgain() {
    this.again = null;
    this.tries = (this.tries ?? 0) + 1; // another message than before, or it would not be sent
    if (this.queue.length) this.tellServer();
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
    this.shown = chosen(this.rows, this.filter, this.wanted, this.term);
    const editedOut = this.editing && !this.shown.some((row) => row.id === this.editing.row);
    if (editedOut) this.shown = this.rows.filter((row) => row.id === this.editing.row || this.shown.includes(row));
    const counts = counted(this.rows);
    for (const [filter, chip] of Object.entries(this.filterButtons)) {
      chip.querySelector(".n").textContent = counts[filter].toLocaleString();
      chip.setAttribute("aria-pressed", String(filter === this.filter));
      chip.hidden = !counts[filter] && !["all", "problems", "unconfirmed"].includes(filter) && filter !== this.filter;
    }
    this.listTerms();
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
    if (this.numbered !== this.rows) this.renumber();
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
}

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
