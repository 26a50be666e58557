# SPDX-License-Identifier: Apache-2.0
# A recipe for Spack. It was checked by reading; it was not built.
from spack.package import *


class Undercast(CMakePackage):
    """Reconstructs NDVI beneath clouds from Sentinel-2 and Sentinel-1 time series."""

    license("Apache-2.0")
    version("0.1.0")

    variant("torch", default=False, description="Training and the Vision Transformer (LibTorch)")
    variant("mpi", default=True, description="Several machines share a command")

    depends_on("cxx", type="build")
    depends_on("cmake@3.25:", type="build")
    depends_on("pkgconfig", type="build")
    for library in ("gdal", "curl", "openssl@3:", "cairo", "libwebp+libwebpmux", "muparser", "eigen", "xgboost", "fmt",
                    "spdlog+shared", "nlohmann-json", "cli11", "xxhash", "cpp-httplib"):
        depends_on(library)
    depends_on("mpi", when="+mpi")
    depends_on("py-torch", when="+torch")

    def cmake_args(self):
        return [
            self.define("UNDERCAST_TESTS", False),
            self.define("CMAKE_UNITY_BUILD", True),
            self.define_from_variant("UNDERCAST_TORCH", "torch"),
            self.define_from_variant("UNDERCAST_MPI", "mpi"),
        ]
