"""Tres conjuntos: por qué se reparten los datos y qué pasa si se cuelan."""

# %% Los datos
# --8<-- [start:datos]
import matplotlib.pyplot as plt
import numpy as np
from sklearn.datasets import load_wine
from sklearn.model_selection import train_test_split

wine = load_wine()
x, y = wine.data, wine.target
x_rest, x_test, y_rest, y_test = train_test_split(
    x, y, test_size=0.2, stratify=y, random_state=42
)
n_samples, n_test = len(x), len(x_test)
counts = np.bincount(y_rest)  # desde aquí, sin la prueba
majority_rate = counts.max() / counts.sum()

print(f"características: {x.shape}, etiquetas: {y.shape}")
print(f"en el cajón de la prueba: {n_test}; fuera: {len(x_rest)}")
for name, count in zip(wine.target_names, counts):
    print(f"{name}: {count}")
print(f"responder siempre {counts.argmax()}: {majority_rate:.3f}")
# --8<-- [end:datos]

# %% Aprender de memoria
# --8<-- [start:memoria]
from sklearn.neighbors import KNeighborsClassifier

x_known, x_new, y_known, y_new = train_test_split(
    x_rest, y_rest, test_size=0.5, stratify=y_rest, random_state=42
)


def exam(labels):
    """Aprende esas etiquetas: exactitud con lo visto y con lo nuevo."""
    memory = KNeighborsClassifier(n_neighbors=1).fit(x_known, labels)
    return memory.score(x_known, labels), memory.score(x_new, y_new)


rng = np.random.default_rng(42)
true_seen, true_new = exam(y_known)
shuffled = np.array([exam(rng.permutation(y_known)) for _ in range(200)])
shuffled_seen, shuffled_new = shuffled.mean(axis=0)  # (200, 2) → (2,)
by_chance = np.sum((counts / counts.sum()) ** 2)

print(f"verdaderas: vistos {true_seen:.3f}, nuevos {true_new:.3f}")
print(f"barajadas:  vistos {shuffled_seen:.3f}, nuevos {shuffled_new:.3f}")
print(f"responder al azar, según las clases: {by_chance:.3f}")
# --8<-- [end:memoria]

# %% Cien modelos que tiran una moneda
# --8<-- [start:monedas]
repeats, n_exam, n_models = 2000, 100, 100
exam = rng.binomial(n_exam, 0.5, (repeats, n_models)) / n_exam
winner = exam.max(axis=1)                              # el elegido
again = rng.binomial(n_exam, 0.5, repeats) / n_exam    # otro examen
winner_mean, again_mean = winner.mean(), again.mean()

fig, ax = plt.subplots(figsize=(3.75, 3.3))
bins = np.arange(0.295, 0.8, 0.02)
ax.hist(again, bins, color="C0", label="otro examen")
ax.hist(winner, bins, color="C1", hatch="//", label="el que lo eligió")
ax.plot([0.5, 0.5], [0, 700], color="C5", linestyle="--")
ax.set(xlabel="Nota del elegido", ylabel="Repeticiones", ylim=(0, 1100))
ax.legend(loc="upper left")
plt.show()
print(f"en el examen que lo eligió: {winner_mean:.3f}")
print(f"en otro examen:             {again_mean:.3f}")
# --8<-- [end:monedas]

# %% Cuántos candidatos y cuántas preguntas
# --8<-- [start:candidatos]
print("preguntas    1 modelo  10 modelos  100 modelos")
for n in [50, 200, 1000]:
    tosses = rng.binomial(n, 0.5, (repeats, 100)) / n
    best = [tosses[:, :k].max(axis=1).mean() for k in [1, 10, 100]]
    print(f"{n:9d}  {best[0]:10.3f}  {best[1]:10.3f}  {best[2]:11.3f}")
large_exam_best = best[2]
# --8<-- [end:candidatos]

# %% Repartir en tres
# --8<-- [start:dividir]
x_train, x_val, y_train, y_val = train_test_split(
    x_rest, y_rest, test_size=0.25, stratify=y_rest, random_state=42
)
n_train, n_val = len(x_train), len(x_val)

for name, labels in [("entrenamiento", y_train), ("validación", y_val),
                     ("prueba", y_test)]:
    share = np.bincount(labels) / len(labels)
    print(f"{name:13s} {len(labels):4d}  " + "  ".join(
        f"{part:.2f}" for part in share))
# --8<-- [end:dividir]

# %% El reparto, dibujado
# --8<-- [start:reparto]
fig, ax = plt.subplots(figsize=(3.75, 2.6))
sizes = [n_train, n_val, n_test]
uses = ["aprender", "elegir", "examinar"]
for row, (size, use) in enumerate(zip(sizes, uses)):
    left = sum(sizes[:row])
    ax.barh(row, size, left=left, height=0.5, color=f"C{row}")
    ax.text(left + size, row - 0.3, f"{use}: {size}", ha="right")
ax.set(yticks=range(3), xticks=[], ylim=(2.5, -0.8))
ax.set_yticklabels(["entrenar", "validar", "probar"])
ax.spines[:].set_visible(False)
ax.tick_params(length=0)
plt.show()
# --8<-- [end:reparto]

# %% Con y sin estratificar
# --8<-- [start:estratificar]
shares = {"al azar": [], "estratificado": []}
for seed in range(500):
    for name, classes in [("al azar", None), ("estratificado", y_rest)]:
        _, part = train_test_split(
            y_rest, test_size=0.25, stratify=classes, random_state=seed
        )
        shares[name].append((part == 2).mean())
lowest, highest = min(shares["al azar"]), max(shares["al azar"])

fig, ax = plt.subplots(figsize=(3.75, 3))
ax.hist(shares["al azar"], np.arange(0.5, 21) / n_val, color="C0")
always = shares["estratificado"][0]
ax.plot([always, always], [0, 110], "--", color="C1")
ax.text(always, 113, "estratificado", ha="center")
ax.set(xlabel="Proporción de la clase 2", ylabel="Repartos",
       ylim=(0, 130))
plt.show()
print(f"en el conjunto entero: {np.mean(y_rest == 2):.2f}")
print(f"al azar: de {lowest:.2f} a {highest:.2f}")
print(f"estratificado: de {min(shares['estratificado']):.2f} "
      f"a {max(shares['estratificado']):.2f}")
# --8<-- [end:estratificar]

# %% Doce candidatos
# --8<-- [start:elegir]
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

neighbors = [1, 3, 5, 9, 15, 25]
options = [(k, scaled) for scaled in [False, True] for k in neighbors]


def candidate(k, scaled):
    """El voto de los k vecinos más cercanos, con escala o sin ella."""
    vote = KNeighborsClassifier(k)
    return make_pipeline(StandardScaler(), vote) if scaled else vote


def choose(x_fit, y_fit, x_pick, y_pick):
    """La nota de los doce y el mejor; si hay empate, el primero."""
    marks = [candidate(k, scaled).fit(x_fit, y_fit).score(x_pick, y_pick)
             for k, scaled in options]
    return marks, options[int(np.argmax(marks))]


marks, (best_k, best_scaled) = choose(x_train, y_train, x_val, y_val)
best_mark = max(marks)
# --8<-- [end:elegir]

# %% Las notas de los doce
# --8<-- [start:notas]
print("vecinos      " + "".join(f"{k:6d}" for k in neighbors))
for name, row in zip(["sin escalar", "escalado"], np.reshape(marks, (2, 6))):
    print(f"{name:13s}" + "".join(f"{mark:6.2f}" for mark in row))
how = "escalado" if best_scaled else "sin escalar"
print(f"gana: {best_k} vecinos, {how}")
# --8<-- [end:notas]

# %% La nota de la ganadora, otra vez
# --8<-- [start:otra-vez]
picked, later = [], []
for seed in range(60):
    x_two, x_exam, y_two, y_exam = train_test_split(
        x_rest, y_rest, test_size=0.2, stratify=y_rest, random_state=seed
    )
    x_fit, x_pick, y_fit, y_pick = train_test_split(
        x_two, y_two, test_size=0.25, stratify=y_two, random_state=seed
    )
    marks, (k, scaled) = choose(x_fit, y_fit, x_pick, y_pick)
    picked.append(max(marks))
    later.append(candidate(k, scaled).fit(x_fit, y_fit)
                 .score(x_exam, y_exam))

gaps = np.subtract(picked, later)  # (60,): una diferencia por reparto
picked_mean, later_mean = np.mean(picked), np.mean(later)
optimism, optimism_error = gaps.mean(), gaps.std() / len(gaps) ** 0.5
print(f"con los vinos que la eligieron: {picked_mean:.3f}")
print(f"con otros:                      {later_mean:.3f}")
print(f"diferencia: {optimism:.3f} ± {optimism_error:.3f}")
# --8<-- [end:otra-vez]

# %% Un mundo sin nada que aprender
# --8<-- [start:mundo]
def noise_world(rng):
    """Cien ejemplos con mil características; la etiqueta, a cara o cruz."""
    return rng.normal(size=(100, 1000)), rng.integers(0, 2, 100)


def correlated(x, y, how_many=20):
    """Posiciones de las características más correlacionadas con y."""
    together = (y - y.mean()) @ (x - x.mean(axis=0))  # (características,)
    return np.argsort(-np.abs(together / x.std(axis=0)))[:how_many]


def nearest_center(x_train, y_train, x_test):
    """Responde la clase cuyo ejemplo medio queda más cerca."""
    centers = [x_train[y_train == k].mean(axis=0) for k in (0, 1)]
    distances = [((x_test - c) ** 2).sum(axis=1) for c in centers]
    return np.argmin(distances, axis=0)
# --8<-- [end:mundo]

# %% Cuatro maneras de examinar
# --8<-- [start:fugas]
def four_exams(rng):
    x, y = noise_world(rng)
    train, test = np.arange(50), np.arange(50, 100)

    def score(x, features):
        x_small = x[:, features]
        answers = nearest_center(x_small[train], y[train], x_small[test])
        return (answers == y[test]).mean()

    honest = correlated(x[train], y[train])
    all_scaled = (x - x.mean(axis=0)) / x.std(axis=0)
    candidates = [rng.choice(1000, 20, replace=False) for _ in range(50)]
    return [
        score(x, honest),
        score(all_scaled, honest),
        max(score(x, features) for features in candidates),
        score(x, correlated(x, y)),
    ]


leaks = np.array([four_exams(rng) for _ in range(300)])  # (300, 4)
# --8<-- [end:fugas]

# %% Cuánto miente cada fuga
# --8<-- [start:cuanto]
names = ["sin fugas", "escalar\ncon todo", "elegir con\nla prueba",
         "características\ncon todo"]
clean_mean, scale_mean, choose_mean, select_mean = leaks.mean(axis=0)
errors = leaks.std(axis=0) / len(leaks) ** 0.5  # (4,), errores típicos

fig, ax = plt.subplots(figsize=(3.75, 3.7))
boxes = ax.boxplot(leaks, orientation="horizontal", whis=(5, 95),
                   widths=0.55, showfliers=False, patch_artist=True,
                   medianprops={"color": "black"})
for box, color in zip(boxes["boxes"], ["C0", "C2", "C1", "C4"]):
    box.set_facecolor(color)
ax.axvline(0.5, color="C5", linestyle="--")
ax.set(yticklabels=names, xlim=(0.3, 1), xticks=[0.3, 0.5, 0.7, 0.9],
       xlabel="Exactitud estimada")
ax.invert_yaxis()
plt.show()
for name, mean, error in zip(names, leaks.mean(axis=0), errors):
    print(f"{name.replace(chr(10), ' '):26s} {mean:.3f}  "
          f"{mean - 0.5:+.3f} ± {error:.3f}")
# --8<-- [end:cuanto]

# %% Escalar con la prueba, en datos reales
# --8<-- [start:escalar-vino]
def wine_score(seed, scaler_sees):
    a, b, y_a, y_b = train_test_split(
        x_rest, y_rest, test_size=0.25, stratify=y_rest, random_state=seed
    )
    if scaler_sees:
        seen = a if scaler_sees == "entrenamiento" else x_rest
        scaler = StandardScaler().fit(seen)
        a, b = scaler.transform(a), scaler.transform(b)
    return KNeighborsClassifier(best_k).fit(a, y_a).score(b, y_b)


scores = {sees: np.array([wine_score(seed, sees) for seed in range(100)])
          for sees in ["entrenamiento", "todo", ""]}
for sees, values in scores.items():
    print(f"{'escala con ' + sees if sees else 'sin escalar':24s} "
          f"{values.mean():.3f}")

scale_gaps = scores["todo"] - scores["entrenamiento"]  # (100,)
print(f"escalar con todo suma {scale_gaps.mean():+.4f} "
      f"± {scale_gaps.std() / 10:.4f}")
# --8<-- [end:escalar-vino]

# %% Pliegues
# --8<-- [start:pliegues]
from sklearn.model_selection import KFold, LeaveOneOut

fig, (top, bottom) = plt.subplots(
    2, figsize=(3.75, 5.2), height_ratios=[5, 10]
)
few = np.arange(10)
for ax, splitter, title in [(top, KFold(5), "5 pliegues"),
                            (bottom, LeaveOneOut(), "dejar uno fuera")]:
    for row, (_, held_out) in enumerate(splitter.split(few)):
        ax.scatter(few, np.full(10, row), s=110, marker="s", color="C0",
                   alpha=0.45, linewidth=0)
        ax.scatter(held_out, np.full(len(held_out), row), s=120,
                   color="C1")
    ax.set(title=title, ylabel="Vuelta", yticks=[0, row], xticks=[],
           yticklabels=[1, row + 1], ylim=(row + 0.6, -0.6))
    ax.spines[:].set_visible(False)
    ax.tick_params(length=0)
bottom.set_xlabel("Ejemplos")
plt.show()
# --8<-- [end:pliegues]

# %% Validación cruzada
# --8<-- [start:cruzada]
from sklearn.model_selection import StratifiedKFold, cross_val_score

model = candidate(best_k, best_scaled)
folds = StratifiedKFold(5, shuffle=True, random_state=42)
fold_scores = cross_val_score(model, x_rest, y_rest, cv=folds)
cv_mean, cv_deviation = fold_scores.mean(), fold_scores.std()

print("pliegues:", "  ".join(f"{score:.3f}" for score in fold_scores))
print(f"media {cv_mean:.3f}, desviación {cv_deviation:.3f}")

one_out = cross_val_score(model, x_rest, y_rest, cv=LeaveOneOut())
print(f"dejar uno fuera: {len(one_out)} vueltas, {one_out.mean():.3f}")
# --8<-- [end:cruzada]

# %% Un pliegue o cinco
# --8<-- [start:una-o-cinco]
single, averaged = [], []
for seed in range(60):
    folds = StratifiedKFold(5, shuffle=True, random_state=seed)
    values = cross_val_score(model, x_rest, y_rest, cv=folds)
    single.append(values[0])
    averaged.append(values.mean())

fig, ax = plt.subplots(figsize=(3.75, 2.6))
jitter = rng.uniform(-0.3, 0.3, 60)
ax.plot(single, jitter, "o", color="C0", alpha=0.5)
ax.plot(averaged, 1 + jitter, "s", color="C1", alpha=0.5)
ax.set(yticks=[0, 1], xlabel="Exactitud estimada")
ax.set_yticklabels(["un pliegue", "media de\ncinco"])
ax.invert_yaxis()
plt.show()
print(f"desviación con un pliegue:      {np.std(single):.3f}")
print(f"desviación con media de cinco:  {np.std(averaged):.3f}")
# --8<-- [end:una-o-cinco]

# %% La prueba, una vez
# --8<-- [start:prueba]
from scipy.stats import binomtest

model.fit(x_rest, y_rest)
test_hits = np.sum(model.predict(x_test) == y_test)
test_score = test_hits / n_test
test_range = binomtest(test_hits, n_test).proportion_ci(method="wilson")

print(f"prueba: {test_hits} de {n_test}, {test_score:.3f}")
print(f"intervalo del 95 %: de {test_range.low:.3f} "
      f"a {test_range.high:.3f}")
# --8<-- [end:prueba]

# %% Solución: copias en los dos lados
# --8<-- [start:solucion-copias]
copies, fair = [], []
for seed in range(100):
    x_noise, y_noise = noise_world(rng)
    twice, y_twice = np.repeat(x_noise, 2, axis=0), np.repeat(y_noise, 2)
    a, b, y_a, y_b = train_test_split(twice, y_twice, test_size=0.5,
                                      random_state=seed)
    copies.append(KNeighborsClassifier(1).fit(a, y_a).score(b, y_b))
    a, b, y_a, y_b = train_test_split(x_noise, y_noise, test_size=0.5,
                                      random_state=seed)
    fair.append(KNeighborsClassifier(1).fit(a, y_a).score(b, y_b))
copies_mean, fair_mean = np.mean(copies), np.mean(fair)
print(f"con copias: {copies_mean:.3f}, sin copias: {fair_mean:.3f}")
# --8<-- [end:solucion-copias]

# %% Solución: elegir características dentro de cada pliegue
# --8<-- [start:solucion-dentro]
from sklearn.feature_selection import SelectKBest
from sklearn.linear_model import LogisticRegression

outside, inside = [], []
for _ in range(100):
    x_noise, y_noise = noise_world(rng)
    linear = LogisticRegression()
    chosen = SelectKBest(k=20).fit_transform(x_noise, y_noise)
    outside.append(cross_val_score(linear, chosen, y_noise).mean())
    whole = make_pipeline(SelectKBest(k=20), linear)
    inside.append(cross_val_score(whole, x_noise, y_noise).mean())
for name, values in [("antes de los pliegues", outside),
                     ("dentro de cada pliegue", inside)]:
    print(f"{name:23s} {np.mean(values):.3f} ± {np.std(values) / 10:.3f}")
# --8<-- [end:solucion-dentro]

# %% Solución: dejar uno fuera y responder la mayoría
# --8<-- [start:solucion-mayoria]
from sklearn.dummy import DummyClassifier

majority = DummyClassifier(strategy="most_frequent")
balanced = np.repeat([0, 1], 20)
blank = np.zeros((40, 1))  # el modelo ni siquiera mira los datos
majority_loo = cross_val_score(
    majority, blank, balanced, cv=LeaveOneOut()
).mean()
majority_folds = cross_val_score(
    majority, blank, balanced, cv=StratifiedKFold(5)
).mean()
print(f"dejar uno fuera: {majority_loo:.3f}")
print(f"5 pliegues:      {majority_folds:.3f}")
# --8<-- [end:solucion-mayoria]
