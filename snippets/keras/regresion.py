"""Regresión: predecir el avance de la diabetes con Keras."""

# %% Los datos
# --8<-- [start:datos]
import matplotlib.pyplot as plt
import numpy as np
from sklearn.datasets import load_diabetes

diabetes = load_diabetes(scaled=False)  # en sus unidades, sin escalar
x, y = diabetes.data, diabetes.target
names = diabetes.feature_names
n_samples, n_features = x.shape

print(f"características: {x.shape}, {x.dtype}")
print(f"objetivo:        {y.shape}, {y.dtype}")
# --8<-- [end:datos]

# %% Repartir
# --8<-- [start:repartir]
from sklearn.model_selection import train_test_split

x_rest, x_test, y_rest, y_test = train_test_split(
    x, y, test_size=0.2, random_state=42
)
n_rest, n_test = len(y_rest), len(y_test)
print(f"para trabajar: {n_rest}, para la prueba: {n_test}")
# --8<-- [end:repartir]

# %% El objetivo
# --8<-- [start:objetivo]
y_mean, y_median = float(y_rest.mean()), float(np.median(y_rest))
y_low, y_high = int(y_rest.min()), int(y_rest.max())

fig, ax = plt.subplots(figsize=(3.75, 3.2))
ax.hist(y_rest, bins=20, alpha=0.7)
ax.axvline(y_median, color="C1", linestyle="--", label="mediana")
ax.axvline(y_mean, color="C3", label="media")
ax.set(xlabel="Avance de la enfermedad", ylabel="Pacientes")
ax.legend()
plt.show()
print(f"de {y_low} a {y_high}, media {y_mean:.1f}, "
      f"mediana {y_median:.1f}, desviación {y_rest.std():.1f}")
# --8<-- [end:objetivo]

# %% Las características
# --8<-- [start:rangos]
print("       mínimo   media  máximo")
for name, column in zip(names, x_rest.T):
    print(f"{name:4s}{column.min():9.1f}{column.mean():8.1f}"
          f"{column.max():8.1f}")
sex_codes = len(np.unique(x_rest[:, names.index("sex")]))
# --8<-- [end:rangos]

# %% Una que dice mucho y otra que dice poco
# --8<-- [start:relaciones]
fig, axes = plt.subplots(2, figsize=(3.75, 5.4))
for ax, name, label in [(axes[0], "bmi", "Índice de masa corporal"),
                        (axes[1], "age", "Edad (años)")]:
    column = x_rest[:, names.index(name)]
    slope, start = np.polyfit(column, y_rest, 1)  # la mejor recta
    ends = np.array([column.min(), column.max()])
    ax.plot(column, y_rest, "o", markersize=3, alpha=0.5)
    ax.plot(ends, start + slope * ends, color="C1")
    ax.set(xlabel=label, ylabel="Avance")
plt.show()
# --8<-- [end:relaciones]

# %% Correlación con el objetivo
# --8<-- [start:correlaciones]
correlations = np.array([np.corrcoef(column, y_rest)[0, 1]
                         for column in x_rest.T])
order = np.argsort(correlations)

fig, ax = plt.subplots(figsize=(3.75, 3.6))
ax.barh([names[i] for i in order], correlations[order])
ax.axvline(0, color="C5", linewidth=1)
ax.set(xlabel="Correlación con el avance")
plt.show()
bmi_correlation = correlations[names.index("bmi")]
age_correlation = correlations[names.index("age")]
s1_s2 = np.corrcoef(x_rest[:, 4], x_rest[:, 5])[0, 1]
print(f"s1 y s2, entre sí: {s1_s2:.2f}")
# --8<-- [end:correlaciones]

# %% Las tres métricas
# --8<-- [start:metricas]
from sklearn.metrics import mean_absolute_error, r2_score

truth = np.array([100.0, 150.0, 200.0, 250.0])
answers = np.array([120.0, 140.0, 190.0, 210.0])

errors = answers - truth
mse = (errors**2).mean()
mae = np.abs(errors).mean()
r2 = 1 - (errors**2).sum() / ((truth - truth.mean()) ** 2).sum()

print(f"errores: {errors}")
print(f"MSE {mse:.1f}, su raíz {mse**0.5:.1f}")
print(f"MAE {mae:.1f}, R² {r2:.3f}")
print(f"scikit-learn: {mean_absolute_error(truth, answers):.1f} "
      f"y {r2_score(truth, answers):.3f}")
# --8<-- [end:metricas]

# %% Los pliegues
# --8<-- [start:pliegues]
from sklearn.model_selection import KFold

splitter = KFold(5, shuffle=True, random_state=42)
folds = list(splitter.split(x_rest))  # parejas (entrenar, validar)
n_fold_train, n_fold_val = [len(part) for part in folds[0]]
# --8<-- [end:pliegues]

# %% Escalar dentro de cada pliegue
# --8<-- [start:escalar]
from sklearn.preprocessing import StandardScaler

print("         media de bmi   media del objetivo")
for number, (train, val) in enumerate(folds, start=1):
    scaler = StandardScaler().fit(x_rest[train])
    scaled_val = scaler.transform(x_rest[val])  # otra en cada vuelta
    print(f"vuelta {number}{scaler.mean_[2]:14.3f}"
          f"{y_rest[train].mean():18.1f}")
# --8<-- [end:escalar]

# %% Los rivales
# --8<-- [start:rivales]
from sklearn.dummy import DummyRegressor
from sklearn.linear_model import LinearRegression, RidgeCV
from sklearn.metrics import mean_absolute_error, r2_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

penalties = np.logspace(-1, 3, 30)  # de 0.1 a 1000
rivals = {
    "media": DummyRegressor(),
    "mediana": DummyRegressor(strategy="median"),
    "lineal": make_pipeline(StandardScaler(), LinearRegression()),
    "ridge": make_pipeline(StandardScaler(), RidgeCV(penalties)),
}
scores = {}
for name, rival in rivals.items():
    rows = []
    for train, val in folds:
        rival.fit(x_rest[train], y_rest[train])
        pair = y_rest[val], rival.predict(x_rest[val])
        rows.append([mean_absolute_error(*pair), r2_score(*pair)])
    scores[name] = np.array(rows)  # (pliegues, 2): MAE y R²
# --8<-- [end:rivales]

# %% El listón
# --8<-- [start:liston]
print("             MAE            R²")
for name, rows in scores.items():
    print(f"{name:8s}{rows[:, 0].mean():6.1f} ± {rows[:, 0].std():3.1f}"
          f"{rows[:, 1].mean():10.3f}")

mean_mae, mean_r2 = scores["media"].mean(axis=0)
median_mae, median_r2 = scores["mediana"].mean(axis=0)
linear_mae, linear_r2 = scores["lineal"].mean(axis=0)
ridge_mae, ridge_r2 = scores["ridge"].mean(axis=0)
ridge_deviation = scores["ridge"][:, 0].std()
# --8<-- [end:liston]

# %% Lo que predice ridge
# --8<-- [start:prediccion]
from sklearn.model_selection import cross_val_predict

p_ridge = cross_val_predict(rivals["ridge"], x_rest, y_rest, cv=folds)

fig, ax = plt.subplots(figsize=(3.75, 3.75))
ax.plot(y_rest, p_ridge, "o", markersize=3, alpha=0.6)
ax.plot([25, 346], [25, 346], "--", color="C1", label="perfecto")
ax.axhline(y_mean, color="C5", linestyle=":", label="media")
ax.set(xlabel="Avance medido", ylabel="Avance predicho",
       xticks=[100, 200, 300], yticks=[100, 200, 300], ylim=(10, 350))
ax.legend(loc="upper left")
plt.show()
narrow, wide = p_ridge.std(), y_rest.std()
print(f"desviación de lo medido {wide:.1f}, de lo predicho {narrow:.1f}")
# --8<-- [end:prediccion]

# %% Solución: correlación perfecta, R² malo
# --8<-- [start:solucion-sesgo]
shifted = truth / 2  # todas las respuestas, la mitad de lo debido
shifted_correlation = np.corrcoef(truth, shifted)[0, 1]
shifted_r2 = r2_score(truth, shifted)
print(f"correlación {shifted_correlation:.2f}, R² {shifted_r2:.2f}")
# --8<-- [end:solucion-sesgo]

# %% Solución: coeficientes que bailan
# --8<-- [start:solucion-coeficientes]
from sklearn.linear_model import Ridge

alphas = [rivals["ridge"].fit(x_rest[train], y_rest[train])[-1].alpha_
          for train, _ in folds]
same = make_pipeline(StandardScaler(), Ridge(alpha=np.median(alphas)))
print("alfa de cada vuelta:", ", ".join(f"{a:.1f}" for a in alphas))

for name, model in {"lineal": rivals["lineal"], "ridge": rivals["ridge"],
                    "ridge, misma alfa": same}.items():
    rows = np.array([model.fit(x_rest[train], y_rest[train])[-1].coef_
                     for train, _ in folds])  # (pliegues, 10)
    s1, bmi = rows[:, 4], rows[:, 2]
    print(f"{name:18s} s1: {s1.min():6.1f} a {s1.max():5.1f}"
          f"   bmi: {bmi.min():5.1f} a {bmi.max():5.1f}")
# --8<-- [end:solucion-coeficientes]

# %% Solución: una sola característica
# --8<-- [start:solucion-una]
one_column = []
for train, val in folds:
    line = LinearRegression().fit(x_rest[train][:, [2]], y_rest[train])
    p_val = line.predict(x_rest[val][:, [2]])
    one_column.append(mean_absolute_error(y_rest[val], p_val))
bmi_mae = np.mean(one_column)
print(f"media {mean_mae:.1f}, solo bmi {bmi_mae:.1f}, "
      f"las diez {linear_mae:.1f}")
# --8<-- [end:solucion-una]

# %% Lo que puede dar cada salida
# --8<-- [start:salida]
t = (y_rest - y_rest.mean()) / y_rest.std()  # objetivo estandarizado
best_possible = {}
for name, low, high in [("sigmoide", 0, 1), ("tanh", -1, 1),
                        ("ReLU", 0, np.inf), ("ninguna", -np.inf, np.inf)]:
    best = np.clip(t, low, high)  # lo más cerca que puede responder
    best_possible[name] = np.abs(best - t).mean() * y_rest.std()
    print(f"{name:9s} MAE mínimo posible: {best_possible[name]:5.1f}")
sigmoid_bound, tanh_bound, relu_bound, _ = best_possible.values()
# --8<-- [end:salida]

# %% La red
# --8<-- [start:red]
import keras


def new_network(units):
    """Una red con esas capas ocultas y una salida lineal."""
    network = keras.Sequential([keras.Input(shape=(10,))])
    for n in units:
        network.add(keras.layers.Dense(n, activation="relu"))
    network.add(keras.layers.Dense(1))  # sin activación
    network.compile(optimizer=keras.optimizers.Adam(0.005), loss="mse",
                    metrics=["mae", "r2_score"])
    return network
# --8<-- [end:red]

# %% Dos tamaños
# --8<-- [start:tamanos]
sizes = {"pequeña": (16,), "grande": (64, 64)}
small_parameters, large_parameters = [
    new_network(units).count_params() for units in sizes.values()
]
print(f"pequeña: {small_parameters} parámetros, "
      f"grande: {large_parameters}")
# --8<-- [end:tamanos]

# %% Una vuelta
# --8<-- [start:vuelta]
def train_fold(units, train, val, seed, epochs=40):
    """Entrena una red nueva en un pliegue y devuelve sus curvas."""
    keras.utils.set_random_seed(seed)
    scaler = StandardScaler().fit(x_rest[train])
    mean, scale = y_rest[train].mean(), y_rest[train].std()

    def prepare(part):
        t = (y_rest[part] - mean) / scale
        return scaler.transform(x_rest[part]), t[:, None]

    history = new_network(units).fit(
        *prepare(train), validation_data=prepare(val),
        epochs=epochs, batch_size=64, verbose=0,
    ).history
    return [np.array(history["mae"]) * scale,  # otra vez en sus unidades
            np.array(history["val_mae"]) * scale,
            np.array(history["val_r2_score"])]
# --8<-- [end:vuelta]

# %% Las cinco vueltas de cada red
# --8<-- [start:vueltas]
curves = {}
for name, units in sizes.items():
    curves[name] = np.array([
        train_fold(units, train, val, seed)
        for seed, (train, val) in enumerate(folds)
    ])  # (pliegues, 3, épocas)

print("        pequeña         grande")
print("época  entr.  valid.  entr.  valid.")
for epoch in [1, 5, 10, 20, 40]:
    row = [curves[name][:, kind, epoch - 1].mean()
           for name in sizes for kind in (0, 1)]
    print(f"{epoch:5d}" + "".join(f"{value:7.1f}" for value in row))
# --8<-- [end:vueltas]

# %% Curvas medias
# --8<-- [start:curvas]
epochs = np.arange(1, 41)
fig, axes = plt.subplots(2, sharex=True, figsize=(3.75, 6))
for ax, name in zip(axes, sizes):
    train_mae, val_mae = curves[name][:, 0], curves[name][:, 1]
    ax.plot(epochs, val_mae.T, color="C1", linewidth=0.8, alpha=0.7)
    ax.plot(epochs, train_mae.mean(axis=0), label="entrenamiento")
    ax.plot(epochs, val_mae.mean(axis=0), "--", color="C1",
            label="validación")
    ax.axhline(mean_mae, color="C5", linestyle=":")
    ax.axhline(ridge_mae, color="C2", linestyle="-.")
    ax.set(title=f"Red {name}", ylabel="MAE", ylim=(10, 76))
axes[0].text(40, mean_mae + 1, "media", ha="right")
axes[1].text(40, ridge_mae - 1, "ridge", ha="right", va="top")
axes[0].legend(loc="lower right")
axes[1].set_xlabel("Época")
plt.show()
# --8<-- [end:curvas]

# %% Cuántas épocas
# --8<-- [start:epocas]
best_epochs = {}
for name in sizes:
    mean_curve = curves[name][:, 1].mean(axis=0)  # la media de los pliegues
    best_epochs[name] = int(mean_curve.argmin()) + 1
    near = np.flatnonzero(mean_curve < mean_curve.min() + 0.5) + 1
    print(f"{name}: mínimo {mean_curve.min():.1f} en la época "
          f"{best_epochs[name]}; a menos de medio punto, "
          f"de la {near.min()} a la {near.max()}")
best_small, best_large = best_epochs.values()
# --8<-- [end:epocas]

# %% Comparar
# --8<-- [start:comparar]
print("                     MAE          R²")
for name in ["media", "ridge"]:
    rows = scores[name]
    print(f"{name:17s}{rows[:, 0].mean():5.1f} ± {rows[:, 0].std():3.1f}"
          f"{rows[:, 1].mean():9.3f}")
for name, epoch in [("pequeña", 20), ("grande", best_large),
                    ("grande", 40)]:
    rows = curves[name][:, 1:, epoch - 1]  # (pliegues, 2): MAE y R²
    print(f"{name:8s} {epoch:2d} ép. {rows[:, 0].mean():6.1f} ± "
          f"{rows[:, 0].std():3.1f}{rows[:, 1].mean():9.3f}")

small_mae, small_r2 = curves["pequeña"][:, 1:, 19].mean(axis=0)
large_best_mae = curves["grande"][:, 1, best_large - 1].mean()
small_train_mae = curves["pequeña"][:, 0, 19].mean()
large_mae, large_r2 = curves["grande"][:, 1:, -1].mean(axis=0)
large_train_mae = curves["grande"][:, 0, -1].mean()
# --8<-- [end:comparar]

# %% Pliegue a pliegue
# --8<-- [start:por-pliegue]
fold_gaps = curves["pequeña"][:, 1, 19] - scores["ridge"][:, 0]
mean_gap, n_wins = fold_gaps.mean(), int((fold_gaps < 0).sum())
gap_deviation = fold_gaps.std()
print("red pequeña menos ridge:",
      ", ".join(f"{gap:+.1f}" for gap in fold_gaps))
print(f"media {mean_gap:+.1f} ± {gap_deviation:.1f}")
# --8<-- [end:por-pliegue]

# %% Solución: sin capa oculta
# --8<-- [start:solucion-lineal]
linear = rivals["lineal"].fit(x_rest, y_rest)
flat = new_network(())  # diez entradas y una salida, nada en medio
flat.set_weights([linear[-1].coef_[:, None],
                  np.array([linear[-1].intercept_])])
p_flat = flat(linear[0].transform(x_rest)).numpy()[:, 0]
flat_gap = float(np.abs(p_flat - linear.predict(x_rest)).max())
print(f"parámetros: {flat.count_params()}")
print(f"¿las mismas respuestas? {flat_gap < 1e-3}")
# --8<-- [end:solucion-lineal]

# %% Solución: el objetivo sin escalar
# --8<-- [start:solucion-objetivo]
train, val = folds[0]
scaler = StandardScaler().fit(x_rest[train])
keras.utils.set_random_seed(0)
raw = new_network((16,))
raw.fit(scaler.transform(x_rest[train]), y_rest[train, None],
        epochs=20, batch_size=64, verbose=0)
p_raw = raw(scaler.transform(x_rest[val])).numpy()[:, 0]

raw_mae = mean_absolute_error(y_rest[val], p_raw)
raw_baseline = scores["media"][0, 0]
print(f"media de las respuestas: {p_raw.mean():.1f}")
print(f"MAE {raw_mae:.1f}; línea base del pliegue {raw_baseline:.1f}")
# --8<-- [end:solucion-objetivo]

# %% Solución: las épocas de cada pliegue
# --8<-- [start:solucion-paciencia]
stops = curves["pequeña"][:, 1].argmin(axis=1) + 1  # de cada pliegue
own_best = curves["pequeña"][:, 1].min(axis=1).mean()
print(f"épocas: {stops}")
print(f"con la mejor de cada pliegue {own_best:.1f}, "
      f"con 20 para todos {small_mae:.1f}")
# --8<-- [end:solucion-paciencia]

# %% Una fábrica de modelos
# --8<-- [start:fabrica]
from sklearn.preprocessing import StandardScaler


def trained_network(x, y, seed, units=(16,), epochs=20):
    """Una red entrenada, su escalador y la escala del objetivo."""
    keras.utils.set_random_seed(seed)
    scaler = StandardScaler().fit(x)
    mean, scale = y.mean(), y.std()
    network = new_network(units)
    network.fit(scaler.transform(x), ((y - mean) / scale)[:, None],
                epochs=epochs, batch_size=64, verbose=0)
    return network, scaler, mean, scale


def predict(trained, x):
    """El avance que predice, en sus unidades, (pacientes,)."""
    network, scaler, mean, scale = trained
    return mean + scale * network(scaler.transform(x)).numpy()[:, 0]
# --8<-- [end:fabrica]

# %% Entrenar con todo lo que no es prueba
# --8<-- [start:final]
from sklearn.linear_model import RidgeCV
from sklearn.pipeline import make_pipeline

trained = [trained_network(x_rest, y_rest, seed) for seed in range(5)]
ridge = make_pipeline(StandardScaler(), RidgeCV(np.logspace(-1, 3, 30)))
ridge.fit(x_rest, y_rest)
# --8<-- [end:final]

# %% El examen
# --8<-- [start:examen]
from sklearn.metrics import mean_absolute_error, r2_score

p_tests = np.array([predict(one, x_test) for one in trained])
p_ridge_test = ridge.predict(x_test)
p_mean_test = np.full(n_test, y_rest.mean())  # media del entrenamiento

table = {"media": [p_mean_test], "ridge": [p_ridge_test], "red": p_tests}
results = {}
print("         MAE        RMSE       R²")
for name, answers in table.items():
    rows = np.array([[mean_absolute_error(y_test, p),
                      ((y_test - p) ** 2).mean() ** 0.5,
                      r2_score(y_test, p)] for p in answers])
    results[name] = rows.mean(axis=0)
    spread = f"± {rows[:, 0].std():.1f}" if len(rows) > 1 else ""
    print(f"{name:6s}{rows[:, 0].mean():6.1f} {spread:5s}"
          f"{rows[:, 1].mean():11.1f}{rows[:, 2].mean():9.3f}")
# --8<-- [end:examen]

# %% Los números del examen
# --8<-- [start:resumen-examen]
test_mean_mae, _, test_mean_r2 = results["media"]
test_ridge_mae, _, test_ridge_r2 = results["ridge"]
test_mae, test_rmse, test_r2 = results["red"]
seed_maes = np.abs(p_tests - y_test).mean(axis=1)  # (semillas,)
seed_deviation = float(seed_maes.std())
print("MAE de cada semilla: "
      + ", ".join(f"{value:.1f}" for value in seed_maes))
# --8<-- [end:resumen-examen]

# %% Residuos
# --8<-- [start:residuos]
p_first = p_tests[0]  # la semilla 0, decidida de antemano
residuals = y_test - p_first  # (pacientes,)

fig, (top, bottom) = plt.subplots(2, figsize=(3.75, 5.6))
top.plot(p_first, residuals, "o", markersize=4, alpha=0.6)
top.axhline(0, color="C1", linestyle="--")
top.set(xlabel="Avance predicho", ylabel="Residuo",
        yticks=[-150, 0, 150])
bottom.hist(residuals, bins=15, alpha=0.7)
bottom.axvline(0, color="C1", linestyle="--")
bottom.set(xlabel="Residuo", ylabel="Pacientes", yticks=[0, 5, 10])
plt.show()
# --8<-- [end:residuos]

# %% Los residuos en números
# --8<-- [start:residuos-numeros]
residual_mean = residuals.mean()
with_predicted = np.corrcoef(residuals, p_first)[0, 1]
with_truth = np.corrcoef(residuals, y_test)[0, 1]
half, nine_tenths = np.quantile(np.abs(residuals), [0.5, 0.9])
thirds = [np.abs(residuals[part]).mean()  # de lo menos a lo más predicho
          for part in np.array_split(np.argsort(p_first), 3)]
low_third, _, high_third = thirds
high = y_test > 250
high_residual = residuals[high].mean()

print(f"residuo medio: {residual_mean:.1f}; de {residuals.min():.0f} "
      f"a {residuals.max():.0f}")
print(f"correlación con lo predicho {with_predicted:.2f}, "
      f"con lo medido {with_truth:.2f}")
print(f"la mitad falla menos de {half:.0f}; "
      f"uno de cada diez, más de {nine_tenths:.0f}")
print("MAE por tercios de lo predicho: "
      + ", ".join(f"{value:.0f}" for value in thirds))
print(f"los {high.sum()} con más de 250: residuo medio "
      f"{high_residual:.0f}")
# --8<-- [end:residuos-numeros]

# %% Olvidar la escala
# --8<-- [start:olvido]
network, scaler, mean, scale = trained[0]


def test_error(inputs):
    """El MAE de la red con esas entradas, (pacientes, 10)."""
    answers = mean + scale * network(inputs).numpy()[:, 0]
    return float(np.abs(answers - y_test).mean())


right_mae = test_error(scaler.transform(x_test))
forgotten_mae = test_error(x_test)
own_mae = test_error(StandardScaler().fit_transform(x_test))
small_batches = [StandardScaler().fit_transform(part)
                 for part in np.array_split(x_test, n_test // 4)]
batches_mae = test_error(np.concatenate(small_batches))

print(f"línea base                     {test_mean_mae:7.1f}")
print(f"escala del entrenamiento       {right_mae:7.1f}")
print(f"sin escalar                    {forgotten_mae:7.1f}")
print(f"escala de la propia prueba     {own_mae:7.1f}")
print(f"escala de grupos de 4 o 5      {batches_mae:7.1f}")
# --8<-- [end:olvido]

# %% Con otros pacientes
# --8<-- [start:remuestreo]
rng = np.random.default_rng(42)
network_errors = np.abs(p_tests - y_test).mean(axis=0)  # media de 5 redes
ridge_errors = np.abs(p_ridge_test - y_test)
picks = rng.integers(n_test, size=(5000, n_test))  # con repetición

maes = network_errors[picks].mean(axis=1)  # (remuestreos,)
gaps = (network_errors - ridge_errors)[picks].mean(axis=1)
mae_low, mae_high = np.quantile(maes, [0.025, 0.975])
gap_low, gap_high = np.quantile(gaps, [0.025, 0.975])
print(f"MAE de la red: de {mae_low:.1f} a {mae_high:.1f}")
print(f"red menos ridge: de {gap_low:.1f} a {gap_high:.1f}")
# --8<-- [end:remuestreo]

# %% La diferencia, dibujada
# --8<-- [start:diferencia]
fig, ax = plt.subplots(figsize=(3.75, 3))
ax.hist(gaps, bins=40, alpha=0.7)
ax.axvline(0, color="C1", linestyle="--")
ax.set(xlabel="MAE de la red menos el de ridge",
       ylabel="Remuestreos")
plt.show()
# --8<-- [end:diferencia]

# %% La escala, dentro
# --8<-- [start:guardar]
complete = keras.Sequential([
    keras.Input(shape=(10,)),
    keras.layers.Normalization(mean=scaler.mean_, variance=scaler.var_),
    *network.layers,
    keras.layers.Rescaling(scale=scale, offset=mean),
])
complete.save("diabetes.keras")

loaded = keras.models.load_model("diabetes.keras")
p_loaded = loaded.predict(x_test, verbose=0)[:, 0]  # sin escalar nada
largest_gap = float(np.abs(p_loaded - p_first).max())
patient_answer = float(p_loaded[0])
print(f"¿las mismas respuestas? {largest_gap < 1e-2}")
print(f"primer paciente: predice {patient_answer:.0f} y era "
      f"{y_test[0]:.0f}")
# --8<-- [end:guardar]

# %% Solución: la media de las cinco
# --8<-- [start:solucion-promedio]
ensemble_mae = mean_absolute_error(y_test, p_tests.mean(axis=0))
print(f"MAE medio de las cinco: {test_mae:.2f}")
print(f"MAE de la respuesta media: {ensemble_mae:.2f}")
# --8<-- [end:solucion-promedio]

# %% Solución: la red grande, pasada de épocas
# --8<-- [start:solucion-grande]
memorised = trained_network(x_rest, y_rest, 0, units=(64, 64), epochs=80)
known_mae = mean_absolute_error(y_rest, predict(memorised, x_rest))
new_mae = mean_absolute_error(y_test, predict(memorised, x_test))
print(f"con los conocidos {known_mae:.1f}, con la prueba {new_mae:.1f}")
print(f"línea base {test_mean_mae:.1f}, red pequeña {test_mae:.1f}")
# --8<-- [end:solucion-grande]

# %% Solución: una prueba mayor
# --8<-- [start:solucion-mayor]
for times in [1, 4, 16]:
    size = times * n_test
    picks = rng.integers(n_test, size=(2000, size))
    low, high = np.quantile(network_errors[picks].mean(axis=1),
                            [0.025, 0.975])
    print(f"{size:5d} pacientes: anchura {high - low:.1f}")
# --8<-- [end:solucion-mayor]
