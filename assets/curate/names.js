// A field that suggests names of actors, topics or claims (the combobox pattern of the ARIA Authoring Practices Guide).
import { get, article } from "./server.js";
import { openRecordDialog } from "./records.js";

let counter = 0;

/** Resolves when the names for which Enter was pressed early are chosen. */
export let settled = Promise.resolve();
const claim = document.getElementById("claim");

/** Makes an input suggest names. `dataset.id` has the identifier of the chosen one. */
export function attachNames(input) {
  const list = document.createElement("ul");
  list.id = `names-${++counter}`;
  list.className = "names";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", input.getAttribute("aria-label"));
  list.hidden = true;
  input.after(list);
  input.setAttribute("aria-controls", list.id);
  let options = [], active = -1, timer, asked = 0, isEntered = false, shownFor = null, settle = () => {};

  const close = () => {
    isEntered = false;
    settle();
    clearTimeout(timer);
    asked += 1;
    list.hidden = true;
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const choose = (option) => {
    close();
    if (option.isNew) {
      openRecordDialog(input.dataset.of, input.value.trim(), (id, name) => choose({ id, name }));
      return;
    }
    input.dataset.id = option.id;
    input.value = option.name;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  };
  const activate = (at) => {
    active = (at + options.length) % options.length;
    [...list.children].forEach((item, index) => item.setAttribute("aria-selected", String(index === active)));
    list.children[active].scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", list.children[active].id);
  };
  const show = (found) => {
    options = found;
    list.replaceChildren(...options.map((option, index) => {
      const item = document.createElement("li");
      item.id = `${list.id}-${index}`;
      item.setAttribute("role", "option");
      item.setAttribute("aria-selected", "false");
      const name = document.createElement("bdi");
      name.textContent = option.isNew ? `${claim.dataset.newName} ${option.name}` : option.name;
      const detail = document.createElement("small");
      detail.textContent = option.detail ?? "";
      item.append(name, " ", detail);
      item.addEventListener("pointerdown", (event) => { event.preventDefault(); choose(option); });
      return item;
    }));
    list.hidden = options.length === 0;
    input.setAttribute("aria-expanded", String(options.length > 0));
    if (options.length && input.value.trim()) activate(0);
  };
  const ask = async () => {
    const request = ++asked, typed = input.value.trim();
    const found = await get(`/articles/${article}/names`, { of: input.dataset.of, q: typed }).catch(() => []);
    if (request !== asked || (document.activeElement !== input && !isEntered)) return;
    if (typed && input.dataset.of !== "claim") found.push({ isNew: true, name: typed });
    shownFor = typed;
    show(found);
    // Enter was pressed before the names came.
    if (isEntered) {
      if (options.length) choose(options[0]);
      else close();
    }
  };
  input.addEventListener("input", () => {
    delete input.dataset.id;
    isEntered = false;
    settle();
    clearTimeout(timer);
    timer = setTimeout(ask, 80);
  });
  input.addEventListener("focus", () => { if (!input.value) ask(); });
  input.addEventListener("blur", () => { if (!isEntered) close(); });
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" && list.hidden) { event.preventDefault(); ask(); return; }
    const typed = input.value.trim();
    if (event.key === "Enter" && !event.ctrlKey && typed && !input.dataset.id && shownFor !== typed) {
      isEntered = true;
      settled = new Promise((resolve) => { settle = resolve; });
      event.preventDefault();
      return;
    }
    if (list.hidden || event.ctrlKey || event.altKey) return;
    if (event.key === "ArrowDown") activate(active + 1);
    else if (event.key === "ArrowUp") activate(active <= 0 ? options.length - 1 : active - 1);
    else if (event.key === "Enter" && active >= 0) choose(options[active]);
    else if (event.key === "Tab" && active >= 0 && !options[active].isNew) { choose(options[active]); return; }
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
}
