// The bars above and below the table, and its head.

const MOD = MAC ? "⌘" : "Ctrl";
const ALT = MAC ? "⌥" : "Alt";
/** What can be done where one is: the key of `keys()`, how it is shown, what it does. All of it is a button, too. */
const ACTIONS = [
  ["Enter", "Enter", "edit"],
  ["Mod+Enter", `${MOD} Enter`, "confirm & next"],
  ["x", "X", "revert"],
  ["m", "M", "merge"],
  ["s", "S", "split"],
  ["Alt+ArrowUp", `${ALT} ↑`, "segment up"],
  ["Alt+ArrowDown", `${ALT} ↓`, "segment down"],
  ["u", "U", "unlink"],
  ["l", "L", "lock"],
  ["a", "A", "realign"],
  ["n", "N", "next problem"],
  ["f", "F", "findings"],
  ["t", "T", "comment"],
  ["h", "H", "history"],
  ["o", "O", "alternatives"],
  ["i", "I", "memory"],
  ["k", "K", "phrase"],
  ["g", "G", "go to"],
];

Object.assign(Grid.prototype, {
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
    const names = { all: "All", quotes: "Quotes", problems: "Problems", unconfirmed: "Unconfirmed", edited: "Edited", unsure: "Unsure alignment", terms: "Terms", comments: "Comments" };
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
    this.terms = this.select(this.t("Which term"), {}, "");
    this.terms.addEventListener("change", () => {
      this.term = this.terms.value;
      this.refilter();
    });
    const mode = this.select(this.t("Show in the texts"), { differences: this.t("Differences"), agreement: this.t("Agreement"), doubt: this.t("Doubt"), plain: this.t("Plain text") }, this.view.look.mode);
    mode.addEventListener("change", () => this.sendLook({ mode: mode.value }));
    this.mode = mode;
    const targets = this.view.columns.slice(1);
    const bases = { "": this.t("Base: first of each language") };
    for (const column of targets) bases[column.number] = this.t("Base: {label}", { label: column.label });
    const base = this.select(this.t("Compare with"), bases, this.view.look.base === null ? "" : String(this.view.look.base));
    base.addEventListener("change", () => this.sendLook({ base: base.value === "" ? null : Number(base.value) }));
    base.hidden = targets.length < 2 || this.view.look.mode !== "differences";
    const replace = button(this.t("Replace"), `${this.t("Search and replace")} (${MOD}+Shift+H)`, () => this.openReplace());
    this.undoButton = button("↶", "", () => this.send({ op: "undo" }));
    this.redoButton = button("↷", "", () => this.send({ op: "redo" }));
    this.tools.replaceChildren(search, filters, this.terms, mode, base, replace, this.undoButton, this.redoButton);
    this.tools.setAttribute("aria-label", this.t("Rows and how they are shown"));
    this.empty.textContent = this.t("No row matches. Empty the search or choose “All”.");
    this.buildFoot();
  },

  select(label, options, value) {
    const select = make("select", "pick");
    select.setAttribute("aria-label", label);
    for (const [key, text] of Object.entries(options)) select.append(this.option(key, text, key === value));
    return select;
  },

  option(key, text, selected) {
    const option = make("option", "", text);
    option.value = key;
    option.selected = selected;
    return option;
  },

  buildFoot() {
    const acts = make("div", "acts");
    acts.setAttribute("role", "group");
    acts.setAttribute("aria-label", this.t("What to do with the row"));
    for (const [key, sign, what] of ACTIONS) {
      const act = make("button", "deed");
      act.type = "button";
      act.tabIndex = -1; // the keys are nearer to those who use keys
      act.append(make("kbd", "", sign), ` ${this.t(what)}`);
      act.addEventListener("mousedown", (event) => event.preventDefault()); // the focus stays in the table
      act.addEventListener("click", () => this.act(key));
      acts.append(act);
    }
    const hint = make("span", "hint");
    hint.append(make("kbd", "", "?"), ` ${this.t("all keys")}`);
    acts.append(hint);
    this.foot.replaceChildren(acts, this.status);
  },

  /** Where rows with glossary terms are shown: which of the terms. */
  listTerms() {
    this.terms.hidden = this.filter !== "terms";
    if (this.terms.hidden) return;
    const found = termsOf(this.rows);
    const listed = JSON.stringify(found);
    if (listed === this.terms.dataset.listed) return;
    this.terms.dataset.listed = listed;
    const options = [["", this.t("All terms")], ...found.map(([term, n]) => [term, `${term} (${n})`])];
    if (this.term && !found.some(([term]) => term === this.term)) options.push([this.term, `${this.term} (0)`]);
    this.terms.replaceChildren(...options.map(([key, text]) => this.option(key, text, key === this.term)));
  },

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
  },
});
