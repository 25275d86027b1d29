// The lines of a file that change, as diff -u has them. Text is only ever textContent.

const drawn = new WeakMap();

export default function ({ parentElement, data }) {
  const signature = JSON.stringify(data);
  if (drawn.get(parentElement) === signature) return;
  drawn.set(parentElement, signature);
  const root = parentElement.querySelector(".difference");
  root.setAttribute("aria-label", data.label);
  root.replaceChildren(
    ...data.lines.map(([kind, pieces]) => {
      const line = make("div", `line ${kind}`);
      if (data.words[kind]) line.append(make("span", "unseen", data.words[kind]));
      return marked(line, pieces);
    }),
  );
}
