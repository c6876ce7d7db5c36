"""No result may pass through a libm function whose last bits depend on the processor: the program's own objects use exact ones only."""

from __future__ import annotations

import os
import pathlib
import re
import subprocess

import pytest
from conftest import WALRAS

# Exactly rounded, or exact, by IEEE 754 and C11 Annex F, whatever code libm chooses for them.
EXACT = set("ceil copysign fabs fdim floor fmax fmin fmod frexp ldexp llrint llround lrint lround logb ilogb modf nan nearbyint "
            "nextafter remainder remquo rint round scalbln scalbn sqrt trunc".split())

# Every other function of libm in C11 and glibc; each also as float (f), long double (l), vector (_ZGV) and old -ffast-math (__x_finite) form.
INEXACT = set("acos acosh asin asinh atan atan2 atanh cbrt cos cosh drem erf erfc exp exp10 exp2 expm1 fma gamma hypot j0 j1 jn lgamma "
              "log log10 log1p log2 pow pow10 significand sin sincos sinh tan tanh tgamma y0 y1 yn cexp clog cpow csqrt csin ccos ctan "
              "csinh ccosh ctanh casin cacos catan casinh cacosh catanh cabs carg".split())


def forbidden(undefined: list[str]) -> list[str]:
    """Those of the undefined symbols (with or without @VERSION) that are inexact functions of libm, in any of their forms."""
    found = []
    for symbol in undefined:
        name = symbol.split("@")[0]
        vector = re.fullmatch(r"_ZGV\w+?_(\w+)", name)
        finite = re.fullmatch(r"__(\w+)_finite", name)
        bare = (vector or finite or [None, name])[1]
        bare = re.sub(r"_r$", "", bare)
        if bare in INEXACT or (bare[-1:] in "fl" and bare[:-1] in INEXACT):
            found.append(symbol)
    return found


def undefined_symbols(program: pathlib.Path | str) -> list[str]:
    """What a program or shared object takes from elsewhere; what its libraries take themselves is not its own."""
    lines = subprocess.run(["nm", "-D", "--undefined-only", program], capture_output=True, text=True, check=True).stdout.splitlines()
    return [line.split()[-1] for line in lines]


def libm_symbols() -> list[str]:
    """The names that libm itself defines."""
    listing = subprocess.run(["ldd", WALRAS], capture_output=True, text=True, check=True).stdout
    libm = re.search(r"libm\.so\S* => (\S+)", listing)
    assert libm, listing
    lines = subprocess.run(["nm", "-D", "--defined-only", libm[1]], capture_output=True, text=True, check=True).stdout.splitlines()
    return [line.split()[-1].split("@")[0] for line in lines]


def compile_program(tmp_path: pathlib.Path, body: str) -> pathlib.Path:
    source, program = tmp_path / "tiny.c", tmp_path / "tiny"
    source.write_text(f"#include <math.h>\n#include <stdlib.h>\nint main(int c, char **v) {{ double x = atof(v[c - 1]); return (int)({body}); }}\n")
    subprocess.run([os.environ.get("WALRAS_CC", "cc"), "-O1", "-fno-builtin", str(source), "-o", str(program), "-lm"], check=True)
    return program


def test_the_program_takes_only_exact_functions_from_libm():
    taken = [symbol.split("@")[0] for symbol in undefined_symbols(WALRAS)]
    assert "floor" in taken, "the scan sees the program's symbols"
    assert forbidden(taken) == []
    assert set(taken) & set(libm_symbols()) <= EXACT


@pytest.mark.parametrize("body", ["exp(x)", "powf((float)x, 2.5f)", "lgamma(x)", "(double)tanhl(x)", "fma(x, x, x)"])
def test_a_program_with_an_inexact_function_is_found_out(tmp_path, body):
    program = compile_program(tmp_path, body)
    assert len(forbidden(undefined_symbols(program))) == 1


def test_a_program_with_exact_functions_only_passes(tmp_path):
    program = compile_program(tmp_path, "floor(x) + fmod(x, 3.0) + rint(x) + sqrt(x) + ldexp(x, 3)")
    assert "fmod" in [symbol.split("@")[0] for symbol in undefined_symbols(program)]
    assert forbidden(undefined_symbols(program)) == []


def test_vector_finite_and_reentrant_forms_count_too():
    assert forbidden(["_ZGVdN4v_exp@GLIBC_2.22", "__log_finite@GLIBC_2.15", "lgamma_r", "logf", "floorl", "expand", "printf"]) == [
        "_ZGVdN4v_exp@GLIBC_2.22",
        "__log_finite@GLIBC_2.15",
        "lgamma_r",
        "logf",
    ]
