/*
 * Included by OpenSSL's sha256.c: SHA-256 of whole blocks. Each round waits for the one before it, but the words that
 * the rounds take do not, so that four of them are computed at once in the time that the rounds leave.
 *
 * Vectors are for these functions alone, hence the attribute: with -msimd128 clang makes some of its own, and clang 14
 * gets some of these wrong.
 */
#include <wasm_simd128.h>

#define WITH_VECTORS __attribute__((target("simd128")))
#define INLINE static inline __attribute__((always_inline)) WITH_VECTORS

INLINE v128_t rotate_right(v128_t words, uint32_t count)
{
    return wasm_v128_or(wasm_u32x4_shr(words, count), wasm_i32x4_shl(words, 32 - count));
}

INLINE v128_t sigma0_of_four(v128_t words)
{
    v128_t rotations = wasm_v128_xor(rotate_right(words, 7), rotate_right(words, 18));

    return wasm_v128_xor(rotations, wasm_u32x4_shr(words, 3));
}

/*
 * sigma1 of two words, in lanes 0 and 1 and once more in 2 and 3. |twice| has each word in two lanes, so that to rotate
 * one is to shift 64 bits.
 */
INLINE v128_t sigma1_of_two(v128_t twice)
{
    v128_t rotations = wasm_v128_xor(wasm_u64x2_shr(twice, 17), wasm_u64x2_shr(twice, 19));
    v128_t sigma = wasm_v128_xor(rotations, wasm_u32x4_shr(twice, 10));

    return wasm_i32x4_shuffle(sigma, sigma, 0, 2, 0, 2);
}

/* The four words that follow sixteen: the last two of them depend on the first two. */
INLINE v128_t next_words(v128_t w0, v128_t w4, v128_t w8, v128_t w12)
{
    v128_t w1 = wasm_i32x4_shuffle(w0, w4, 1, 2, 3, 4);
    v128_t w9 = wasm_i32x4_shuffle(w8, w12, 1, 2, 3, 4);
    v128_t sum = wasm_i32x4_add(wasm_i32x4_add(w0, w9), sigma0_of_four(w1));
    v128_t first = wasm_i32x4_add(sum, sigma1_of_two(wasm_i32x4_shuffle(w12, w12, 2, 2, 3, 3)));
    v128_t last = wasm_i32x4_add(sum, sigma1_of_two(wasm_i32x4_shuffle(first, first, 0, 0, 1, 1)));

    return wasm_i32x4_shuffle(first, last, 0, 1, 6, 7);
}

INLINE v128_t load_words(const unsigned char *bytes)
{
    v128_t words = wasm_v128_load(bytes);

    return wasm_i8x16_shuffle(words, words, 3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12);
}

#define ROUND(a, b, c, d, e, f, g, h, word)                           \
    do {                                                              \
        h += (SHA_LONG)(word) + Sigma1(e) + (g ^ (e & (f ^ g)));      \
        d += h;                                                       \
        h += Sigma0(a) + ((a & b) ^ (c & (a ^ b)));                   \
    } while (0)

#define FOUR_ROUNDS(i, words, a, b, c, d, e, f, g, h)                         \
    do {                                                                      \
        v128_t sums = wasm_i32x4_add(words, wasm_v128_load(&K256[i]));        \
        ROUND(a, b, c, d, e, f, g, h, wasm_i32x4_extract_lane(sums, 0));      \
        ROUND(h, a, b, c, d, e, f, g, wasm_i32x4_extract_lane(sums, 1));      \
        ROUND(g, h, a, b, c, d, e, f, wasm_i32x4_extract_lane(sums, 2));      \
        ROUND(f, g, h, a, b, c, d, e, wasm_i32x4_extract_lane(sums, 3));      \
    } while (0)

/* |next| is what computes the words of the sixteen rounds after these. */
#define SIXTEEN_ROUNDS(i, next)                             \
    do {                                                    \
        FOUR_ROUNDS(i, w0, a, b, c, d, e, f, g, h);         \
        w0 = next(w0, w4, w8, w12);                         \
        FOUR_ROUNDS(i + 4, w4, e, f, g, h, a, b, c, d);     \
        w4 = next(w4, w8, w12, w0);                         \
        FOUR_ROUNDS(i + 8, w8, a, b, c, d, e, f, g, h);     \
        w8 = next(w8, w12, w0, w4);                         \
        FOUR_ROUNDS(i + 12, w12, e, f, g, h, a, b, c, d);   \
        w12 = next(w12, w0, w4, w8);                        \
    } while (0)

#define NO_MORE(w0, w4, w8, w12) (w0)

/* Written out in full, because a loop over the rounds costs another fifth of the time. */
WITH_VECTORS static void sha256_block_data_order(SHA256_CTX *ctx, const void *in, size_t num)
{
    const unsigned char *data = in;

    for (; num > 0; num--, data += SHA256_CBLOCK) {
        SHA_LONG a = ctx->h[0], b = ctx->h[1], c = ctx->h[2], d = ctx->h[3];
        SHA_LONG e = ctx->h[4], f = ctx->h[5], g = ctx->h[6], h = ctx->h[7];
        v128_t w0 = load_words(data), w4 = load_words(data + 16);
        v128_t w8 = load_words(data + 32), w12 = load_words(data + 48);

        SIXTEEN_ROUNDS(0, next_words);
        SIXTEEN_ROUNDS(16, next_words);
        SIXTEEN_ROUNDS(32, next_words);
        SIXTEEN_ROUNDS(48, NO_MORE);
        ctx->h[0] += a;
        ctx->h[1] += b;
        ctx->h[2] += c;
        ctx->h[3] += d;
        ctx->h[4] += e;
        ctx->h[5] += f;
        ctx->h[6] += g;
        ctx->h[7] += h;
    }
}
