// El progreso de quien lee: lecciones terminadas, por dónde iba y sus aciertos.

import { isObject, pageOf, read, readAll, write } from "./almacen.js";

const NAME = "progreso";
const QUIZ = "cuestionario:";
const VERSION = 1; // si cambia la forma de lo guardado, cambia este número
const LESSON = /^\d+\.\d+ /;

const isText = (value) => typeof value === "string" && value !== "";

/** Devuelve lo guardado; lo que no se entiende no cuenta. */
export function load() {
  return understand(read(NAME));
}

function understand(stored) {
  const data = stored?.version === VERSION ? stored : {};
  const done = Array.isArray(data.done) ? data.done.filter(isText) : [];
  const { page, heading } = isObject(data.last) ? data.last : {};
  const last = isText(page) ? { page, heading: isText(heading) ? heading : "" } : null;
  return { done: new Set(done), last };
}

/** Guarda el progreso; dice si se ha podido. */
export function save({ done, last }) {
  return write(NAME, { version: VERSION, done: [...done].sort(), last });
}

/** Avisa a las demás partes de la página de que el progreso ha cambiado. */
export function announce() {
  window.dispatchEvent(new Event("course-progress"));
}

/** Llama a `action` cuando el progreso cambia, aquí o en otra pestaña. */
export function onChange(action, options = {}) {
  window.addEventListener("course-progress", action, options);
  window.addEventListener("storage", action, options);
  window.addEventListener("pageshow", (event) => event.persisted && action(), options);
}

/** Devuelve las lecciones del menú, en su orden: lo que ya no está en él no cuenta. */
export function lessons() {
  const links = document.querySelectorAll(".md-nav--primary a.md-nav__link[href]");
  return [...links].flatMap((link) => {
    const title = textOf(link);
    if (!LESSON.test(title) || link.closest(".md-nav--secondary")) return [];
    const section = link.closest(".md-nav__item--nested");
    return [{ page: pageOf(link.href), title, url: link.href, link, unit: section ? textOf(section) : "" }];
  });
}

function textOf(element) {
  return (element.querySelector(".md-ellipsis") ?? element).textContent.trim();
}

/** Devuelve de cada página las preguntas acertadas, las respondidas y las que tiene. */
export function scores() {
  const found = {};
  for (const [name, data] of Object.entries(readAll())) {
    if (!name.startsWith(QUIZ)) continue;
    const { right, total, answers, page = name.slice(QUIZ.length) } = data;
    const answered = isObject(answers) ? Object.keys(answers).length : 0;
    const counts = [0, right, answered, total];
    if (!answered || !counts.every((count, i) => Number.isInteger(count) && count >= (counts[i - 1] ?? 0))) continue;
    const before = found[page] ?? { right: 0, answered: 0, total: 0 };
    found[page] = { right: before.right + right, answered: before.answered + answered, total: before.total + total };
  }
  return found;
}

/** Devuelve la lección por la que seguir: la que se dejó a medias o la siguiente a ella. */
export function next(all, { done, last }) {
  const place = all.findIndex(({ page }) => page === last?.page);
  const pending = [...all.slice(Math.max(0, place)), ...all].find(({ page }) => !done.has(page));
  if (!pending || (place < 0 && !done.size)) return null;
  const same = pending.page === last?.page;
  return { ...pending, same, url: same && last.heading ? `${pending.url}#${last.heading}` : pending.url };
}

/** Une las respuestas de un cuestionario con otras; si las dos responden a una pregunta, valen las nuestras. */
function merge(ours, theirs) {
  if (!isObject(ours?.answers)) return theirs;
  if (!isObject(theirs.answers) || ![ours, theirs].every(({ correct }) => Array.isArray(correct))) return ours;
  const added = theirs.correct.filter((key) => !(key in ours.answers));
  const correct = [...ours.correct, ...added];
  return { ...theirs, ...ours, answers: { ...theirs.answers, ...ours.answers }, correct, right: correct.length };
}

/** Devuelve todo lo guardado, para llevárselo en un archivo. */
export function exported() {
  return { curso: "redes-neuronales", version: VERSION, guardado: readAll() };
}

/** Añade lo de un archivo a lo que ya hay; dice si el archivo era de este curso y se ha podido. */
export function importFrom(text) {
  let file;
  try {
    file = JSON.parse(text);
  } catch {
    return false;
  }
  if (file?.curso !== "redes-neuronales" || file.version !== VERSION || !isObject(file.guardado)) return false;
  const theirs = understand(file.guardado[NAME]);
  const ours = load();
  const quizzes = Object.entries(file.guardado).filter(([name, data]) => name.startsWith(QUIZ) && isObject(data));
  const kept = quizzes.every(([name, data]) => write(name, merge(read(name), data)));
  return save({ done: new Set([...ours.done, ...theirs.done]), last: theirs.last ?? ours.last }) && kept;
}
