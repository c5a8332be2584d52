// Words of the text, chosen with the mouse or with the arrow keys, as offsets in code points.
const MAX_QUOTE = 240;
const sentences = document.getElementById("sentences");
const words = () => [...sentences.querySelectorAll(".words")];
const length = (text) => [...text].length;

/** Words of a sentence as ranges of UTF-16 units. */
function segments(sentence) {
  const segmenter = new Intl.Segmenter(sentence.lang, { granularity: "word" });
  return [...segmenter.segment(sentence.textContent)].filter(({ isWordLike }) => isWordLike)
    .map(({ index, segment }) => [index, index + segment.length]);
}

/** The position in a sentence's text of a place in the document, or null if it is not inside. */
function position(sentence, node, offset) {
  if (!sentence.contains(node)) return null;
  const before = document.createRange();
  before.setStart(sentence, 0);
  before.setEnd(node, offset);
  return before.toString().length;
}

/** Moves the ends of a range to the ends of words, and away from white space. */
function snap(sentence, [start, end], toWords) {
  const text = sentence.textContent;
  if (toWords) {
    for (const [from, to] of segments(sentence)) {
      if (from < start && start < to) start = from;
      if (from < end && end < to) end = to;
    }
  }
  while (start < end && /\s/u.test(text[start])) start += 1;
  while (end > start && /\s/u.test(text[end - 1])) end -= 1;
  return [start, end];
}

/** The chosen words: `{quote, start, end, tooLong}`, or null. */
export function chosenWords(toWords = true) {
  const selection = getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  const touched = words().filter((sentence) => range.intersectsNode(sentence));
  if (!touched.length) return null;
  let quote = "", start = null, end = 0, gap = "";
  for (const sentence of touched) {
    const text = sentence.textContent;
    const from = position(sentence, range.startContainer, range.startOffset) ?? 0;
    const to = position(sentence, range.endContainer, range.endOffset) ?? text.length;
    const [first, last] = snap(sentence, [from, to], toWords);
    if (first >= last) continue;
    const begin = Number(sentence.dataset.start);
    start ??= begin + length(text.slice(0, first));
    end = begin + length(text.slice(0, last));
    quote += (quote ? gap : "") + text.slice(first, last);
    gap = sentence.dataset.after ?? "";
  }
  return start === null ? null : { quote, start, end, tooLong: end - start > MAX_QUOTE };
}

/** Selects a range of UTF-16 units of a sentence. */
function select(sentence, start, end) {
  const range = document.createRange();
  const walker = document.createTreeWalker(sentence, NodeFilter.SHOW_TEXT);
  let at = 0, hasStart = false;
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const next = at + node.length;
    if (!hasStart && start < next) { range.setStart(node, start - at); hasStart = true; }
    if (end <= next) { range.setEnd(node, end - at); break; }
    at = next;
  }
  getSelection().removeAllRanges();
  getSelection().addRange(range);
}

// The sentence that the arrow keys are in, and its first and last chosen word; without them, the whole sentence.
let current = null, anchor = null, focus = null;

function selectWhole(sentence) {
  current = sentence;
  anchor = focus = null;
  select(sentence, 0, sentence.textContent.length);
}

export function focusSentence(sentence, shouldSelect = true) {
  words().forEach((each) => { each.tabIndex = each === sentence ? 0 : -1; });
  sentence.focus({ preventScroll: true });
  sentence.scrollIntoView({ block: "center" });
  if (shouldSelect) selectWhole(sentence);
}

/** The sentence with a code point. */
export const sentenceAt = (point) => words().filter((sentence) => Number(sentence.dataset.start) <= point).at(-1) ?? words()[0];

export const focusedSentence = () => words().find((sentence) => sentence.tabIndex === 0);

function moveWord(sentence, step, isExtended) {
  const all = segments(sentence);
  if (!all.length) return;
  if (current !== sentence) { current = sentence; anchor = focus = null; }
  const start = step > 0 ? 0 : all.length - 1;
  focus = focus === null ? start : Math.min(Math.max(focus + step, 0), all.length - 1);
  anchor = isExtended && anchor !== null ? anchor : focus;
  selectWords(sentence);
}

/** Selects the words from the anchor to the focus. */
function selectWords(sentence) {
  const all = segments(sentence);
  select(sentence, all[Math.min(anchor, focus)][0], all[Math.max(anchor, focus)][1]);
}

/** Handles the arrow keys in the text; returns whether the key was one of them. */
export function handleArrow(event) {
  const sentence = event.target.closest(".words");
  if (!sentence || event.ctrlKey || event.altKey || event.metaKey) return false;
  const all = words(), at = all.indexOf(sentence);
  const next = getComputedStyle(sentence).direction === "rtl" ? "ArrowLeft" : "ArrowRight";
  switch (event.key) {
    case "ArrowDown": if (all[at + 1]) focusSentence(all[at + 1]); break;
    case "ArrowUp": if (all[at - 1]) focusSentence(all[at - 1]); break;
    case "ArrowLeft": case "ArrowRight": moveWord(sentence, event.key === next ? 1 : -1, event.shiftKey); break;
    case "Escape": selectWhole(sentence); break;
    default: return false;
  }
  event.preventDefault();
  return true;
}

sentences?.addEventListener("focusin", ({ target }) => {
  if (!target.matches(".words:focus-visible")) return;
  if (target === current && focus !== null) selectWords(target);
  else selectWhole(target);
});
sentences?.addEventListener("pointerdown", ({ target }) => {
  const sentence = target.closest(".words");
  if (!sentence) return;
  current = sentence;
  anchor = focus = null;
  words().forEach((each) => { each.tabIndex = each === sentence ? 0 : -1; });
});
