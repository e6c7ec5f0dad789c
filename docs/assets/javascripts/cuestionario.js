// Cuestionarios: `<quiz-block>` hace interactivas las preguntas que la página ya trae
// escritas. Las respuestas se guardan en este navegador y no salen de él.

import { pageOf, read, write } from "./almacen.js";

const STORE = "cuestionario:";
const FEW = 3; // hasta estas preguntas se ven todas a la vez

/** Crea un elemento con su clase y su texto. */
function make(tag, className, text = "") {
  const element = document.createElement(tag);
  element.className = className;
  element.textContent = text;
  return element;
}

/** Crea un botón que llama a `action`. */
function button(text, action, className = "") {
  const element = make("button", `quiz__button ${className}`, text);
  element.type = "button";
  element.addEventListener("click", action);
  return element;
}

/** Dice la cuenta en singular o en plural. */
function count(number, one, many) {
  return `${number} ${number === 1 ? one : many}`;
}

/** Una pregunta: sus opciones, su comprobación y su explicación. */
class Question {
  constructor(fieldset, onAnswer) {
    this.fieldset = fieldset;
    this.key = fieldset.dataset.key;
    this.inputs = [...fieldset.querySelectorAll(".quiz__options input")];
    this.several = this.inputs[0].type === "checkbox";
    this.answered = false;
    this.build(onAnswer);
  }

  /** Añade el botón y el veredicto; las explicaciones pasan a cada opción. */
  build(onAnswer) {
    const answer = this.fieldset.querySelector(".quiz__answer");
    const reasons = answer.querySelectorAll(".quiz__reasons > li");
    this.notes = this.inputs.map((input, index) => {
      const note = make("div", "quiz__note");
      const why = reasons[index].querySelector(".quiz__why");
      note.append(make("strong", "quiz__mark"), " ", ...why.childNodes);
      input.closest("li").append(note);
      return note;
    });
    this.legend = this.fieldset.querySelector("legend");
    this.legend.tabIndex = -1;
    this.verdict = make("p", "quiz__verdict");
    this.verdict.tabIndex = -1;
    this.check = button("Comprobar", () => this.submit(onAnswer), "quiz__button--main");
    this.lesson = answer.querySelector(":scope > p:last-child") ?? "";
    answer.replaceWith(this.verdict, this.lesson, this.check);
    for (const input of this.inputs) {
      input.addEventListener("keydown", (event) => {
        if (event.key === "Enter") this.submit(onAnswer);
      });
    }
    this.reset();
  }

  get chosen() {
    return this.inputs.flatMap((input, index) => (input.checked ? [index] : []));
  }

  get right() {
    return this.inputs.every((input) => input.checked === "right" in input.dataset);
  }

  get failed() {
    return this.answered && !this.right;
  }

  submit(onAnswer) {
    if (this.answered) return;
    if (!this.chosen.length) {
      this.verdict.textContent = this.several ? "Marca alguna opción." : "Elige antes una opción.";
      return;
    }
    this.reveal();
    this.verdict.focus();
    onAnswer();
  }

  /** Enseña el veredicto y por qué cada opción es correcta o no. */
  reveal() {
    this.answered = true;
    this.verdict.removeAttribute("role"); // lo lee al recibir el foco, y una sola vez
    this.verdict.textContent = this.right ? "¡Correcto!" : "Incorrecto.";
    this.fieldset.dataset.result = this.right ? "right" : "wrong";
    this.inputs.forEach((input, index) => {
      const right = "right" in input.dataset;
      const item = input.closest("li");
      item.dataset.result = right ? "right" : "wrong";
      item.toggleAttribute("data-chosen", input.checked);
      input.disabled = true;
      const yours = input.checked ? "Tu respuesta. " : "";
      this.notes[index].firstChild.textContent = yours + (right ? "Correcta." : "Incorrecta.");
      this.notes[index].hidden = false;
    });
    this.check.hidden = true;
    if (this.lesson) this.lesson.hidden = false;
  }

  /** Deja la pregunta sin responder. */
  reset() {
    this.answered = false;
    this.verdict.setAttribute("role", "status");
    this.verdict.textContent = "";
    this.check.hidden = false;
    if (this.lesson) this.lesson.hidden = true;
    delete this.fieldset.dataset.result;
    this.inputs.forEach((input, index) => {
      input.checked = input.disabled = false;
      delete input.closest("li").dataset.result;
      this.notes[index].hidden = true;
    });
  }

  /** Vuelve a una respuesta guardada. */
  restore(chosen) {
    this.inputs.forEach((input, index) => (input.checked = chosen.includes(index)));
    this.reveal();
  }

  focus() {
    this.legend.focus();
  }
}

class QuizBlock extends HTMLElement {
  connectedCallback() {
    if (this.questions) return;
    this.name = this.dataset.quiz;
    const fieldsets = [...this.querySelectorAll(".quiz__question")];
    this.questions = fieldsets.map((each) => new Question(each, () => this.update()));
    this.adopt();
    this.round = this.questions; // las que se ven: todas o solo las falladas
    this.oneByOne = read(STORE + this.name)?.oneByOne ?? this.questions.length > FEW;
    const linked = this.questions.findIndex((each) => `#${each.fieldset.id}` === location.hash);
    this.current = linked < 0 ? this.firstPending() : linked;
    this.addBars();
    this.show();
  }

  /** Añade arriba el modo y el avance; abajo, la navegación y el resultado. */
  addBars() {
    this.mode = button("", () => this.toggleMode());
    this.place = make("p", "quiz__place");
    this.querySelector(".quiz__bar").append(this.place, this.mode);
    this.previous = button("Anterior", () => this.go(-1));
    this.next = button("Siguiente", () => this.go(1));
    this.steps = make("div", "quiz__steps");
    this.steps.append(this.previous, this.next);
    this.score = make("p", "quiz__score");
    this.score.setAttribute("role", "status");
    this.retry = button("", () => this.repeatFailed());
    this.all = button("Volver a todas las preguntas", () => this.start(this.questions));
    this.again = button("Empezar de nuevo", () => this.restart());
    const actions = make("div", "quiz__actions");
    actions.append(this.retry, this.all, this.again);
    this.append(this.steps, this.score, actions);
  }

  firstPending() {
    return Math.max(0, this.round.findIndex((question) => !question.answered));
  }

  /** Toma lo guardado: lo que se respondió antes o en otra pestaña. */
  adopt() {
    const answers = read(STORE + this.name)?.answers ?? {};
    for (const question of this.questions) {
      const chosen = answers[question.key];
      if (!question.answered && Array.isArray(chosen) && chosen.length) question.restore(chosen);
    }
  }

  /** Pone al día lo que se ve y lo que se guarda. */
  update() {
    this.adopt();
    this.show();
    this.store();
  }

  show() {
    const answered = this.questions.filter((question) => question.answered);
    const failed = answered.filter((question) => question.failed);
    const done = this.round.every((question) => question.answered);
    this.showQuestions();
    this.showSteps();
    this.retry.textContent = `Repetir solo las falladas (${failed.length})`;
    this.retry.hidden = !(done && failed.length);
    this.all.hidden = this.round.length === this.questions.length;
    this.again.hidden = !answered.length;
    this.tell(answered.length, answered.length - failed.length);
  }

  showQuestions() {
    this.questions.forEach((question) => {
      const index = this.round.indexOf(question);
      question.fieldset.hidden = index < 0 || (this.oneByOne && index !== this.current);
    });
  }

  showSteps() {
    const total = this.round.length;
    const single = this.oneByOne && total > 1;
    this.steps.hidden = !single;
    this.previous.disabled = this.current === 0;
    this.next.disabled = this.current === total - 1;
    this.mode.hidden = this.questions.length <= FEW;
    this.mode.textContent = this.oneByOne ? "Ver todas a la vez" : "Ver una a una";
    this.next.classList.toggle("quiz__button--main", this.round[this.current].answered);
    const shown = single ? `${this.current + 1} de ${total}` : `${total}`;
    this.place.textContent = total < this.questions.length ? `Falladas: ${shown}` : "";
  }

  /** Dice la puntuación; solo se anuncia cuando cambia. */
  tell(answered, right) {
    const total = this.questions.length;
    let text = `${count(right, "acierto", "aciertos")} de ${total}.`;
    if (!answered) text = "";
    else if (answered < total) {
      text = `${count(right, "acierto", "aciertos")} de ${answered}; `;
      text += `${total - answered === 1 ? "queda" : "quedan"} ${total - answered}.`;
    }
    if (this.score.textContent !== text) this.score.textContent = text;
  }

  store() {
    const answered = this.questions.filter((question) => question.answered);
    const answers = Object.fromEntries(answered.map((each) => [each.key, each.chosen]));
    const correct = answered.filter((question) => question.right).map((each) => each.key);
    const total = this.questions.length;
    const page = pageOf(location.href);
    write(STORE + this.name, { answers, correct, right: correct.length, total, page, oneByOne: this.oneByOne });
  }

  go(step) {
    this.current += step;
    this.update();
    this.round[this.current].focus();
  }

  toggleMode() {
    this.oneByOne = !this.oneByOne;
    this.current = this.firstPending();
    this.update();
  }

  repeatFailed() {
    const failed = this.questions.filter((question) => question.failed);
    this.forget(failed);
    this.start(failed);
  }

  restart() {
    this.forget(this.questions);
    this.start(this.questions);
  }

  /** Deja unas preguntas sin responder, aquí y en lo guardado. */
  forget(questions) {
    for (const question of questions) question.reset();
    this.store();
  }

  /** Empieza una ronda por la primera pregunta sin responder. */
  start(round) {
    this.round = round;
    this.current = this.firstPending();
    this.update();
    this.round[this.current].focus();
  }
}

customElements.define("quiz-block", QuizBlock);
