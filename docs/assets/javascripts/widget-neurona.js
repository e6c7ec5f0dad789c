// La neurona: pesos y sesgo mueven la recta; cuatro puntos que clasificar y la regla del perceptrón.

import { Range, Select, button, decimals, make, shape } from "./mandos.js";
import { Plot, Voice, clamp, legend, round, table } from "./widget-graficas.js";

const LIMIT = 4; // hasta dónde llegan los pesos con el deslizador
const VIEW = [-0.6, 1.6];
const NAMES = { w1: "Peso w₁", w2: "Peso w₂", b: "Sesgo b" };
const OWN = "propias";

export const POINTS = [[0, 0], [0, 1], [1, 0], [1, 1]];
export const TARGETS = { AND: [0, 0, 0, 1], OR: [0, 1, 1, 1], XOR: [0, 1, 1, 0] };

/** La suma ponderada; con los pesos en décimas, redondear quita la basura del último decimal. */
export function weightedSum({ w1, w2, b }, [x1, x2]) {
  return round(w1 * x1 + w2 * x2 + b, 9);
}

export function step(z) {
  return z >= 0 ? 1 : 0;
}

/** La regla del perceptrón con un ejemplo: los pesos nuevos y el error, −1, 0 o 1. */
export function perceptron(neuron, [x1, x2], target) {
  const error = target - step(weightedSum(neuron, [x1, x2]));
  const { w1, w2, b } = neuron;
  return { error, neuron: { w1: round(w1 + error * x1, 9), w2: round(w2 + error * x2, 9), b: round(b + error, 9) } };
}

/** La parte del cuadro donde z tiene ese signo (Sutherland y Hodgman). */
export function halfPlane(neuron, sign, [low, high] = VIEW) {
  const corners = [[low, low], [high, low], [high, high], [low, high]];
  const heights = corners.map(([x1, x2]) => sign * (neuron.w1 * x1 + neuron.w2 * x2 + neuron.b));
  return corners.flatMap((from, i) => {
    const next = (i + 1) % 4;
    const [v, w] = [heights[i], heights[next]];
    const inside = v > 0 || (v === 0 && sign > 0) ? [from] : [];
    if (v * w >= 0) return inside;
    return [...inside, from.map((value, axis) => value + (v / (v - w)) * (corners[next][axis] - value))];
  });
}

const place = ([x1, x2]) => `(${writeShort(x1)}, ${writeShort(x2)})`;
const writeShort = (value) => (Number.isInteger(value) ? String(value) : decimals(value, 1)).replace("-", "−");
const signed = (value) => `${value < 0 ? "−" : "+"} ${writeShort(Math.abs(value))}`;

class NeuronWidget extends HTMLElement {
  connectedCallback() {
    if (this.ui) return;
    this.ui = {};
    this.neuron = { w1: 1, w2: 1, b: -0.5 };
    this.choice = "AND";
    this.targets = [...TARGETS.AND];
    this.probe = [1.3, 0.4];
    this.build();
    this.forget();
    this.show();
  }

  disconnectedCallback() {
    this.voice.stop();
  }

  // Construir

  build() {
    const { ui } = this;
    this.voice = new Voice();
    this.plot = new Plot({ width: 340, height: 340, bottom: 44 });
    this.plot.frame({ x: VIEW, y: VIEW, xTicks: [0, 1], yTicks: [0, 1], xLabel: "x₁", yLabel: "x₂" });
    this.plot.watch((point) => this.setProbe(point));
    ui.hits = make("p", { class: "plots__score" });
    const entries = [["region-one", "responde 1"], ["region-zero", "responde 0"], ["one-point", "debe dar 1"], ["zero-point", "debe dar 0"]];
    const drawing = make("div", { class: "plots__drawing" }, this.plot.element, legend(entries));
    const controls = make("div", { class: "plots__controls" }, ...this.makeControls());
    const lower = make("div", { class: "plots__lower" }, this.makeTable(), this.makeProbe());
    const title = make("p", { class: "widget__title", text: "Prueba tú: mueve la recta" });
    const body = make("div", { class: "plots", role: "group", "aria-label": "Una neurona ante cuatro puntos" });
    body.append(drawing, controls, lower, this.voice.element);
    this.append(title, body);
  }

  makeControls() {
    const { ui } = this;
    const options = [...Object.keys(TARGETS).map((name) => [name, name]), [OWN, "las que tú pongas"]];
    ui.choice = new Select("Respuestas correctas", options, (choice) => this.choose(choice));
    const range = { min: -LIMIT, max: LIMIT, step: 0.1, write: (value) => decimals(value, 1) };
    for (const [name, text] of Object.entries(NAMES)) {
      ui[name] = new Range(text, range, (value) => {
        this.neuron = { ...this.neuron, [name]: value };
        this.forget();
        this.show();
        this.tell();
      });
    }
    ui.log = make("p", { class: "plots__result plots__log" });
    const one = button("Un paso del perceptrón", () => this.learn(1), { class: "control__button--main" });
    const epoch = button("Una época", () => this.learn(4 - this.turn));
    const zero = button("Todo a cero", () => this.reset());
    const buttons = make("div", { class: "plots__buttons" }, one, epoch, zero);
    return [ui.choice.element, ui.hits, ui.w1.element, ui.w2.element, ui.b.element, buttons, ui.log];
  }

  /** Las cuatro entradas: lo que debe responder (se cambia con su botón), z, lo que responde. */
  makeTable() {
    this.cells = POINTS.map((point, i) => {
      const target = button("", () => this.flip(i), { class: "plots__flip" });
      return { target, z: make("span"), answer: make("span"), verdict: make("span") };
    });
    const rows = this.cells.map((cells, i) => [place(POINTS[i]), cells.target, cells.z, cells.answer, cells.verdict]);
    return table("Las cuatro entradas", ["Entrada", "Debe dar", "z", "Da", ""], rows);
  }

  makeProbe() {
    const { ui } = this;
    const range = { min: -0.5, max: 1.5, step: 0.1, write: (value) => decimals(value, 1) };
    ui.x1 = new Range("x₁", range, (value) => this.setProbe([value, this.probe[1]]));
    ui.x2 = new Range("x₂", range, (value) => this.setProbe([this.probe[0], value]));
    ui.sum = make("p", { class: "plots__result" });
    const title = make("p", { class: "plots__subtitle", text: "Una entrada cualquiera" });
    const hint = make("p", { class: "plots__hint", text: "Arrastra el punto hueco o usa los deslizadores." });
    return make("div", { class: "plots__controls" }, title, hint, ui.x1.element, ui.x2.element, ui.sum);
  }

  // Cambiar

  choose(choice) {
    this.choice = choice;
    if (choice !== OWN) this.targets = [...TARGETS[choice]];
    this.forget();
    this.show();
    this.tell();
  }

  flip(i) {
    this.targets[i] = 1 - this.targets[i];
    const same = ([, targets]) => targets.every((target, k) => target === this.targets[k]);
    this.choice = Object.entries(TARGETS).find(same)?.[0] ?? OWN;
    this.forget();
    this.show();
    this.tell();
  }

  setProbe(point) {
    this.probe = point.map((value) => round(clamp(value, -0.5, 1.5), 1));
    this.show();
    this.voice.say(this.probeText());
  }

  reset() {
    this.neuron = { w1: 0, w2: 0, b: 0 };
    this.forget();
    this.show();
    this.tell();
  }

  /** La regla vuelve a empezar: cambió algo que no ha cambiado ella. */
  forget() {
    Object.assign(this, { turn: 0, epoch: 1, failures: 0, corrections: 0, before: null });
    this.ui.log.textContent = "";
  }

  /** Pasa la regla por los ejemplos que tocan, en orden. */
  learn(steps) {
    for (let k = 0; k < steps; k++) this.learnOne();
    this.show();
    this.voice.say(`${this.ui.log.textContent} ${this.hitsText()}`, 100);
  }

  learnOne() {
    const point = POINTS[this.turn];
    const target = this.targets[this.turn];
    const z = weightedSum(this.neuron, point);
    const { error, neuron } = perceptron(this.neuron, point, target);
    this.probe = [...point];
    this.neuron = neuron;
    const seen = `Época ${this.epoch}, entrada ${place(point)}: z = ${writeShort(z)}, da ${step(z)}`;
    const change = ["w₁", "w₂", "b"].map((name, i) => [name, error * [...point, 1][i]]).filter(([, value]) => value);
    const done = change.map(([name, value]) => `${name} ${signed(value)}`).join(", ");
    let text = error ? `${seen} y debía dar ${target}. Corrige: ${done}.` : `${seen}. Acierta: no se toca nada.`;
    this.failures += Math.abs(error);
    this.corrections += Math.abs(error);
    this.turn += 1;
    if (this.turn === POINTS.length) text += ` ${this.endEpoch()}`;
    this.ui.log.textContent = text;
  }

  endEpoch() {
    const { epoch, failures, before } = this;
    const { w1, w2, b } = this.neuron;
    const now = [w1, w2, b].join();
    Object.assign(this, { turn: 0, epoch: epoch + 1, failures: 0, before: now });
    if (!failures) return `Época ${epoch} entera sin fallos: ha terminado.`;
    if (now === before) return `Acaba la época ${epoch} con los mismos pesos que la anterior: seguirá así para siempre.`;
    return `Acaba la época ${epoch}, con ${failures === 1 ? "una corrección" : `${failures} correcciones`}.`;
  }

  // Enseñar

  get answers() {
    return POINTS.map((point) => step(weightedSum(this.neuron, point)));
  }

  show() {
    const { ui, neuron, answers } = this;
    ui.choice.value = this.choice;
    for (const name of Object.keys(NAMES)) {
      const far = Math.max(LIMIT, Math.abs(neuron[name])); // la regla puede pasarse del deslizador
      ui[name].input.min = -far;
      ui[name].input.max = far;
      ui[name].value = neuron[name];
    }
    [ui.x1.value, ui.x2.value] = this.probe;
    this.cells.forEach(({ target, z, answer, verdict }, i) => {
      const right = answers[i] === this.targets[i];
      target.replaceChildren(String(this.targets[i]));
      target.setAttribute("aria-label", `${place(POINTS[i])} debe dar ${this.targets[i]}: cambiar`);
      z.textContent = writeShort(weightedSum(neuron, POINTS[i]));
      answer.textContent = String(answers[i]);
      verdict.textContent = right ? "✓ acierta" : "✗ falla";
      verdict.className = right ? "" : "plots__wrong";
    });
    ui.hits.textContent = this.hitsText();
    ui.hits.classList.toggle("plots__score--full", this.hits === 4);
    ui.sum.textContent = this.probeText();
    this.paint(answers);
  }

  get hits() {
    return this.answers.filter((answer, i) => answer === this.targets[i]).length;
  }

  hitsText() {
    const { hits, targets } = this;
    const [a, b, c, d] = targets;
    const crossed = a === d && b === c && a !== b; // XOR o su contraria
    if (hits === 4) return "Acierta 4 de 4.";
    if (crossed && hits === 3) return "Acierta 3 de 4, y ninguna recta puede acertar más.";
    return `Acierta ${hits} de 4.`;
  }

  probeText() {
    const { w1, w2, b } = this.neuron;
    const [x1, x2] = this.probe;
    const z = weightedSum(this.neuron, this.probe);
    const factor = (value) => (value < 0 ? `(${writeShort(value)})` : writeShort(value));
    const product = `${writeShort(w1)} · ${factor(x1)} ${signed(w2)} · ${factor(x2)} ${signed(b)}`;
    return `z = ${product} = ${writeShort(round(z))}. ${z >= 0 ? "No es negativa" : "Es negativa"}: a = ${step(z)}.`;
  }

  tell() {
    this.voice.say(this.hitsText());
  }

  paint(answers) {
    const { plot, neuron } = this;
    const region = (sign, name) => {
      const corners = halfPlane(neuron, sign);
      return corners.length ? [shape("path", { class: `plot__region plot__region--${name}`, d: `${plot.through(corners)}Z` })] : [];
    };
    plot.area.replaceChildren(...region(1, "one"), ...region(-1, "zero"), ...this.boundary());
    const points = POINTS.flatMap((point, i) => this.point(point, this.targets[i], answers[i]));
    plot.over.replaceChildren(...points, plot.handle(this.probe, "plot__handle--hollow"));
    const failed = POINTS.filter((_, i) => answers[i] !== this.targets[i]).map(place);
    plot.describe(`El plano partido por la recta de la neurona. ${this.hitsText()} ${failed.length ? `Falla en ${failed.join(" y ")}.` : ""}`);
  }

  /** La recta z = 0 y la flecha de los pesos, que señala el lado del 1. */
  boundary() {
    const { plot, neuron } = this;
    const { w1, w2, b } = neuron;
    const size = Math.hypot(w1, w2);
    if (size < 1e-9) return [];
    const [u, v] = [w1 / size, w2 / size];
    const gap = -(0.5 * w1 + 0.5 * w2 + b) / size; // del centro a la recta
    const foot = [0.5 + gap * u, 0.5 + gap * v];
    const seen = foot.every((value) => value > VIEW[0] && value < VIEW[1]);
    const end = (far) => [foot[0] - far * v, foot[1] + far * u];
    const tip = [foot[0] + 0.3 * u, foot[1] + 0.3 * v];
    const name = plot.label([foot[0] + 0.4 * u, foot[1] + 0.4 * v], "w", { "text-anchor": "middle", dy: 5 });
    return [plot.line(end(-4), end(4), "plot__boundary"), ...(seen ? [plot.arrow(foot, tip, "plot__arrow"), name] : [])];
  }

  /** Un punto con su clase (círculo, 1; cuadrado, 0) y su marca de acierto o de fallo. */
  point([x1, x2], target, answer) {
    const { plot } = this;
    const [x, y] = [plot.px(x1), plot.py(x2)];
    const own = target ? "plot__point plot__point--one" : "plot__point plot__point--zero";
    const body = target ? shape("circle", { class: own, cx: x, cy: y, r: 10 }) : shape("rect", { class: own, x: x - 9, y: y - 9, width: 18, height: 18 });
    const right = target === answer;
    const d = right ? `M${x + 14} ${y - 15}l4 5l8 -10` : `M${x + 15} ${y - 20}l9 9m0 -9l-9 9`;
    const ring = right ? [] : [shape("circle", { class: "plot__ring", cx: x, cy: y, r: 16 })];
    return [...ring, body, shape("path", { class: right ? "plot__tick-mark" : "plot__tick-mark plot__tick-mark--wrong", d })];
  }
}

customElements.define("neuron-widget", NeuronWidget);
