// Keys, clicks, and what they do to the row where one is.

/** The key as a Latin letter, on keyboards of other alphabets too. */
const keyOf = (event) => (/^Key[A-Z]$/.test(event.code) ? event.code.slice(3).toLowerCase() : event.key);

Object.assign(Grid.prototype, {
  onClick(event) {
    const cell = event.target.closest(".cell");
    const row = event.target.closest(".row:not(.head)");
    if (!row || event.target.closest("textarea")) return;
    this.at.row = row.index;
    if (cell) this.at.column = Number(cell.dataset.column);
    this.mark();
    if (cell && !event.target.closest("button")) this.focus();
  },

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
  },

  /** The deed of a key, by its button: a text being edited is taken first. */
  act(key) {
    if (this.editing) {
      this.finishEdit(true, key === "Mod+Enter");
      if (key === "Mod+Enter" || key === "Enter") return;
    }
    this.keys()[key]();
  },

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
  },

  mergeUp() {
    const above = this.shown[this.at.row - 1];
    this.at.row -= 1;
    this.send({ op: "merge", row: above.id });
  },

  confirmAndGo() {
    const row = this.current();
    const column = Math.max(0, this.at.column);
    if (!row || !row.c.length) return;
    this.at.column = column;
    if (row.c[column].n && !row.c[column].ok) this.send({ op: "confirm", row: row.id, column, on: true });
    this.nextUnconfirmed(column);
  },

  nextUnconfirmed(column) {
    const rest = this.shown.findIndex((row, index) => index > this.at.row && row.c[column]?.n && !row.c[column].ok);
    if (rest < 0) this.say(this.t("This was the last unconfirmed one below."), true);
    this.goTo(rest < 0 ? this.at.row : rest);
  },
});
