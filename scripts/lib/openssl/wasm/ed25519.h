/*
 * The arithmetic of Ed25519 for WebAssembly, which OpenSSL's curve25519.c includes in the place of its own.
 *
 * Field elements have nine signed digits of 29 bits, where the portable code has ten of 25 and 26 bits: 81 products of
 * 32 bits instead of 100 for a multiplication, 45 instead of 55 for a square. All digits have the same weight to the
 * next, so that no product has to be doubled, and the upper columns are carried before they are added to the lower
 * ones, so that the factor between them has a single digit to multiply.
 *
 * Multiples of the generator are made when they are first needed, which takes about as long as three signatures, and
 * spares the module a table of 30 KB that no compression makes smaller. Multiples of public keys are kept, because a
 * verifier meets the same keys again and again.
 *
 * Which instructions run and which addresses they touch does not depend on field elements, nor on the scalar of
 * ge_scalarmult_base(). In a name, "vartime" says that they do, and that everything there is public. There is one
 * thread.
 */

#define DIGITS 9
#define BITS 29
#define MASK ((1 << BITS) - 1)
#define HALF (1 << (BITS - 1))
#define WRAP 1216 /* 2^(BITS * DIGITS) modulo 2^255 - 19 */
#define TOP_BITS (255 - BITS * (DIGITS - 1)) /* of the last digit */

/*
 * What multiplication gives has digits of about 2^(BITS - 1) at most, positive or negative: this is size 1. Sums are
 * not carried: two such elements have a sum or difference of size 2, and so on. The product of the sizes of two factors
 * must be at most 13: a column of DIGITS * 13 * 2^(2 * BITS - 2), and what is carried into it, is less than 2^63.
 */
typedef int32_t fe[DIGITS];

typedef struct {
    fe X, Y, Z; /* x = X / Z, y = Y / Z */
} ge_p2;

typedef struct {
    fe X, Y, Z, T; /* and x * y = T / Z; all of size 1, or of size 2 where they come from bytes or were negated */
} ge_p3;

/* What addition and doubling leave: x = X / Z, y = Y / T, of sizes 3, 2, 3, 4 at most */
typedef struct {
    fe X, Y, Z, T;
} ge_p1p1;

/* A point as the right side of an addition */
typedef struct {
    fe sum, difference, Z, Td; /* Y + X, Y - X, Z and 2 * d * T */
} ge_cached;

/* The same for a point with Z = 1. The last digit makes it a whole number of words. */
typedef struct {
    fe sum, difference, Td;
    int32_t unused;
} ge_affine;

/* For choosing entries, two digits at a time */
typedef uint64_t __attribute__((may_alias, aligned(4))) word;

/* For the loops over digits, which are worth nothing unless the compiler takes them apart */
#define UNROLL _Pragma("clang loop unroll(full)")

/* For what is a few instructions for each digit, while the rest of the file is compiled for size */
#define FORCE_INLINE inline __attribute__((always_inline))

/* A column becomes a digit of size 1 and a carry. */
#define FINISH_COLUMN(digit)                          \
    sum += products + HALF;                           \
    digit = (int32_t)(sum & MASK) - (int32_t)HALF;    \
    sum >>= BITS;

static FORCE_INLINE void finish_product(fe out, int64_t sum)
{
    /* What is left above the last column; the digit that takes it in may not become larger. */
    sum = sum * WRAP + out[0] + HALF;
    out[0] = (int32_t)(sum & MASK) - (int32_t)HALF;
    out[1] += (int32_t)(sum >> BITS);
}

static __attribute__((noinline)) void fe_mul(fe out, const fe a_in, const fe b_in)
{
    int64_t a[DIGITS], b[DIGITS], high[DIGITS], products, sum = 0;
    int i, k;

    UNROLL for (i = 0; i < DIGITS; i++)
    {
        a[i] = a_in[i];
        b[i] = b_in[i];
    }
    UNROLL for (k = DIGITS; k < 2 * DIGITS - 1; k++)
    {
        products = 0;
        UNROLL for (i = k - DIGITS + 1; i < DIGITS; i++)
            products += a[i] * b[k - i];
        FINISH_COLUMN(high[k - DIGITS])
    }
    high[DIGITS - 1] = sum;
    sum = 0;
    UNROLL for (k = 0; k < DIGITS; k++)
    {
        products = high[k] * WRAP;
        UNROLL for (i = 0; i <= k; i++)
            products += a[i] * b[k - i];
        FINISH_COLUMN(out[k])
    }
    finish_product(out, sum);
}

/* The same with half of the products: those that are there twice have one factor doubled. */
static __attribute__((noinline)) void fe_sq(fe out, const fe a_in)
{
    int64_t a[DIGITS], twice[DIGITS], high[DIGITS], products, sum = 0;
    int i, k;

    UNROLL for (i = 0; i < DIGITS; i++)
    {
        a[i] = a_in[i];
        twice[i] = 2 * a[i];
    }
    UNROLL for (k = DIGITS; k < 2 * DIGITS - 1; k++)
    {
        products = 0;
        UNROLL for (i = k - DIGITS + 1; 2 * i < k; i++)
            products += a[i] * twice[k - i];
        if (k % 2 == 0)
            products += a[k / 2] * a[k / 2];
        FINISH_COLUMN(high[k - DIGITS])
    }
    high[DIGITS - 1] = sum;
    sum = 0;
    UNROLL for (k = 0; k < DIGITS; k++)
    {
        products = high[k] * WRAP;
        UNROLL for (i = 0; 2 * i < k; i++)
            products += a[i] * twice[k - i];
        if (k % 2 == 0)
            products += a[k / 2] * a[k / 2];
        FINISH_COLUMN(out[k])
    }
    finish_product(out, sum);
}

static FORCE_INLINE void fe_add(fe out, const fe a, const fe b)
{
    int i;

    for (i = 0; i < DIGITS; i++)
        out[i] = a[i] + b[i];
}

static FORCE_INLINE void fe_sub(fe out, const fe a, const fe b)
{
    int i;

    for (i = 0; i < DIGITS; i++)
        out[i] = a[i] - b[i];
}

static void fe_set(fe out, int32_t small)
{
    memset(out, 0, sizeof(fe));
    out[0] = small;
}

/* a^(2^count) */
static void fe_sq_times(fe out, const fe a, int count)
{
    fe_sq(out, a);
    while (--count > 0)
        fe_sq(out, out);
}

/* out = a^(2^250 - 1), and a^11 beside it: where the two exponents that we need are the same */
static void fe_pow_250(fe out, fe a11, const fe a)
{
    static const uint8_t steps[] = { 5, 10, 20, 10, 50, 100, 50 };
    fe kept[sizeof(steps) + 1], t;
    int i;

    fe_sq_times(t, a, 1);
    fe_sq_times(kept[0], t, 2);
    fe_mul(kept[0], kept[0], a); /* a^9 */
    fe_mul(a11, kept[0], t);
    fe_sq_times(t, a11, 1);
    fe_mul(kept[0], kept[0], t); /* a^31: five bits, all ones */
    for (i = 0; i < (int)sizeof(steps); i++) {
        /* 5 + 5, 10 + 10, 20 + 20, 40 + 10, 50 + 50, 100 + 100, 200 + 50 bits */
        int add = i == 3 ? 1 : i == 6 ? 4 : i;

        fe_sq_times(t, kept[i], steps[i]);
        fe_mul(kept[i + 1], t, kept[add]);
    }
    memcpy(out, kept[sizeof(steps)], sizeof(fe));
    OPENSSL_cleanse(kept, sizeof(kept));
}

/* out = 1 / a, which is a^(p - 2) */
static void fe_invert(fe out, const fe a)
{
    fe t, a11;

    fe_pow_250(t, a11, a);
    fe_sq_times(t, t, 5);
    fe_mul(out, t, a11);
}

/* Carries to digits that are not negative, takes off what is above 2^255, and returns it. */
static int32_t fe_carry(fe a)
{
    int32_t carry = 0;
    int i;

    for (i = 0; i < DIGITS; i++) {
        carry += a[i];
        a[i] = carry & MASK;
        carry >>= BITS;
    }
    carry = carry * (1 << (BITS - TOP_BITS)) + (a[DIGITS - 1] >> TOP_BITS);
    a[DIGITS - 1] &= (1 << TOP_BITS) - 1;
    return carry;
}

/* Puts what is above 2^255, less |less|, where it counts 19. */
static void fe_fold(fe a, int32_t less)
{
    int32_t above = fe_carry(a) - less;

    a[0] += 19 * above;
}

/* To the only such bytes; what comes in is of size 3 or less. */
static void fe_tobytes(uint8_t out[32], const fe in)
{
    fe a;
    uint64_t bits = 0;
    int i, held = 0, written = 0;

    memcpy(a, in, sizeof(fe));
    fe_fold(a, 0);
    fe_fold(a, 0); /* by one more or less, if at all: nothing is above 2^255 then, nor below zero */
    fe_carry(a);
    a[0] += 19; /* is it p or more? Then one more fold takes p off, and else these 19. */
    fe_fold(a, 1);
    fe_carry(a);
    for (i = 0; i < DIGITS; i++) {
        bits |= (uint64_t)a[i] << held;
        for (held += BITS; held >= 8 && written < 32; held -= 8) {
            out[written++] = (uint8_t)bits;
            bits >>= 8;
        }
    }
}

/* Of size 2, because these digits are not negative. The last bit is not looked at. */
static void fe_frombytes(fe out, const uint8_t in[32])
{
    uint64_t bits = 0;
    int i, held = 0, read = 0;

    for (i = 0; i < DIGITS; i++) {
        for (; held < BITS && read < 32; held += 8)
            bits |= (uint64_t)in[read++] << held;
        out[i] = (int32_t)(bits & MASK);
        bits >>= BITS;
        held -= BITS;
    }
    out[DIGITS - 1] &= (1 << TOP_BITS) - 1;
}

static int fe_is_zero(const fe a)
{
    uint8_t bytes[32], any = 0;
    int i;

    fe_tobytes(bytes, a);
    for (i = 0; i < 32; i++)
        any |= bytes[i];
    return any == 0;
}

/* All ones if a and b, which are small, are equal, and else zero */
static inline uint64_t equal_mask(uint32_t a, uint32_t b)
{
    return (uint64_t)((int64_t)((uint64_t)(a ^ b) - 1) >> 63);
}

static const fe d = { -212240202, 257584721, -260691235, 1350275, -24543225, 3980221, -103927011, -37392896, -3013779 };
static const fe twice_d = { 112390489, -21701471, 15488443, 2700549, -49086450, 7960442, -207854022, -74785792,
    2361050 };
static const fe sqrt_minus_one = { 168730800, 124836154, 200875569, 103812442, -42306828, 5021438, -64180940,
    -267782084, 2851621 };

static void ge_encode(uint8_t out[32], const fe X, const fe Y, const fe Z)
{
    fe inverse, t;
    uint8_t x[32];

    fe_invert(inverse, Z);
    fe_mul(t, X, inverse);
    fe_tobytes(x, t);
    fe_mul(t, Y, inverse);
    fe_tobytes(out, t);
    out[31] ^= (uint8_t)(x[0] << 7); /* the sign of x */
}

static void ge_tobytes(uint8_t out[32], const ge_p2 *p)
{
    ge_encode(out, p->X, p->Y, p->Z);
}

static void ge_p3_tobytes(uint8_t out[32], const ge_p3 *p)
{
    ge_encode(out, p->X, p->Y, p->Z);
}

/*
 * RFC 8032, section 5.1.3: x = u * v^3 * (u * v^7)^((p - 5) / 8), perhaps times the root of -1, where u = y^2 - 1 and
 * v = d * y^2 + 1. Returns -1 if there is no such point.
 */
static int ge_frombytes_vartime(ge_p3 *out, const uint8_t in[32])
{
    fe u, v, v3, t, unused;
    uint8_t x[32];

    fe_frombytes(out->Y, in);
    fe_set(out->Z, 1);
    fe_sq(t, out->Y);
    fe_sub(u, t, out->Z); /* size 2 */
    fe_mul(v, t, d);
    fe_add(v, v, out->Z); /* size 2 */

    fe_sq(t, v);
    fe_mul(v3, t, v);
    fe_sq(t, v3);
    fe_mul(t, t, v);
    fe_mul(t, t, u); /* u * v^7 */
    fe_pow_250(out->X, unused, t);
    fe_sq_times(out->X, out->X, 2);
    fe_mul(out->X, out->X, t); /* to the power of 2^252 - 3 */
    fe_mul(out->X, out->X, v3);
    fe_mul(out->X, out->X, u);

    fe_sq(t, out->X);
    fe_mul(t, t, v);
    fe_sub(v3, t, u);
    if (!fe_is_zero(v3)) {
        fe_add(v3, t, u);
        if (!fe_is_zero(v3))
            return -1;
        fe_mul(out->X, out->X, sqrt_minus_one);
    }
    fe_tobytes(x, out->X);
    if ((x[0] & 1) != in[31] >> 7) {
        fe_set(t, 0);
        fe_sub(out->X, t, out->X);
    }
    fe_mul(out->T, out->X, out->Y);
    return 0;
}

static void ge_p1p1_to_p2(ge_p2 *out, const ge_p1p1 *p)
{
    fe_mul(out->X, p->X, p->T); /* 3 * 4 */
    fe_mul(out->Y, p->Y, p->Z);
    fe_mul(out->Z, p->Z, p->T);
}

static void ge_p1p1_to_p3(ge_p3 *out, const ge_p1p1 *p)
{
    fe_mul(out->X, p->X, p->T);
    fe_mul(out->Y, p->Y, p->Z);
    fe_mul(out->Z, p->Z, p->T);
    fe_mul(out->T, p->X, p->Y);
}

static void ge_double(ge_p1p1 *out, const fe X, const fe Y, const fe Z)
{
    fe xx, t;

    fe_sq(xx, X);
    fe_sq(t, Y);
    fe_add(out->Y, t, xx); /* size 2 */
    fe_sub(out->Z, t, xx); /* size 2 */
    fe_add(t, X, Y); /* size 2 */
    fe_sq(t, t);
    fe_sub(out->X, t, out->Y); /* 2 * x * y: size 3 */
    fe_sq(t, Z);
    fe_add(t, t, t);
    fe_sub(out->T, t, out->Z); /* size 4 */
}

/* The end of an addition: a and b are the products of the sums and of the differences, c is T * Td, z2 is 2 * Z * Z. */
static inline void finish_addition(ge_p1p1 *out, const fe a, const fe b, const fe c, const fe z2)
{
    fe_sub(out->X, a, b);
    fe_add(out->Y, a, b);
    fe_add(out->Z, z2, c); /* size 3 */
    fe_sub(out->T, z2, c); /* size 3 */
}

static void ge_add(ge_p1p1 *out, const ge_p3 *p, const ge_cached *q)
{
    fe a, b, c, z2;

    fe_add(a, p->Y, p->X);
    fe_mul(a, a, q->sum); /* 2 * 2 */
    fe_sub(b, p->Y, p->X);
    fe_mul(b, b, q->difference);
    fe_mul(c, p->T, q->Td);
    fe_mul(z2, p->Z, q->Z);
    fe_add(z2, z2, z2);
    finish_addition(out, a, b, c, z2);
}

static void ge_add_affine(ge_p1p1 *out, const ge_p3 *p, const ge_affine *q)
{
    fe a, b, c, z2;

    fe_add(a, p->Y, p->X);
    fe_mul(a, a, q->sum);
    fe_sub(b, p->Y, p->X);
    fe_mul(b, b, q->difference);
    fe_mul(c, p->T, q->Td);
    fe_add(z2, p->Z, p->Z);
    finish_addition(out, a, b, c, z2);
}

/* X and Y may be of size 2. */
static void ge_p3_to_cached(ge_cached *out, const ge_p3 *p)
{
    fe_add(out->sum, p->Y, p->X);
    fe_sub(out->difference, p->Y, p->X);
    memcpy(out->Z, p->Z, sizeof(fe));
    fe_mul(out->Td, p->T, twice_d);
}

static void ge_double_times(ge_p3 *p, int count)
{
    ge_p1p1 t;

    while (count-- > 0) {
        ge_double(&t, p->X, p->Y, p->Z);
        ge_p1p1_to_p3(p, &t);
    }
}

static const uint8_t generator[32] = {
    0x58, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66,
    0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66
};

#define ROWS 32
#define ROW 8
/* Row i: 1 to 8 times 256^i times the generator */
static ge_affine generator_multiples[ROWS][ROW];

/* Brings points to Z = 1, with a single inversion for all of them. They come as X, Y and Z. */
static void make_affine(ge_affine *points, int count)
{
    fe products[ROWS * ROW], inverse, t, x, y;
    int i;

    memcpy(products[0], points[0].Td, sizeof(fe));
    for (i = 1; i < count; i++)
        fe_mul(products[i], products[i - 1], points[i].Td);
    fe_invert(inverse, products[count - 1]);
    for (i = count - 1; i >= 0; i--) {
        if (i > 0)
            fe_mul(t, inverse, products[i - 1]); /* 1 / Z */
        else
            memcpy(t, inverse, sizeof(fe));
        fe_mul(inverse, inverse, points[i].Td);
        fe_mul(x, points[i].sum, t);
        fe_mul(y, points[i].difference, t);
        fe_add(points[i].sum, y, x);
        fe_sub(points[i].difference, y, x);
        fe_mul(t, x, y);
        fe_mul(points[i].Td, t, twice_d);
    }
}

static void prepare_generator_multiples(void)
{
    ge_p3 power, multiple;
    ge_cached step;
    ge_p1p1 t;
    int i, j;

    ge_frombytes_vartime(&power, generator);
    for (i = 0; i < ROWS; i++) {
        multiple = power;
        ge_p3_to_cached(&step, &power);
        for (j = 0; j < ROW; j++) {
            if (j > 0) {
                ge_add(&t, &multiple, &step);
                ge_p1p1_to_p3(&multiple, &t);
            }
            memcpy(generator_multiples[i][j].sum, multiple.X, sizeof(fe));
            memcpy(generator_multiples[i][j].difference, multiple.Y, sizeof(fe));
            memcpy(generator_multiples[i][j].Td, multiple.Z, sizeof(fe));
        }
        power = multiple; /* 8 times what it was */
        ge_double_times(&power, 5);
    }
    make_affine(generator_multiples[0], ROWS * ROW);
}

/* A multiple of the generator, or its opposite: |digit| is between -8 and 8. */
static void choose_multiple(ge_affine *out, const ge_affine row[ROW], int digit)
{
    const int32_t negative = digit >> 31;
    const uint32_t size = (uint32_t)((digit ^ negative) - negative);
    const word *from = (const word *)row;
    word *to = (word *)out;
    uint64_t masks[ROW], chosen;
    int32_t swap;
    int i, j;

    UNROLL for (i = 0; i < ROW; i++)
        masks[i] = equal_mask(size, (uint32_t)i + 1);
    for (j = 0; j < (int)(sizeof(ge_affine) / sizeof(word)); j++) {
        chosen = 0;
        UNROLL for (i = 0; i < ROW; i++)
            chosen |= masks[i] & from[i * (sizeof(ge_affine) / sizeof(word)) + j];
        to[j] = chosen;
    }
    /* Zero times the generator: the point with x = 0 and y = 1 */
    out->sum[0] |= (int32_t)equal_mask(size, 0) & 1;
    out->difference[0] |= (int32_t)equal_mask(size, 0) & 1;
    for (i = 0; i < DIGITS; i++) {
        swap = (out->sum[i] ^ out->difference[i]) & negative;
        out->sum[i] ^= swap;
        out->difference[i] ^= swap;
        out->Td[i] = (out->Td[i] ^ negative) - negative;
    }
}

/* out = scalar * the generator; the scalar is less than 2^255. */
static void ge_scalarmult_base(ge_p3 *out, const uint8_t scalar[32])
{
    static int prepared = 0;
    signed char digits[2 * ROWS];
    ge_affine multiple;
    ge_p1p1 t;
    int i, carry = 0;

    if (!prepared)
        prepare_generator_multiples();
    prepared = 1;

    for (i = 0; i < 2 * ROWS; i++) { /* digits of four bits, between -8 and 7, and the last one up to 8 */
        carry += (scalar[i / 2] >> (i % 2 * 4)) & 15;
        digits[i] = (signed char)carry;
        if (i == 2 * ROWS - 1)
            break;
        carry = (carry + 8) >> 4;
        digits[i] -= (signed char)(carry * 16);
    }

    memset(out, 0, sizeof(*out));
    out->Y[0] = out->Z[0] = 1;
    for (i = 1; i < 2 * ROWS; i += 2) {
        choose_multiple(&multiple, generator_multiples[i / 2], digits[i]);
        ge_add_affine(&t, out, &multiple);
        ge_p1p1_to_p3(out, &t);
    }
    ge_double_times(out, 4);
    for (i = 0; i < 2 * ROWS; i += 2) {
        choose_multiple(&multiple, generator_multiples[i / 2], digits[i]);
        ge_add_affine(&t, out, &multiple);
        ge_p1p1_to_p3(out, &t);
    }
    OPENSSL_cleanse(digits, sizeof(digits));
    OPENSSL_cleanse(&multiple, sizeof(multiple));
}

#define KEY_WIDTH 6
#define GENERATOR_WIDTH 8
#define MULTIPLES(width) (1 << ((width)-2))
#define SCALAR_DIGITS 256
#define HALF_SCALAR (SCALAR_DIGITS / 2)
#define KNOWN_KEYS 8

/* Minus a public key, and that times 2^HALF_SCALAR: P, 3P, 5P and so on */
typedef struct {
    uint8_t bytes[32];
    uint32_t last_use; /* zero: there is none */
    ge_cached multiples[2][MULTIPLES(KEY_WIDTH)];
} known_key;

/* P, 3P, 5P and so on. */
static void odd_multiples(ge_cached *out, int count, const ge_p3 *p)
{
    ge_p1p1 t;
    ge_p3 sum = *p, twice = *p;
    ge_cached step;
    int i;

    ge_double_times(&twice, 1);
    ge_p3_to_cached(&step, &twice);
    for (i = 0; i < count; i++) {
        ge_p3_to_cached(&out[i], &sum);
        ge_add(&t, &sum, &step);
        ge_p1p1_to_p3(&sum, &t);
    }
}

static void multiples_of_halves(ge_cached *out, int count, ge_p3 *p)
{
    odd_multiples(out, count, p);
    ge_double_times(p, HALF_SCALAR);
    odd_multiples(out + count, count, p);
}

/* The multiples of a public key, or NULL if it is none. They are found again as long as few other keys come between. */
static const known_key *find_key_vartime(const uint8_t bytes[32])
{
    static known_key keys[KNOWN_KEYS];
    static uint32_t uses = 0;
    known_key *key = &keys[0];
    ge_p3 point;
    fe zero;
    int i;

    if (++uses == 0) { /* after 2^32 uses all are forgotten, so that the order stays right */
        memset(keys, 0, sizeof(keys));
        uses = 1;
    }
    for (i = 0; i < KNOWN_KEYS; i++) {
        if (keys[i].last_use != 0 && memcmp(keys[i].bytes, bytes, sizeof(keys[i].bytes)) == 0) {
            keys[i].last_use = uses;
            return &keys[i];
        }
        if (keys[i].last_use < key->last_use)
            key = &keys[i];
    }
    if (ge_frombytes_vartime(&point, bytes) != 0)
        return NULL;
    fe_set(zero, 0);
    fe_sub(point.X, zero, point.X);
    fe_sub(point.T, zero, point.T);
    multiples_of_halves(key->multiples[0], MULTIPLES(KEY_WIDTH), &point);
    memcpy(key->bytes, bytes, sizeof(key->bytes));
    key->last_use = uses;
    return key;
}

/* The scalar as a sum of odd digits below 2^(width - 1) in size, each at the place of its bit; most are zero. */
static void to_digits(signed char digits[SCALAR_DIGITS], const uint8_t scalar[32], int width)
{
    int i = 0, j, value, carry = 0;

    memset(digits, 0, SCALAR_DIGITS);
    while (i < SCALAR_DIGITS) {
        if (((scalar[i >> 3] >> (i & 7)) & 1) == carry) {
            i++;
            continue;
        }
        value = carry;
        for (j = 0; j < width && i + j < SCALAR_DIGITS; j++)
            value += ((scalar[(i + j) >> 3] >> ((i + j) & 7)) & 1) << j;
        carry = value >> (width - 1);
        digits[i] = (signed char)(value - (carry << width));
        i += width;
    }
    /* Scalars are below 2^253, so that the last carry has found its place. */
}

static void add_digit(ge_p1p1 *t, int digit, const ge_cached *multiples)
{
    ge_p3 sum;
    ge_cached opposite;
    const ge_cached *multiple;
    fe zero;

    if (digit == 0)
        return;
    ge_p1p1_to_p3(&sum, t);
    multiple = &multiples[(digit < 0 ? -digit : digit) / 2];
    if (digit < 0) {
        memcpy(opposite.sum, multiple->difference, sizeof(fe));
        memcpy(opposite.difference, multiple->sum, sizeof(fe));
        memcpy(opposite.Z, multiple->Z, sizeof(fe));
        fe_set(zero, 0);
        fe_sub(opposite.Td, zero, multiple->Td);
        multiple = &opposite;
    }
    ge_add(t, &sum, multiple);
}

/* out = a * minus the key + b * the generator */
static void ge_double_scalarmult_vartime(ge_p2 *out, const uint8_t a[32], const known_key *key, const uint8_t b[32])
{
    static ge_cached of_generator[2][MULTIPLES(GENERATOR_WIDTH)];
    static int prepared = 0;
    signed char a_digits[SCALAR_DIGITS], b_digits[SCALAR_DIGITS];
    ge_p1p1 t;
    ge_p3 point;
    int i;

    if (!prepared) {
        ge_frombytes_vartime(&point, generator);
        multiples_of_halves(of_generator[0], MULTIPLES(GENERATOR_WIDTH), &point);
    }
    prepared = 1;
    to_digits(a_digits, a, KEY_WIDTH);
    to_digits(b_digits, b, GENERATOR_WIDTH);

    fe_set(out->X, 0);
    fe_set(out->Y, 1);
    fe_set(out->Z, 1);
    for (i = HALF_SCALAR - 1; i >= 0; i--) {
        ge_double(&t, out->X, out->Y, out->Z);
        add_digit(&t, a_digits[i], key->multiples[0]);
        add_digit(&t, a_digits[i + HALF_SCALAR], key->multiples[1]);
        add_digit(&t, b_digits[i], of_generator[0]);
        add_digit(&t, b_digits[i + HALF_SCALAR], of_generator[1]);
        ge_p1p1_to_p2(out, &t);
    }
}

#undef DIGITS
#undef BITS
#undef MASK
#undef HALF
