"""Reducir el sobreajuste: paso a paso, con validación cruzada y un examen."""

# %% Los datos
# --8<-- [start:datos]
import matplotlib.pyplot as plt
import numpy as np
from sklearn.datasets import load_breast_cancer
from sklearn.model_selection import train_test_split

cancer = load_breast_cancer()
x = cancer.data.astype("float32")
y = 1 - cancer.target  # 1 es maligno y 0, benigno

x_rest, x_test, y_rest, y_test = train_test_split(
    x, y, test_size=0.2, stratify=y, random_state=42
)
n_rest, n_test = len(y_rest), len(y_test)
print(f"para trabajar: {n_rest}; para el examen: {n_test}")
# --8<-- [end:datos]

# %% La red
# --8<-- [start:red]
import keras
from keras import layers, regularizers


def network(*body):
    """La entrada, las capas que le des y la salida sigmoide."""
    output = layers.Dense(1, activation="sigmoid")
    return keras.Sequential([keras.Input(shape=(30,)), *body, output])


def fresh(model, seed):
    """Las mismas capas con pesos nuevos, y compilada."""
    keras.utils.set_random_seed(seed)
    copy = keras.models.clone_model(model)
    copy.compile(optimizer=keras.optimizers.RMSprop(0.005),
                 loss="binary_crossentropy", metrics=["accuracy"])
    return copy
# --8<-- [end:red]

# %% Cinco pliegues
# --8<-- [start:pliegues]
from sklearn.model_selection import StratifiedKFold
from sklearn.preprocessing import StandardScaler

EPOCHS = 24
splits = StratifiedKFold(5, shuffle=True, random_state=42)
folds = list(splits.split(x_rest, y_rest))


def cross_validate(model, epochs=EPOCHS, curves=False):
    """La probabilidad de cada paciente, según redes que no lo conocen."""
    logs, p = [], np.empty(n_rest)
    for seed, (known, held_out) in enumerate(folds):
        scaler = StandardScaler().fit(x_rest[known])
        scaled = scaler.transform(x_rest)
        watch = (scaled[held_out], y_rest[held_out]) if curves else None
        trial = fresh(model, seed)
        history = trial.fit(scaled[known], y_rest[known], epochs=epochs,
                            batch_size=32, verbose=0,
                            validation_data=watch)
        logs.append(history.history)
        p[held_out] = trial(scaled[held_out]).numpy().ravel()
    return p, logs
# --8<-- [end:pliegues]

# %% Una fila de la tabla
# --8<-- [start:fila]
from sklearn.metrics import log_loss

table, answers = {}, {}


def note(name, p):
    """Apunta la pérdida sin penalización de cada pliegue y los fallos."""
    losses = [log_loss(y_rest[held], p[held]) for _, held in folds]
    errors = int(((p >= 0.5) != y_rest).sum())
    table[name], answers[name] = losses, p
    print(f"{name:17s} {np.mean(losses):.3f} ± {np.std(losses):.3f} "
          f"{errors:4d}")


def change(after, before):
    """Lo que cambia la pérdida de cada pliegue, de una red a otra."""
    gaps = np.subtract(table[after], table[before])
    print("pliegue a pliegue:", " ".join(f"{gap:+.3f}" for gap in gaps))
    return int((gaps < 0).sum())
# --8<-- [end:fila]

# %% El modelo lineal
# --8<-- [start:lineal]
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_val_predict
from sklearn.pipeline import make_pipeline

linear = make_pipeline(StandardScaler(), LogisticRegression())
p_linear = cross_val_predict(linear, x_rest, y_rest, cv=folds,
                             method="predict_proba")[:, 1]
print("                  pérdida       fallos")
note("logística", p_linear)
# --8<-- [end:lineal]

# %% Una red que se pasa tags=["variable"]
# --8<-- [start:grande]
def relu(units, regularizer=None):
    return layers.Dense(units, activation="relu",
                        kernel_regularizer=regularizer)


keras.utils.set_random_seed(42)
large = network(relu(64), relu(64))
p_large, logs = cross_validate(large, curves=True)
note("64 y 64", p_large)
train_curve = np.mean([log["loss"] for log in logs], axis=0)
val_curve = np.mean([log["val_loss"] for log in logs], axis=0)
best_epoch = int(val_curve.argmin()) + 1
best_loss, final_loss = float(val_curve.min()), float(val_curve[-1])
print(f"mínimo en la época {best_epoch}: {best_loss:.3f}")
# --8<-- [end:grande]

# %% La curva media
# --8<-- [start:curva]
fig, ax = plt.subplots(figsize=(3.75, 3.2))
for log in logs:
    ax.plot(np.arange(1, EPOCHS + 1), log["val_loss"], color="C5", lw=0.8)
ax.plot(np.arange(1, EPOCHS + 1), train_curve, label="entrenamiento")
ax.plot(np.arange(1, EPOCHS + 1), val_curve, "--", label="validación")
ax.axvline(best_epoch, color="C3", linestyle=":")
ax.set(xlabel="Época", ylabel="Pérdida", ylim=(0, 0.6))
ax.legend(loc="upper right")
plt.show()
# --8<-- [end:curva]

# %% Paso 1: parar tags=["variable"]
# --8<-- [start:parar]
p_stopped, _ = cross_validate(large, epochs=best_epoch)
stopped_name = f"parar en la {best_epoch}"
note(stopped_name, p_stopped)
n_better = change(stopped_name, "64 y 64")
# --8<-- [end:parar]

# %% Paso 2: menos neuronas tags=["variable"]
# --8<-- [start:menos]
small = network(relu(16))
note("16 neuronas", cross_validate(small)[0])
small_better = change("16 neuronas", "64 y 64")
# --8<-- [end:menos]

# %% Paso 3: una penalización
# --8<-- [start:penalizacion]
with_l2 = network(relu(16, regularizers.L2(0.01)))
note("16 + L2", cross_validate(with_l2)[0])
l2_better = change("16 + L2", "16 neuronas")
# --8<-- [end:penalizacion]

# %% Paso 4: ruido
# --8<-- [start:ruido]
noisy = network(layers.GaussianNoise(0.5),
                relu(16, regularizers.L2(0.01)))
note("16 + L2 + ruido", cross_validate(noisy)[0])
noise_better = change("16 + L2 + ruido", "16 + L2")
# --8<-- [end:ruido]

# %% Los pasos, juntos
# --8<-- [start:comparar]
fig, ax = plt.subplots(figsize=(3.75, 3.4))
for row, losses in enumerate(reversed(table.values())):
    ax.plot(losses, [row] * 5, "o", color="C0", alpha=0.7)
    ax.plot(np.mean(losses), row, "|", color="C1", ms=18, mew=3)
ax.set(yticks=range(len(table)), xlabel="Pérdida", xlim=(0, None))
ax.set_yticklabels(reversed(table))
ax.grid(axis="x")
plt.show()
means = [float(np.mean(losses)) for losses in table.values()]
(linear_loss, large_loss, stopped_loss, small_loss, l2_loss,
 noisy_loss) = means
fold_deviation = float(np.std(table["16 + L2"]))
# --8<-- [end:comparar]

# %% Los mismos pacientes
# --8<-- [start:mismos]
wrong = np.array([(p >= 0.5) != y_rest for p in answers.values()])
fewest, most = int(wrong.sum(axis=1).min()), int(wrong.sum(axis=1).max())
n_any = int(wrong.any(axis=0).sum())
n_all = int(wrong.all(axis=0).sum())
print(f"fallos de cada modelo: de {fewest} a {most}")
print(f"los falla alguno: {n_any}; los fallan todos: {n_all}")

names = list(answers)
linear_wrong = wrong[names.index("logística")]
chosen_wrong = wrong[names.index("16 + L2")]
only_chosen = int((linear_wrong & ~chosen_wrong).sum())
only_linear = int((chosen_wrong & ~linear_wrong).sum())
print(f"solo acierta 16 + L2: {only_chosen}; "
      f"solo la logística: {only_linear}")
# --8<-- [end:mismos]

# %% El examen
# --8<-- [start:examen]
scaler = StandardScaler().fit(x_rest)
scaled_rest = scaler.transform(x_rest)
scaled_test = scaler.transform(x_test)
exam = {"logística": [linear.fit(x_rest, y_rest)
                      .predict_proba(x_test)[:, 1]]}
for name, model, epochs in [("64 y 64", large, EPOCHS),
                            ("solo parar", large, best_epoch),
                            ("16 + L2", with_l2, EPOCHS)]:
    exam[name] = []
    for seed in range(3):
        trial = fresh(model, seed)
        trial.fit(scaled_rest, y_rest, epochs=epochs, batch_size=32,
                  verbose=0)
        exam[name].append(trial(scaled_test).numpy().ravel())
# --8<-- [end:examen]

# %% Las notas
# --8<-- [start:notas]
marks = {}
print("                 pérdida       exactitud")
for name, predictions in exam.items():
    losses = [log_loss(y_test, p) for p in predictions]
    hits = [((p >= 0.5) == y_test).mean() for p in predictions]
    marks[name] = float(np.mean(losses)), float(np.mean(hits))
    print(f"{name:16s} {np.mean(losses):.3f} ± {np.std(losses):.3f} "
          f"{np.mean(hits):.3f} ± {np.std(hits):.3f}")
(linear_mark, linear_hits), (large_mark, large_hits) = list(
    marks.values())[:2]
(stop_mark, stop_hits), (final_mark, final_hits) = list(
    marks.values())[2:]

linear_right = (exam["logística"][0] >= 0.5) == y_test
network_right = (np.array(exam["16 + L2"]) >= 0.5) == y_test  # (3, n_test)
test_only_network = (network_right & ~linear_right).sum(axis=1).mean()
test_only_linear = (linear_right & ~network_right).sum(axis=1).mean()
print(f"solo acierta 16 + L2: {test_only_network:.1f}; "
      f"solo la logística: {test_only_linear:.1f}")
# --8<-- [end:notas]

# %% ¿Y con otros pacientes?
# --8<-- [start:intervalo]
def costs(name):
    """Lo que paga cada paciente, de media entre las semillas."""
    p_true = [np.where(y_test == 1, p, 1 - p) for p in exam[name]]
    return -np.log(np.clip(p_true, 1e-7, 1)).mean(axis=0)


rng = np.random.default_rng(42)
picks = rng.integers(n_test, size=(5000, n_test))  # con repetición
gaps = {}
for name in ["64 y 64", "solo parar", "16 + L2"]:
    extra = (costs(name) - costs("logística"))[picks].mean(axis=1)
    gaps[name] = np.percentile(extra, [2.5, 97.5])
    print(f"{name:16s} de {gaps[name][0]:+.3f} a {gaps[name][1]:+.3f}")
(large_low, large_high), (stop_low, stop_high), (final_low, final_high) = (
    gaps.values())
# --8<-- [end:intervalo]

# %% Solución: la penalización de la logística
# --8<-- [start:solucion-logistica]
c_losses = []
for c in [1000, 1, 0.001]:
    trial = make_pipeline(StandardScaler(),
                          LogisticRegression(C=c, max_iter=5000))
    p = cross_val_predict(trial, x_rest, y_rest, cv=folds,
                          method="predict_proba")[:, 1]
    c_losses.append(float(log_loss(y_rest, p)))
    print(f"C = {c:<6} pérdida {c_losses[-1]:.1f}")
free_loss, usual_loss, heavy_loss = c_losses
# --8<-- [end:solucion-logistica]

# %% Solución: lo segura que está cada red
# --8<-- [start:solucion-segura]
sure = {}
for name, p in answers.items():
    p_true = np.clip(np.where(y_rest == 1, p, 1 - p), 1e-7, 1)
    sure[name] = float((np.maximum(p_true, 1 - p_true) > 0.999).mean())
    print(f"{name:17s} segurísima: {sure[name]:.2f}, "
          f"peor respuesta: {p_true.min():.0e}")
linear_sure, large_sure = sure["logística"], sure["64 y 64"]
# --8<-- [end:solucion-segura]
