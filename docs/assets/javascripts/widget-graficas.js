// Lo que comparten los widgets que dibujan: ejes, curvas, curvas de nivel, arrastre, barras, avisos y softmax.

import { decimals, make, shape } from "./mandos.js";

const PAUSE = 900; // milisegundos de calma antes de decir el resultado en voz alta
const UP = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/** Un dibujo con ejes. `area` recorta lo que se sale; `over` va encima y no recorta. */
export class Plot {
  constructor({ width = 360, height = 280, left = 50, right = 12, top = 12, bottom = 42 } = {}) {
    Object.assign(this, { width, left, top, inner: { width: width - left - right, height: height - top - bottom } });
    const { inner } = this;
    this.axes = shape("g");
    const box = { x: left, y: top, width: inner.width, height: inner.height };
    this.area = shape("svg", { ...box, viewBox: `${left} ${top} ${inner.width} ${inner.height}` });
    this.over = shape("g");
    this.element = shape("svg", { class: "plot", viewBox: `0 0 ${width} ${height}`, role: "img" });
    this.element.append(this.axes, this.area, this.over);
  }

  /** Pone los límites de los ejes, sus marcas (valor y texto) y sus rótulos. */
  frame({ x, y, xTicks, yTicks, xLabel, yLabel = "" }) {
    Object.assign(this, { x, y });
    const { left, top, inner } = this;
    const [right, bottom] = [left + inner.width, top + inner.height];
    const parts = [shape("rect", { class: "plot__frame", x: left, y: top, width: inner.width, height: inner.height })];
    const text = (place, words) => parts.push(shape("text", { class: "plot__tick", ...place }, words));
    for (const [value, words = writeTick(value)] of xTicks.map((each) => [each].flat())) {
      const at = this.px(value);
      parts.push(shape("line", { class: "plot__grid", x1: at, x2: at, y1: top, y2: bottom }));
      text({ x: at, y: bottom + 16, "text-anchor": "middle" }, words);
    }
    for (const [value, words = writeTick(value)] of yTicks.map((each) => [each].flat())) {
      const at = this.py(value);
      parts.push(shape("line", { class: "plot__grid", x1: left, x2: right, y1: at, y2: at }));
      text({ x: left - 6, y: at + 4.5, "text-anchor": "end" }, words);
    }
    text({ x: left + inner.width / 2, y: bottom + 35, "text-anchor": "middle" }, xLabel);
    if (yLabel) text({ x: 14, y: top + inner.height / 2, "text-anchor": "middle", transform: `rotate(-90 14 ${top + inner.height / 2})` }, yLabel);
    this.axes.replaceChildren(...parts);
  }

  /** De los datos al dibujo. Lo muy lejano se acerca: un SVG no admite números enormes. */
  px(value) {
    const { left, inner, x } = this;
    return round(left + clamp((value - x[0]) / (x[1] - x[0]), -50, 50) * inner.width);
  }

  py(value) {
    const { top, inner, y } = this;
    return round(top + (1 - clamp((value - y[0]) / (y[1] - y[0]), -50, 50)) * inner.height);
  }

  /** Del puntero a los datos. */
  at(event) {
    const { left, top, inner, x, y } = this;
    const box = this.element.getBoundingClientRect();
    const scale = this.width / box.width;
    const [h, v] = [(event.clientX - box.left) * scale - left, (event.clientY - box.top) * scale - top];
    return [x[0] + (h / inner.width) * (x[1] - x[0]), y[1] - (v / inner.height) * (y[1] - y[0])];
  }

  /** El trazo que une unos puntos. */
  through(points) {
    return points.map(([x, y], i) => `${i ? "L" : "M"}${this.px(x)} ${this.py(y)}`).join("");
  }

  /** La gráfica de f; en los saltos se levanta el lápiz. */
  curve(f, attributes, jumps = [], [low, high] = this.x) {
    const ends = [low, ...jumps, high];
    const pieces = ends.slice(1).map((end, i) => {
      const [from, to] = [i ? ends[i] + 1e-9 : low, i < jumps.length ? end - 1e-9 : end];
      const n = Math.ceil((160 * (to - from)) / (high - low)) + 1;
      return this.through(Array.from({ length: n + 1 }, (_, k) => from + ((to - from) * k) / n).map((x) => [x, f(x)]));
    });
    return shape("path", { ...attributes, d: pieces.join("") });
  }

  line(from, to, name) {
    return shape("path", { class: name, d: this.through([from, to]) });
  }

  /** Una recta por un punto, con su pendiente, hasta los bordes. */
  tangent([x, y], slope, name = "plot__tangent") {
    const ends = this.x.map((end) => [end, y + slope * (end - x)]);
    return this.line(...ends, name);
  }

  dot([x, y], name, r = 6) {
    return shape("circle", { class: name, cx: this.px(x), cy: this.py(y), r });
  }

  /** El punto que se arrastra, con sitio de sobra para el dedo. */
  handle([x, y], name = "") {
    const place = { cx: this.px(x), cy: this.py(y) };
    const group = shape("g", { class: `plot__handle ${name}` });
    group.append(shape("circle", { class: "plot__reach", ...place, r: 20 }), shape("circle", { class: "plot__ball", ...place, r: 8 }));
    return group;
  }

  arrow(from, to, name) {
    const [x1, y1, x2, y2] = [this.px(from[0]), this.py(from[1]), this.px(to[0]), this.py(to[1])];
    const length = Math.hypot(x2 - x1, y2 - y1) || 1;
    const [u, v] = [(x2 - x1) / length, (y2 - y1) / length];
    const head = [[-9, -5], [0, 0], [-9, 5]].map(([a, b]) => `${round(x2 + a * u - b * v)} ${round(y2 + a * v + b * u)}`);
    return shape("path", { class: name, d: `M${x1} ${y1}L${x2} ${y2}M${head.join("L")}` });
  }

  label([x, y], words, attributes = {}) {
    return shape("text", { class: "plot__label", x: this.px(x), y: this.py(y), ...attributes }, words);
  }

  /** Las curvas de nivel de f(a, b): en cada casilla, el trozo que la cruza. */
  contours(f, levels, cells = 72) {
    const { x, y } = this;
    const step = [(x[1] - x[0]) / cells, (y[1] - y[0]) / cells];
    const table = Array.from({ length: cells + 1 }, (_, j) =>
      Array.from({ length: cells + 1 }, (_, i) => f([x[0] + i * step[0], y[0] + j * step[1]])),
    );
    return levels.map((level) => {
      let d = "";
      for (let j = 0; j < cells; j++) for (let i = 0; i < cells; i++) d += this.crossing(table, i, j, level, step);
      return shape("path", { class: "plot__contour", d });
    });
  }

  crossing(table, i, j, level, step) {
    const corners = [[i, j], [i + 1, j], [i + 1, j + 1], [i, j + 1]];
    const ends = [];
    corners.forEach((from, k) => {
      const to = corners[(k + 1) % 4];
      const [v, w] = [table[from[1]][from[0]] - level, table[to[1]][to[0]] - level];
      if (v > 0 === w > 0) return;
      const share = v / (v - w);
      ends.push([0, 1].map((axis) => (axis ? this.y : this.x)[0] + (from[axis] + share * (to[axis] - from[axis])) * step[axis]));
    });
    let d = "";
    for (let k = 0; k + 1 < ends.length; k += 2) d += this.through([ends[k], ends[k + 1]]);
    return d;
  }

  /** Llama a `move` al arrastrar o pulsar. El dedo arrastra solo desde el punto: así se puede desplazar la página. */
  watch(move) {
    const { element } = this;
    let active = false;
    element.addEventListener("pointerdown", (event) => {
      const held = event.target.closest(".plot__handle");
      if (event.button || (event.pointerType !== "mouse" && !held)) return;
      active = true;
      element.setPointerCapture(event.pointerId);
      if (!held) move(this.at(event));
    });
    element.addEventListener("pointermove", (event) => active && move(this.at(event)));
    for (const name of ["pointerup", "pointercancel"]) element.addEventListener(name, () => (active = false));
    element.addEventListener("click", (event) => {
      if (event.pointerType !== "mouse" && !event.target.closest(".plot__handle")) move(this.at(event));
    });
  }

  /** Lo que se lee en lugar del dibujo. */
  describe(text) {
    this.element.setAttribute("aria-label", text);
  }
}

/** Barras con nombre para unas cuantas probabilidades. */
export class Bars {
  constructor(names) {
    this.rows = names.map((name) => {
      const [fill, value] = [make("span", { class: "bars__fill" }), make("span", { class: "bars__value" })];
      const row = make("li", { class: "bars__row" }, make("span", { text: name }), make("span", { class: "bars__track" }, fill), value);
      return { row, fill, value };
    });
    this.element = make("ul", { class: "bars" }, ...this.rows.map(({ row }) => row));
  }

  show(shares, marked = -1) {
    shares.forEach((share, i) => {
      const { row, fill, value } = this.rows[i];
      fill.style.width = `${100 * share}%`;
      value.textContent = decimals(share, 3);
      row.classList.toggle("bars__row--marked", i === marked);
    });
  }
}

/** Dice el resultado en voz alta, cuando lo que cambia se ha quedado quieto. */
export class Voice {
  constructor() {
    this.element = make("p", { class: "widget__hidden", role: "status" });
  }

  say(text, wait = PAUSE) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => (this.element.textContent = text), wait);
  }

  stop() {
    clearTimeout(this.timer);
  }
}

/** Una tabla de unas pocas celdas; la primera de cada fila es su nombre. */
export function table(caption, head, rows) {
  const titles = head.map((text) => (text ? make("th", { scope: "col", text }) : make("td"))); // un título vacío no se lee
  const body = rows.map(([first, ...rest]) => make("tr", {}, make("th", { scope: "row" }, first), ...rest.map((each) => make("td", {}, each))));
  const parts = [make("caption", { text: caption }), make("thead", {}, make("tr", {}, ...titles)), make("tbody", {}, ...body)];
  return make("table", { class: "plots__table" }, ...parts);
}

/** Qué es cada trazo: parejas de clase y texto. */
export function legend(entries) {
  const entry = ([kind, text]) => make("span", {}, make("span", { class: `plots__key plots__key--${kind}` }), text);
  return make("p", { class: "plots__legend" }, ...entries.map(entry));
}

/** Los números que hay que mirar: rótulo y valor. */
export class Readings {
  constructor(names) {
    this.values = names.map(() => make("dd"));
    const terms = names.map((name, i) => make("div", {}, make("dt", { text: name }), this.values[i]));
    this.element = make("dl", { class: "plots__readings" }, ...terms);
  }

  show(texts) {
    texts.forEach((text, i) => (this.values[i].textContent = text));
  }
}

export function clamp(value, low, high) {
  return Math.max(low, Math.min(high, value));
}

/** Las probabilidades que salen de unas sumas, restando antes la mayor para no desbordar. */
export function softmax(z) {
  const high = Math.max(...z);
  const raised = z.map((each) => Math.exp(each - high));
  const total = raised.reduce((sum, each) => sum + each);
  return raised.map((each) => each / total);
}

/** Redondea para que 0.1 + 0.2 sea 0.3. */
export function round(value, places = 2) {
  return Math.round(value * 10 ** places) / 10 ** places;
}

/** Un número muy grande o muy pequeño, con su potencia de diez: 2.3 × 10⁻⁵. */
export function powers(value) {
  if (value === 0) return "0";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "−∞";
  const size = Math.abs(value);
  if (size >= 0.001 && size < 10_000) return decimals(value, size < 10 ? 3 : 1);
  const [digits, exponent] = value.toExponential(1).split("e");
  return `${decimals(Number(digits), 1)} × ${tenTo(Number(exponent))}`;
}

/** 10⁻⁶ */
export function tenTo(exponent) {
  return `10${superscript(exponent)}`;
}

/** Un exponente: ⁻⁶ */
export function superscript(number) {
  return [...String(number)].map((digit) => (digit === "-" ? "⁻" : UP[digit])).join("");
}

function writeTick(value) {
  return String(value).replace("-", "−");
}
