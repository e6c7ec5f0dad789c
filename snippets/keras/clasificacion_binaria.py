"""Clasificación binaria: tumores malignos o benignos con Keras."""

# %% Los datos
# --8<-- [start:datos]
import matplotlib.pyplot as plt
import numpy as np
from sklearn.datasets import load_breast_cancer

cancer = load_breast_cancer()
x = cancer.data.astype("float32")
y = 1 - cancer.target  # ahora 1 es maligno y 0, benigno
# --8<-- [end:datos]

# %% Formas y clases
# --8<-- [start:clases]
n_samples, n_features = x.shape
n_malignant, n_benign = int(y.sum()), int((1 - y).sum())

print(f"medidas: {x.shape}, {x.dtype}")
print(f"en scikit-learn: 0 = {cancer.target_names[0]}, "
      f"1 = {cancer.target_names[1]}")
print(f"en esta lección: 1 = maligno ({n_malignant}), "
      f"0 = benigno ({n_benign})")
# --8<-- [end:clases]

# %% Repartir
# --8<-- [start:repartir]
from sklearn.model_selection import train_test_split

x_rest, x_test, y_rest, y_test = train_test_split(
    x, y, test_size=0.2, stratify=y, random_state=42
)
x_train, x_val, y_train, y_val = train_test_split(
    x_rest, y_rest, test_size=0.25, stratify=y_rest, random_state=42
)
# --8<-- [end:repartir]

# %% Cuántos en cada conjunto
# --8<-- [start:recuento]
n_train, n_val, n_test = len(y_train), len(y_val), len(y_test)
n_val_malignant = int(y_val.sum())
baseline_accuracy = float((y_val == 0).mean())

for name, part in [("entrenamiento", y_train), ("validación", y_val),
                   ("prueba", y_test)]:
    print(f"{name:13s} {len(part):4d}, malignos {part.mean():.3f}")
print(f"responder siempre «benigno»: {baseline_accuracy:.3f}")
# --8<-- [end:recuento]

# %% Rangos
# --8<-- [start:rangos]
names = list(cancer.feature_names)
print(f"{'característica':24s}{'mínimo':>10s}{'media':>8s}{'máximo':>9s}")
for name in ["mean radius", "mean area", "mean smoothness",
             "fractal dimension error", "worst concave points"]:
    column = x_train[:, names.index(name)]
    print(f"{name:24s}{column.min():10.4g}{column.mean():8.3g}"
          f"{column.max():9.4g}")
largest_mean = float(x_train.mean(axis=0).max())
smallest_mean = float(x_train.mean(axis=0).min())
# --8<-- [end:rangos]

# %% Una característica que separa y otra que no
# --8<-- [start:histogramas]
fig, axes = plt.subplots(2, figsize=(3.75, 5.2))
for ax, name, title in [
    (axes[0], "worst concave points", "Puntos cóncavos (peor)"),
    (axes[1], "texture error", "Textura (error)"),
]:
    column = x_train[:, names.index(name)]
    bins = np.linspace(column.min(), column.max(), 25)
    ax.hist(column[y_train == 0], bins, color="C0", alpha=0.7,
            label="benigno")
    ax.hist(column[y_train == 1], bins, color="C1", alpha=0.7,
            hatch="//", label="maligno")
    ax.set(title=title, xlabel="Valor medido", ylabel="Tumores")
axes[0].legend()
plt.show()
# --8<-- [end:histogramas]

# %% Correlaciones
# --8<-- [start:correlaciones]
correlation = np.corrcoef(x_train.T)  # (30, 30)
size = [names.index(f"mean {word}") for word in
        ["radius", "perimeter", "area"]]
size_correlation = float(np.corrcoef(x_train[:, size].T).min())

fig, ax = plt.subplots(figsize=(3.75, 3.5))
image = ax.imshow(correlation, cmap="RdBu", vmin=-1, vmax=1)
ax.set(xticks=[4.5, 14.5, 24.5], yticks=[4.5, 14.5, 24.5])
ax.set_xticklabels(["media", "error", "peor"])
ax.set_yticklabels(["media", "error", "peor"])
ax.tick_params(length=0)
fig.colorbar(image, ax=ax, ticks=[-1, 0, 1], shrink=0.8,
             label="Correlación")
plt.show()
print(f"radio, perímetro y área: {size_correlation:.3f} o más")
# --8<-- [end:correlaciones]

# %% Un solo corte
# --8<-- [start:corte]
from sklearn.tree import DecisionTreeClassifier

stump = DecisionTreeClassifier(max_depth=1).fit(x_train, y_train)
cut_name = names[stump.tree_.feature[0]]
cut_value = float(stump.tree_.threshold[0])
cut_accuracy = stump.score(x_val, y_val)

print(f"maligno si {cut_name} > {cut_value:.1f}")
print(f"exactitud en validación: {cut_accuracy:.3f}")
# --8<-- [end:corte]

# %% Estandarizar
# --8<-- [start:escalar]
from sklearn.preprocessing import StandardScaler

scaler = StandardScaler().fit(x_train)  # aprende solo del entrenamiento
scaled_train = scaler.transform(x_train)
scaled_val = scaler.transform(x_val)
# --8<-- [end:escalar]

# %% Comprobar la escala
# --8<-- [start:comprobar]
for name, scaled in [("entrenamiento", scaled_train),
                     ("validación", scaled_val)]:
    means, deviations = scaled.mean(axis=0), scaled.std(axis=0)
    print(f"{name}: medias a {np.abs(means).max():.2f} de 0 o menos, "
          f"desviaciones de {deviations.min():.2f} "
          f"a {deviations.max():.2f}")
# --8<-- [end:comprobar]

# %% El rival
# --8<-- [start:logistica]
from sklearn.linear_model import LogisticRegression

linear = LogisticRegression().fit(scaled_train, y_train)
linear_val_accuracy = linear.score(scaled_val, y_val)
n_linear_errors = int((linear.predict(scaled_val) != y_val).sum())
print(f"regresión logística: {linear_val_accuracy:.3f} "
      f"({n_linear_errors} fallos de {n_val})")
# --8<-- [end:logistica]

# %% La red
# --8<-- [start:modelo]
import keras

keras.utils.set_random_seed(42)
model = keras.Sequential([
    keras.Input(shape=(30,)),
    keras.layers.Dense(16, activation="relu", name="oculta"),
    keras.layers.Dense(1, activation="sigmoid", name="salida"),
])
n_parameters = model.count_params()
print(f"parámetros: {n_parameters}")
# --8<-- [end:modelo]

# %% Sigmoide y entropía cruzada
# --8<-- [start:sigmoide]
z = np.linspace(-6, 6, 200)
p = 1 / (1 + np.exp(-z))

fig, (top, bottom) = plt.subplots(2, figsize=(3.75, 5))
top.plot(z, p)
top.set(xlabel="Suma z", ylabel="Probabilidad p", yticks=[0, 0.5, 1])
top.grid()
bottom.plot(p, -np.log(p), label="era maligno", color="C1")
bottom.plot(p, -np.log(1 - p), "--", label="era benigno", color="C0")
bottom.set(xlabel="Probabilidad p", ylabel="Pérdida", ylim=(0, 5))
bottom.legend(loc="upper center")
plt.show()
# --8<-- [end:sigmoide]

# %% Compilar
# --8<-- [start:compilar]
model.compile(
    optimizer="adam",
    loss="binary_crossentropy",
    metrics=["accuracy"],
)
# --8<-- [end:compilar]

# %% La red antes de aprender
# --8<-- [start:sin-entrenar]
untrained_loss, untrained_accuracy = model.evaluate(
    scaled_train, y_train, verbose=0
)
coin_loss = float(np.log(2))
print(f"pérdida: {untrained_loss:.3f} (con p = 0.5 siempre: "
      f"{coin_loss:.3f})")
print(f"exactitud: {untrained_accuracy:.3f}")
# --8<-- [end:sin-entrenar]

# %% Solución: contar parámetros
# --8<-- [start:solucion-parametros]
wider = keras.Sequential([
    keras.Input(shape=(30,)),
    keras.layers.Dense(64, activation="relu"),
    keras.layers.Dense(64, activation="relu"),
    keras.layers.Dense(1, activation="sigmoid"),
])
wide_parameters = (30 + 1) * 64 + (64 + 1) * 64 + (64 + 1) * 1
print(f"a mano: {wide_parameters}, Keras: {wider.count_params()}")
# --8<-- [end:solucion-parametros]

# %% Solución: la red sin escalar
# --8<-- [start:solucion-sin-escalar]
sure = {"sin escalar": [], "escalados": []}
for seed in range(20):
    keras.utils.set_random_seed(seed)
    trial = keras.models.clone_model(model)  # pesos nuevos, sin entrenar
    for name, inputs in [("sin escalar", x_train),
                         ("escalados", scaled_train)]:
        p_first = trial(inputs).numpy()
        sure[name].append(((p_first < 0.01) | (p_first > 0.99)).mean())

raw_sure, scaled_sure = [float(np.mean(part)) for part in sure.values()]
for name, part in sure.items():
    print(f"{name:11s} respuestas tajantes: {np.mean(part):.3f}")
# --8<-- [end:solucion-sin-escalar]

# %% Solución: dos salidas
# --8<-- [start:solucion-dos-salidas]
z_benign, z_malignant = 0.3, 1.8
exponentials = np.exp([z_benign, z_malignant])
two_outputs = exponentials[1] / exponentials.sum()
one_output = 1 / (1 + np.exp(-(z_malignant - z_benign)))
print(f"softmax: {two_outputs:.6f}, sigmoide: {one_output:.6f}")
# --8<-- [end:solucion-dos-salidas]

# %% Entrenar
# --8<-- [start:entrenar]
keras.utils.set_random_seed(42)
history = model.fit(
    scaled_train,
    y_train,
    epochs=45,
    batch_size=32,
    validation_data=(scaled_val, y_val),
    verbose=0,
)
log = history.history
for epoch in [1, 5, 10, 20, 30, 45]:
    i = epoch - 1
    print(f"época {epoch:2d}: pérdida {log['loss'][i]:.3f}, "
          f"validación {log['val_loss'][i]:.3f}, "
          f"exactitud {log['val_accuracy'][i]:.3f}")
val_loss_30, val_loss_45 = log["val_loss"][29], log["val_loss"][44]
# --8<-- [end:entrenar]

# %% Curvas
# --8<-- [start:curvas]
epochs = np.arange(1, 46)
fig, (top, bottom) = plt.subplots(2, sharex=True, figsize=(3.75, 5))
for ax, metric in [(top, "loss"), (bottom, "accuracy")]:
    ax.plot(epochs, log[metric], label="entrenamiento")
    ax.plot(epochs, log[f"val_{metric}"], "--", label="validación")
    ax.axvline(30, color="C5", linestyle=":")
    ax.grid()
top.set(ylabel="Pérdida", ylim=(0, None))
top.legend()
bottom.set(ylabel="Exactitud", xlabel="Época", ylim=(0.6, 1.02))
plt.show()
# --8<-- [end:curvas]

# %% Una fábrica de redes
# --8<-- [start:fabrica]
def trained_network(x, y, seed):
    """Una red nueva y su escalador, entrenados con estos datos."""
    keras.utils.set_random_seed(seed)
    scaler = StandardScaler().fit(x)
    network = keras.models.clone_model(model)  # pesos nuevos
    network.compile(optimizer="adam", loss="binary_crossentropy")
    network.fit(scaler.transform(x), y, epochs=30, batch_size=32,
                verbose=0)
    return scaler, network


def probabilities(scaler, network, x):
    """La probabilidad de maligno de cada paciente, (pacientes,)."""
    return network(scaler.transform(x)).numpy().ravel()
# --8<-- [end:fabrica]

# %% Cada paciente, juzgado por una red que no lo conoce
# --8<-- [start:pliegues]
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold, cross_val_predict
from sklearn.pipeline import make_pipeline

folds = StratifiedKFold(5, shuffle=True, random_state=42)
p_network = np.empty(len(y_rest))
for seed, (known, held_out) in enumerate(folds.split(x_rest, y_rest)):
    scaler, network = trained_network(x_rest[known], y_rest[known], seed)
    p_network[held_out] = probabilities(scaler, network, x_rest[held_out])

pipeline = make_pipeline(StandardScaler(), LogisticRegression())
p_linear = cross_val_predict(pipeline, x_rest, y_rest, cv=folds,
                             method="predict_proba")[:, 1]
# --8<-- [end:pliegues]

# %% Red contra regresión logística
# --8<-- [start:comparar]
n_rest, n_rest_malignant = len(y_rest), int(y_rest.sum())
fold_accuracies, right = {}, {}
for name, p in [("regresión logística", p_linear), ("red", p_network)]:
    right[name] = (p >= 0.5) == y_rest  # un sí o un no por paciente
    fold_accuracies[name] = np.array(
        [right[name][held_out].mean()
         for _, held_out in folds.split(x_rest, y_rest)]
    )
    print(f"{name:19s} {fold_accuracies[name].mean():.3f} ± "
          f"{fold_accuracies[name].std():.3f}")
cv_linear, cv_network = [v.mean() for v in fold_accuracies.values()]
# --8<-- [end:comparar]

# %% Los mismos pacientes, uno a uno
# --8<-- [start:emparejar]
def only_one(first, second):
    """En cuántos pacientes acierta solo el primero y solo el segundo."""
    return int((first & ~second).sum()), int((second & ~first).sum())


only_network, only_linear = only_one(right["red"],
                                     right["regresión logística"])
n_disagreements = only_network + only_linear
coin_deviation = n_disagreements ** 0.5
print(f"solo acierta la red: {only_network}; "
      f"solo la logística: {only_linear}")
# --8<-- [end:emparejar]

# %% Matriz de confusión
# --8<-- [start:confusion]
from sklearn.metrics import confusion_matrix

matrix = confusion_matrix(y_rest, p_network >= 0.5)
(tn, fp), (fn, tp) = matrix

fig, ax = plt.subplots(figsize=(3.75, 3.3))
ax.imshow([[1, 0], [0, 1]], cmap="Blues", vmax=2)
words = [["aciertos", "falsas\nalarmas"], ["tumores\nperdidos", "aciertos"]]
for row, column in np.ndindex(2, 2):
    ax.text(column, row, f"{matrix[row, column]}\n{words[row][column]}",
            ha="center", va="center", color="black")
ax.set(xticks=[0, 1], yticks=[0, 1], xlabel="Respuesta de la red",
       ylabel="Verdad")
ax.set_xticklabels(["benigno", "maligno"])
ax.set_yticklabels(["benigno", "maligno"], rotation=90, va="center")
plt.show()
# --8<-- [end:confusion]

# %% Precisión y exhaustividad
# --8<-- [start:metricas]
from sklearn.metrics import precision_score, recall_score

accuracy = (tp + tn) / (tp + tn + fp + fn)
precision = tp / (tp + fp)
recall = tp / (tp + fn)
specificity = tn / (tn + fp)

print(f"exactitud:      {accuracy:.3f}")
print(f"precisión:      {precision:.3f}")
print(f"exhaustividad:  {recall:.3f}")
print(f"especificidad:  {specificity:.3f}")
answers = p_network >= 0.5
print(f"scikit-learn:   {precision_score(y_rest, answers):.3f} "
      f"y {recall_score(y_rest, answers):.3f}")
# --8<-- [end:metricas]

# %% Curva ROC
# --8<-- [start:roc]
from sklearn.metrics import roc_auc_score, roc_curve

fig, (top, bottom) = plt.subplots(2, figsize=(3.75, 6))
for ax in (top, bottom):
    for name, p, style in [("red", p_network, "-"),
                           ("logística", p_linear, "--")]:
        false_alarms, found, _ = roc_curve(y_rest, p)
        ax.plot(false_alarms, found, style, label=name)
    ax.plot([0, 1], [0, 1], ":", color="C5", label="al azar")
    ax.plot(1 - specificity, recall, "o", color="C3", label="umbral 0.5")
    ax.set(xlabel="Falsas alarmas", ylabel="Encontrados")
top.set(xticks=[0, 0.5, 1], yticks=[0, 0.5, 1])
top.legend(loc="lower right")
bottom.set(xlim=(-0.005, 0.2), ylim=(0.8, 1.01))
plt.show()
# --8<-- [end:roc]

# %% El área bajo la curva
# --8<-- [start:area]
auc_network = roc_auc_score(y_rest, p_network)
auc_linear = roc_auc_score(y_rest, p_linear)

malignant, benign = p_network[y_rest == 1], p_network[y_rest == 0]
wins = malignant[:, None] > benign  # (malignos, benignos): todas las parejas
print(f"red {auc_network:.4f}, logística {auc_linear:.4f}")
print(f"parejas bien ordenadas: {wins.mean():.4f}")
# --8<-- [end:area]

# %% El coste de cada umbral
# --8<-- [start:coste]
MISSED, ALARM = 10, 1
thresholds = np.arange(0.01, 1, 0.01)


def cost(y, p, threshold):
    """Lo que cuestan los tumores perdidos y las falsas alarmas."""
    missed = ((p < threshold) & (y == 1)).sum()
    alarms = ((p >= threshold) & (y == 0)).sum()
    return MISSED * missed + ALARM * alarms


def best_threshold(y, p):
    """El umbral más barato; si empatan varios, el de en medio."""
    costs = np.array([cost(y, p, t) for t in thresholds])
    return float(np.median(thresholds[costs == costs.min()]))


threshold = best_threshold(y_rest, p_network)
linear_threshold = best_threshold(y_rest, p_linear)
# --8<-- [end:coste]

# %% Los umbrales, dibujados
# --8<-- [start:umbral]
fig, ax = plt.subplots(figsize=(3.75, 3.2))
for name, p, style in [("red", p_network, "-"),
                       ("logística", p_linear, "--")]:
    costs = [cost(y_rest, p, t) for t in thresholds]
    ax.plot(thresholds, costs, style, label=name)
ax.axvline(threshold, color="C5", linestyle=":")
ax.set(xlabel="Umbral", ylabel="Coste", ylim=(0, 200))
ax.legend(loc="upper center")
plt.show()

half_cost = int(cost(y_rest, p_network, 0.5))
chosen_cost = int(cost(y_rest, p_network, threshold))
theory = ALARM / (ALARM + MISSED)
theory_cost = int(cost(y_rest, p_network, theory))
for t in [0.5, threshold, theory]:
    missed = ((p_network < t) & (y_rest == 1)).sum()
    alarms = ((p_network >= t) & (y_rest == 0)).sum()
    print(f"umbral {t:.3f}: {missed} perdidos, {alarms} falsas alarmas, "
          f"coste {cost(y_rest, p_network, t)}")
# --8<-- [end:umbral]

# %% Llevar las respuestas a la página
# --8<-- [start:exportar]
import json

judged = {"y": y_rest.tolist(), "p": p_network.tolist()}
with open("respuestas.json", "w") as file:
    json.dump(judged, file)

print(f"{len(judged['p'])} pacientes, {sum(judged['y'])} malignos")
# --8<-- [end:exportar]

# %% ¿Se puede creer la probabilidad?
# --8<-- [start:calibracion]
place = np.digitize(p_network, [0.1, 0.5, 0.9])  # tramos de antemano
bin_gaps = []
print("p             pacientes  anunciados  malignos")
for i, label in enumerate(["menos de 0.1", "de 0.1 a 0.5",
                           "de 0.5 a 0.9", "0.9 o más"]):
    p, found = p_network[place == i], int(y_rest[place == i].sum())
    announced, luck = p.sum(), np.sqrt((p * (1 - p)).sum())
    bin_gaps.append(abs(found - announced) / luck)
    print(f"{label:12s} {len(p):10d} {announced:6.1f} ± {luck:.1f} "
          f"{found:9d}")
largest_bin_gap = max(bin_gaps)
# --8<-- [end:calibracion]

# %% Una zona elegida con los mismos datos
# --8<-- [start:zona]
middle = (p_network >= theory) & (p_network < threshold)
n_middle, middle_malignant = int(middle.sum()), int(y_rest[middle].sum())
expected_malignant = float(p_network[middle].sum())
print(f"entre los dos umbrales: {n_middle} pacientes, malignos "
      f"anunciados {expected_malignant:.1f}, de verdad {middle_malignant}")

rng = np.random.default_rng(42)
fixed, chosen = [], []  # sin ningún maligno, ¿sí o no?
for _ in range(2000):
    drawn = rng.random(n_rest) < p_network  # etiquetas bien calibradas
    fixed.append(drawn[middle].sum() == 0)
    cheapest = best_threshold(drawn, p_network)
    zone = (p_network >= theory) & (p_network < cheapest)
    if zone.sum() >= 20:
        chosen.append(drawn[zone].sum() == 0)
fixed_empty, chosen_empty = np.mean(fixed), np.mean(chosen)
print(f"sorteos con esa zona sin malignos:    {fixed_empty:.2f}")
print(f"y si el sorteo elige también la zona: {chosen_empty:.2f}")
# --8<-- [end:zona]

# %% El examen
# --8<-- [start:examen]
seeds = range(5)
trained = [trained_network(x_rest, y_rest, seed) for seed in seeds]
p_tests = np.array([probabilities(scaler, network, x_test)
                    for scaler, network in trained])
pipeline.fit(x_rest, y_rest)
p_linear_test = pipeline.predict_proba(x_test)[:, 1]


def report(name, answers):  # answers: (modelos, pacientes)
    answers = np.atleast_2d(answers)
    right = (answers == y_test).mean(axis=1)
    missed = ((answers == 0) & (y_test == 1)).sum(axis=1)
    alarms = ((answers == 1) & (y_test == 0)).sum(axis=1)
    print(f"{name:15s} {right.mean():.3f} ± {right.std():.3f} "
          f"{missed.mean():5.1f} {alarms.mean():6.1f}")
    return right.mean(), right.std(), missed.mean(), alarms.mean()


n_test_malignant = int(y_test.sum())
print("                exactitud     perd. alarm.")
always = report("siempre benigno", np.zeros(len(y_test)))
linear_half = report("logística, 0.5", p_linear_test >= 0.5)
linear_cheap = report("logística, umb.", p_linear_test >= linear_threshold)
network_half = report("red, 0.5", p_tests >= 0.5)
network_cheap = report("red, umbral", p_tests >= threshold)
# --8<-- [end:examen]

# %% Los números del examen
# --8<-- [start:resumen-examen]
test_accuracy, test_deviation, test_missed, _ = network_half
linear_test_accuracy = linear_half[0]
cheap_accuracy, cheap_deviation, cheap_missed, cheap_alarms = network_cheap
linear_right = (p_linear_test >= 0.5) == y_test
pairs = [only_one((p >= 0.5) == y_test, linear_right) for p in p_tests]
test_only_network, test_only_linear = np.mean(pairs, axis=0)
print(f"solo acierta la red: {test_only_network:.1f}; "
      f"solo la logística: {test_only_linear:.1f}")
# --8<-- [end:resumen-examen]

# %% Empaquetar la escala con la red
# --8<-- [start:guardar]
scaler, network = trained[0]  # la semilla 0, decidida de antemano
complete = keras.Sequential([
    keras.Input(shape=(30,)),
    keras.layers.Normalization(mean=scaler.mean_, variance=scaler.var_),
    *network.layers,
])
complete.save("tumores.keras")

loaded = keras.models.load_model("tumores.keras")
p_loaded = loaded.predict(x_test, verbose=0).ravel()  # medidas sin escalar
largest_gap = float(np.abs(p_loaded - p_tests[0]).max())
print(f"¿las mismas probabilidades? {largest_gap < 1e-5}")
# --8<-- [end:guardar]

# %% Un paciente
# --8<-- [start:paciente]
patient = x_test[:1]  # (1, 30): un lote con un solo paciente
p_patient = float(loaded.predict(patient, verbose=0)[0, 0])
says_malignant = p_patient >= threshold
is_malignant = bool(y_test[0] == 1)

print(f"radio medio {patient[0, 0]:.1f}, área media {patient[0, 3]:.0f}")
print(f"probabilidad de maligno: {p_patient:.3f}")
print(f"respuesta: {'maligno' if says_malignant else 'benigno'}; "
      f"era {'maligno' if is_malignant else 'benigno'}")
# --8<-- [end:paciente]

# %% Solución: los que dan positivo en un cribado
# --8<-- [start:solucion-cribado]
people, prevalence = 10_000, 0.01
sick = people * prevalence
found_sick = sick * recall
false_positives = (people - sick) * (1 - specificity)
screening_precision = found_sick / (found_sick + false_positives)

print(f"enfermas encontradas: {found_sick:.0f} de {sick:.0f}")
print(f"falsas alarmas:       {false_positives:.0f}")
print(f"precisión:            {screening_precision:.3f}")
# --8<-- [end:solucion-cribado]

# %% Solución: otros costes
# --8<-- [start:solucion-costes]
print("coste  umbral  perdidos  alarmas")
for MISSED in [1, 10, 50]:
    t = best_threshold(y_rest, p_network)
    missed = int(((p_network < t) & (y_rest == 1)).sum())
    alarms = int(((p_network >= t) & (y_rest == 0)).sum())
    print(f"{MISSED:5d}  {t:6.2f}  {missed:8d}  {alarms:7d}")
# --8<-- [end:solucion-costes]

# %% Solución: la clase positiva equivocada
# --8<-- [start:solucion-positiva]
target = 1 - y_rest  # como viene en scikit-learn: 1 es benigno
wrong_recall = recall_score(target, p_network < 0.5)
right_recall = recall_score(target, p_network < 0.5, pos_label=0)
print(f"exhaustividad con 1 = benigno: {wrong_recall:.3f}")
print(f"la de los malignos:            {right_recall:.3f}")
# --8<-- [end:solucion-positiva]

# %% Solución: escalar un solo paciente
# --8<-- [start:solucion-paciente]
for row in (0, 1):
    alone = StandardScaler().fit_transform(x_test[row:row + 1])
    p_alone = network(alone).numpy().item()
    print(f"paciente {row}: características distintas de cero: "
          f"{np.count_nonzero(alone)}, p = {p_alone:.3f} "
          f"(bien escalado, {p_tests[0, row]:.3f})")
# --8<-- [end:solucion-paciente]
