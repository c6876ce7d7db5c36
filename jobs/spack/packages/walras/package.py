"""walras by Spack, from a clone of its repository: spack repo add jobs/spack; spack install walras"""

import os

from spack.package import *

HERE = os.path.dirname(os.path.realpath(__file__))


class Walras(CMakePackage):
    """Experiments on markets, mechanisms and aligned decision-making at any scale: over MPI ranks and OpenMP threads into one HDF5 file,
    with results that do not depend on ranks, threads, restarts, compilers or x86-64 processors."""

    git = "file://" + os.path.abspath(os.path.join(HERE, "..", "..", "..", ".."))
    license("Apache-2.0")

    version("main", branch="main")

    variant("analysis", default=True, description="what the Python scripts for figures and reports need")

    depends_on("c", type="build")
    depends_on("cmake@3.25:", type="build")
    depends_on("pkgconfig", type="build")
    depends_on("git", type="build")
    depends_on("random123", type="build")
    depends_on("mpi")
    depends_on("hdf5@1.10: +hl")
    depends_on("libconfig")
    depends_on("libgcrypt")
    depends_on("cjson")
    depends_on("zlib-api")
    depends_on("clp")

    with when("+analysis"):
        depends_on("python@3.11:", type="run")
        depends_on("py-h5py", type="run")
        depends_on("py-numpy", type="run")
        depends_on("py-pandas", type="run")
        depends_on("py-matplotlib", type="run")
        depends_on("py-xarray", type="run")
        depends_on("py-h5netcdf", type="run")
        depends_on("py-pyyaml", type="run")
        depends_on("py-jinja2", type="run")

    conflicts("%nvhpc", msg="the same bits are promised by gcc and clang")
    conflicts("%oneapi", msg="the same bits are promised by gcc and clang")

    def cmake_args(self):
        # Spack chooses the processor's options; none of them may change a bit, and warnings of compilers to come are no errors.
        return [self.define("WALRAS_TESTS", False), self.define("WALRAS_WERROR", False)]

    @run_after("install")
    @on_package_attributes(run_tests=True)
    def selftest(self):
        Executable(self.prefix.bin.walras)("selftest", "--folder", self.stage.path)
