"""Primera red: clasificar dígitos manuscritos con Keras."""

# %% Los datos
# --8<-- [start:datos]
import matplotlib.pyplot as plt
import numpy as np
from sklearn.datasets import load_digits

digits = load_digits()
# --8<-- [end:datos]

# %% Formas y tipos
# --8<-- [start:formas]
images, labels = digits.images, digits.target
n_samples = len(images)

print(f"imágenes:  {images.shape}, {images.dtype}")
print(f"etiquetas: {labels.shape}, {labels.dtype}")
print(f"grises:    de {images.min():.0f} a {images.max():.0f}")
print(f"clases:    {digits.target_names}")
# --8<-- [end:formas]

# %% Una imagen por dentro
# --8<-- [start:imagen]
fig, ax = plt.subplots(figsize=(3.75, 3.75))
ax.pcolormesh(images[0], cmap="gray_r", vmin=0, vmax=16,
              edgecolors="C5", linewidth=0.5)
for row, column in np.ndindex(8, 8):
    gray = int(images[0, row, column])
    ax.text(column + 0.5, row + 0.5, gray, ha="center", va="center",
            color="white" if gray > 8 else "black")
ax.set_aspect("equal")
ax.invert_yaxis()  # la fila 0, arriba
ax.axis("off")
plt.show()
# --8<-- [end:imagen]

# %% Veinte ejemplos
# --8<-- [start:ejemplos]
fig, axes = plt.subplots(4, 5, figsize=(3.75, 3.9))
for ax, image, label in zip(axes.flat, images, labels):
    ax.imshow(image, cmap="gray_r")
    ax.set_title(label)
    ax.axis("off")
plt.show()
# --8<-- [end:ejemplos]

# %% De la cuadrícula a la fila
# --8<-- [start:aplanar]
flat = images.reshape(len(images), 64)

print(f"antes:   {images.shape}")
print(f"después: {flat.shape}")
print(f"¿igual que digits.data? {np.array_equal(flat, digits.data)}")
# --8<-- [end:aplanar]

# %% Entrenamiento y prueba
# --8<-- [start:dividir]
from sklearn.model_selection import train_test_split

x_train, x_test, y_train, y_test = train_test_split(
    digits.data,
    digits.target,
    test_size=0.2,           # una de cada cinco imágenes, para la prueba
    stratify=digits.target,  # la misma proporción de cada dígito
    random_state=42,         # el mismo reparto cada vez
)
# --8<-- [end:dividir]

# %% Cuántas imágenes de cada clase
# --8<-- [start:recuento]
n_train, n_test = len(x_train), len(x_test)
counts = np.bincount(y_train)
majority = int(counts.argmax())
majority_rate = counts.max() / n_train

print(f"entrenamiento: {n_train}, prueba: {n_test}")
print("dígito imágenes")
for digit, count in enumerate(counts):
    print(f"{digit:6d} {count:8d}")
print(f"responder siempre {majority}: {majority_rate:.3f}")
# --8<-- [end:recuento]

# %% Escalar
# --8<-- [start:escalar]
x_train = (x_train / 16).astype("float32")
x_test = (x_test / 16).astype("float32")
# --8<-- [end:escalar]

# %% Comprobar la escala
# --8<-- [start:rango]
print(f"de {x_train.min():.1f} a {x_train.max():.1f}, {x_train.dtype}")

squares = float(np.mean(np.sum(x_train**2, axis=1)))  # una imagen media
raw_squares = float(np.mean(np.sum((16 * x_train) ** 2, axis=1)))
print(f"suma de cuadrados, antes:   {raw_squares:.0f}")
print(f"suma de cuadrados, después: {squares:.0f}")
# --8<-- [end:rango]

# %% El modelo
# --8<-- [start:modelo]
import keras

keras.utils.set_random_seed(42)
model = keras.Sequential([
    keras.Input(shape=(64,)),
    keras.layers.Dense(64, activation="relu", name="oculta"),
    keras.layers.Dense(10, activation="softmax", name="salida"),
])
# --8<-- [end:modelo]

# %% Dibujar una red
# --8<-- [start:dibujo]
def draw_network(ax, sizes, names, slots=10):
    """Dibuja las capas; de una capa grande, algunas neuronas y «⋮»."""
    layers = []
    for x, (size, name) in enumerate(zip(sizes, names)):
        rows = np.arange(min(size, slots))
        ys = rows.mean() - rows
        if size > slots:
            ax.text(x, ys[slots // 2], "⋮", ha="center", va="center")
            ys = np.delete(ys, slots // 2)
        ax.text(x, -slots / 2, f"{name}\n{size}", ha="center", va="top")
        layers.append(ys)
    for x, (left, right) in enumerate(zip(layers, layers[1:])):
        for start in left:
            for end in right:
                ax.plot([x, x + 1], [start, end], "C5", lw=0.5, alpha=0.5)
    for x, ys in enumerate(layers):
        ax.scatter(np.full(len(ys), x), ys, s=130, color=f"C{x}", zorder=2)
    ax.axis("off")
# --8<-- [end:dibujo]

# %% La red, dibujada
# --8<-- [start:red]
fig, ax = plt.subplots(figsize=(3.75, 4.4))
draw_network(ax, [64, 64, 10], ["entrada", "oculta", "salida"])
for digit in range(10):
    ax.text(2.15, 4.5 - digit, digit, va="center")
plt.show()
# --8<-- [end:red]

# %% Contar parámetros
# --8<-- [start:parametros]
hidden_parameters = 64 * 64 + 64  # pesos + sesgos
output_parameters = 64 * 10 + 10
n_parameters = hidden_parameters + output_parameters

for layer in model.layers:
    weights, biases = layer.get_weights()
    print(f"{layer.name}: {weights.shape} y {biases.shape}")
print(f"a mano: {hidden_parameters} + {output_parameters} = {n_parameters}")
print(f"Keras:  {model.count_params()}")
# --8<-- [end:parametros]

# %% Compilar
# --8<-- [start:compilar]
model.compile(
    optimizer="adam",
    loss="sparse_categorical_crossentropy",
    metrics=["accuracy"],
)
# --8<-- [end:compilar]

# %% La red antes de aprender
# --8<-- [start:sin-entrenar]
first_guess = model.predict(x_train[:1], verbose=0)[0]
for digit, probability in enumerate(first_guess):
    print(f"{digit}: {probability:.3f}")
print(f"suma: {first_guess.sum():.3f}")

untrained_loss, untrained_accuracy = model.evaluate(
    x_train, y_train, verbose=0
)
chance_loss = float(np.log(10))
print(f"pérdida: {untrained_loss:.3f} (a ciegas: {chance_loss:.3f})")
print(f"exactitud: {untrained_accuracy:.3f}")
# --8<-- [end:sin-entrenar]

# %% La misma red con y sin escalar
# --8<-- [start:sin-escalar]
curves = {}
for name, inputs in [("de 0 a 1", x_train), ("de 0 a 16", 16 * x_train)]:
    keras.utils.set_random_seed(42)
    trial = keras.models.clone_model(model)  # mismas capas, pesos nuevos
    trial.compile(
        optimizer=keras.optimizers.SGD(learning_rate=0.2),
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
    )
    result = trial.fit(inputs, y_train, epochs=10, batch_size=32, verbose=0)
    curves[name] = result.history["accuracy"]
scaled_accuracy, raw_accuracy = [curve[-1] for curve in curves.values()]

fig, ax = plt.subplots()
for (name, accuracy), style in zip(curves.items(), ["o-", "s--"]):
    ax.plot(range(1, 11), accuracy, style, label=name)
    print(f"{name}: exactitud final {accuracy[-1]:.3f}")
ax.set(xlabel="Pasada por los datos", ylabel="Exactitud", ylim=(0, 1.03))
ax.legend(title="grises")
plt.show()
# --8<-- [end:sin-escalar]

# %% Qué responde la red sin escalar
# --8<-- [start:apagada]
raw_answers = trial.predict(16 * x_train, verbose=0).argmax(axis=1)
n_raw_answers = len(np.unique(raw_answers))
print(f"respuestas distintas: {n_raw_answers}")
# --8<-- [end:apagada]

# %% Solución: una capa más
# --8<-- [start:solucion-parametros]
sizes = [64, 32, 16, 10]
by_hand = sum((n_in + 1) * n_out for n_in, n_out in zip(sizes, sizes[1:]))

deeper = keras.Sequential([
    keras.Input(shape=(64,)),
    keras.layers.Dense(32, activation="relu"),
    keras.layers.Dense(16, activation="relu"),
    keras.layers.Dense(10, activation="softmax"),
])
print(f"a mano: {by_hand}")
print(f"Keras:  {deeper.count_params()}")

fig, ax = plt.subplots(figsize=(3.75, 4.4))
draw_network(ax, sizes, ["entrada", "oculta 1", "oculta 2", "salida"])
plt.show()
# --8<-- [end:solucion-parametros]

# %% Solución: softmax a mano
# --8<-- [start:solucion-softmax]
z = np.array([2.0, 1.0, 0.0])
softmax = np.exp(z) / np.exp(z).sum()

for k, p in enumerate(softmax):
    print(f"clase {k}: p = {p:.3f}, pérdida = {-np.log(p):.3f}")
print(f"suma: {softmax.sum():.3f}")
# --8<-- [end:solucion-softmax]

# %% Solución: dos escalas, dos tasas
# --8<-- [start:solucion-tasa]
print("grises     tasa  exactitud")
for name, inputs in [("de 0 a 1", x_train), ("de 0 a 16", 16 * x_train)]:
    for rate in [0.01, 0.5]:
        keras.utils.set_random_seed(42)
        trial = keras.models.clone_model(model)
        trial.compile(
            optimizer=keras.optimizers.SGD(learning_rate=rate),
            loss="sparse_categorical_crossentropy",
            metrics=["accuracy"],
        )
        trial.fit(inputs, y_train, epochs=3, batch_size=32, verbose=0)
        accuracy = trial.evaluate(inputs, y_train, verbose=0)[1]
        print(f"{name:9s}  {rate:4.2f}  {accuracy:9.2f}")
# --8<-- [end:solucion-tasa]

# %% Entrenar
# --8<-- [start:entrenar]
keras.utils.set_random_seed(42)
history = model.fit(
    x_train,
    y_train,
    epochs=50,
    batch_size=32,
    validation_split=0.2,
    verbose=0,
)
# --8<-- [end:entrenar]

# %% Contar actualizaciones
# --8<-- [start:actualizaciones]
n_fit = int(0.8 * len(x_train))  # el 20 % final queda para validar
n_validation = len(x_train) - n_fit
updates_per_epoch = int(np.ceil(n_fit / 32))  # redondeo hacia arriba
last_batch = n_fit - 32 * (updates_per_epoch - 1)
n_updates = int(model.optimizer.iterations.numpy())

print(f"para entrenar: {n_fit}, para validar: {n_validation}")
print(f"lotes por época: {updates_per_epoch} (el último, de {last_batch})")
print(f"en 50 épocas: {50 * updates_per_epoch} actualizaciones")
print(f"según el optimizador: {n_updates}")
# --8<-- [end:actualizaciones]

# %% Reparto y lotes
# --8<-- [start:lotes]
fig, ax = plt.subplots(figsize=(3.75, 2.4))
left = 0
for row, size in enumerate([n_fit, n_validation, len(x_test)]):
    ax.barh(row, size, left=left)
    left += size

starts = np.arange(0, n_fit, 32)
ax.barh(3, np.minimum(32, n_fit - starts) - 8, left=starts, color="C0")
ax.set(yticks=range(4), xticks=[])
ax.set_yticklabels([f"entrenar\n{n_fit}", f"validar\n{n_validation}",
                    f"probar\n{len(x_test)}",
                    f"una época\n{updates_per_epoch} lotes"])
ax.spines[:].set_visible(False)
ax.tick_params(length=0)
ax.invert_yaxis()
plt.show()
# --8<-- [end:lotes]

# %% Leer el registro
# --8<-- [start:registro]
log = history.history
print("          entrenar       validar")
print("época  pérd.  exact.  pérd.  exact.")
for epoch in [1, 2, 3, 10, 25, 50]:
    i = epoch - 1
    print(f"{epoch:5d}  {log['loss'][i]:5.3f}  {log['accuracy'][i]:6.3f}  "
          f"{log['val_loss'][i]:5.3f}  {log['val_accuracy'][i]:6.3f}")
# --8<-- [end:registro]

# %% Curvas de aprendizaje
# --8<-- [start:curvas]
epochs = np.arange(1, 51)
fig, (top, bottom) = plt.subplots(2, sharex=True, figsize=(3.75, 5))
for ax, metric in [(top, "loss"), (bottom, "accuracy")]:
    ax.plot(epochs, log[metric], label="entrenamiento")
    ax.plot(epochs, log[f"val_{metric}"], "--", label="validación")
    ax.grid()
top.set(ylabel="Pérdida", ylim=(0, None))
top.legend()
bottom.set(ylabel="Exactitud", xlabel="Época", ylim=(0.2, 1.02))
plt.show()

final_loss, final_val_loss = log["loss"][-1], log["val_loss"][-1]
final_accuracy = log["accuracy"][-1]
final_val_accuracy = log["val_accuracy"][-1]
print(f"entrenamiento: {final_loss:.3f}, {final_accuracy:.3f}")
print(f"validación:    {final_val_loss:.3f}, {final_val_accuracy:.3f}")
# --8<-- [end:curvas]

# %% Evaluar en la prueba
# --8<-- [start:evaluar]
test_loss, test_accuracy = model.evaluate(x_test, y_test, verbose=0)
standard_error = (test_accuracy * (1 - test_accuracy) / len(x_test)) ** 0.5

print(f"pérdida:   {test_loss:.3f}")
print(f"exactitud: {test_accuracy:.3f} ± {standard_error:.3f}")
# --8<-- [end:evaluar]

# %% Predecir una imagen
# --8<-- [start:predecir]
one = x_test[:1]  # (1, 64): un lote con una sola imagen
probabilities = model.predict(one, verbose=0)
answer = int(probabilities[0].argmax())
confidence = float(probabilities[0].max())
truth = int(y_test[0])

print(f"entra {one.shape}, sale {probabilities.shape}")
print(f"responde {answer} con p = {confidence:.3f}; era un {truth}")
# --8<-- [end:predecir]

# %% La imagen más dudosa
# --8<-- [start:duda]
test_probabilities = model.predict(x_test, verbose=0)  # (360, 10)
predicted = test_probabilities.argmax(axis=1)          # (360,)
doubt = int(test_probabilities.max(axis=1).argmin())
doubt_truth, doubt_answer = int(y_test[doubt]), int(predicted[doubt])
doubt_confidence = float(test_probabilities[doubt].max())

fig, (left, right) = plt.subplots(1, 2, figsize=(3.75, 3))
left.imshow(x_test[doubt].reshape(8, 8), cmap="gray_r")
left.axis("off")
right.barh(range(10), test_probabilities[doubt])
right.set(yticks=range(10), xlim=(0, 1), xticks=[0, 1],
          xlabel="Probabilidad", ylabel="Dígito")
right.invert_yaxis()
plt.show()
# --8<-- [end:duda]

# %% Comparar con la línea base y con un modelo lineal
# --8<-- [start:comparar]
from sklearn.linear_model import LogisticRegression

most_common = np.bincount(y_train).argmax()
baseline_hits = y_test == most_common

linear = LogisticRegression(max_iter=1000)
linear.fit(x_train[:n_fit], y_train[:n_fit])  # las mismas que vio la red
linear_hits = linear.predict(x_test) == y_test

network_hits = predicted == y_test
baseline_accuracy = baseline_hits.mean()
linear_accuracy = linear_hits.mean()

for name, hits in [("clase mayoritaria", baseline_hits),
                   ("regresión logística", linear_hits),
                   ("red neuronal", network_hits)]:
    print(f"{name:19s} {hits.mean():.3f} ({hits.sum()} de {hits.size})")
# --8<-- [end:comparar]

# %% Cara a cara
# --8<-- [start:cara-a-cara]
n_errors = int((~network_hits).sum())
n_linear_errors = int((~linear_hits).sum())
only_network = int((network_hits & ~linear_hits).sum())
only_linear = int((linear_hits & ~network_hits).sum())
margin = only_network - only_linear

print(f"acierta la red y falla la logística: {only_network}")
print(f"acierta la logística y falla la red: {only_linear}")
print(f"ventaja de la red: {margin} imágenes de {len(y_test)}")
# --8<-- [end:cara-a-cara]

# %% Matriz de confusión
# --8<-- [start:confusion]
from sklearn.metrics import confusion_matrix

matrix = confusion_matrix(y_test, predicted)

fig, ax = plt.subplots(figsize=(3.75, 3.9))
ax.imshow(matrix, cmap="Blues")
for true, guess in np.argwhere(matrix > 0):
    ax.text(guess, true, matrix[true, guess], ha="center", va="center",
            color="white" if true == guess else "black")
ax.set(xticks=range(10), yticks=range(10),
       xlabel="Respuesta de la red", ylabel="Dígito verdadero")
plt.show()

mistakes = matrix - np.diag(np.diag(matrix))  # sin la diagonal
confused, taken_for = np.unravel_index(mistakes.argmax(), mistakes.shape)
times = mistakes.max()
print(f"lo más repetido: un {confused} tomado por un {taken_for}")
# --8<-- [end:confusion]

# %% Los peores errores
# --8<-- [start:errores]
wrong = np.flatnonzero(predicted != y_test)  # posiciones de los fallos
wrong_confidence = test_probabilities[wrong].max(axis=1)
worst = wrong[np.argsort(-wrong_confidence)][:6]  # de más a menos segura

fig, axes = plt.subplots(2, 3, figsize=(3.75, 3.7))
for ax, i in zip(axes.flat, worst):
    ax.imshow(x_test[i].reshape(8, 8), cmap="gray_r")
    ax.set_title(f"dice {predicted[i]}, es {y_test[i]}\n"
                 f"p = {test_probabilities[i].max():.2f}")
    ax.axis("off")
plt.show()
# --8<-- [end:errores]

# %% Guardar y volver a cargar
# --8<-- [start:guardar]
model.save("primera_red.keras")
loaded = keras.models.load_model("primera_red.keras")

loaded_probabilities = loaded.predict(x_test, verbose=0)
same_answers = np.array_equal(test_probabilities, loaded_probabilities)
print(f"¿Las mismas respuestas? {same_answers}")
# --8<-- [end:guardar]

# %% Cuánta tinta lleva un dígito
# --8<-- [start:tinta]
top, bottom = digits.images[:, 0], digits.images[:, 7]
full_height = (top.max(axis=1) > 0) & (bottom.max(axis=1) > 0)
ink = digits.data.sum(axis=1)  # puntos encendidos en cada mapa de 32×32
ink_by_digit = [ink[digits.target == d].mean() for d in range(10)]

full_height_rate, mean_ink = full_height.mean(), float(ink.mean())
least_ink, most_ink = min(ink_by_digit), max(ink_by_digit)
print(f"llenan la altura: {full_height_rate:.3f}")
print(f"tinta media: {mean_ink:.0f} puntos de {32 * 32}")
print(f"según el dígito: de {least_ink:.0f} a {most_ink:.0f}")
# --8<-- [end:tinta]

# %% De un trazo a 64 números
# --8<-- [start:trazo]
steps = np.linspace(0, 2, 200)  # dos rectas: de 0 a 1 y de 1 a 2
x = np.interp(steps, [0, 1, 2], [9.6, 22.4, 9.6])
y = np.interp(steps, [0, 1, 2], [3.4, 3.4, 28.6])

row, column = np.mgrid[0:32, 0:32] + 0.5  # el centro de cada punto
distance = np.hypot(column[..., None] - x, row[..., None] - y)
bitmap = distance.min(axis=2) <= 3.4  # (32, 32): una pluma redonda
drawn = bitmap.reshape(8, 4, 8, 4).sum(axis=(1, 3))  # (8, 8): de 0 a 16

fig, (left, right) = plt.subplots(1, 2, figsize=(3.75, 2.2))
for ax, picture, title in [(left, bitmap, "32×32"), (right, drawn, "8×8")]:
    ax.imshow(picture, cmap="gray_r")
    ax.set(title=title, xticks=[], yticks=[])
plt.show()

drawn_probabilities = model.predict(drawn.reshape(1, 64) / 16, verbose=0)[0]
drawn_answer = int(drawn_probabilities.argmax())
drawn_ink = int(bitmap.sum())
print(f"tinta: {drawn_ink}; responde {drawn_answer} "
      f"con p = {drawn_probabilities.max():.3f}")
# --8<-- [end:trazo]

# %% Aumento de datos: cada imagen, algo movida
# --8<-- [start:aumento]
rng = np.random.default_rng(0)


def slide(images, size):
    """Mueve, inclina y ensancha cada imagen al azar, fila a fila."""
    shift, slant, stretch = rng.uniform(-size, size, (3, len(images), 1, 1))
    place = np.arange(8) - 3.5  # el cero, en el centro
    wanted = place + 0.7 * shift + 0.15 * slant * place[:, None]
    wanted = 3.5 + wanted * (1 + 0.2 * stretch)
    before = np.floor(wanted).astype(int)
    share = wanted - before  # lo que toca al píxel siguiente
    framed = np.pad(images, ((0, 0), (0, 0), (1, 2)))  # margen en blanco
    left = np.take_along_axis(framed, np.clip(before + 1, 0, 9), axis=2)
    right = np.take_along_axis(framed, np.clip(before + 2, 0, 9), axis=2)
    return (1 - share) * left + share * right


def move(images):
    """Lo mismo por filas y, algo menos, por columnas."""
    return slide(slide(images, 1).swapaxes(1, 2), 0.4).swapaxes(1, 2)
# --8<-- [end:aumento]

# %% Lo que no es un dígito
# --8<-- [start:garabatos]
def scribble():
    """Una línea quebrada al azar, con la tinta de un dígito."""
    n = rng.integers(3, 9)
    x, y = rng.uniform(8, 24, n), rng.uniform(0, 1, n)
    y = 3 + 26 * (y - y.min()) / (y.max() - y.min())  # de arriba abajo
    steps = np.linspace(0, n - 1, 20 * n)
    x = np.interp(steps, np.arange(n), x)
    y = np.interp(steps, np.arange(n), y)
    distance = np.hypot(column[..., None] - x, row[..., None] - y).min(axis=2)
    bitmap = distance <= np.sort(distance, axis=None)[int(mean_ink)]
    return bitmap.reshape(8, 4, 8, 4).sum(axis=(1, 3)) / 16


pictures = x_train.reshape(-1, 8, 8)
piled = np.maximum(pictures, rng.permutation(pictures))[:1000]
messes = np.concatenate([piled, [scribble() for _ in range(1000)]])
# --8<-- [end:garabatos]

# %% La red de la hoja
# --8<-- [start:robusta]
slashed = np.maximum(0.7 * pictures[y_train == 0], 0.9 * np.eye(8)[::-1])
known = np.concatenate([pictures, slashed])
labels = np.append(y_train, np.zeros(len(slashed), int))
moved = [move(known) for _ in range(20)]
inputs = np.concatenate([*moved, messes]).reshape(-1, 64)
certain = np.tile(np.eye(10)[labels], (20, 1))  # un 1 en su dígito
unclear = np.full((len(messes), 10), 0.1)  # todos por igual

keras.utils.set_random_seed(42)
robust = keras.Sequential([
    keras.Input(shape=(64,)),
    keras.layers.GaussianNoise(0.15),
    keras.layers.Dense(128, activation="relu"),
    keras.layers.Dropout(0.2),
    keras.layers.Dense(10, activation="softmax"),
])
robust.compile(
    optimizer=keras.optimizers.Adam(learning_rate=0.003),
    loss="categorical_crossentropy",
)
robust.fit(inputs, np.concatenate([certain, unclear]),
           epochs=20, batch_size=256, verbose=0)
# --8<-- [end:robusta]

# %% Sacar los pesos de Keras
# --8<-- [start:exportar]
import json

tables = [w.astype(float).round(2) for w in robust.get_weights()]
network = dict(zip(["W1", "b1", "W2", "b2"], [w.tolist() for w in tables]))
with open("red.json", "w") as file:
    json.dump({**network, "ink": mean_ink}, file, separators=(",", ":"))

n_exported = sum(w.size for w in tables)
print(f"tablas: {len(tables)}, números: {n_exported}")
# --8<-- [end:exportar]

# %% La red exportada, examinada
# --8<-- [start:examinar-robusta]
robust.set_weights(tables)  # la que sale es la redondeada
robust_hits = robust.predict(x_test, verbose=0).argmax(axis=1) == y_test
robust_accuracy = robust_hits.mean()
only_robust = (robust_hits & ~network_hits).sum()
not_robust = (network_hits & ~robust_hits).sum()

print(f"la de la lección: {test_accuracy:.3f}")
print(f"la de la hoja:    {robust_accuracy:.3f}")
# --8<-- [end:examinar-robusta]

# %% Solución: otro tamaño de lote
# --8<-- [start:solucion-lotes]
print("lote  por época  en total")
for batch_size in [1, 32, 128, n_fit]:
    n_batches = int(np.ceil(n_fit / batch_size))
    print(f"{batch_size:4d}  {n_batches:9d}  {50 * n_batches:8d}")
# --8<-- [end:solucion-lotes]

# %% Solución: los vecinos más cercanos
# --8<-- [start:solucion-vecinos]
from sklearn.neighbors import KNeighborsClassifier

neighbors = KNeighborsClassifier(n_neighbors=3)
neighbors.fit(x_train[:n_fit], y_train[:n_fit])
neighbor_hits = neighbors.predict(x_test) == y_test
only_neighbors = int((neighbor_hits & ~network_hits).sum())
not_neighbors = int((network_hits & ~neighbor_hits).sum())

print(f"vecinos: {neighbor_hits.mean():.3f}")
print(f"red:     {test_accuracy:.3f}")
print(f"solo aciertan los vecinos: {only_neighbors}")
print(f"solo acierta la red:       {not_neighbors}")
# --8<-- [end:solucion-vecinos]

# %% Solución: saber decir «no lo sé»
# --8<-- [start:solucion-duda]
sure = test_probabilities.max(axis=1) >= 0.9
sure_accuracy = float(network_hits[sure].mean())
n_sure, n_unsure = int(sure.sum()), int((~sure).sum())
unsure_errors = int((~network_hits[~sure]).sum())

print(f"responde a {n_sure}: exactitud {sure_accuracy:.3f}")
print(f"se calla en {n_unsure}: habría fallado {unsure_errors}")
# --8<-- [end:solucion-duda]

# %% Solución: manos nuevas
# --8<-- [start:solucion-manos]
x_seen, x_new, y_seen, y_new = train_test_split(
    (digits.data / 16).astype("float32"), digits.target,
    test_size=0.2, shuffle=False,  # las últimas imágenes, para la prueba
)
keras.utils.set_random_seed(42)
fresh = keras.models.clone_model(model)
fresh.compile(
    optimizer="adam",
    loss="sparse_categorical_crossentropy",
    metrics=["accuracy"],
)
fresh.fit(x_seen, y_seen, epochs=50, batch_size=32,
          validation_split=0.2, verbose=0)
new_loss, new_accuracy = fresh.evaluate(x_new, y_new, verbose=0)

print(f"reparto al azar: {test_accuracy:.3f}")
print(f"manos nuevas:    {new_accuracy:.3f}")
# --8<-- [end:solucion-manos]
