// El estado del playground y su escritura en la dirección de la página.
// Va en la consulta («?datos=espiral») y no tras «#», porque Material reescribe lo que sigue
// a «#» mientras se recorre la página.

import { DATASETS, FEATURES, MAX_DRAWN, SIDE } from "./playground-datos.js";

export const RATES = [0.00001, 0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10];
export const PENALTY_RATES = [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10];
export const BATCH_SIZES = [1, 2, 5, 10, 20, 50, 100, 250];
export const MAX_LAYERS = 6;
export const MAX_UNITS = 8;

export const ACTIVATIONS = { tanh: "tanh", relu: "ReLU", sigmoid: "sigmoide", linear: "lineal" };
export const OPTIMIZERS = { sgd: "SGD", momentum: "SGD con momento", rmsprop: "RMSprop", adam: "Adam" };
export const PENALTIES = { no: "ninguna", l1: "L1", l2: "L2" };

/** Lee y escribe cada clase de valor; un valor que no se entiende da `undefined`. */
const oneOf = (values) => ({
  read: (text) => values.find((value) => String(value) === text),
  write: String,
});
const whole = (low, high) => ({
  read: (text) => (/^\d{1,9}$/.test(text) && text >= low && text <= high ? Number(text) : undefined),
  write: String,
});
const percent = (low, high) => ({
  read: (text) => {
    const value = whole(low, high).read(text);
    return value === undefined ? undefined : value / 100;
  },
  write: (value) => String(Math.round(100 * value)),
});
const flag = { read: (text) => ({ si: true, no: false })[text], write: (value) => (value ? "si" : "no") };
const someOf = (names) => ({
  read: (text) => {
    const chosen = names.filter((name) => text.split(",").includes(name));
    return chosen.length ? chosen : undefined;
  },
  write: (chosen) => chosen.join(","),
});
const layers = {
  read: (text) => {
    if (text === "0") return [];
    const sizes = text.split(",").map((size) => whole(1, MAX_UNITS).read(size));
    return sizes.length <= MAX_LAYERS && !sizes.includes(undefined) ? sizes : undefined;
  },
  write: (sizes) => sizes.join(",") || "0",
};

/** Los mandos que se pueden ocultar, con el nombre que llevan en la dirección. */
export const HIDEABLE = {
  datos: "Datos",
  ruido: "Ruido",
  reparto: "Entrena con",
  muestra: "Otros puntos",
  tasa: "Tasa de aprendizaje",
  optimizador: "Optimizador",
  lote: "Tamaño del lote",
  activacion: "Activación",
  regularizacion: "Regularización y su fuerza",
  capas: "Capas ocultas",
  semilla: "Semilla y pesos a cero",
  pasos: "Un lote y una época",
  parar: "Parar en la época",
  velocidad: "Velocidad",
  prueba: "Puntos de prueba",
  discreta: "Salida discretizada",
  neurona: "La neurona por dentro",
  tablas: "Tabla de valores",
  codigo: "Código Keras",
};

/** Cada punto dibujado son cuatro letras: x₁ (con su clase) y x₂, en décimas, en base 62. */
const LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const ZERO = 10 * SIDE; // −6 se escribe 0; 6, 120
const ONE = 200; // lo que se suma a x₁ en la clase 1
const drawn = {
  read: (text) => {
    if (text.length % 4 || text.length > 4 * MAX_DRAWN || /[^0-9A-Za-z]/.test(text)) return undefined;
    const numbers = text.match(/../g)?.map((pair) => 62 * LETTERS.indexOf(pair[0]) + LETTERS.indexOf(pair[1]));
    const points = [];
    for (let i = 0; i < text.length / 2; i += 2) {
      const y = numbers[i] >= ONE ? 1 : 0;
      points.push([(numbers[i] - ONE * y - ZERO) / 10, (numbers[i + 1] - ZERO) / 10, y]);
    }
    return points.flat().every((number) => Math.abs(number) <= SIDE) ? points : undefined;
  },
  write: (points) =>
    points
      .flatMap(([x1, x2, y]) => [Math.round(10 * x1) + ZERO + ONE * y, Math.round(10 * x2) + ZERO])
      .map((number) => LETTERS[Math.floor(number / 62)] + LETTERS[number % 62])
      .join(""),
};

/** Nombre en la dirección, nombre en el estado, valor de partida y modo de leerlo. */
const FIELDS = [
  ["datos", "data", "circulo", oneOf(Object.keys(DATASETS))],
  ["puntos", "drawn", [], drawn],
  ["muestra", "sample", 1, whole(1, 999_999_999)],
  ["ruido", "noise", 0, percent(0, 50)],
  ["reparto", "share", 0.5, percent(10, 90)],
  ["entradas", "features", ["x1", "x2"], someOf(Object.keys(FEATURES))],
  ["capas", "hidden", [4, 2], layers],
  ["activacion", "activation", "tanh", oneOf(Object.keys(ACTIVATIONS))],
  ["optimizador", "optimizer", "sgd", oneOf(Object.keys(OPTIMIZERS))],
  ["tasa", "learning_rate", 0.03, oneOf(RATES)],
  ["lote", "batch_size", 10, oneOf(BATCH_SIZES)],
  ["regularizacion", "penalty", "no", oneOf(Object.keys(PENALTIES))],
  ["lambda", "penalty_rate", 0.01, oneOf(PENALTY_RATES)],
  ["semilla", "seed", 1, whole(1, 999_999_999)],
  ["ceros", "zeros", false, flag],
  ["parar", "stop", 0, whole(0, 999_999)],
  ["prueba", "showTest", false, flag],
  ["discreta", "discrete", false, flag],
  ["ocultar", "hide", [], someOf(Object.keys(HIDEABLE))],
];

/** El estado de partida. */
export function defaults() {
  return Object.fromEntries(FIELDS.map(([, name, value]) => [name, structuredClone(value)]));
}

/** El estado que dice una consulta («?datos=xor&tasa=0.1»); lo que no se entiende se ignora. */
export function readState(query) {
  const given = new URLSearchParams(query);
  const state = defaults();
  for (const [key, name, , kind] of FIELDS) {
    const value = given.has(key) ? kind.read(given.get(key)) : undefined;
    if (value !== undefined) state[name] = value;
  }
  return state;
}

/** La consulta de un estado: solo lo que no es de partida. */
export function writeState(state) {
  const initial = defaults();
  const parts = FIELDS.filter(([, name]) => String(state[name]) !== String(initial[name])).map(
    ([key, name, , kind]) => `${key}=${kind.write(state[name])}`,
  );
  return parts.length ? `?${parts.join("&")}` : "";
}

/** Dice si una consulta habla del playground. */
export function isOurs(query) {
  const given = new URLSearchParams(query);
  return FIELDS.some(([key]) => given.has(key));
}
