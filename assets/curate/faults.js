// What is wrong with the fields of a form, shown at each.
import { elementOf } from "./form.js";

let counter = 0;

/** Shows faults at their fields. `isShown` says whether a field is marked already, or its reader is still writing. */
export function showFaults(form, { errors = [], warnings = [] }, isShown = () => true) {
  form.querySelectorAll(".fault:not(.whole)").forEach((each) => each.remove());
  form.querySelectorAll("[aria-invalid]").forEach((each) => {
    each.removeAttribute("aria-invalid");
    each.removeAttribute("aria-describedby");
  });
  const whole = [];
  for (const [faults, level] of [[errors, "error"], [warnings, "warning"]]) {
    for (const { field, message } of faults) {
      const element = elementOf(form, field);
      if (!element) whole.push(field === "record" ? message : `${field}: ${message}`);
      else if (isShown(element)) mark(element, message, level);
    }
  }
  const place = form.querySelector(".fault.whole");
  if (place) {
    place.textContent = whole.join(" ");
    place.hidden = whole.length === 0;
  }
}

function mark(element, message, level) {
  const text = document.createElement("p");
  text.className = `fault ${level}`;
  text.id = `fault-${++counter}`;
  text.dir = "auto";
  text.textContent = message;
  const control = element.matches("input:not([type=hidden]), select, textarea") ? element : null;
  const around = control?.closest("label, .item, .name-field") ?? element.closest(".item") ?? element;
  if (control || around !== element) around.after(text);
  else around.append(text);
  const described = control ?? element.querySelector("input:not([type=hidden]), select, textarea");
  if (described && level === "error") {
    described.setAttribute("aria-invalid", "true");
    described.setAttribute("aria-describedby", text.id);
  }
}
