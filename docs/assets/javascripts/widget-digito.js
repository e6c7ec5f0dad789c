// `<draw-digit data-src="…">`: dibujas un dígito y responde una red que entrenó la lección.
// El dibujo no sale de la página.

import { button, decimals, make, shape, turnOff } from "./mandos.js";
import { createCache, forward } from "./red.js";
import { PIXELS, SIDE, problemOf, toImage } from "./widget-digito-imagen.js";
import { Announcer, readData } from "./widget-piezas.js";

const STEPS = 16; // casillas por lado en las que se mueve la pluma del teclado
const SURE = 0.9; // por debajo, la red duda
const LOST = 0.5; // por debajo, no lo ve claro
const KEYS = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
  Home: [-1, -1],
  PageUp: [1, -1],
  End: [-1, 1],
  PageDown: [1, 1],
};
const HELP =
  "Dibuja con el dedo o el ratón, bien grande. Con el teclado: las flechas mueven la pluma (Inicio, Fin y " +
  "las dos de página, en diagonal), la barra espaciadora la baja y la levanta, y Supr borra.";

/** Las capas de la red: las mismas tablas que dejó Keras. */
export function networkOf({ W1, b1, W2, b2 }) {
  const layer = (W, b, activation) => ({
    n_in: W.length,
    n_out: b.length,
    activation,
    W: Float64Array.from(W.flat()),
    b: Float64Array.from(b),
  });
  return [layer(W1, b1, "relu"), layer(W2, b2, "linear")];
}

/** Las diez probabilidades que da la red a una imagen de 64 grises, de 0 a 16. */
export function predict(network, image) {
  const x = image.map((gray) => gray / 16);
  const z = forward(network, createCache(network, 1), x, 1);
  const top = Math.max(...z); // softmax sin desbordar
  const exponentials = Array.from(z, (value) => Math.exp(value - top));
  const sum = exponentials.reduce((a, b) => a + b, 0);
  return exponentials.map((value) => value / sum);
}

class DrawDigit extends HTMLElement {
  async connectedCallback() {
    this.strokes = [];
    this.cursor = [STEPS / 2, STEPS / 2];
    if (!this.ui) this.build();
    this.listen();
    this.refresh();
    try {
      const data = await readData(this.dataset.src);
      this.ink = data.ink;
      this.network = networkOf(data);
      this.refresh();
    } catch {
      this.ui.answer.textContent = "No se ha podido cargar la red: recarga la página para volver a intentarlo.";
    }
  }

  disconnectedCallback() {
    this.stopper.abort();
    this.ui.says.stop();
    this.ui.tells.stop();
    cancelAnimationFrame(this.frame);
    this.frame = 0;
  }

  // Construir

  build() {
    this.ui = {};
    const title = make("p", { class: "widget__title", text: "Dibuja un dígito" });
    const work = make("div", { class: "digit__work" }, this.makeSheet(), this.makeViews(), this.makeTable());
    this.replaceChildren(title, this.makeAnswer(), work, this.makeNumbers());
  }

  /** La hoja: se dibuja en ella con el puntero o, si tiene el foco, con el teclado. */
  makeSheet() {
    const { ui } = this;
    ui.path = shape("path", { class: "digit__stroke" });
    ui.cursor = shape("circle", { class: "digit__cursor", r: 3 });
    ui.hint = make("span", { class: "digit__hint", text: "Dibuja aquí", "aria-hidden": "true" });
    const view = shape("svg", { viewBox: "0 0 100 100", "aria-hidden": "true" }, ui.path, ui.cursor);
    const help = make("p", { class: "digit__help", id: "digit-help", text: HELP });
    ui.sheet = make("div", {
      class: "digit__sheet",
      tabindex: 0,
      role: "application",
      "aria-label": "Hoja para dibujar",
      "aria-describedby": help.id,
    });
    ui.sheet.append(view, ui.hint);
    ui.undo = button("Deshacer trazo", () => this.undo());
    ui.clear = button("Borrar", () => this.clear());
    ui.place = make("p", { class: "widget__hidden", role: "status" });
    ui.tells = new Announcer(ui.place, 150);
    const tools = make("div", { class: "digit__tools" }, ui.undo, ui.clear);
    return make("div", { class: "digit__draw" }, ui.sheet, tools, help, ui.place);
  }

  /** Lo que queda del dibujo: el mapa de 32×32 y la imagen de 8×8. */
  makeViews() {
    const { ui } = this;
    ui.bitmap = shape("path");
    ui.pixels = Array.from({ length: PIXELS * PIXELS }, (_, i) =>
      shape("rect", { x: i % PIXELS, y: Math.floor(i / PIXELS), width: 1, height: 1 }),
    );
    const figure = (side, caption, label, ...children) => {
      const view = shape("svg", { viewBox: `0 0 ${side} ${side}`, role: "img", "aria-label": label }, ...children);
      return make("figure", { class: "digit__view" }, view, make("figcaption", { text: caption }));
    };
    return make(
      "div",
      { class: "digit__views" },
      figure(SIDE, "enderezado, a su tamaño y con su tinta", "Tu dibujo, en un mapa de 32 por 32 puntos", ui.bitmap),
      figure(PIXELS, "lo que ve la red: 8×8", "Tu dibujo, en 8 por 8 píxeles grises", ...ui.pixels),
    );
  }

  /** Las diez probabilidades. */
  makeTable() {
    this.ui.rows = Array.from({ length: 10 }, (_, digit) => {
      const bar = make("span", { class: "digit__bar" });
      const text = make("td", { class: "digit__number" });
      const row = make("tr", {}, make("th", { scope: "row", text: digit }), make("td", { "aria-hidden": "true" }, bar), text);
      return { row, bar, text };
    });
    const caption = make("caption", { text: "Probabilidad de cada dígito" });
    return make("table", { class: "digit__table" }, caption, make("tbody", {}, ...this.ui.rows.map(({ row }) => row)));
  }

  /** La respuesta: escrita al momento y anunciada cuando se deja de dibujar. */
  makeAnswer() {
    this.ui.answer = make("p", { class: "digit__answer" });
    const status = make("p", { class: "widget__hidden", role: "status" });
    this.ui.says = new Announcer(status);
    return make("div", {}, this.ui.answer, status);
  }

  makeNumbers() {
    this.ui.numbers = make("pre", { tabindex: 0, role: "group", "aria-label": "Los 64 grises, fila a fila" });
    const summary = make("summary", { text: "Los 64 números que recibe la red" });
    return make("details", { class: "digit__details" }, summary, this.ui.numbers);
  }

  // Dibujar

  listen() {
    this.stopper = new AbortController();
    const { signal } = this.stopper;
    const { sheet } = this.ui;
    const on = (type, action) => sheet.addEventListener(type, (event) => action.call(this, event), { signal });
    on("pointerdown", this.startStroke);
    on("pointermove", this.followStroke);
    on("pointerup", this.endStroke);
    on("pointercancel", this.endStroke);
    on("keydown", this.useKey);
    on("blur", this.liftPen);
  }

  startStroke(event) {
    if (event.button !== 0 || !event.isPrimary) return;
    this.liftPen();
    this.pointer = event.pointerId;
    this.ui.sheet.setPointerCapture(event.pointerId);
    this.strokes.push([this.pointOf(event)]);
    this.schedule();
  }

  followStroke(event) {
    if (event.pointerId !== this.pointer) return;
    const events = event.getCoalescedEvents?.() ?? [];
    for (const each of events.length ? events : [event]) this.strokes.at(-1).push(this.pointOf(each));
    this.schedule();
  }

  endStroke(event) {
    if (event.pointerId === this.pointer) this.pointer = undefined;
  }

  /** El punto de la hoja, de 0 a 100, sin salirse. */
  pointOf(event) {
    const { left, top, width, height } = this.ui.sheet.getBoundingClientRect();
    const inside = (value) => Math.max(0, Math.min(100, value));
    return [inside((100 * (event.clientX - left)) / width), inside((100 * (event.clientY - top)) / height)];
  }

  useKey(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (KEYS[event.key]) this.moveCursor(KEYS[event.key]);
    else if (event.key === " ") this.togglePen();
    else if (event.key === "Delete" || event.key === "Backspace") this.clear();
    else return;
    event.preventDefault();
  }

  moveCursor([dx, dy]) {
    const inside = (value) => Math.max(0, Math.min(STEPS, value));
    this.cursor = [inside(this.cursor[0] + dx), inside(this.cursor[1] + dy)];
    if (this.penDown) this.strokes.at(-1).push(this.cursorPoint);
    this.tellPlace();
    this.schedule();
  }

  togglePen() {
    this.penDown = !this.penDown;
    if (this.penDown) this.strokes.push([this.cursorPoint]);
    this.tellPlace();
    this.schedule();
  }

  liftPen() {
    this.penDown = false;
    this.schedule();
  }

  get cursorPoint() {
    return this.cursor.map((value) => (100 * value) / STEPS);
  }

  tellPlace() {
    const [column, row] = this.cursor;
    this.ui.tells.say(`Columna ${column}, fila ${row}. Pluma ${this.penDown ? "bajada" : "levantada"}.`);
  }

  undo() {
    this.penDown = false;
    this.strokes.pop();
    this.schedule();
  }

  clear() {
    this.penDown = false;
    this.strokes = [];
    this.schedule();
  }

  // Enseñar

  /** Deja para el próximo fotograma lo que haya que volver a pintar. */
  schedule() {
    this.frame ||= requestAnimationFrame(() => {
      this.frame = 0;
      this.refresh();
    });
  }

  refresh() {
    const { ui } = this;
    const line = ([first, ...rest]) => `M${first}L${[...(rest.length ? rest : [first])].join(" ")}`;
    ui.path.setAttribute("d", this.strokes.map(line).join(""));
    const [x, y] = this.cursorPoint;
    ui.cursor.setAttribute("cx", x);
    ui.cursor.setAttribute("cy", y);
    ui.cursor.classList.toggle("digit__cursor--down", Boolean(this.penDown));
    ui.hint.hidden = this.strokes.length > 0;
    for (const each of [ui.undo, ui.clear]) turnOff(each, this.strokes.length === 0);
    this.classify();
  }

  /** Pasa el dibujo por la red y escribe lo que responde. */
  classify() {
    const empty = this.strokes.length === 0;
    const blank = { bitmap: new Uint8Array(SIDE * SIDE), image: new Float64Array(PIXELS * PIXELS) };
    const { bitmap, image } = empty || !this.network ? blank : toImage(this.strokes, this.ink);
    this.showImage(bitmap, image);
    if (!this.network) {
      this.showProbabilities([]);
      return;
    }
    const problem = empty ? "La hoja está en blanco." : problemOf(this.strokes, bitmap);
    const probabilities = problem ? [] : predict(this.network, image);
    this.showProbabilities(probabilities);
    const text = problem || answerOf(probabilities);
    if (text === this.ui.answer.textContent) return;
    if (this.ui.answer.textContent) this.ui.says.say(text); // al llegar a la página no se anuncia
    this.ui.answer.textContent = text;
  }

  showImage(bitmap, image) {
    const { ui } = this;
    const dots = [];
    for (let i = 0; i < bitmap.length; i++) {
      if (bitmap[i]) dots.push(`M${i % SIDE} ${Math.floor(i / SIDE)}h1v1h-1z`);
    }
    ui.bitmap.setAttribute("d", dots.join(""));
    ui.pixels.forEach((pixel, i) => pixel.setAttribute("fill-opacity", image[i] / 16));
    const rows = Array.from({ length: PIXELS }, (_, row) => image.slice(row * PIXELS, (row + 1) * PIXELS));
    ui.numbers.textContent = rows.map((row) => Array.from(row, (gray) => String(gray).padStart(2)).join(" ")).join("\n");
  }

  showProbabilities(probabilities) {
    const best = probabilities.indexOf(Math.max(...probabilities));
    this.ui.rows.forEach(({ row, bar, text }, digit) => {
      row.classList.toggle("digit__best", digit === best);
      bar.style.width = `${100 * (probabilities[digit] ?? 0)}%`;
      text.textContent = probabilities.length ? written(probabilities[digit]) : "—";
    });
  }
}

/** Una probabilidad; ninguna vale 1 del todo. */
function written(probability) {
  return probability >= 0.9995 ? "> 0.999" : decimals(probability, 3);
}

/** Lo que responde la red, con sus dudas. */
export function answerOf(probabilities) {
  const order = probabilities.map((_, digit) => digit).sort((a, b) => probabilities[b] - probabilities[a]);
  const [first, second] = order;
  const tell = (digit) => `${digit} (probabilidad ${written(probabilities[digit])})`;
  if (probabilities[first] >= SURE) return `La red dice ${tell(first)}.`;
  if (probabilities[first] >= LOST) return `La red dice ${tell(first)}, con dudas: también podría ser ${tell(second)}.`;
  return `La red no lo ve claro: ¿${tell(first)}, ${tell(second)}…?`;
}

customElements.define("draw-digit", DrawDigit);
