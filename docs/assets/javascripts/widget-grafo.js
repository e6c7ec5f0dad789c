// Lo que comparten los widgets de grafos y redes: SVG, tablas, pasos y neuronas unidas por líneas.

import { button, make, shape, turnOff } from "./mandos.js";

const LOW = "₀₁₂₃₄₅₆₇₈₉";
const PITCH = 44; // píxeles entre dos neuronas vecinas
const HEAD = 58; // píxeles de los títulos de las columnas

/** Un número con el signo menos de verdad y sin ceros de más: 3, 0.5, −0.2891. */
export function short(value, places = 2) {
  if (!Number.isFinite(value)) return "—";
  const text = String(Number(value.toFixed(places)));
  return text === "0" || text === "-0" ? "0" : text.replace("-", "−");
}

/** Un número entre paréntesis si es negativo, para escribirlo detrás de un signo. */
export function inParentheses(text) {
  return text.startsWith("−") ? `(${text})` : text;
}

/** Un nombre con su número debajo: a₁, W₂. */
export function sub(name, number) {
  return name + [...String(number)].map((digit) => LOW[digit]).join("");
}

/** Una flecha entre dos círculos, sin pisarlos. */
export function arrow([x1, y1], [x2, y2], radius) {
  const length = Math.hypot(x2 - x1, y2 - y1);
  const [ux, uy] = [(x2 - x1) / length, (y2 - y1) / length];
  const [sx, sy] = [x1 + (radius + 2) * ux, y1 + (radius + 2) * uy];
  const [ex, ey] = [x2 - (radius + 4) * ux, y2 - (radius + 4) * uy];
  return shape(
    "g",
    { class: "grafo__arrow" },
    line(sx, sy, ex, ey),
    tip(ex, ey, ux, uy),
    tip(sx, sy, -ux, -uy),
  );
}

function line(x1, y1, x2, y2) {
  return shape("line", { x1, y1, x2, y2 });
}

/** La punta de una flecha que llega a (x, y) en la dirección (ux, uy). */
function tip(x, y, ux, uy) {
  const corner = (side) => `${x - 9 * ux + side * uy},${y - 9 * uy - side * ux}`;
  return shape("polygon", { points: `${x + 2 * ux},${y + 2 * uy} ${corner(5)} ${corner(-5)}` });
}

/** La leyenda: de cada clase de marca, lo que significa. */
export function makeLegend(entries) {
  const keys = Object.entries(entries).map(([kind, text]) =>
    make("span", { class: `grafo__key grafo__key--${kind}`, text }),
  );
  return make("p", { class: "grafo__legend" }, ...keys);
}

/** Una tabla con el título de cada columna y, si lo tiene, el suyo. */
export function makeTable(heads, rows, caption = "") {
  const cells = heads.map((text) => make("th", { scope: "col", text }));
  const table = make("table", { class: "grafo__table" });
  if (caption) table.append(make("caption", { text: caption }));
  table.append(make("thead", {}, make("tr", {}, ...cells)), make("tbody", {}, ...rows));
  return table;
}

/** Avanzar, retroceder y empezar de nuevo por una lista de pasos. */
export class Steps {
  /** `show(step)` enseña el paso; `tell(step)` devuelve lo que se anuncia. */
  constructor(count, show, tell) {
    Object.assign(this, { count, show, tell, step: 0 });
    this.next = button("Siguiente", () => this.go(1), { class: "control__button--main" }, "step");
    this.back = button("Atrás", () => this.go(-1));
    this.again = button("Empezar de nuevo", () => this.move(0), {}, "reset");
    this.place = make("p", { class: "grafo__place" });
    this.status = make("p", { class: "widget__hidden", role: "status" });
    this.element = make("div", { class: "grafo__bar", role: "group", "aria-label": "Pasos" });
    this.element.append(this.next, this.back, this.again, this.place, this.status);
    this.element.addEventListener("keydown", (event) =>
      followArrows(event, (change) => this.go(change)),
    );
  }

  go(change) {
    this.move(this.step + change);
  }

  /** Va a un paso; si no existe o es el mismo, no hace nada. */
  move(step) {
    if (step < 0 || step > this.count || step === this.step) return;
    this.step = step;
    this.refresh();
    this.status.textContent = this.tell(step);
  }

  /** Enseña otra vez el paso en el que está, sin anunciarlo. */
  refresh() {
    const { step, count } = this;
    turnOff(this.next, step === count);
    turnOff(this.back, step === 0);
    turnOff(this.again, step === 0);
    this.place.textContent = `Paso ${step} de ${count}`;
    this.show(step);
  }
}

/** Convierte las flechas en +1 o −1; las verticales, solo si lo pide: suelen desplazar la página. */
export function followArrows(event, action, vertical = false) {
  const keys = { ArrowRight: 1, ArrowLeft: -1, ...(vertical && { ArrowDown: 1, ArrowUp: -1 }) };
  const change = keys[event.key];
  if (!change || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  action(change);
}

/** Una red en columnas. La posición horizontal va en tantos por ciento: vale a cualquier ancho. */
export class NetworkDrawing {
  /** `titles`: las líneas del título de cada columna; con `select`, cada neurona es un botón. */
  constructor(sizes, titles, select = null) {
    this.sizes = sizes;
    this.rows = Math.max(...sizes);
    this.lines = shape("svg", { class: "grafo__lines", "aria-hidden": "true" });
    this.edges = sizes.slice(1).map((n_out, i) => this.joinColumns(i, sizes[i], n_out));
    this.nodes = sizes.map((size, column) =>
      this.makeColumn(column, size, column > 0 ? select : null),
    );
    const headers = titles.map((texts, column) => this.makeTitle(texts, column));
    this.element = make(
      "div",
      { class: "grafo__net" },
      this.lines,
      ...headers,
      ...this.nodes.flat(),
    );
    this.element.style.height = `${HEAD + this.rows * PITCH}px`;
  }

  x(column) {
    return `${(100 * (column + 0.5)) / this.sizes.length}%`;
  }

  y(column, row) {
    return HEAD + (row + 0.5 + (this.rows - this.sizes[column]) / 2) * PITCH;
  }

  makeTitle(texts, column) {
    const title = make(
      "div",
      { class: "grafo__column" },
      ...texts.map((text) => make("span", { text })),
    );
    title.style.left = this.x(column);
    return title;
  }

  makeColumn(column, size, select) {
    return Array.from({ length: size }, (_, row) => {
      const kind = column === 0 ? " grafo__node--input" : "";
      const properties = { class: `grafo__node${kind}` };
      if (select) Object.assign(properties, { type: "button", onclick: () => select(column, row) });
      const node = make(select ? "button" : "span", properties);
      node.style.left = this.x(column);
      node.style.top = `${this.y(column, row)}px`;
      return node;
    });
  }

  /** Las líneas de una columna a la siguiente: edges[i][desde][hasta]. */
  joinColumns(column, n_in, n_out) {
    const join = (from, to) => {
      const [x1, x2] = [this.x(column), this.x(column + 1)];
      const edge = line(x1, this.y(column, from), x2, this.y(column + 1, to));
      this.lines.append(edge);
      return edge;
    };
    return Array.from({ length: n_in }, (_, from) =>
      Array.from({ length: n_out }, (__, to) => join(from, to)),
    );
  }

  /** Da a cada línea el trazo y el grosor de su peso. */
  setWeights(network) {
    const largest = Math.max(...network.flatMap(({ W }) => [...W].map(Math.abs)));
    this.each((edge, layer, from, to) => {
      const { W, n_out } = network[layer];
      const weight = W[from * n_out + to];
      edge.classList.add("grafo__edge");
      edge.setAttribute("stroke-width", 0.8 + (3.4 * Math.abs(weight)) / largest);
      edge.classList.toggle("grafo__edge--negative", weight < 0);
    });
  }

  /** Llama a `action(línea, capa, desde, hasta)` con cada línea. */
  each(action) {
    this.edges.forEach((layer, i) =>
      layer.forEach((row, from) => row.forEach((edge, to) => action(edge, i, from, to))),
    );
  }

  /** Escribe en una neurona y le da color: azul, positivo; ocre, negativo. */
  fill(column, row, text, value = 0, limit = 1) {
    const node = this.nodes[column][row];
    node.textContent = text;
    tint(node, value, limit);
  }
}

/** Da a un elemento el color de un valor: más intenso cuanto más cerca de ±limit. */
export function tint(element, value, limit = 1) {
  const share = Math.min(1, Math.abs(value) / limit);
  element.classList.toggle("grafo__tint--negative", value < 0);
  element.style.setProperty("--level", `${Math.round(48 * share)}%`);
}
