"""Regularización: técnicas contra el sobreajuste, cada una por separado."""

# %% Los datos
# --8<-- [start:datos]
import matplotlib.pyplot as plt
import numpy as np
from sklearn.datasets import load_breast_cancer
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler

cancer = load_breast_cancer()
x = cancer.data.astype("float32")
y = 1 - cancer.target  # 1 es maligno y 0, benigno

x_rest, x_test, y_rest, y_test = train_test_split(
    x, y, test_size=0.2, stratify=y, random_state=42
)
x_train, x_val, y_train, y_val = train_test_split(
    x_rest, y_rest, test_size=0.25, stratify=y_rest, random_state=42
)
scaler = StandardScaler().fit(x_train)
scaled_train = scaler.transform(x_train)
scaled_val = scaler.transform(x_val)
n_train, n_val = len(y_train), len(y_val)
print(f"entrenamiento {scaled_train.shape}, validación {scaled_val.shape}")
# --8<-- [end:datos]

# %% Una red con cuerpo a elegir
# --8<-- [start:red]
import keras
from keras import layers, regularizers


def dense(regularizer=None):
    """Una capa oculta de 64 neuronas."""
    return layers.Dense(64, activation="relu",
                        kernel_regularizer=regularizer)


def network(*body):
    """La entrada, las capas que le des y la salida sigmoide."""
    output = layers.Dense(1, activation="sigmoid")
    return keras.Sequential([keras.Input(shape=(30,)), *body, output])


keras.utils.set_random_seed(42)
plain = network(dense(), dense())
n_parameters = plain.count_params()
print(f"parámetros: {n_parameters}, pacientes: {n_train}")
# --8<-- [end:red]

# %% Una red nueva por semilla
# --8<-- [start:nueva]
def fresh(model, seed):
    """Las mismas capas con pesos nuevos, y compilada."""
    keras.utils.set_random_seed(seed)
    copy = keras.models.clone_model(model)
    copy.compile(optimizer=keras.optimizers.RMSprop(0.005),
                 loss="binary_crossentropy", metrics=["accuracy"])
    return copy
# --8<-- [end:nueva]

# %% El banco de pruebas
# --8<-- [start:banco]
from sklearn.metrics import log_loss

EPOCHS, SEEDS = 24, (0, 1, 2)
table, weights, logs = {}, {}, {}


def bench(name, model, x=scaled_train, y=y_train, epochs=EPOCHS,
          **options):  # lo demás que se le quiera decir a fit
    """Entrena una red por semilla, apunta cómo acaba y da la última."""
    table[name], weights[name], logs[name] = [], [], []
    for seed in SEEDS:
        trial = fresh(model, seed)
        history = trial.fit(x, y, epochs=epochs, batch_size=32,
                            verbose=0, **options)
        logs[name].append(history.history)
        p_train = trial(scaled_train).numpy()
        p_val = trial(scaled_val).numpy()
        hits = (p_val.ravel() >= 0.5) == y_val
        table[name].append([log_loss(y_train, p_train),
                            log_loss(y_val, p_val), hits.mean()])
        weights[name].append(trial.get_weights()[0])  # (30, neuronas)
    show(name)
    return trial
# --8<-- [end:banco]

# %% Una fila de la tabla
# --8<-- [start:fila]
def show(name):
    """Media de las semillas y, en lo que se valida, también desviación."""
    train_loss, val_loss, accuracy = np.mean(table[name], axis=0)
    _, loss_deviation, deviation = np.std(table[name], axis=0)
    print(f"{name:15s} {train_loss:.3f} {val_loss:.3f} ± "
          f"{loss_deviation:.3f} {accuracy:.3f} ± {deviation:.3f}")
# --8<-- [end:fila]

# %% La red sin regularizar
# --8<-- [start:sobreajuste]
print("                entr. validación    exactitud")
plain = bench("sin regularizar", plain,
              validation_data=(scaled_val, y_val))

free = logs["sin regularizar"]
train_curves = np.array([log["loss"] for log in free])  # (semillas, épocas)
val_curves = np.array([log["val_loss"] for log in free])
best_epochs = val_curves.argmin(axis=1) + 1
ratios = val_curves[:, -1] / val_curves.min(axis=1)
print(f"mejor época: {best_epochs}, final / mejor: {ratios.round(1)}")
hits = np.array([log["val_accuracy"] for log in free])
at_best = np.mean([h[e - 1] for h, e in zip(hits, best_epochs)])
at_end = hits[:, -1].mean()
print(f"exactitud: en la mejor época {at_best:.3f}, al final {at_end:.3f}")
first_best, last_best = int(best_epochs.min()), int(best_epochs.max())
lowest_ratio, highest_ratio = float(ratios.min()), float(ratios.max())
# --8<-- [end:sobreajuste]

# %% Las curvas de la red sin regularizar
# --8<-- [start:curvas]
epochs = np.arange(1, EPOCHS + 1)
fig, ax = plt.subplots(figsize=(3.75, 3.2))
for i in range(len(SEEDS)):
    ax.plot(epochs, train_curves[i], color="C0",
            label="entrenamiento" if i == 0 else None)
    ax.plot(epochs, val_curves[i], "--", color="C1",
            label="validación" if i == 0 else None)
ax.set(xlabel="Época", ylabel="Pérdida", ylim=(0, 0.35))
ax.legend(loc="upper left")
ax.grid()
plt.show()
# --8<-- [end:curvas]

# %% De qué está segura cuando falla
# --8<-- [start:segura]
p = plain(scaled_val).numpy().ravel()  # la red de la última semilla
p_true = np.where(y_val == 1, p, 1 - p)  # la que da a la verdad
worst = np.sort(p_true)[:3]
n_wrong = int((p_true < 0.5).sum())
n_sure = int(((p_true > 0.999) | (p_true < 0.001)).sum())
worst_cost, rest_cost = -np.log(worst).sum(), -np.log(p_true).sum()
worst_share = float(worst_cost / rest_cost)
print(f"fallos: {n_wrong} de {n_val}")
print("lo que da a la verdad en los tres peores:",
      " ".join(f"{value:.0e}" for value in worst))
print(f"su parte de la pérdida: {worst_share:.2f}")
# --8<-- [end:segura]

# %% Menos neuronas
# --8<-- [start:menos]
bench("16 neuronas", network(layers.Dense(16, activation="relu")))
small_parameters = (30 + 1) * 16 + (16 + 1)
# --8<-- [end:menos]

# %% Penalizaciones a los pesos
# --8<-- [start:penalizaciones]
l1, l2 = regularizers.L1(0.001), regularizers.L2(0.01)
both = regularizers.L1L2(l1=0.001, l2=0.01)
bench("L1", network(dense(l1), dense(l1)))
with_l2 = bench("L2", network(dense(l2), dense(l2)))
bench("red elástica", network(dense(both), dense(both)))
# --8<-- [end:penalizaciones]

# %% La pérdida con penalización y sin ella
# --8<-- [start:con-penalizacion]
reported = with_l2.evaluate(scaled_val, y_val, verbose=0)[0]
penalty = sum(float(loss) for loss in with_l2.losses)
without = log_loss(y_val, with_l2(scaled_val).numpy())
print(f"lo que dice evaluate: {reported:.4f}")
print(f"penalización {penalty:.4f} + entropía cruzada {without:.4f} "
      f"= {penalty + without:.4f}")
# --8<-- [end:con-penalizacion]

# %% Lo que hace cada penalización con los pesos
# --8<-- [start:histograma]
kinds = ["sin regularizar", "L1", "L2", "red elástica"]
bins = np.linspace(-0.6, 0.6, 49)
fig, axes = plt.subplots(4, sharex=True, figsize=(3.75, 6))
for ax, name in zip(axes, kinds):
    ax.hist(np.clip(np.ravel(weights[name]), -0.6, 0.6), bins)
    ax.set(title=name, ylabel="Pesos", yscale="log")
    ax.minorticks_off()
axes[-1].set_xlabel("Peso de la primera capa")
plt.show()
# --8<-- [end:histograma]

# %% Cuántos pesos quedan pegados a cero
# --8<-- [start:pegados]
near, others = {}, {}
for name in kinds:
    sizes = np.abs(weights[name])
    near[name] = float((sizes < 0.01).mean())
    others[name] = float(sizes[sizes >= 0.01].mean())
    print(f"{name:15s} menores que 0.01: {near[name]:.2f}; "
          f"los demás: {others[name]:.3f}")
plain_near, l1_near, l2_near, both_near = near.values()
plain_others, l1_others, l2_others, both_others = others.values()
# --8<-- [end:pegados]

# %% Dropout en la salida de una capa
# --8<-- [start:capa]
keras.utils.set_random_seed(9)
hidden = layers.Dense(6, activation="sigmoid")(scaled_train[:1])  # (1, 6)
drop = layers.Dropout(0.5)


def line(name, values):
    print(f"{name:13s}", " ".join(f"{v:5.2f}" for v in values))


line("salida", hidden.numpy()[0])
for step in (1, 2, 3):
    line(f"entrenando {step}", drop(hidden, training=True).numpy()[0])
repeats = 4000
many = np.repeat(hidden.numpy(), repeats, axis=0)  # (repeats, 6)
average = drop(many, training=True).numpy().mean(axis=0)
line("media", average)
line("prediciendo", drop(hidden, training=False).numpy()[0])
average_gap = float(np.abs(average - hidden.numpy()[0]).max())
# --8<-- [end:capa]

# %% Una red con neuronas apagadas
# --8<-- [start:dibujo]
def draw(ax, active, title):
    """Una red 3–5–5–1; active dice qué neuronas están encendidas."""
    sides = [(i, np.linspace(-(len(a) - 1) / 2, (len(a) - 1) / 2, len(a)))
             for i, a in enumerate(active)]
    for (i, left), (j, right) in zip(sides, sides[1:]):
        for a, b in np.ndindex(len(left), len(right)):
            if active[i][a] and active[j][b]:
                ax.plot([i, j], [left[a], right[b]], color="C5", lw=0.8)
    for (i, heights), on in zip(sides, active):
        for height, lit in zip(heights, on):
            ax.plot(i, height, "o" if lit else "x", ms=9,
                    color="C0" if lit else "C4", mew=2)
    ax.set_title(title)
    ax.set(xlim=(-0.3, 3.3), ylim=(-2.6, 2.6))
    ax.axis("off")
# --8<-- [end:dibujo]

# %% Tres pasos y una predicción
# --8<-- [start:pasos]
rng = np.random.default_rng(3)
fig, axes = plt.subplots(2, 2, figsize=(3.75, 4))
for step, ax in enumerate(axes.flat, start=1):
    keep = np.ones((2, 5), bool) if step == 4 else rng.random((2, 5)) < 0.5
    title = "Al predecir" if step == 4 else f"Paso {step}"
    draw(ax, [[True] * 3, *keep, [True]], title)
plt.show()
# --8<-- [end:pasos]

# %% Dropout, en el banco
# --8<-- [start:dropout]
bench("dropout 0.5", network(dense(), layers.Dropout(0.5),
                             dense(), layers.Dropout(0.5)))
# --8<-- [end:dropout]

# %% El momento de la normalización por lotes
# --8<-- [start:momento]
rng = np.random.default_rng(42)
batches = rng.normal(5, 2, size=(100, 32, 1)).astype("float32")
fig, ax = plt.subplots(figsize=(3.75, 3))
outputs, means = {}, {}
for momentum, style in [(0.9, "-"), (0.99, "--")]:
    norm = layers.BatchNormalization(momentum=momentum)
    path = []
    for batch in batches:
        outputs[momentum] = norm(batch, training=True).numpy()
        path.append(norm.moving_mean.numpy().item())
    means[momentum] = path[-1]
    ax.plot(np.arange(1, 101), path, style, label=f"momento {momentum}")
    answer = norm(np.array([[5.0]])).numpy().item()  # al predecir
    print(f"momento {momentum}: media guardada {path[-1]:.2f}, "
          f"un 5 se vuelve {answer:.2f}")
ax.axhline(5, color="C5", linestyle=":")
ax.set(xlabel="Lote", ylabel="Media guardada", ylim=(0, 5.6))
ax.legend(loc="lower right")
plt.show()
same_output = bool(np.array_equal(outputs[0.9], outputs[0.99]))
print(f"¿mismas salidas al entrenar? {same_output}")
fast_mean, slow_mean = means[0.9], means[0.99]
# --8<-- [end:momento]

# %% Normalización por lotes, en el banco tags=["variable"]
# --8<-- [start:normalizacion]
def normalized():
    """Suma, normalización y después la activación."""
    return [layers.Dense(64, use_bias=False),
            layers.BatchNormalization(momentum=0.9),
            layers.Activation("relu")]


bench("norm. por lotes", network(*normalized(), *normalized()))
# --8<-- [end:normalizacion]

# %% Parada temprana
# --8<-- [start:parada]
stopping = keras.callbacks.EarlyStopping(
    monitor="val_loss", patience=5, restore_best_weights=True
)
bench("parada temprana", network(dense(), dense()),
      validation_data=(scaled_val, y_val), callbacks=[stopping])
lengths = [len(log["loss"]) for log in logs["parada temprana"]]
print("épocas entrenadas:", *lengths)
longest = max(lengths)
# --8<-- [end:parada]

# %% Imágenes retocadas
# --8<-- [start:retoques]
from sklearn.datasets import load_digits

digit = np.pad(load_digits().images[3], 2)[None, :, :, None]  # (1, 12, 12, 1)
keras.utils.set_random_seed(42)
retouch = keras.Sequential([
    layers.RandomTranslation(0.15, 0.15, fill_mode="constant"),
    layers.RandomRotation(0.04, fill_mode="constant"),
])
fig, axes = plt.subplots(2, 3, figsize=(3.75, 2.8))
for i, ax in enumerate(axes.flat):
    image = digit if i == 0 else retouch(digit, training=True).numpy()
    ax.imshow(image[0, :, :, 0], cmap="gray_r")
    ax.set(title="el dígito" if i == 0 else f"retoque {i}",
           xticks=[], yticks=[])
plt.show()
# --8<-- [end:retoques]

# %% Copias con ruido y ruido nuevo cada vez
# --8<-- [start:ruido]
rng = np.random.default_rng(42)
copies = np.tile(scaled_train, (4, 1))  # cada paciente, cuatro veces
jitter = rng.normal(0, 0.5, copies.shape).astype("float32")
jitter[:n_train] = 0  # la primera copia es la verdadera
bench("copias fijas", network(dense(), dense()), copies + jitter,
      np.tile(y_train, 4), epochs=EPOCHS // 4)
bench("ruido", network(layers.GaussianNoise(0.5), dense(), dense()))
# --8<-- [end:ruido]

# %% La tabla entera tags=["variable"]
# --8<-- [start:tabla]
print("                entr. validación    exactitud")
order = sorted(table, key=lambda name: np.mean(table[name], axis=0)[1])
for name in order:
    show(name)
val_means = {name: float(np.mean(table[name], axis=0)[1]) for name in order}
best_mean, plain_mean = min(val_means.values()), val_means["sin regularizar"]
# --8<-- [end:tabla]

# %% La tabla, dibujada tags=["variable"]
# --8<-- [start:comparar]
fig, ax = plt.subplots(figsize=(3.75, 4.4))
for row, name in enumerate(reversed(order)):
    losses = np.array(table[name])[:, 1]
    ax.plot(losses, [row] * len(losses), "o", color="C0")
    ax.plot(losses.mean(), row, "|", color="C1", ms=18, mew=3)
ax.set(yticks=range(len(order)), xlabel="Pérdida de validación",
       xlim=(0, None))
ax.set_yticklabels(reversed(order))
ax.grid(axis="x")
plt.show()
# --8<-- [end:comparar]

# %% Solución: una penalización vacía
# --8<-- [start:solucion-vacia]
for regularizer in [regularizers.L1L2(), regularizers.L1L2(l2=0.01)]:
    layer = layers.Dense(2, kernel_initializer="ones",
                         kernel_regularizer=regularizer)
    layer.build((None, 3))
    print(f"penalización: {float(layer.losses[0]):.2f}")
# --8<-- [end:solucion-vacia]

# %% Solución: dropout con NumPy
# --8<-- [start:solucion-dropout]
def dropout(a, rate, rng):
    """Apaga salidas al azar y agranda las demás."""
    keep = rng.random(a.shape) >= rate
    return a * keep / (1 - rate)


rng = np.random.default_rng(42)
ones = np.ones((1000, 100))
for rate in [0.2, 0.5, 0.8]:
    dropped = dropout(ones, rate, rng)
    print(f"tasa {rate}: apagadas {np.mean(dropped == 0):.2f}, "
          f"las demás valen {dropped.max():.2f}, "
          f"media {dropped.mean():.2f}")
# --8<-- [end:solucion-dropout]

# %% Solución: la parada temprana a mano
# --8<-- [start:solucion-paciencia]
val_losses = [0.50, 0.30, 0.20, 0.22, 0.21, 0.19, 0.25, 0.26, 0.27, 0.28]
for patience in [1, 2, 3]:
    best, wait = np.inf, 0
    for epoch, loss in enumerate(val_losses, start=1):
        wait = 0 if loss < best else wait + 1
        if loss < best:
            best, best_epoch = loss, epoch
        if wait == patience:
            break
    print(f"paciencia {patience}: para tras la época {epoch}, "
          f"vuelve a la {best_epoch}")
# --8<-- [end:solucion-paciencia]
