// En la portada: por dónde seguir, lo hecho en cada unidad y los botones para llevárselo o borrarlo.

import { eraseAll } from "./almacen.js";
import { announce, exported, importFrom, lessons, load, next, onChange, scores } from "./progreso-datos.js";
import { button, make } from "./mandos.js";

const FILE = "progreso-redes-neuronales.json";
const PRIVACY =
  "Se guarda solo en este navegador y no se envía a nadie. «Borrar» quita de él las lecciones terminadas, " +
  "las respuestas de los cuestionarios y el sitio por donde ibas.";
const FAILED = "No se ha importado: el archivo no es un progreso de este curso o el navegador no deja guardarlo.";

/** Dice la cuenta en singular o en plural. */
function count(number, one, many) {
  return `${number} ${number === 1 ? one : many}`;
}

/** El enlace para seguir; nada, si aún no se ha leído ninguna lección. */
class CourseContinue extends HTMLElement {
  connectedCallback() {
    this.stopper = new AbortController();
    onChange(() => this.show(), this.stopper);
    this.show();
  }

  disconnectedCallback() {
    this.stopper.abort();
  }

  show() {
    const lesson = next(lessons(), load());
    const text = lesson?.same ? "Continúa donde lo dejaste: " : "Sigue con la ";
    this.replaceChildren(...(lesson ? [make("p", {}, text, make("a", { href: lesson.url, text: lesson.title }))] : []));
  }
}

/** Lo hecho en cada unidad, con sus botones. */
class CourseProgress extends HTMLElement {
  connectedCallback() {
    this.stopper = new AbortController();
    onChange(() => this.show(), this.stopper);
    if (!this.list) this.build();
    this.show();
  }

  disconnectedCallback() {
    this.stopper.abort();
  }

  build() {
    this.list = make("ul", { class: "progress__units" });
    this.status = make("p", { class: "progress__status", role: "status" });
    this.input = make("input", { type: "file", accept: ".json,application/json", hidden: true, onchange: () => this.load() });
    const actions = make("div", { class: "progress__actions" });
    actions.append(button("Exportar", () => this.export()), button("Importar", () => this.input.click()));
    actions.append(button("Borrar", () => this.dialog.showModal()));
    this.dialog = this.makeDialog();
    const title = make("p", { class: "progress__title", text: "Tu progreso" });
    const box = make("div", { class: "progress", role: "group", "aria-label": "Tu progreso" });
    box.append(title, this.list, make("p", { class: "progress__note", text: PRIVACY }), actions, this.status, this.input, this.dialog);
    this.append(box);
  }

  /** La pregunta antes de borrar: se cierra también con Escape. */
  makeDialog() {
    const question = make("p", { id: "progress-question", text: "¿Borrar todo tu progreso de este navegador? No se puede deshacer." });
    const cancel = button("Cancelar", () => this.dialog.close(), { autofocus: true });
    const confirm = button("Borrar todo", () => this.erase(), { class: "control__button--main" });
    const actions = make("div", { class: "progress__actions" }, cancel, confirm);
    return make("dialog", { class: "progress__dialog", "aria-labelledby": "progress-question" }, question, actions);
  }

  show() {
    const all = lessons();
    const data = load();
    const marks = scores();
    const units = new Map(all.map(({ unit }) => [unit, []]));
    for (const lesson of all) units.get(lesson.unit).push(lesson);
    this.list.replaceChildren(...[...units].map(([name, list]) => this.unit(name, list, data.done, marks)));
  }

  /** Una unidad: su barra, las lecciones terminadas y los aciertos en sus preguntas. */
  unit(name, list, done, marks) {
    const finished = list.filter(({ page }) => done.has(page)).length;
    const quizzes = list.filter(({ page }) => marks[page]);
    const bar = make("progress", { max: list.length, value: finished, "aria-hidden": "true" });
    const text = `${finished} de ${count(list.length, "lección", "lecciones")}`;
    const item = make("li", {}, make("span", { class: "progress__unit", text: name }), bar, make("span", { text }));
    if (quizzes.length) item.append(this.quizzes(quizzes, marks));
    return item;
  }

  quizzes(list, marks) {
    const sum = (key) => list.reduce((total, { page }) => total + marks[page][key], 0);
    const right = count(sum("right"), "acierto", "aciertos");
    const items = list.map(({ page, title, url }) => {
      const { right: hits, answered, total } = marks[page];
      const rest = answered < total ? `; faltan ${total - answered} de ${total}` : "";
      return make("li", {}, make("a", { href: url, text: title }), `: ${count(hits, "acierto", "aciertos")} de ${answered}${rest}`);
    });
    const summary = make("summary", { text: `Preguntas: ${right} de ${sum("answered")}` });
    return make("details", { class: "progress__quizzes" }, summary, make("ul", {}, ...items));
  }

  export() {
    const blob = new Blob([JSON.stringify(exported(), null, 2)], { type: "application/json" });
    const url = URL.createObjectURL(blob);
    make("a", { href: url, download: FILE }).click();
    setTimeout(() => URL.revokeObjectURL(url), 1000);
    this.say(`Descargado: ${FILE}.`);
  }

  async load() {
    const [file] = this.input.files;
    if (!file) return;
    const good = importFrom(await file.text());
    this.input.value = ""; // el mismo archivo se puede volver a elegir
    announce();
    this.say(good ? "Importado: se ha sumado a lo que había." : FAILED);
  }

  erase() {
    eraseAll();
    this.dialog.close();
    announce();
    this.say("Borrado: no queda nada guardado.");
  }

  say(text) {
    this.status.textContent = text;
  }
}

customElements.define("course-continue", CourseContinue);
customElements.define("course-progress", CourseProgress);
