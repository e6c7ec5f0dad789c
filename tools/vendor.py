"""Archivos de terceros: `python tools/vendor.py` los baja y los regenera.

Lo que resulta se guarda en el repositorio, así que construir el sitio no
necesita nada de esto: solo quien cambia una versión. Hacen falta npm, pip y
`fonttools[woff]`.

Lo único que no se guarda, porque ocupa 32 MB, es el comprobador de HTML del W3C
que usa `tests/test_html.py`: `python tools/vendor.py vnu` lo baja a `.docbuild/`.
"""

from __future__ import annotations

import base64
import hashlib
import io
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

VENDORED = ROOT / "docbuild" / "vendored"

ASSETS = ROOT / "docs" / "assets"

TESTS = ROOT / "tests" / "vendored"


FEATURES = ("ss04", "dtls")  # la prima de f′ y la i sin punto de los acentos

RANGES = (
    (0x20, 0x7E),  # ASCII
    (0x391, 0x3A9),  # griegas
    (0x3B1, 0x3C9),
    (0x1D400, 0x1D49B),  # latinas en negrita, cursiva y negrita cursiva
    (0x1D49C, 0x1D4B5),  # mayúsculas caligráficas
    (0x1D6E2, 0x1D71B),  # griegas en cursiva
    (0x1D736, 0x1D755),  # griegas minúsculas en negrita cursiva
)

LETTERS = "ıȷϑϕϵℎℏℓℬℰℱℋℐℒℳℛℂℕℚℝℤℙ𝔼𝟙áéíóúüñ"

SIGNS = (
    "\u00a0¬°±·×÷‖†…′″⋮⋯⋱←↑→↓↔↦⇐⇒⇔⟵⟶⟹⟺∀∂∃∅∇∈∉∏∑−∓∗∘√∝∞∣∥∧∨∩∪∫∴∼≃≈≔≠≡≤≥≪≫"
    "⊂⊃⊆⊕⊗⊙⊤⊥⋅⋆⌈⌉⌊⌋⟨⟩⏞⏟ˆˇ˘˙˚˜¯´`\u0302\u0303\u0304\u0305\u0307\u0308\u20d7\u203e"
)


@dataclass(frozen=True)
class Package:
    """Un paquete de npm o de PyPI, con su versión y su huella."""

    registry: str
    name: str
    version: str
    digest: str  # «algoritmo-base64», como los de npm


TEMML = Package(
    "npm",
    "temml",
    "0.13.5",
    "sha512-aPkDDgunanpLNL0ql32HbolqLep+w8DRcVXRql7rWrMt/PhczdLgL4UBYYVU3BYjCNjkGq4EqwIicu/zWr1iOg==",
)

LICENSE = Package(  # el texto de la OFL con el que se publica STIX Two Math
    "npm",
    "@fontsource/stix-two-math",
    "5.3.0",
    "sha512-negoeozw6VSXjZMozwKRSm/dhCQT62csZcuea9I8KYqPaZq/8KbbBBrA02ZHF7AyuR5mVML/p+q0bwFuSIf2GQ==",
)

FONT = Package(  # trae la fuente entera, con su tabla MATH
    "pypi",
    "ziamath",
    "0.13",
    "sha256-Z6m5cUEB/JDC1tAyjlePOsMR+wB2RPK7uTFLorwcFFk=",
)

AXE = Package(  # solo lo usan las pruebas
    "npm",
    "axe-core",
    "4.14.1",
    "sha512-FHfa+lmNjQZfJz1q8wKqIDwC6DExcHt/pkjNQb09a3NPjCKg2rhu5qb2S4r76ASyFNNtuFooJpZe37OgudVGtQ==",
)


VNU = Package(  # «Nu Html Checker», el comprobador del W3C; en PyPI, el último es de 2020
    "npm",
    "vnu-jar",
    "26.9.27",
    "sha512-TkQd5DFfOaWC9ebtvozTsrH2Vaod3jYg+vrOeREzIXxBexLz9+rS2DNtjn7+RPUiZhgli0SghgBX6RJRNea0KA==",
)

VNU_JAR = ROOT / ".docbuild" / f"vnu-{VNU.version}.jar"


def main() -> None:
    if sys.argv[1:] == ["vnu"]:
        if not VNU_JAR.is_file():
            write(VNU_JAR, fetch(VNU)["package/build/dist/vnu.jar"])
        return
    temml, license_, font, axe = fetch(TEMML), fetch(LICENSE), fetch(FONT), fetch(AXE)
    write(VENDORED / "temml.min.js", temml["package/dist/temml.min.js"])
    write(VENDORED / "LICENSE-temml.txt", temml["package/LICENSE"])
    write(ASSETS / "stylesheets" / "temml.css", styles(temml["package/dist/Temml-STIX2.css"]))
    write(ASSETS / "fonts" / "OFL.txt", license_["package/LICENSE"])
    source = font["ziamath/fonts/STIXTwoMath-Regular.ttf"]
    write(ASSETS / "fonts" / "stix-two-math.woff2", subset(source))
    write(TESTS / "axe" / "axe.min.js", axe["package/axe.min.js"])
    write(TESTS / "axe" / "LICENSE", axe["package/LICENSE"])


def fetch(package: Package) -> dict[str, bytes]:
    """Devuelve los archivos de un paquete después de comprobar su huella."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(_command(package), cwd=folder, check=True, stdout=subprocess.DEVNULL)
        (archive,) = Path(folder).iterdir()
        data = archive.read_bytes()
    algorithm = package.digest.partition("-")[0]
    digest = base64.b64encode(hashlib.new(algorithm, data).digest()).decode()
    if f"{algorithm}-{digest}" != package.digest:
        sys.exit(f"{package.name} {package.version}: la huella no coincide: {algorithm}-{digest}")
    return _unpack(data)


def styles(css: bytes) -> bytes:
    """Devuelve el CSS de Temml sin su @font-face: la fuente la pone math.css."""
    rules = css.decode("utf-8")
    title = f"/* Temml {TEMML.version} (MIT). Generado por tools/vendor.py: no se edita. */\n\n"
    return (title + rules[rules.index("math {") :]).encode()


def subset(font: bytes) -> bytes:
    """Devuelve la fuente con los signos del curso y nada más, en WOFF2."""
    from fontTools.subset import Options, Subsetter, load_font, save_font

    options = Options()
    options.flavor = "woff2"
    options.layout_features = list(FEATURES)
    options.hinting = False
    options.drop_tables += ["DSIG"]
    face = load_font(io.BytesIO(font), options)
    subsetter = Subsetter(options)
    codes = [code for first, last in RANGES for code in range(first, last + 1)]
    subsetter.populate(unicodes=codes, text=LETTERS + SIGNS)
    subsetter.subset(face)
    output = io.BytesIO()
    save_font(face, output, options)
    return output.getvalue()


def write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    print(f"{path.relative_to(ROOT).as_posix()}: {len(data)} bytes")


def _command(package: Package) -> list[str]:
    if package.registry == "npm":
        return ["npm", "pack", "--silent", f"{package.name}@{package.version}"]
    download = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
    return [*download, "--only-binary=:all:", f"{package.name}=={package.version}"]


def _unpack(data: bytes) -> dict[str, bytes]:
    """Devuelve nombre → contenido de un .tgz de npm o de una rueda de PyPI."""
    if zipfile.is_zipfile(io.BytesIO(data)):
        with zipfile.ZipFile(io.BytesIO(data)) as wheel:
            return {name: wheel.read(name) for name in wheel.namelist()}
    with tarfile.open(fileobj=io.BytesIO(data)) as tarball:
        files = [member for member in tarball if member.isfile()]
        return {member.name: tarball.extractfile(member).read() for member in files}


if __name__ == "__main__":
    main()
