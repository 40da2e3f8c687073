// Groups of a form are written by name, one a line. Here the lines become a list of what is chosen, and a search that
// adds to it; the field itself stays, out of sight, and is what is sent. Without this file it is written in.
const WAIT_MS = 200;

/**
 * @template {keyof HTMLElementTagNameMap} Name
 * @param {Name} name
 * @returns {HTMLElementTagNameMap[Name]}
 */
function made(name, words = "") {
  const element = document.createElement(name);
  element.textContent = words;
  return element;
}

function button(words, of, press) {
  const one = made("button", words);
  one.className = "button button-quiet";
  one.type = "button";
  const hidden = made("span", ` ${of}`);
  hidden.className = "visually-hidden";
  one.append(hidden);
  one.addEventListener("click", press);
  return one;
}

class Groups {
  constructor(field, words) {
    this.field = field;
    this.words = words;
    this.chosen = made("ul");
    this.chosen.className = "chosen-groups";
    this.search = made("input");
    this.search.type = "search";
    this.search.setAttribute("aria-label", `${field.labels[0]?.textContent.trim()}: ${words.find}`);
    this.search.placeholder = words.find;
    this.search.maxLength = 80;
    this.found = made("ul");
    this.found.className = "found-groups";
    this.told = made("p");
    this.told.setAttribute("role", "status");
    this.told.className = "quiet small";
    this.search.addEventListener("input", () => this.ask());
    this.search.addEventListener("keydown", (event) => this.key(event));
    field.hidden = true;
    field.after(this.chosen, this.search, this.told, this.found);
    field.labels[0]?.addEventListener("click", () => this.search.focus());
    this.show();
  }

  get names() {
    return this.field.value.split("\n").map((line) => line.trim()).filter(Boolean);
  }

  put(names) {
    this.field.value = [...new Set(names)].join("\n");
    this.show();
  }

  show() {
    const names = this.names;
    this.chosen.replaceChildren(...names.map((name) => this.line(name)));
    this.chosen.hidden = names.length === 0;
    this.told.textContent = names.length === 0 ? this.words.empty : "";
  }

  line(name) {
    const item = made("li");
    item.append(
      made("span", name),
      button(this.words.remove, name, () => {
        this.put(this.names.filter((other) => other !== name));
        this.search.focus();
      }),
    );
    return item;
  }

  ask() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.look(), WAIT_MS);
  }

  async look() {
    const wanted = this.search.value.trim();
    if (!wanted) {
      this.offer([]);
      return;
    }
    const address = `${this.words.groupsAt}?${new URLSearchParams({ q: wanted })}`;
    const answer = await fetch(address, { headers: { Accept: "application/json" } }).catch(() => null);
    if (wanted !== this.search.value.trim()) return;
    if (!answer?.ok) {
      // The list cannot be asked for: the plain field is there instead.
      this.field.hidden = false;
      return;
    }
    const { groups } = await answer.json();
    const left = groups.filter((name) => !this.names.includes(name));
    this.offer(left);
    this.told.textContent = left.length === 0 ? this.words.none : "";
  }

  offer(names) {
    this.found.replaceChildren(
      ...names.map((name) => {
        const item = made("li");
        item.append(button(`${this.words.add}:`, name, () => this.add(name)));
        item.querySelector(".visually-hidden").className = "";
        return item;
      }),
    );
  }

  add(name) {
    this.search.value = "";
    this.offer([]);
    this.put([...this.names, name]);
    this.search.focus();
  }

  key(event) {
    if (event.key !== "Enter") return;
    // Here Enter adds what was found first, and sends no form.
    event.preventDefault();
    this.found.querySelector("button")?.click();
  }
}

for (const part of document.querySelectorAll("[data-groups-at]")) {
  for (const field of part.querySelectorAll("textarea[data-groups]")) new Groups(field, part.dataset);
}
