// Quotations, one card each, with a button to copy it and one that leads to its row.

const drawn = new WeakMap(); // parent element -> what was drawn last

const copy = async (text) => {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const area = make("textarea");
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
};

const drawCell = (cell, words) => {
  const section = make("section", cell.quoted ? "cell" : "cell indirect");
  const head = make("h3");
  head.append(make("span", "code", cell.code), make("span", "", cell.label));
  if (cell.base) head.append(make("span", "base", words.base));
  section.append(head);
  const quote = make("blockquote", "text");
  quote.lang = cell.lang;
  quote.dir = cell.dir;
  if (cell.pieces.length) marked(quote, cell.pieces);
  else quote.append(make("span", "nothing", words.nothing));
  section.append(quote);
  if (cell.by) {
    const by = make("p", "by", cell.by);
    by.dir = "auto";
    section.append(by);
  }
  for (const [text, note, grave] of cell.flags) {
    const flag = make("p", grave ? "flag grave" : "flag", text);
    if (note) flag.title = note;
    section.append(flag);
  }
  return section;
};

const drawCard = (card, data, send) => {
  const article = make("article", "card");
  const head = make("header");
  const title = make("h2", "", card.title);
  title.dir = "auto";
  const acts = make("div", "acts");
  acts.append(
    button(data.words.copy, "", async (element) => {
      await copy(card.copy);
      element.textContent = data.words.copied;
      setTimeout(() => (element.textContent = data.words.copy), 1500);
    }),
  );
  if (card.go) acts.append(button(card.go, "", () => send(card.row)));
  head.append(title, make("span", "meta", card.meta), acts);
  const cells = make("div", `cells ${data.layout}`);
  cells.style.setProperty("--columns", card.cells.length);
  for (const cell of card.cells) cells.append(drawCell(cell, data.words));
  article.append(head, cells);
  return article;
};

export default function ({ parentElement, data, setTriggerValue }) {
  const signature = JSON.stringify(data);
  if (drawn.get(parentElement) === signature) return;
  drawn.set(parentElement, signature);
  const root = parentElement.querySelector(".cards");
  root.replaceChildren(...data.cards.map((card) => drawCard(card, data, (row) => setTriggerValue("go", row))));
}
