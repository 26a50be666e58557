// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Compiles a function once for each vector width and chooses at run time, so that one binary is
/// fast on every processor. Sanitizers cannot see through the dispatch, and Clang has another
/// syntax for it: both get the plain function. Such a function must not throw, and so not allocate:
/// GCC compiles its callers as if it never did, and an exception then ends the program. Tests define
/// it for one width.
#ifdef UNDERCAST_SIMD_CLONES
#elif defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && !defined(__SANITIZE_ADDRESS__) && \
    !defined(__SANITIZE_THREAD__)
#define UNDERCAST_SIMD_CLONES __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define UNDERCAST_SIMD_CLONES
#endif
