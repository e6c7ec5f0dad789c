// El descenso del gradiente: función, comienzo, tasa y método; el camino se dibuja paso a paso.

import { Range, Select, button, decimals, icon, make, shape } from "./mandos.js";
import { Plot, Readings, Voice, clamp, powers, round } from "./widget-graficas.js";

const RATES = [0.001, 0.003, 0.01, 0.02, 0.03, 0.04, 0.045, 0.05, 0.1, 0.2, 0.3, 0.5, 0.9, 1, 1.05, 1.2];
const MOST = 300; // pasos
const EVERY = 120; // milisegundos entre dos pasos
const STILL = 1e-4; // pendiente con la que se da por llegado
const FAR = 3; // a cuántas veces el tamaño del dibujo se da por perdido

const [COS, SIN] = [Math.SQRT1_2, Math.SQRT1_2]; // el valle girado 45 grados
const valley = ([a, b]) => 0.5 * (a ** 2 + 50 * b ** 2);
const turnBack = ([a, b]) => [COS * a + SIN * b, COS * b - SIN * a];
const turn = ([a, b]) => [COS * a - SIN * b, SIN * a + COS * b];

/** Las funciones de la lección, con su gradiente, lo que se ve y por dónde se empieza. */
export const SURFACES = {
  square: {
    text: "Parábola x²", f: ([x]) => x ** 2, gradient: ([x]) => [2 * x],
    x: [-6.5, 6.5], y: [-3, 45], xTicks: [-5, 0, 5], yTicks: [0, 20, 40], start: [-4], rate: 0.2, minima: [[0]],
  },
  valleys: {
    text: "Dos valles x⁴ − 3x² + x", f: ([x]) => x ** 4 - 3 * x ** 2 + x, gradient: ([x]) => [4 * x ** 3 - 6 * x + 1],
    x: [-2.2, 2.2], y: [-4.2, 7], xTicks: [-2, -1, 0, 1, 2], yTicks: [-4, -2, 0, 2, 4, 6], start: [2], rate: 0.02,
    minima: [[-1.3008395659415772], [1.130901122629986]],
  },
  bowl: {
    text: "Cuenco a² + 3b²", f: ([a, b]) => a ** 2 + 3 * b ** 2, gradient: ([a, b]) => [2 * a, 6 * b],
    x: [-4.6, 4.6], y: [-3, 3], xTicks: [-4, -2, 0, 2, 4], yTicks: [-2, 0, 2], start: [-4, 2], rate: 0.05, minima: [[0, 0]],
    levels: [0.3, 1, 3, 7, 13, 21, 31],
  },
  valley: {
    text: "Valle estrecho ½(a² + 50b²)", f: valley, gradient: ([a, b]) => [a, 50 * b],
    x: [-9, 5], y: [-2.4, 2.4], xTicks: [-8, -4, 0, 4], yTicks: [-2, -1, 0, 1, 2], start: [-8, 1.5], rate: 0.03, minima: [[0, 0]],
    levels: [1, 5, 15, 30, 60, 100],
  },
  turned: {
    text: "El mismo valle, girado", f: (point) => valley(turnBack(point)),
    gradient: (point) => {
      const [a, b] = turnBack(point);
      return turn([a, 50 * b]);
    },
    x: [-9, 5], y: [-7.5, 3.5], xTicks: [-8, -4, 0, 4], yTicks: [-6, -4, -2, 0, 2], start: [-6.7, -4.6], rate: 0.03, minima: [[0, 0]],
    levels: [1, 5, 15, 30, 60, 100],
  },
  saddle: {
    text: "Silla ½a² + ¼b⁴ − ½b²", f: ([a, b]) => a ** 2 / 2 + b ** 4 / 4 - b ** 2 / 2, gradient: ([a, b]) => [a, b ** 3 - b],
    x: [-2.6, 2.6], y: [-1.8, 1.8], xTicks: [-2, -1, 0, 1, 2], yTicks: [-1, 0, 1], start: [2, 0], rate: 0.1, minima: [[0, 1], [0, -1]],
    levels: [-0.2, -0.1, 0, 0.25, 0.75, 1.5, 2.5],
  },
};

export const OPTIMIZERS = { sgd: "Sencillo", momentum: "Momento (β = 0.9)", rmsprop: "RMSprop (ρ = 0.9)", adam: "Adam (0.9 y 0.999)" };

/** Lo que un método recuerda: cuántos pasos lleva y dos números por parámetro. */
export function createMemory(n) {
  return { t: 0, m: Array(n).fill(0), v: Array(n).fill(0) };
}

/** Un paso, con las fórmulas de la lección. Cambia `memory` y devuelve el punto nuevo. */
export function advance(name, theta, g, rate, memory, { beta_1 = 0.9, beta_2 = 0.999, rho = 0.9, epsilon = 1e-7 } = {}) {
  const { m, v } = memory;
  memory.t += 1;
  return theta.map((value, i) => {
    if (name === "momentum") {
      m[i] = beta_1 * m[i] - rate * g[i];
      return value + m[i];
    }
    if (name === "rmsprop") {
      v[i] = rho * v[i] + (1 - rho) * g[i] ** 2;
      return value - (rate * g[i]) / Math.sqrt(v[i] + epsilon);
    }
    if (name === "adam") {
      m[i] = beta_1 * m[i] + (1 - beta_1) * g[i];
      v[i] = beta_2 * v[i] + (1 - beta_2) * g[i] ** 2;
      const [m_hat, v_hat] = [m[i] / (1 - beta_1 ** memory.t), v[i] / (1 - beta_2 ** memory.t)];
      return value - (rate * m_hat) / (Math.sqrt(v_hat) + epsilon);
    }
    return value - rate * g[i];
  });
}

/** `data-surfaces` dice qué funciones ofrece; con `data-plain`, solo el descenso sencillo. */
class DescentWidget extends HTMLElement {
  connectedCallback() {
    if (this.ui) return;
    this.ui = {};
    this.names = (this.dataset.surfaces ?? Object.keys(SURFACES).join(" ")).split(" ");
    Object.assign(this, { optimizer: "sgd", ghost: [] });
    this.build();
    this.choose(this.names[0]);
  }

  disconnectedCallback() {
    this.pause();
    this.voice.stop();
  }

  // Construir

  build() {
    const { ui } = this;
    this.voice = new Voice();
    this.plot = new Plot({ height: 300 });
    this.plot.watch((point) => this.setStart(point));
    ui.play = button("Bajar", () => this.toggle(), { class: "control__button--main plots__play" }, "play");
    ui.step = button("Un paso", () => this.stepOnce(), {}, "step");
    ui.reset = button("Reiniciar", () => this.restart(), {}, "reset");
    ui.readings = new Readings(["Paso", "Pérdida", "Pendiente"]);
    const buttons = make("div", { class: "plots__buttons" }, ui.play, ui.step, ui.reset);
    const drawing = make("div", { class: "plots__drawing" }, this.plot.element, buttons);
    ui.place = make("p", { class: "plots__hint plots__numbers" });
    ui.verdict = make("p", { class: "plots__result" });
    const controls = make("div", { class: "plots__controls" }, ...this.makeFields(), ui.readings.element, ui.place, ui.verdict);
    const title = make("p", { class: "widget__title", text: "Prueba tú: suelta la bola" });
    const body = make("div", { class: "plots", role: "group", "aria-label": "Descenso del gradiente" });
    body.append(drawing, controls, this.voice.element);
    this.append(title, body);
  }

  makeFields() {
    const { ui } = this;
    const names = this.names.map((name) => [name, SURFACES[name].text]);
    ui.name = new Select("Función", names, (name) => this.choose(name));
    ui.optimizer = new Select("Método", Object.entries(OPTIMIZERS), (optimizer) => this.retry({ optimizer }));
    ui.optimizer.element.hidden = "plain" in this.dataset; // antes de que la lección presente los demás
    const write = (index) => String(RATES[index]);
    ui.rate = new Range("Tasa de aprendizaje η", { min: 0, max: RATES.length - 1, step: 1, write }, (index) => this.retry({ rate: RATES[index] }));
    const range = { min: -1, max: 1, step: 0.1, write: (value) => decimals(value, this.places) };
    ui.starts = [0, 1].map((axis) => new Range("", range, (value) => this.setStart(this.start.with(axis, value))));
    return [ui.name.element, ui.optimizer.element, ui.rate.element, ...ui.starts.map(({ element }) => element)];
  }

  // Cambiar

  get surface() {
    return SURFACES[this.name];
  }

  get flat() {
    return this.surface.start.length === 2; // dos parámetros: se ve desde arriba
  }

  /** Decimales del comienzo: en la silla, una milésima lo cambia todo. */
  get places() {
    return this.name === "saddle" ? 3 : 1;
  }

  choose(name) {
    const { ui } = this;
    Object.assign(this, { name, ghost: [], start: SURFACES[name].start, rate: SURFACES[name].rate });
    const { x, y, xTicks, yTicks } = this.surface;
    const labels = this.flat ? { xLabel: "a", yLabel: "b" } : { xLabel: "x", yLabel: "f(x)" };
    this.plot.frame({ x, y, xTicks, yTicks, ...labels });
    this.prepareStarts();
    this.ground = this.flat
      ? this.plot.contours(this.surface.f, this.surface.levels)
      : [this.plot.curve((value) => this.surface.f([value]), { class: "plot__ground" })];
    ui.name.value = name;
    this.reset();
  }

  prepareStarts() {
    const { x, y } = this.surface;
    const letters = this.flat ? ["a", "b"] : ["x"];
    this.ui.starts.forEach((range, axis) => {
      range.element.hidden = axis >= letters.length;
      range.element.querySelector("label").textContent = `Comienzo, ${letters[axis] ?? "b"}`;
      const [low, high] = this.limits(axis ? y : x);
      const [min, max] = [Math.ceil(low * 10) / 10, Math.floor(high * 10) / 10];
      Object.assign(range.input, { min, max, step: 10 ** -this.places });
    });
  }

  /** Hasta dónde puede empezar la bola: un poco dentro del marco. */
  limits([low, high]) {
    const margin = 0.03 * (high - low);
    return [low + margin, high - margin];
  }

  setStart(point) {
    const { x, y } = this.surface;
    this.start = this.start.map((_, axis) => round(clamp(point[axis], ...this.limits(axis ? y : x)), this.places) + 0);
    this.ghost = [];
    this.reset();
  }

  /** Otra tasa u otro método desde el mismo sitio: el camino anterior queda tenue, para comparar. */
  retry(changes) {
    if (this.path.length > 1) this.ghost = this.path;
    Object.assign(this, changes);
    this.reset();
  }

  restart() {
    this.reset();
    this.voice.say("La bola vuelve al comienzo.", 100);
  }

  reset() {
    this.pause();
    this.theta = [...this.start];
    this.path = [this.theta];
    this.memory = createMemory(this.theta.length);
    this.state = "";
    this.voice.stop();
    this.show();
  }

  // Bajar

  /** Da un paso y mira si ha llegado, se ha perdido o se ha cansado. */
  move() {
    const { surface, rate } = this;
    this.theta = advance(this.optimizer, this.theta, surface.gradient(this.theta), rate, this.memory);
    this.path.push(this.theta);
    const lost = this.theta.some((value, axis) => {
      const [low, high] = axis ? surface.y : surface.x;
      return !(Math.abs(value - (low + high) / 2) < FAR * (high - low));
    });
    const last = this.path.at(-2);
    const moved = Math.hypot(...this.theta.map((value, axis) => value - last[axis]));
    if (lost) this.state = "lost";
    else if (this.slope() < STILL && moved < STILL) this.state = "still";
    else if (this.path.length > MOST) this.state = "tired";
  }

  slope() {
    return Math.hypot(...this.surface.gradient(this.theta));
  }

  stepOnce() {
    this.pause();
    if (!this.state) this.move();
    this.show();
    this.voice.say(`Paso ${this.path.length - 1}: pérdida ${this.lossText()}. ${this.verdict()}`);
  }

  toggle() {
    if (this.playing) {
      this.pause();
      return this.show();
    }
    if (this.state) this.reset();
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) {
      while (!this.state) this.move(); // sin animación: de una vez
      return this.finish();
    }
    this.playing = true;
    this.due = performance.now();
    this.frame = requestAnimationFrame((now) => this.run(now));
    return this.showPlay();
  }

  run(now) {
    if (now >= this.due) {
      this.due = now + (this.path.length < 20 ? EVERY : EVERY / 4); // despacio al principio, que es lo que se mira
      this.move();
      this.show();
    }
    if (this.state) this.finish();
    else this.frame = requestAnimationFrame((next) => this.run(next));
  }

  finish() {
    this.pause();
    this.show();
    this.voice.say(`${this.path.length - 1} pasos, pérdida ${this.lossText()}. ${this.verdict()}`, 100);
  }

  pause() {
    cancelAnimationFrame(this.frame);
    this.playing = false;
    if (this.ui.play) this.showPlay();
  }

  // Enseñar

  showPlay() {
    this.ui.play.replaceChildren(icon(this.playing ? "pause" : "play"), make("span", { text: this.playing ? "Pausa" : "Bajar" }));
  }

  show() {
    const { ui, theta } = this;
    ui.optimizer.value = this.optimizer;
    ui.rate.value = RATES.indexOf(this.rate);
    this.start.forEach((value, axis) => (ui.starts[axis].value = value));
    const slope = this.flat ? this.slope() : this.surface.gradient(theta)[0];
    ui.readings.show([String(this.path.length - 1), this.lossText(), powers(round(slope, 6) || 0)]);
    const letters = this.flat ? ["a", "b"] : ["x"];
    ui.place.textContent = letters.map((letter, axis) => `${letter} = ${powers(round(theta[axis], 6) || 0)}`).join(", ");
    ui.verdict.textContent = this.verdict();
    ui.verdict.classList.toggle("plots__wrong", this.state === "lost");
    this.paint();
  }

  lossText() {
    return powers(round(this.surface.f(this.theta), 6) || 0);
  }

  /** Lo que ha pasado, en palabras. */
  verdict() {
    const { path, surface } = this;
    if (path.length === 1) return "Pulsa «Bajar» o da un paso.";
    if (this.state === "lost") return "Diverge: cada paso lo lleva más lejos. Prueba una tasa menor.";
    if (this.state === "still") return this.arrival();
    const [first, last] = [surface.f(path[0]), surface.f(this.theta)];
    if (this.state === "tired") {
      if (last >= first - 1e-9) return `Tras ${MOST} pasos no ha bajado: rebota de un lado a otro.`;
      const heights = path.slice(-20).map(surface.f);
      if (heights.some((height, i) => i && height >= heights[i - 1])) return `Tras ${MOST} pasos sigue temblando sin posarse.`;
      return `Tras ${MOST} pasos todavía no ha llegado: va muy despacio.`;
    }
    if (last > surface.f(path.at(-2))) return "Este paso ha subido: se ha pasado de largo.";
    return "Este paso ha bajado.";
  }

  /** Dónde se ha parado: en el mínimo, en otro que no es el más hondo o en una silla. */
  arrival() {
    const { minima, f } = this.surface;
    const steps = this.path.length - 1;
    const near = minima.find((place) => Math.hypot(...place.map((value, axis) => value - this.theta[axis])) < 0.05);
    if (!near) return "La pendiente es 0, pero esto no es un mínimo: es un punto de silla. Empieza con b = 0.001.";
    const deepest = Math.min(...minima.map(f));
    if (f(near) > deepest + 1e-6) return `Se para tras ${steps} pasos en un mínimo local: el otro valle es más hondo.`;
    return `Ha llegado al mínimo en ${steps} pasos.`;
  }

  paint() {
    const { plot, surface, path, theta } = this;
    const spots = (points) => (this.flat ? points : points.map(([x]) => [x, surface.f([x])]));
    const trail = (points, name) => shape("path", { class: name, d: plot.through(spots(points)) });
    const goals = surface.minima.map((place) => this.cross(spots([place])[0]));
    const dots = spots(path).map((spot) => plot.dot(spot, "plot__step", 3));
    const trails = [trail(this.ghost, "plot__path plot__path--ghost"), trail(path, "plot__path")];
    plot.area.replaceChildren(...this.ground, ...goals, ...trails, ...dots, ...this.direction());
    const [ball] = spots([theta]);
    const inside = ball.every((value, axis) => value >= plot[axis ? "y" : "x"][0] && value <= plot[axis ? "y" : "x"][1]);
    plot.over.replaceChildren(...(inside ? [plot.handle(ball)] : []));
    plot.describe(`${surface.text}, paso ${path.length - 1}: pérdida ${this.lossText()}. ${this.verdict()}`);
  }

  /** En una curva, la tangente; en un mapa, la flecha que señala hacia donde más se baja. */
  direction() {
    const { plot, theta, surface } = this;
    const g = surface.gradient(theta);
    if (!this.flat) return [plot.tangent([theta[0], surface.f(theta)], g[0], "plot__tangent plot__tangent--ink")];
    const scale = [0, 1].map((axis) => plot.inner[axis ? "height" : "width"] / (plot[axis ? "y" : "x"][1] - plot[axis ? "y" : "x"][0]));
    const length = Math.hypot(g[0] * scale[0], g[1] * scale[1]);
    if (this.state === "still" || !(length > 1e-6) || !Number.isFinite(length)) return []; // llano, o perdida
    const far = 34 / length;
    return [plot.arrow(theta, [theta[0] - far * g[0], theta[1] - far * g[1]], "plot__arrow")];
  }

  cross([x, y]) {
    const [h, v] = [this.plot.px(x), this.plot.py(y)];
    return shape("path", { class: "plot__goal", d: `M${h - 5} ${v - 5}l10 10m0 -10l-10 10` });
  }
}

customElements.define("descent-widget", DescentWidget);
