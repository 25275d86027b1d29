// Editing in place, and texts half written when the tab, the browser or the server goes away.

Object.assign(Grid.prototype, {
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
  },

  /** The text field lost the focus: to something else, or only for the moment in which its row was moved in the page. */
  onLeave(area, next) {
    if (next) {
      this.finishEdit(true);
      return;
    }
    setTimeout(() => {
      if (this.editing?.area === area && this.root.getRootNode().activeElement !== area) this.finishEdit(true);
    });
  },

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
  },

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
  },

  split() {
    const row = this.current();
    if (!row) return;
    const cell = this.at.column < 0 ? row.s : row.c[this.at.column];
    if (cell.n > 1) this.send({ op: "split", row: row.id, column: this.at.column });
    else this.openSplit(row.id, this.at.column);
  },

  splitHere() {
    const { area, row, column } = this.editing;
    const offset = codePoints(area.value, area.selectionStart);
    this.finishEdit(true);
    this.send({ op: "split", row, column, offset });
  },

  askHere() {
    const { area } = this.editing;
    const prefix = area.value.slice(0, area.selectionStart);
    this.finishEdit(true);
    this.askOffers(0, prefix);
  },

  askOffers(piece, prefix) {
    const row = this.current();
    this.send({ op: "alternatives", row: row.id, column: this.at.column, piece, prefix });
  },

  draftKey() {
    return `workbench-draft-${this.view?.draft ?? ""}`;
  },

  keepDraft() {
    if (!this.editing || this.editing.area.value === this.editing.before) return;
    const { row, column, area, before } = this.editing;
    try {
      localStorage.setItem(this.draftKey(), JSON.stringify({ client: this.client, row, column, text: area.value, before }));
    } catch {
      // a browser that keeps nothing
    }
  },

  dropDraft() {
    try {
      localStorage.removeItem(this.draftKey());
    } catch {
      // as above
    }
  },

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
  },
});
