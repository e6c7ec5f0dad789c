// El programa de Keras que equivale a la red del playground.

import { DATASETS, FEATURES, GOLDEN, N_POINTS } from "./playground-datos.js";

const DATA = {
  circulo: [
    "y = np.arange(n) % 2",
    "r = np.sqrt(np.where(y == 1, rng.uniform(0, 6, n), rng.uniform(12, 25, n)))",
    "angle = rng.uniform(0, 2 * np.pi, n)",
    "x1, x2 = r * np.cos(angle), r * np.sin(angle)",
  ],
  xor: [
    "x1, x2 = rng.uniform(-5, 5, (2, n))",
    "y = (x1 * x2 < 0).astype(int)",
    "x1, x2 = x1 + 0.3 * np.sign(x1), x2 + 0.3 * np.sign(x2)",
  ],
  nubes: ["y = np.arange(n) % 2", "x1, x2 = 4 * y - 2 + rng.normal(size=(2, n))"],
  espiral: [
    "y = np.arange(n) % 2",
    "s = np.sqrt(rng.uniform(size=n))",
    "r, angle = 0.4 + 4.6 * s, 3 * np.pi * s + np.pi * y",
    "x1, x2 = r * np.cos(angle), r * np.sin(angle)",
  ],
  plano: ["x1, x2 = rng.uniform(-6, 6, (2, n))", "y = (x1 + x2) / 12"],
  colinas: [
    "x1, x2 = rng.uniform(-6, 6, (2, n))",
    "y = np.zeros(n)",
    "for a, sign in [(-4, 1), (0, -1), (4, 1)]:",
    "    for b in [2.5, -2.5]:",
    "        height = np.exp(-((x1 - a) ** 2 + (x2 - b) ** 2) / 3)",
    "        y += sign * np.sign(b) * height",
  ],
};

const OPTIMIZERS = {
  sgd: (rate) => `SGD(learning_rate=${rate})`,
  momentum: (rate) => `SGD(learning_rate=${rate}, momentum=0.9)`,
  rmsprop: (rate) => `RMSprop(learning_rate=${rate})`,
  adam: (rate) => `Adam(learning_rate=${rate})`,
};

/** Escribe el programa de un estado, entrenado durante `epochs` épocas. */
export function kerasCode(state, epochs) {
  const regression = Boolean(DATASETS[state.data].regression);
  return [
    ...dataLines(state, regression),
    ...inputLines(state),
    ...modelLines(state, regression),
    ...trainLines(state, regression, epochs),
    "",
  ].join("\n");
}

function dataLines(state, regression) {
  const { data, drawn, noise, sample, seed } = state;
  const start = ["import keras", "import numpy as np", "", `keras.utils.set_random_seed(${seed})`, ""];
  const title = `# Los datos: ${DATASETS[data].text.toLowerCase()}`;
  if (DATASETS[data].drawn) {
    const rows = drawn.map((point) => `    [${point.join(", ")}],`);
    return [...start, title, "points = np.array([  # x1, x2 y la clase", ...rows, "])", "x1, x2, y = points.T"];
  }
  const moved = regression ? ["y"] : ["x1", "x2"];
  const size = regression ? noise : 2 * noise;
  return [
    ...start,
    title,
    `rng = np.random.default_rng(${sample})`,
    `n = ${N_POINTS}`,
    ...DATA[data],
    ...moved.filter(() => noise).map((name) => `${name} += ${size} * rng.normal(size=n)  # ruido`),
  ];
}

function inputLines({ data, features, share }) {
  const columns = features.map((name) => FEATURES[name].python).join(", ");
  const drawn = DATASETS[data].drawn;
  const train = drawn ? `np.arange(len(y)) * ${GOLDEN} % 1 < ${share}` : `np.arange(n) < ${Math.round(N_POINTS * share)}`;
  return [
    "",
    "# Las entradas y el reparto",
    `x = np.stack([${columns}], axis=1)`,
    `train = ${train}`,
    "x_train, y_train = x[train], y[train]",
    "x_test, y_test = x[~train], y[~train]",
  ];
}

function modelLines(state, regression) {
  const { features, hidden, activation, zeros } = state;
  const last = zeros ? "zeros" : "glorot_normal";
  const start = activation === "relu" && !zeros ? "he_normal" : last;
  return [
    "",
    "# La red",
    "model = keras.Sequential([",
    `    keras.Input(shape=(${features.length},)),`,
    ...hidden.flatMap((units) => denseLines(state, units, activation, start)),
    ...denseLines(state, 1, regression ? "linear" : "sigmoid", last),
    "])",
  ];
}

function denseLines({ penalty, penalty_rate }, units, activation, start) {
  const options = [`${units}`, `activation="${activation}"`, `kernel_initializer="${start}"`];
  if (penalty === "no") return [`    keras.layers.Dense(${options.join(", ")}),`];
  options.push(`kernel_regularizer=keras.regularizers.${penalty.toUpperCase()}(${penalty_rate})`);
  return ["    keras.layers.Dense(", ...options.map((option) => `        ${option},`), "    ),"];
}

function trainLines({ batch_size, learning_rate, optimizer, penalty }, regression, epochs) {
  const loss = regression ? "mean_squared_error" : "binary_crossentropy";
  const value = penalty === "no" ? "loss" : "loss - penalty";
  return [
    "model.compile(",
    `    optimizer=keras.optimizers.${OPTIMIZERS[optimizer](learning_rate)},`,
    `    loss="${loss}",`,
    ...(regression ? [] : ['    metrics=["accuracy"],']),
    ")",
    "",
    "# El entrenamiento",
    `model.fit(x_train, y_train, batch_size=${batch_size}, epochs=${epochs}, verbose=0)`,
    ...(penalty === "no" ? [] : ["penalty = float(sum(model.losses))  # evaluate la suma a la pérdida"]),
    "",
    'for name, inputs, labels in [("entrenamiento", x_train, y_train),',
    '                             ("prueba", x_test, y_test)]:',
    ...(regression
      ? ["    loss = model.evaluate(inputs, labels, verbose=0)", `    print(f"{name}: pérdida {${value}:.3f}")`]
      : [
          "    loss, accuracy = model.evaluate(inputs, labels, verbose=0)",
          `    print(f"{name}: pérdida {${value}:.3f}, exactitud {accuracy:.3f}")`,
        ]),
  ];
}
