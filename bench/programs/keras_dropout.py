"""Medida: una clasificación binaria con Keras, sin dropout y con él."""

# %% Los datos
# --8<-- [start:datos]
import keras
import matplotlib.pyplot as plt
from sklearn.datasets import load_breast_cancer
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler

x, y = load_breast_cancer(return_X_y=True)
x_train, x_test, y_train, y_test = train_test_split(
    x, y, test_size=0.3, random_state=42, stratify=y
)
scaler = StandardScaler().fit(x_train)
x_train, x_test = scaler.transform(x_train), scaler.transform(x_test)
print(x_train.shape, x_test.shape)
# --8<-- [end:datos]

# %% El modelo
# --8<-- [start:modelo]
def build_model(rate):
    model = keras.Sequential([
        keras.Input(shape=(30,)),
        keras.layers.Dense(64, activation="relu"),
        keras.layers.Dropout(rate),
        keras.layers.Dense(64, activation="relu"),
        keras.layers.Dropout(rate),
        keras.layers.Dense(1, activation="sigmoid"),
    ])
    model.compile(
        optimizer="adam", loss="binary_crossentropy", metrics=["accuracy"]
    )
    return model
# --8<-- [end:modelo]

# %% El entrenamiento
# --8<-- [start:entrenar]
histories = {}
for rate in (0.0, 0.3, 0.5):
    keras.utils.set_random_seed(42)
    model = build_model(rate)
    histories[rate] = model.fit(
        x_train, y_train, epochs=40, batch_size=32, verbose=0,
        validation_data=(x_test, y_test),
    ).history
    accuracy = histories[rate]["val_accuracy"][-1]
    print(f"dropout {rate}: exactitud {accuracy:.3f}")
# --8<-- [end:entrenar]

# %% Las curvas
# --8<-- [start:curvas]
fig, ax = plt.subplots()
for rate, history in histories.items():
    ax.plot(history["val_loss"], label=f"dropout {rate}")
ax.set(xlabel="Época", ylabel="Pérdida")
ax.legend()
plt.show()
# --8<-- [end:curvas]
