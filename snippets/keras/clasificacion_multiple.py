"""Clasificación múltiple: de qué biblioteca es este texto, con Keras."""

# %% Qué archivos se leen
# --8<-- [start:archivos]
from importlib.util import find_spec
from pathlib import Path

LIBRARIES = ["numpy", "scipy", "sklearn", "matplotlib", "keras",
             "tensorflow"]
FOREIGN = {"tests", "kernel_tests", "testing", "externals", "include",
           "_lib", "_utils", "_api", "keras"}  # carpetas que no se leen


def source_files(library):
    """Los archivos escritos por sus autores, siempre en el mismo orden."""
    root = Path(find_spec(library).origin).parent
    for path in sorted(root.rglob("*.py")):
        inside, name = path.relative_to(root), path.name
        if not (FOREIGN & set(inside.parts)  # alguna carpeta ajena
                or name.startswith(("test_", "conftest", "gen_"))
                or name.endswith(("_test.py", "_pb2.py"))):
            yield path, inside
# --8<-- [end:archivos]

# %% De un texto a sus palabras
# --8<-- [start:palabras]
import re

NAMES = re.compile(
    r"scikit[\W_]*learn|scikits?|sklearn|numpy|scipy|matplotlib|pyplot"
    r"|pylab|keras|tensorflow"
    r"|(?<![a-z])(?:np[yz]?|sp|plt|mpl[a-z]*|tf(?!idf)[a-z]*)(?![a-z])",
    re.IGNORECASE,
)


def words(text):
    """Las palabras en minúscula, sin nombres de bibliotecas."""
    return re.findall(r"[a-z]{2,}", NAMES.sub(" ", text).lower())
# --8<-- [end:palabras]

# %% Un ejemplo
# --8<-- [start:ejemplo]
print(words("Convert a tf.Tensor to a NumPy array of 32-bit floats."))
# --8<-- [end:ejemplo]

# %% Los docstrings de un archivo
# --8<-- [start:resumenes]
import ast

KINDS = (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)


def summaries(path):
    """El primer párrafo de cada docstring público de un archivo."""
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, KINDS) and not node.name.startswith("_"):
            docstring = ast.get_docstring(node) or ""
            yield docstring.split("\n\n")[0]
# --8<-- [end:resumenes]

# %% Recoger los textos
# --8<-- [start:recoger]
import warnings

MIN_WORDS = 6
texts, labels, parts, seen = [], [], [], set()
warnings.simplefilter("ignore", SyntaxWarning)  # erratas de código ajeno
for label, library in enumerate(LIBRARIES):
    for path, inside in source_files(library):
        folder = next(part for part in inside.parts
                      if part not in ("src", "python"))
        for summary in summaries(path):
            text = tuple(words(summary))
            if len(text) >= MIN_WORDS and (label, text) not in seen:
                seen.add((label, text))
                texts.append(text)
                labels.append(label)
                parts.append(f"{library}.{folder.removesuffix('.py')}")
# --8<-- [end:recoger]

# %% Cuántos hay
# --8<-- [start:recuento]
import matplotlib.pyplot as plt
import numpy as np

y = np.array(labels)
counts = np.bincount(y)
n_texts, n_classes = len(texts), len(LIBRARIES)
median_words = int(np.median([len(text) for text in texts]))

fig, ax = plt.subplots(figsize=(3.75, 2.8))
ax.barh(LIBRARIES, counts)
ax.invert_yaxis()
ax.set(xlabel="Textos")
plt.show()
print(f"{n_texts} textos, {n_classes} clases")
print(f"la mitad tiene {median_words} palabras o menos")
# --8<-- [end:recuento]

# %% Agrupar los que casi se repiten
# --8<-- [start:grupos]
RUN = 6  # palabras seguidas
leaders = list(range(n_texts))  # cada texto empieza en un grupo propio


def leader(i):
    """El texto que da nombre al grupo de i."""
    while leaders[i] != i:
        i = leaders[i]
    return i


first = {}  # el primer texto en que apareció cada tirada
for i, text in enumerate(texts):
    for start in range(len(text) - RUN + 1):
        j = first.setdefault(text[start:start + RUN], i)
        leaders[leader(i)] = leader(j)  # los dos grupos se hacen uno

groups = np.array([leader(i) for i in range(n_texts)])
# --8<-- [end:grupos]

# %% Un grupo
# --8<-- [start:un-grupo]
names, sizes = np.unique(groups, return_counts=True)
n_groups = len(names)
grouped_share = float(sizes[sizes > 1].sum() / n_texts)
largest = int(sizes.max())

print(f"{n_groups} grupos; el mayor, de {largest} textos")
print(f"textos con algún pariente: {grouped_share:.3f}")
for i in np.flatnonzero(groups == names[sizes.argmax()])[:4]:
    print("-", " ".join(texts[i])[:70])
# --8<-- [end:un-grupo]

# %% Repartir
# --8<-- [start:repartir]
from sklearn.model_selection import StratifiedGroupKFold


def split(indices, n_parts):
    """Aparta una parte de cada n_parts, sin partir ningún grupo."""
    folds = StratifiedGroupKFold(n_parts, shuffle=True, random_state=42)
    kept, apart = next(folds.split(indices, y[indices], groups[indices]))
    return indices[kept], indices[apart]


rest, test = split(np.arange(n_texts), 5)
train, val = split(rest, 4)
y_train, y_val, y_test = y[train], y[val], y[test]
# --8<-- [end:repartir]

# %% Comprobar el reparto
# --8<-- [start:comprobar]
n_train, n_val, n_test = len(train), len(val), len(test)
print(f"{'':13s} textos   " + "  ".join(f"{n[:6]:>6s}" for n in LIBRARIES))
for name, part in [("entrenamiento", train), ("validación", val),
                   ("prueba", test)]:
    shares = np.bincount(y[part]) / len(part)
    print(f"{name:13s} {len(part):6d}   "
          + "  ".join(f"{share:6.3f}" for share in shares))
shared_groups = len(set(groups[rest]) & set(groups[test]))
shared_groups += len(set(groups[train]) & set(groups[val]))
print(f"grupos a los dos lados: {shared_groups}")
# --8<-- [end:comprobar]

# %% Mirar unos cuantos
# --8<-- [start:mirar]
rng = np.random.default_rng(42)
for label, library in enumerate(LIBRARIES):
    for i in rng.choice(train[y_train == label], 2, replace=False):
        print(f"{library:10s} {' '.join(texts[i])[:64]}")
# --8<-- [end:mirar]

# %% El vocabulario
# --8<-- [start:vocabulario]
from collections import Counter

appears = Counter(word for i in train for word in set(texts[i]))
vocabulary = sorted(word for word in appears if appears[word] >= 2)
column = {word: j for j, word in enumerate(vocabulary)}
n_words = len(vocabulary)
# --8<-- [end:vocabulario]

# %% Qué hay en el vocabulario
# --8<-- [start:frecuentes]
seen_once = sum(1 for word in appears if appears[word] == 1)
val_words = [word for i in val for word in texts[i]]
unknown_share = float(np.mean([w not in column for w in val_words]))
common = [word for word, _ in appears.most_common(8)]

print(f"palabras distintas: {len(appears)}")
print(f"en un solo texto:   {seen_once}")
print(f"vocabulario:        {n_words}")
print("las más frecuentes:", " ".join(common))
print(f"desconocidas en la validación: {unknown_share:.3f}")
# --8<-- [end:frecuentes]

# %% Multi-hot
# --8<-- [start:multi-hot]
def multi_hot(texts):
    """Una fila por texto: 1 en las columnas de las palabras que tiene."""
    x = np.zeros((len(texts), n_words), dtype="float32")
    for row, text in enumerate(texts):
        for word in text:
            if word in column:  # una palabra desconocida no deja marca
                x[row, column[word]] = 1
    return x


x_train = multi_hot([texts[i] for i in train])
x_val = multi_hot([texts[i] for i in val])
# --8<-- [end:multi-hot]

# %% Tres textos, dibujados
# --8<-- [start:dibujo]
three = ["draw the line of the axes", "return the shape of the array",
         "the axes of the array"]
shown = sorted({word for text in three for word in words(text)})
table = np.array([[word in words(text) for word in shown]
                  for text in three])  # (textos, palabras)

fig, ax = plt.subplots(figsize=(3.75, 3.6))
ax.imshow(table.T, cmap="Blues", vmax=2, aspect="auto")
for i, j in np.argwhere(table.T | True):
    ax.text(j, i, int(table[j, i]), ha="center", va="center",
            color="black" if table[j, i] else "C5")
ax.set(xticks=range(3), yticks=range(len(shown)))
ax.set_xticklabels(["texto 1", "texto 2", "texto 3"])
ax.set_yticklabels(shown)
ax.tick_params(length=0)
plt.show()
# --8<-- [end:dibujo]

# %% Qué forma tiene
# --8<-- [start:formas]
ones = x_train.sum(axis=1)
mean_ones = float(ones.mean())
zero_share = float((x_train == 0).mean())
megabytes = x_train.nbytes / 1e6

print(f"x_train: {x_train.shape}, {x_train.dtype}, {megabytes:.0f} MB")
print(f"unos por fila, de media: {mean_ones:.1f}")
print(f"proporción de ceros: {zero_share:.4f}")
# --8<-- [end:formas]

# %% Las etiquetas, one-hot
# --8<-- [start:etiquetas]
import keras

Y_train = keras.utils.to_categorical(y_train, n_classes)
Y_val = keras.utils.to_categorical(y_val, n_classes)
# --8<-- [end:etiquetas]

# %% Una fila de cada
# --8<-- [start:fila]
for i in [0, -1]:
    print(f"{LIBRARIES[y_train[i]]:10s} → {y_train[i]} → {Y_train[i]}")
print("formas:", y_train.shape, Y_train.shape)
# --8<-- [end:fila]

# %% La línea base y F1
# --8<-- [start:base]
def f1_scores(y, answers):
    """F1 de cada clase; 0 si nunca acierta."""
    scores = []
    for label in range(n_classes):
        tp = ((answers == label) & (y == label)).sum()
        wrong = ((answers == label) != (y == label)).sum()  # fp + fn
        scores.append(2 * tp / (2 * tp + wrong))
    return np.array(scores)


majority = int(np.bincount(y_train).argmax())
always = np.full(n_val, majority)
baseline_accuracy = float((always == y_val).mean())
baseline_f1 = f1_scores(y_val, always)
baseline_macro = float(baseline_f1.mean())

print(f"responder siempre «{LIBRARIES[majority]}»")
print(f"exactitud {baseline_accuracy:.3f}, macro-F1 {baseline_macro:.3f}")
print("F1 de cada clase:", baseline_f1.round(2))
# --8<-- [end:base]

# %% El rival lineal
# --8<-- [start:lineal]
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression


def linear_model(x, y, C):
    """Regresión logística; csr_matrix guarda solo los unos."""
    model = LogisticRegression(C=C, max_iter=500)
    return model.fit(csr_matrix(x), y)


trials = {C: linear_model(x_train, y_train, C) for C in [0.1, 0.3, 1, 3]}
val_scores = {C: trials[C].score(x_val, y_val) for C in trials}
best_C = max(val_scores, key=val_scores.get)
linear = trials[best_C]
# --8<-- [end:lineal]

# %% La nota del rival tags=["variable"]
# --8<-- [start:nota-lineal]
linear_answers = linear.predict(x_val)
linear_f1 = f1_scores(y_val, linear_answers)
linear_accuracy, linear_macro = val_scores[best_C], float(linear_f1.mean())
linear_train_accuracy = linear.score(x_train, y_train)

for C, score in val_scores.items():
    print(f"C = {C}: exactitud en validación {score:.3f}")
print(f"elegida C = {best_C}: macro-F1 {linear_macro:.3f}, "
      f"exactitud en entrenamiento {linear_train_accuracy:.3f}")
# --8<-- [end:nota-lineal]

# %% Las palabras más reveladoras
# --8<-- [start:reveladoras]
telling = {}
for label, library in enumerate(LIBRARIES):
    order = linear.coef_[label].argsort()[::-1]  # (palabras,)
    telling[library] = [vocabulary[j] for j in order[:6]]
    print(f"{library:10s}", " ".join(telling[library]))
# --8<-- [end:reveladoras]

# %% Solución: multi-hot a mano
# --8<-- [start:solucion-a-mano]
small = ["array", "axes", "draw", "return"]
for phrase in ["Return the array", "Draw the axes, then return the axes"]:
    row = [int(word in words(phrase)) for word in small]
    print(row, phrase)
# --8<-- [end:solucion-a-mano]

# %% Solución: contar en vez de marcar
# --8<-- [start:solucion-contar]
def count_words(texts):
    """Como multi_hot, pero cuenta las veces que sale cada palabra."""
    x = np.zeros((len(texts), n_words), dtype="float32")
    for row, text in enumerate(texts):
        for word in text:
            if word in column:
                x[row, column[word]] += 1
    return x


counted = [count_words([texts[i] for i in part]) for part in (train, val)]
counting = linear_model(counted[0], y_train, best_C)
counted_accuracy = counting.score(counted[1], y_val)
repeated_share = float((counted[0] > 1).any(axis=1).mean())
print(f"textos con alguna palabra repetida: {repeated_share:.3f}")
print(f"marcar {linear_accuracy:.3f}, contar {counted_accuracy:.3f}")
# --8<-- [end:solucion-contar]

# %% Solución: repartir sin mirar los grupos tags=["variable"]
# --8<-- [start:solucion-sin-grupos]
from sklearn.model_selection import train_test_split

leaky_scores, fair_scores = [], []
for seed in range(6):
    known, asked = train_test_split(rest, test_size=0.25,
                                    stratify=y[rest], random_state=seed)
    folds = StratifiedGroupKFold(4, shuffle=True, random_state=seed)
    a, b = next(folds.split(rest, y[rest], groups[rest]))
    for scores, (one, other) in [(leaky_scores, (known, asked)),
                                 (fair_scores, (rest[a], rest[b]))]:
        x_one, x_other = [multi_hot([texts[i] for i in part])
                          for part in (one, other)]
        model = linear_model(x_one, y[one], best_C)
        scores.append(model.score(x_other, y[other]))
leaky_gaps = np.array(leaky_scores) - fair_scores
print(f"al azar    {np.mean(leaky_scores):.3f} ± {np.std(leaky_scores):.3f}")
print(f"por grupos {np.mean(fair_scores):.3f} ± {np.std(fair_scores):.3f}")
print("diferencias:", ", ".join(f"{gap:+.3f}" for gap in leaky_gaps))
# --8<-- [end:solucion-sin-grupos]

# %% La red
# --8<-- [start:modelo]
def new_network(seed):
    """Una red sin entrenar."""
    keras.utils.set_random_seed(seed)
    network = keras.Sequential([
        keras.Input(shape=(n_words,)),
        keras.layers.Dense(64, activation="relu"),
        keras.layers.Dropout(0.5),
        keras.layers.Dense(n_classes, activation="softmax"),
    ])
    network.compile(optimizer="adam", loss="categorical_crossentropy",
                    metrics=["accuracy"])
    return network


network = new_network(42)
# --8<-- [end:modelo]

# %% Cuántos parámetros
# --8<-- [start:parametros]
first_layer = (n_words + 1) * 64
last_layer = (64 + 1) * n_classes
n_parameters = network.count_params()
print(f"capa oculta: {first_layer}; salida: {last_layer}")
print(f"en total: {first_layer + last_layer}; Keras: {n_parameters}")
# --8<-- [end:parametros]

# %% Softmax
# --8<-- [start:softmax]
z = np.array([1.0, 0.5, -1.0, -0.5, 2.0, 3.0])  # una suma por clase
p = np.exp(z) / np.exp(z).sum()

fig, ax = plt.subplots(figsize=(3.75, 3))
bars = ax.barh(LIBRARIES, p)
ax.bar_label(bars, labels=[f"{value:.2f}" for value in p], padding=3)
ax.invert_yaxis()
ax.set(xlabel="Probabilidad", xlim=(0, 0.8))
plt.show()
print("sumas:", z)
print(f"suma de las probabilidades: {p.sum():.3f}")
# --8<-- [end:softmax]

# %% La entropía cruzada de un texto
# --8<-- [start:entropia]
target = keras.utils.to_categorical(4, n_classes)  # era keras
by_hand = float(-(target * np.log(p)).sum())
by_keras = float(keras.losses.categorical_crossentropy(target, p))
print("etiqueta:", target)
print(f"−ln {p[4]:.3f} = {by_hand:.4f}; Keras: {by_keras:.4f}")
# --8<-- [end:entropia]

# %% La red antes de aprender
# --8<-- [start:sin-entrenar]
untrained_loss, untrained_accuracy = network.evaluate(
    x_val, Y_val, verbose=0
)
guess_loss = float(np.log(n_classes))
print(f"pérdida {untrained_loss:.3f} (repartir por igual: "
      f"{guess_loss:.3f}), exactitud {untrained_accuracy:.3f}")
# --8<-- [end:sin-entrenar]

# %% Entrenar
# --8<-- [start:entrenar]
EPOCHS = 12
log = network.fit(
    x_train,
    Y_train,
    epochs=EPOCHS,
    batch_size=64,
    validation_data=(x_val, Y_val),
    verbose=0,
).history
for i in [0, 1, 2, 3, 5, 7, 9, 11]:
    print(f"época {i + 1:2d}: pérdida {log['loss'][i]:.3f}, "
          f"validación {log['val_loss'][i]:.3f}, "
          f"exactitud {log['val_accuracy'][i]:.3f}")
# --8<-- [end:entrenar]

# %% Elegir las épocas
# --8<-- [start:epocas]
best_epoch = int(np.argmin(log["val_loss"])) + 1
print(f"la validación es mínima en la época {best_epoch}")
# --8<-- [end:epocas]

# %% Curvas
# --8<-- [start:curvas]
epochs = np.arange(1, EPOCHS + 1)
fig, (top, bottom) = plt.subplots(2, sharex=True, figsize=(3.75, 5))
for ax, metric in [(top, "loss"), (bottom, "accuracy")]:
    ax.plot(epochs, log[metric], "o-", label="entrenamiento")
    ax.plot(epochs, log[f"val_{metric}"], "s--", label="validación")
    ax.axvline(best_epoch, color="C5", linestyle=":")
    ax.grid()
top.set(ylabel="Pérdida", ylim=(0, None))
fig.legend(*top.get_legend_handles_labels(),
           loc="outside upper center", ncols=2)
bottom.set(ylabel="Exactitud", xlabel="Época", xticks=epochs[1::2])
plt.show()

best_val_loss, last_val_loss = min(log["val_loss"]), log["val_loss"][-1]
last_train_accuracy = log["accuracy"][-1]
# --8<-- [end:curvas]

# %% Una red nueva, parada a tiempo
# --8<-- [start:parar]
def trained_network(x, Y, seed):
    """Una red nueva, entrenada las épocas elegidas."""
    network = new_network(seed)
    network.fit(x, Y, epochs=best_epoch, batch_size=64, verbose=0)
    return network


network = trained_network(x_train, Y_train, 42)
p_val = network.predict(x_val, verbose=0)  # (textos, clases)
answers = p_val.argmax(axis=1)
# --8<-- [end:parar]

# %% La nota en validación
# --8<-- [start:nota]
from sklearn.metrics import f1_score

network_accuracy = float((answers == y_val).mean())
network_f1 = f1_scores(y_val, answers)
network_macro = float(network_f1.mean())
sklearn_macro = f1_score(y_val, answers, average="macro")

print("             exactitud  macro-F1")
for name, accuracy, macro in [
    ("línea base", baseline_accuracy, baseline_macro),
    ("logística", linear_accuracy, linear_macro),
    ("red", network_accuracy, network_macro),
]:
    print(f"{name:12s} {accuracy:9.3f} {macro:9.3f}")
print(f"macro-F1 de la red según scikit-learn: {sklearn_macro:.3f}")
# --8<-- [end:nota]

# %% Clase a clase
# --8<-- [start:clases]
rows = np.arange(n_classes)
fig, ax = plt.subplots(figsize=(3.75, 4.2))
ax.barh(rows - 0.2, linear_f1, 0.4, label="logística", color="C1",
        hatch="//")
ax.barh(rows + 0.2, network_f1, 0.4, label="red", color="C0")
ax.set(xlabel="F1", xlim=(0, 1), yticks=rows)
ax.set_yticklabels(LIBRARIES)
ax.invert_yaxis()
fig.legend(loc="outside upper center", ncols=2)
plt.show()

for name, a, b in zip(LIBRARIES, linear_f1, network_f1):
    print(f"{name:10s} logística {a:.3f}, red {b:.3f}")
# --8<-- [end:clases]

# %% Matriz de confusión
# --8<-- [start:confusion]
from sklearn.metrics import confusion_matrix

shares = confusion_matrix(y_val, answers, normalize="true")

fig, ax = plt.subplots(figsize=(3.75, 3.9))
ax.imshow(shares, cmap="Blues", vmin=0, vmax=2)
for row, col in np.ndindex(n_classes, n_classes):
    ax.text(col, row, f"{100 * shares[row, col]:.0f}", ha="center",
            va="center", color="black")
ax.set(xticks=rows, yticks=rows, xlabel="Respuesta de la red",
       ylabel="Verdad")
ax.set_xticklabels(LIBRARIES, rotation=90)
ax.set_yticklabels(LIBRARIES)
ax.tick_params(length=0)
plt.show()
# --8<-- [end:confusion]

# %% La confusión más frecuente
# --8<-- [start:peor-par]
off = shares - np.diag(shares.diagonal())
# la casilla mayor: su fila y su columna
true_class, said_class = np.unravel_index(off.argmax(), off.shape)
worst_true, worst_said = LIBRARIES[true_class], LIBRARIES[said_class]
worst_share = off.max()
worst_recall = shares.diagonal().min()
crowded = LIBRARIES[off.sum(axis=0).argmax()]
print(f"de los textos de {worst_true}, la red toma por {worst_said} "
      f"el {100 * worst_share:.0f} %")
print(f"la columna con más errores: {crowded}")
# --8<-- [end:peor-par]

# %% Los errores más seguros
# --8<-- [start:errores]
wrong = np.flatnonzero(answers != y_val)
order = wrong[p_val[wrong].max(axis=1).argsort()[::-1]]  # más seguros
for i in order[:6]:
    print(f"dice {LIBRARIES[answers[i]]} ({p_val[i].max():.2f}), "
          f"era {LIBRARIES[y_val[i]]}:")
    print("   ", " ".join(texts[val[i]])[:70])
# --8<-- [end:errores]

# %% El examen
# --8<-- [start:examen]
x_rest = np.concatenate([x_train, x_val])
y_rest = np.concatenate([y_train, y_val])
Y_rest = np.concatenate([Y_train, Y_val])
x_test = multi_hot([texts[i] for i in test])

networks = [trained_network(x_rest, Y_rest, seed) for seed in range(3)]
answers_test = np.array([
    network.predict(x_test, verbose=0).argmax(axis=1)
    for network in networks
])  # (redes, textos)
linear_test = linear_model(x_rest, y_rest, best_C).predict(x_test)
# --8<-- [end:examen]

# %% Las notas
# --8<-- [start:notas]
def report(name, answers):
    """Media y desviación de la exactitud y de macro-F1."""
    answers = np.atleast_2d(answers)  # (modelos, textos)
    hits = (answers == y_test).mean(axis=1)
    macro = np.array([f1_scores(y_test, row).mean() for row in answers])
    print(f"{name:10s} {hits.mean():.3f} ± {hits.std():.3f}   "
          f"{macro.mean():.3f} ± {macro.std():.3f}")
    return hits.mean(), hits.std(), macro.mean(), macro.std()


print("              exactitud        macro-F1")
base_test, _, base_test_macro, _ = report("línea base",
                                          np.full(n_test, majority))
linear_test_accuracy, _, linear_test_macro, _ = report("logística",
                                                       linear_test)
test_accuracy, test_deviation, test_macro, macro_deviation = report(
    "red", answers_test)
# --8<-- [end:notas]

# %% ¿Es mucha la diferencia? tags=["variable"]
# --8<-- [start:diferencia]
def only_one(first, second):
    """En cuántos textos acierta solo el primero y solo el segundo."""
    return int((first & ~second).sum()), int((second & ~first).sum())


linear_right = linear_test == y_test
for seed, row in enumerate(answers_test):
    a, b = only_one(row == y_test, linear_right)
    print(f"semilla {seed}: solo acierta la red {a}; solo la logística "
          f"{b}; diferencia {a - b:+d}, √n = {(a + b) ** 0.5:.1f}")
# --8<-- [end:diferencia]

# %% Un texto tuyo
# --8<-- [start:tu-texto]
network = networks[0]


def classify(text):
    """Las dos bibliotecas más probables y qué palabras se reconocen."""
    tokens = words(text)
    known = sum(word in column for word in tokens)
    p = network.predict(multi_hot([tokens]), verbose=0)[0]
    one, two = p.argsort()[::-1][:2]
    print(f"{text}\n    {LIBRARIES[one]} {p[one]:.2f}, "
          f"{LIBRARIES[two]} {p[two]:.2f}"
          f"  ({known} de {len(tokens)} palabras conocidas)")
    return p


p_plot = classify("Draw a dashed line between two points of the figure.")
p_layer = classify("A layer that applies dropout to its inputs.")
p_stats = classify("Probability density of the Student distribution.")
# --8<-- [end:tu-texto]

# %% Lo que la red no puede decir
# --8<-- [start:fuera]
p_order = classify("A line drawn between points of the figure.")
p_mixed = classify("Figure the of points between drawn line a.")
p_recipe = classify("Beat three eggs and add a spoonful of sugar.")
p_unknown = classify("Zanahoria, berenjena y calabacín.")
same_order = bool(np.allclose(p_order, p_mixed))
# --8<-- [end:fuera]

# %% Solución: sin one-hot
# --8<-- [start:solucion-enteros]
sparse = new_network(42)
sparse.compile(optimizer="adam", loss="sparse_categorical_crossentropy",
               metrics=["accuracy"])
sparse_loss, _ = sparse.evaluate(x_val, y_val, verbose=0)
print(f"enteros {sparse_loss:.6f}, one-hot {untrained_loss:.6f}")
# --8<-- [end:solucion-enteros]

# %% Solución: dos capas y sin dropout
# --8<-- [start:solucion-dos-capas]
def trained_deep(seed):
    """Una red de dos capas ocultas, parada en su mejor época."""
    keras.utils.set_random_seed(seed)
    deep = keras.Sequential([
        keras.Input(shape=(n_words,)),
        keras.layers.Dense(64, activation="relu"),
        keras.layers.Dense(64, activation="relu"),
        keras.layers.Dense(n_classes, activation="softmax"),
    ])
    deep.compile(optimizer="adam", loss="categorical_crossentropy")
    stopping = keras.callbacks.EarlyStopping(
        patience=2, restore_best_weights=True)
    deep.fit(x_train, Y_train, epochs=10, batch_size=64, verbose=0,
             validation_data=(x_val, Y_val), callbacks=[stopping])
    return deep
# --8<-- [end:solucion-dos-capas]

# %% Solución: los desacuerdos de cada semilla tags=["variable"]
# --8<-- [start:solucion-desacuerdos]
deep_scores = []
for seed in range(5):
    p_deep = trained_deep(seed).predict(x_val, verbose=0)
    deep_right = p_deep.argmax(axis=1) == y_val
    deep_scores.append(deep_right.mean())
    a, b = only_one(deep_right, linear_answers == y_val)
    print(f"semilla {seed}: exactitud {deep_scores[-1]:.3f}; "
          f"desacuerdos {a} y {b}; √n = {(a + b) ** 0.5:.1f}")
print(f"media {np.mean(deep_scores):.3f}; logística "
      f"{linear_accuracy:.3f}; red de una capa {network_accuracy:.3f}")
# --8<-- [end:solucion-desacuerdos]

# %% Solución: cuarenta partes
# --8<-- [start:solucion-partes]
n_parts = 40
kept = [name for name, _ in Counter(
    parts[i] for i in train).most_common(n_parts)]
part_of = {name: k for k, name in enumerate(kept)}  # 0, la más grande


def only_kept(x, indices):
    """Las filas de las partes elegidas y el número de su parte."""
    labels = np.array([part_of.get(parts[i], -1) for i in indices])
    return x[labels >= 0], labels[labels >= 0]


x_fine, y_fine = only_kept(x_train, train)
x_fine_val, y_fine_val = only_kept(x_val, val)
# --8<-- [end:solucion-partes]

# %% Solución: otra vez la C tags=["variable"]
# --8<-- [start:solucion-c-partes]
fine_linear = {C: linear_model(x_fine, y_fine, C) for C in [0.3, 1, 3]}
fine_scores = {C: model.score(x_fine_val, y_fine_val)
               for C, model in fine_linear.items()}
fine_C = max(fine_scores, key=fine_scores.get)
fine_answers = {"logística": fine_linear[fine_C].predict(x_fine_val)}
print(", ".join(f"C = {C}: {fine_scores[C]:.3f}" for C in fine_scores))
# --8<-- [end:solucion-c-partes]

# %% Solución: entrenar con las partes
# --8<-- [start:solucion-red-partes]
keras.utils.set_random_seed(42)
fine = keras.Sequential([
    keras.Input(shape=(n_words,)),
    keras.layers.Dense(64, activation="relu"),
    keras.layers.Dropout(0.5),
    keras.layers.Dense(n_parts, activation="softmax"),
])
fine.compile(optimizer="adam", loss="sparse_categorical_crossentropy")
done = 0
for target_epochs in [best_epoch, 20]:
    fine.fit(x_fine, y_fine, epochs=target_epochs, initial_epoch=done,
             batch_size=64, verbose=0)
    done = target_epochs
    fine_answers[f"red, {done} ép."] = fine.predict(
        x_fine_val, verbose=0).argmax(axis=1)
# --8<-- [end:solucion-red-partes]

# %% Solución: las notas de las partes tags=["variable"]
# --8<-- [start:solucion-notas-partes]
part_sizes = np.bincount(y_fine)
largest_part, smallest_part = int(part_sizes[0]), int(part_sizes[-1])
print(f"{kept[0]}: {largest_part} textos; {kept[-1]}: {smallest_part}")
print("             exactitud  macro-F1  10 mayores  10 menores")
for name, given in fine_answers.items():
    f1 = f1_score(y_fine_val, given, average=None, labels=range(n_parts),
                  zero_division=0)
    print(f"{name:12s} {(given == y_fine_val).mean():9.3f} "
          f"{f1.mean():9.3f} {f1[:10].mean():11.3f} "
          f"{f1[-10:].mean():11.3f}")

linear_fine, *network_fine = fine_answers.values()
for given in network_fine:
    a, b = only_one(given == y_fine_val, linear_fine == y_fine_val)
    print(f"solo la red {a}; solo la logística {b}; "
          f"√n = {(a + b) ** 0.5:.1f}")
# --8<-- [end:solucion-notas-partes]
