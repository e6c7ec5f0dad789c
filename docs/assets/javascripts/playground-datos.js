// Los datos del playground: puntos del plano (x₁, x₂), su etiqueta y sus características.

import { Rng } from "./red.js";

export const SIDE = 6; // el plano va de −6 a 6
export const N_POINTS = 500;
export const MAX_DRAWN = 400;
export const GOLDEN = 0.618034; // i · GOLDEN sin su parte entera reparte por igual

/** Las siete características: cómo se escriben, cómo se calculan y entre qué valores van. */
export const FEATURES = {
  x1: { text: "x₁", python: "x1", value: (a) => a, limit: SIDE },
  x2: { text: "x₂", python: "x2", value: (a, b) => b, limit: SIDE },
  x1x1: { text: "x₁²", python: "x1**2", value: (a) => a * a, limit: SIDE * SIDE },
  x2x2: { text: "x₂²", python: "x2**2", value: (a, b) => b * b, limit: SIDE * SIDE },
  x1x2: { text: "x₁x₂", python: "x1 * x2", value: (a, b) => a * b, limit: SIDE * SIDE },
  senx1: { text: "sen x₁", python: "np.sin(x1)", value: (a) => Math.sin(a), limit: 1 },
  senx2: { text: "sen x₂", python: "np.sin(x2)", value: (a, b) => Math.sin(b), limit: 1 },
};

const HILLS = [-4, 0, 4].flatMap((a, i) => [[a, 2.5, (-1) ** i], [a, -2.5, -((-1) ** i)]]);

/** Los conjuntos de datos. `point` recibe el generador y el número del punto. */
export const DATASETS = {
  circulo: {
    text: "Círculo",
    point(rng, i) {
      const y = i % 2;
      const r = Math.sqrt(y ? rng.uniform(0, 6) : rng.uniform(12, 25));
      const angle = rng.uniform(0, 2 * Math.PI);
      return [r * Math.cos(angle), r * Math.sin(angle), y];
    },
  },
  xor: {
    text: "XOR",
    point(rng) {
      const [a, b] = [rng.uniform(-5, 5), rng.uniform(-5, 5)];
      return [a + 0.3 * Math.sign(a), b + 0.3 * Math.sign(b), a * b < 0 ? 1 : 0];
    },
  },
  nubes: {
    text: "Dos nubes",
    point(rng, i) {
      const y = i % 2;
      return [4 * y - 2 + rng.normal(), 4 * y - 2 + rng.normal(), y];
    },
  },
  espiral: {
    text: "Espiral",
    point(rng, i) {
      const y = i % 2;
      const s = Math.sqrt(rng.random()); // más puntos donde el brazo es más largo
      const angle = 3 * Math.PI * s + Math.PI * y;
      const r = 0.4 + 4.6 * s;
      return [r * Math.cos(angle), r * Math.sin(angle), y];
    },
  },
  propios: { text: "Los tuyos", drawn: true },
  plano: {
    text: "Plano",
    regression: true,
    point(rng) {
      const [a, b] = [rng.uniform(-SIDE, SIDE), rng.uniform(-SIDE, SIDE)];
      return [a, b, (a + b) / (2 * SIDE)];
    },
  },
  colinas: {
    text: "Colinas",
    regression: true,
    point(rng) {
      const [a, b] = [rng.uniform(-SIDE, SIDE), rng.uniform(-SIDE, SIDE)];
      const height = (sum, [c, d, sign]) => sum + sign * Math.exp(-((a - c) ** 2 + (b - d) ** 2) / 3);
      return [a, b, HILLS.reduce(height, 0)];
    },
  },
};

/** Los puntos de un estado: x (N, 2) e y (N,), primero los n_train de entrenamiento. */
export function makeData(state) {
  const { regression = false, drawn } = DATASETS[state.data];
  const points = drawn ? split(state.drawn, state.share) : generate(state);
  const n_train = drawn ? points.n_train : Math.round(points.length * state.share);
  return {
    regression,
    x: Float64Array.from(points.flatMap(([a, b]) => [a, b])),
    y: Float64Array.from(points, (point) => point[2]),
    n: points.length,
    n_train,
  };
}

/** Sortea los puntos de un conjunto; el ruido mueve el punto o, en regresión, su valor. */
function generate({ data, sample, noise }) {
  const { regression, point } = DATASETS[data];
  const rng = new Rng(sample);
  return Array.from({ length: N_POINTS }, (_, i) => {
    const [a, b, y] = point(rng, i);
    if (regression) return [a, b, y + noise * rng.normal()];
    return [a + 2 * noise * rng.normal(), b + 2 * noise * rng.normal(), y];
  });
}

/** Reparte los puntos dibujados: cada uno cae siempre en el mismo lado. */
function split(points, share) {
  const trains = (_, i) => (i * GOLDEN) % 1 < share;
  const train = points.filter(trains);
  const rest = points.filter((point, i) => !trains(point, i));
  return Object.assign([...train, ...rest], { n_train: train.length });
}

/** Las características elegidas de los puntos `from` a `to`: tabla (N, n_in). */
export function featureTable(x, names, from = 0, to = x.length / 2) {
  const table = new Float64Array((to - from) * names.length);
  for (let i = from, next = 0; i < to; i++) {
    for (const name of names) table[next++] = FEATURES[name].value(x[2 * i], x[2 * i + 1]);
  }
  return table;
}

/** Los centros de una rejilla de side × side casillas, de arriba abajo: tabla (side², 2). */
export function gridPoints(side) {
  const x = new Float64Array(2 * side * side);
  const at = (i) => ((2 * i + 1) / side - 1) * SIDE;
  for (let row = 0, next = 0; row < side; row++) {
    for (let column = 0; column < side; column++) {
      x[next++] = at(column);
      x[next++] = -at(row);
    }
  }
  return x;
}
