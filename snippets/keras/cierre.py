"""Cierre: la salida, la pérdida y la métrica de cada problema."""

# %% Cuatro problemas
# --8<-- [start:problemas]
import keras
import numpy as np

# problema: (neuronas de salida, activación, pérdida, métrica)
PROBLEMS = {
    "binaria": (1, "sigmoid", "binary_crossentropy", "accuracy"),
    "excluyentes": (
        3, "softmax", "sparse_categorical_crossentropy", "accuracy"
    ),
    "etiquetas": (3, "sigmoid", "binary_crossentropy", "recall"),
    "regresión": (1, "linear", "mse", "mae"),
}
# --8<-- [end:problemas]

# %% Una red para cada uno
# --8<-- [start:red]
def build_model(problem, n_features, n_hidden=16):
    units, activation, loss, metric = PROBLEMS[problem]
    model = keras.Sequential([
        keras.Input(shape=(n_features,)),
        keras.layers.Dense(n_hidden, activation="relu"),
        keras.layers.Dense(units, activation=activation),
    ])
    model.compile(optimizer="adam", loss=loss, metrics=[metric])
    return model
# --8<-- [end:red]

# %% Las cuatro, entrenadas
# --8<-- [start:entrenar]
rng = np.random.default_rng(42)
x = rng.normal(size=(200, 4)).astype("float32")
targets = {
    "binaria": (x[:, 0] > x[:, 1]).astype("float32")[:, None],  # (200, 1)
    "excluyentes": x[:, :3].argmax(axis=1),                     # (200,)
    "etiquetas": (x[:, :3] > 0).astype("float32"),              # (200, 3)
    "regresión": x.sum(axis=1, keepdims=True),                  # (200, 1)
}
answers = {}
for problem, y in targets.items():
    keras.utils.set_random_seed(42)
    model = build_model(problem, n_features=4)
    history = model.fit(x, y, epochs=20, verbose=0).history
    answers[problem] = model.predict(x[:1], verbose=0)[0]
    first, last = history["loss"][0], history["loss"][-1]
    print(f"{problem:<12} pérdida {first:.2f} -> {last:.2f}")
# --8<-- [end:entrenar]

# %% Lo que responden
# --8<-- [start:respuestas]
for problem, answer in answers.items():
    shown = " ".join(f"{value:.2f}" for value in answer)
    print(f"{problem:<12} {shown:<15} suman {answer.sum():.2f}")
labels_sum = float(answers["etiquetas"].sum())
# --8<-- [end:respuestas]

# %% Las mismas sumas, leídas de tres maneras
# --8<-- [start:tres-lecturas]
import matplotlib.pyplot as plt

z = np.array([2.0, 0.0, -1.0])
readings = {
    "lineal: z": z,
    "sigmoide: cada una, de 0 a 1": 1 / (1 + np.exp(-z)),
    "softmax: entre todas, 1": np.exp(z) / np.exp(z).sum(),
}
fig, axes = plt.subplots(3, 1, figsize=(3.75, 5.2))
for ax, (name, values) in zip(axes, readings.items()):
    bars = ax.bar(["$z_1$", "$z_2$", "$z_3$"], values)
    ax.bar_label(bars, fmt="%.2f", padding=2)
    ax.set(title=name, ylabel="Valor",
           ylim=(min(0, values.min()) * 2, values.max() * 1.4))
plt.show()
sigmoid_sum = readings["sigmoide: cada una, de 0 a 1"].sum()
# --8<-- [end:tres-lecturas]
