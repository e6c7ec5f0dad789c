// Lo que el playground pinta en lienzos: mapas de color, frontera, puntos, líneas y curvas.

import { SIDE } from "./playground-datos.js";

const LEVELS = 256;

/** Los colores del tema: los de la página y dos escalas, del 0 al 1 pasando por el papel. */
export class Palette {
  constructor(element) {
    const style = getComputedStyle(element);
    const read = (name) => style.getPropertyValue(name).trim();
    for (const name of ["ink", "ink-soft", "paper", "line", "one", "zero", "accent"]) this[name] = read(`--${name}`);
    const [paper, one, zero] = [this.paper, this.one, this.zero].map(channels);
    this.strong = scale(paper, zero, one, 0.95);
    this.soft = scale(paper, zero, one, 0.5);
  }

  /** El color de un valor entre −1 y 1, para un punto. */
  colorOf(value) {
    const packed = this.strong[level(value)];
    return `rgb(${packed & 255} ${(packed >> 8) & 255} ${(packed >> 16) & 255})`;
  }
}

function channels(hex) {
  return [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16));
}

/** Tabla de colores: zero en −1, paper en 0, one en 1. */
function scale(paper, zero, one, strength) {
  const table = new Uint32Array(LEVELS);
  for (let i = 0; i < LEVELS; i++) {
    const value = (2 * i) / (LEVELS - 1) - 1;
    const share = Math.abs(value) ** 0.85 * strength;
    const end = value < 0 ? zero : one;
    const [r, g, b] = paper.map((channel, k) => Math.round(channel + (end[k] - channel) * share));
    table[i] = (255 << 24) | (b << 16) | (g << 8) | r;
  }
  return table;
}

function level(value) {
  if (!(value > -1)) return 0;
  return value >= 1 ? LEVELS - 1 : ((value + 1) * 0.5 * (LEVELS - 1) + 0.5) | 0;
}

/** Ajusta un lienzo a su tamaño en la página; devuelve su contexto en píxeles de la página. */
export function fit(canvas, width = canvas.clientWidth, height = canvas.clientHeight) {
  const ratio = Math.min(window.devicePixelRatio || 1, 2);
  const [w, h] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (canvas.width !== w || canvas.height !== h) Object.assign(canvas, { width: w, height: h });
  const context = canvas.getContext("2d");
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  return context;
}

/** Un lienzo de side × side casillas, reutilizable. */
export class FieldImage {
  constructor(side, canvas = document.createElement("canvas")) {
    this.side = side;
    this.canvas = canvas;
    this.canvas.width = this.canvas.height = side;
    this.context = this.canvas.getContext("2d");
    this.image = this.context.createImageData(side, side);
    this.pixels = new Uint32Array(this.image.data.buffer);
  }

  /** Pinta los valores a·factor + shift; están en `values[i * stride + offset]`. */
  fill(values, { stride = 1, offset = 0, factor = 1, shift = 0, discrete = false, colors }) {
    const { pixels } = this;
    for (let i = 0, from = offset; i < pixels.length; i++, from += stride) {
      const value = values[from] * factor + shift;
      pixels[i] = colors[level(discrete ? (value > 0 ? 1 : -1) : value)];
    }
    this.context.putImageData(this.image, 0, 0);
    return this.canvas;
  }
}

/** Traza la línea en la que un mapa de side × side valores cruza `at` (marching squares). */
export function traceBoundary(context, values, side, at, size) {
  const step = size / side;
  const cross = (v, w) => (at - v) / (w - v);
  context.beginPath();
  for (let row = 0; row < side - 1; row++) {
    for (let column = 0; column < side - 1; column++) {
      const i = row * side + column;
      const [a, b, c, d] = [values[i], values[i + 1], values[i + side], values[i + side + 1]];
      const [left, right, top, bottom] = [a > at !== c > at, b > at !== d > at, a > at !== b > at, c > at !== d > at];
      if (!left && !right && !top && !bottom) continue;
      const [x, y] = [(column + 0.5) * step, (row + 0.5) * step];
      const ends = [];
      if (left) ends.push(x, y + cross(a, c) * step);
      if (top) ends.push(x + cross(a, b) * step, y);
      if (right) ends.push(x + step, y + cross(b, d) * step);
      if (bottom) ends.push(x + cross(c, d) * step, y + step);
      for (let k = 0; k + 3 < ends.length; k += 4) {
        context.moveTo(ends[k], ends[k + 1]);
        context.lineTo(ends[k + 2], ends[k + 3]);
      }
    }
  }
  context.stroke();
}

/** Del plano (−6…6) al lienzo. */
export function toCanvas(x1, x2, size) {
  return [((x1 + SIDE) / (2 * SIDE)) * size, ((SIDE - x2) / (2 * SIDE)) * size];
}

/** Dibuja los puntos: disco, clase 1; cuadrado, clase 0; huecos, los de prueba. */
export function drawPoints(context, data, size, palette, showTest, small = false) {
  const radius = small ? 1.4 : Math.max(2, size / 110);
  context.clearRect(0, 0, size, size);
  for (let i = showTest ? data.n - 1 : data.n_train - 1; i >= 0; i--) {
    const [x, y] = toCanvas(data.x[2 * i], data.x[2 * i + 1], size);
    const test = i >= data.n_train;
    context.beginPath();
    if (data.regression || data.y[i] === 1) context.arc(x, y, radius, 0, 2 * Math.PI);
    else context.rect(x - radius * 0.9, y - radius * 0.9, radius * 1.8, radius * 1.8);
    const own = data.y[i] === 1 ? palette.one : palette.zero;
    context.fillStyle = test ? palette.paper : data.regression ? palette.colorOf(data.y[i]) : own;
    context.strokeStyle = test ? (data.regression ? palette.ink : own) : data.regression ? palette["ink-soft"] : palette.paper;
    context.lineWidth = test ? 1.6 : 0.8;
    if (!small) context.stroke();
    context.fill();
  }
}

/** Marca un punto con dos líneas que se cruzan. */
export function drawCross(context, point, size, palette) {
  context.clearRect(0, 0, size, size);
  const [x, y] = toCanvas(point[0], point[1], size);
  const arms = (from, to) => {
    context.moveTo(x - to, y);
    context.lineTo(x - from, y);
    context.moveTo(x + from, y);
    context.lineTo(x + to, y);
    context.moveTo(x, y - to);
    context.lineTo(x, y - from);
    context.moveTo(x, y + from);
    context.lineTo(x, y + to);
  };
  for (const [color, width] of [[palette.paper, 4], [palette.ink, 1.8]]) {
    context.beginPath();
    arms(4, 11);
    context.strokeStyle = color;
    context.lineWidth = width;
    context.lineCap = "round";
    context.stroke();
  }
}

/** Las pérdidas de un entrenamiento: guarda como mucho `MAX` puntos, repartidos. */
export class History {
  static MAX = 512;

  constructor() {
    this.rows = []; // [época, entrenamiento, prueba]
    this.every = 0; // épocas entre dos filas
  }

  add(epoch, train, test) {
    const last = this.rows.at(-1);
    if (last && epoch - last[0] < this.every) return;
    this.rows.push([epoch, train, test]);
    if (this.rows.length < History.MAX) return;
    this.rows = this.rows.filter((_, i) => i % 2 === 0);
    this.every = (2 * this.rows.at(-1)[0]) / this.rows.length;
  }
}

/** Dibuja las dos curvas de pérdida; devuelve el máximo del eje. */
export function drawCurves(context, history, now, width, height, palette) {
  context.clearRect(0, 0, width, height);
  const rows = [...history.rows, now];
  const finite = rows.flatMap((row) => [row[1], row[2]]).filter(Number.isFinite);
  const top = niceTop(Math.max(...finite, 1e-3));
  const last = Math.max(now[0], 1);
  const place = (epoch, loss) => [(epoch / last) * width, height - 2 - (Math.min(loss, top) / top) * (height - 4)];
  context.lineWidth = 1;
  context.strokeStyle = palette.line;
  for (const share of [0, 0.5, 1]) {
    const y = Math.round(height - 2 - share * (height - 4)) + 0.5;
    context.beginPath();
    context.moveTo(0, y);
    context.lineTo(width, y);
    context.stroke();
  }
  for (const [column, color, dash] of [[2, palette.accent, [5, 4]], [1, palette.ink, []]]) {
    context.beginPath();
    context.strokeStyle = color;
    context.setLineDash(dash);
    context.lineWidth = 2;
    context.lineJoin = "round";
    for (const row of rows) if (Number.isFinite(row[column])) context.lineTo(...place(row[0], row[column]));
    context.stroke();
  }
  context.setLineDash([]);
  return top;
}

/** El tope del eje: 1, 2 o 5 por una potencia de diez. */
function niceTop(value) {
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 5, 10].find((n) => n * power >= value * 0.999) * power;
}
