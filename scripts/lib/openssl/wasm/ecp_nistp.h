/*
 * P-256, P-384 and P-521 for WebAssembly. This file is included by ecp_nistp256.c, ecp_nistp384.c and ecp_nistp521.c,
 * in the place of their arithmetic; |NIST_PRIME_BITS| says by which.
 *
 * Those files add up products of 128 bits. WebAssembly has neither these products nor a carry flag, and spends most of
 * its time on putting both together. Here a number has signed digits of 28 or 29 bits, so that products fit 64 bits and
 * a whole column of them can be added before anything must be carried. Field elements are in Montgomery's form, with
 * R = 2^(BITS * DIGITS): these primes are -1 modulo 2^BITS, which makes its reduction a few shifts, and the sign makes
 * subtraction as simple as addition.
 *
 * Which instructions run and which addresses they touch does not depend on scalars or coordinates, with one exception
 * that the original has too: sums of equal or opposite points, see mul_points().
 */
#if NIST_PRIME_BITS == 256
#define NAME(name) ossl_ec_GFp_nistp256_##name
#define PRE_COMP NISTP256_PRE_COMP
#define PRE_COMP_NAME(name) EC_nistp256_pre_comp_##name
#define CURVE_PARAMS nistp256_curve_params
#define DIGITS 9
#define BITS 29
/* p + 1 = 2^256 - 2^224 + 2^192 + 2^96 */
#define PRIME_PLUS_ONE(power) (power(256) - power(224) + power(192) + power(96))
#elif NIST_PRIME_BITS == 384
#define NAME(name) ossl_ec_GFp_nistp384_##name
#define PRE_COMP NISTP384_PRE_COMP
#define PRE_COMP_NAME(name) ossl_ec_nistp384_pre_comp_##name
#define CURVE_PARAMS nistp384_curve_params
#define DIGITS 14
#define BITS 28
/* p + 1 = 2^384 - 2^128 - 2^96 + 2^32 */
#define PRIME_PLUS_ONE(power) (power(384) - power(128) - power(96) + power(32))
#elif NIST_PRIME_BITS == 521
#define NAME(name) ossl_ec_GFp_nistp521_##name
#define PRE_COMP NISTP521_PRE_COMP
#define PRE_COMP_NAME(name) EC_nistp521_pre_comp_##name
#define CURVE_PARAMS nistp521_curve_params
#define DIGITS 19
#define BITS 28
/* p + 1 = 2^521 */
#define PRIME_PLUS_ONE(power) power(521)
#endif

#define BYTES ((NIST_PRIME_BITS + 7) / 8)
#define MASK (((int32_t)1 << BITS) - 1)
#define HALF ((int32_t)1 << (BITS - 1))
#define TEETH 5 /* of the comb for multiples of the generator or of a key, of which there are two next to each other */
#define KNOWN_KEYS 8
#define HALF_SPACING ((NIST_PRIME_BITS + 2 * TEETH - 1) / (2 * TEETH))

/*
 * What multiplication gives has digits of at most 2^(BITS - 1), positive or negative: this is size 1. Sums are not
 * carried: two such elements have a sum or difference of size 2, and so on. The product of the sizes of two factors
 * must be at most 12: even for P-256, a column of DIGITS * 12 * 2^(2 * BITS - 2) is less than 2^63 then. The size of
 * each value is written next to it.
 */
typedef int32_t fe[DIGITS];

/* For masking and copying points, two digits at a time */
typedef uint64_t __attribute__((may_alias, aligned(4))) word;

typedef struct {
    fe x, y, z; /* Jacobian coordinates of sizes 1, 3, 1 */
#if DIGITS % 2
    int32_t unused; /* so that a point is a whole number of words */
#endif
} point;

typedef struct {
    fe x, y;
} affine_point;

/*
 * For the loops over digits, which are worth nothing unless the compiler takes them apart: then the columns stay in
 * registers, and what is known to be zero is left out.
 */
#define UNROLL _Pragma("clang loop unroll(full)")

/* What m * (p + 1) adds to column k, where m[i] belongs to column i and a power of two is i columns and a few bits */
#define POWER(exponent)                                                                        \
    (k >= (exponent) / BITS && k < (exponent) / BITS + DIGITS                                  \
            ? m[(k + DIGITS - (exponent) / BITS) % DIGITS] * ((int64_t)1 << (exponent) % BITS) \
            : 0)

/* A lower column becomes a multiple of 2^BITS by adding m[k] * p, which is -m[k] here and the rest further up. */
#define FINISH_LOW_COLUMN                    \
    sum += products + PRIME_PLUS_ONE(POWER); \
    m[k] = sum & MASK;                       \
    sum >>= BITS;
/* A higher column becomes a digit of the result. */
#define FINISH_HIGH_COLUMN                             \
    sum += products + PRIME_PLUS_ONE(POWER) + HALF;    \
    out[k - DIGITS] = (int32_t)(sum & MASK) - HALF;    \
    sum >>= BITS;

static __attribute__((noinline)) void fe_mul(fe out, const fe a_in, const fe b_in)
{
    int64_t a[DIGITS], b[DIGITS], m[DIGITS], products, sum = 0;
    int i, k;

    UNROLL for (i = 0; i < DIGITS; i++)
    {
        a[i] = a_in[i];
        b[i] = b_in[i];
    }
    UNROLL for (k = 0; k < DIGITS; k++)
    {
        products = 0;
        UNROLL for (i = 0; i <= k; i++)
            products += a[i] * b[k - i];
        FINISH_LOW_COLUMN
    }
    UNROLL for (k = DIGITS; k < 2 * DIGITS - 1; k++)
    {
        products = 0;
        UNROLL for (i = k - DIGITS + 1; i < DIGITS; i++)
            products += a[i] * b[k - i];
        FINISH_HIGH_COLUMN
    }
    out[DIGITS - 1] = (int32_t)sum;
}

/* The same with half of the products: those that are there twice have one factor doubled. */
static __attribute__((noinline)) void fe_sqr(fe out, const fe a_in)
{
    int64_t a[DIGITS], twice[DIGITS], m[DIGITS], products, sum = 0;
    int i, k;

    UNROLL for (i = 0; i < DIGITS; i++)
    {
        a[i] = a_in[i];
        twice[i] = 2 * a[i];
    }
    UNROLL for (k = 0; k < DIGITS; k++)
    {
        products = 0;
        UNROLL for (i = 0; 2 * i < k; i++)
            products += a[i] * twice[k - i];
        if (k % 2 == 0)
            products += a[k / 2] * a[k / 2];
        FINISH_LOW_COLUMN
    }
    UNROLL for (k = DIGITS; k < 2 * DIGITS - 1; k++)
    {
        products = 0;
        UNROLL for (i = k - DIGITS + 1; 2 * i < k; i++)
            products += a[i] * twice[k - i];
        if (k % 2 == 0)
            products += a[k / 2] * a[k / 2];
        FINISH_HIGH_COLUMN
    }
    out[DIGITS - 1] = (int32_t)sum;
}

static inline void fe_add(fe out, const fe a, const fe b)
{
    int i;

    for (i = 0; i < DIGITS; i++)
        out[i] = a[i] + b[i];
}

static inline void fe_sub(fe out, const fe a, const fe b)
{
    int i;

    for (i = 0; i < DIGITS; i++)
        out[i] = a[i] - b[i];
}

static inline void fe_times(fe out, const fe a, int32_t factor)
{
    int i;

    for (i = 0; i < DIGITS; i++)
        out[i] = factor * a[i];
}

/* Makes the size 1 again; what comes in is of size 7 or less. */
static inline void fe_carry(fe a)
{
    int32_t carry = 0;
    int i;

    for (i = 0; i < DIGITS - 1; i++) {
        int32_t sum = a[i] + carry;

        carry = (sum + HALF) >> BITS;
        a[i] = sum - carry * ((int32_t)1 << BITS);
    }
    a[DIGITS - 1] += carry;
}

/*
 * A number that things are reduced by, the prime or the order of the group, and what follows from it. It is filled in
 * when it is first needed, which a module without threads may do.
 */
typedef struct {
    u8 bytes[BYTES]; /* the lowest first, as always here */
    u8 minus_two[BYTES];
    int32_t digits[DIGITS];
    int32_t r_squared[DIGITS];
    uint32_t inverse; /* -1 / modulus, modulo 2^BITS */
} modulus;

static modulus prime, order;
static const fe one = { 1 };
static fe unit; /* one in Montgomery's form */

static void digits_from_bytes(int32_t out[DIGITS], const u8 in[BYTES])
{
    u8 bytes[BYTES + 16] = { 0 };
    int i;

    memcpy(bytes, in, BYTES);
    for (i = 0; i < DIGITS; i++) {
        uint64_t word;

        memcpy(&word, bytes + BITS * i / 8, 8);
        out[i] = (int32_t)((word >> (BITS * i % 8)) & MASK);
    }
}

/* Carries, and takes the modulus off unless the difference is negative. */
static void digits_reduce_once(int32_t out[DIGITS], const int32_t in[DIGITS], const int32_t by[DIGITS])
{
    int32_t less[DIGITS], carry = 0, borrow = 0;
    int i;

    for (i = 0; i < DIGITS; i++) {
        carry += in[i];
        out[i] = carry & MASK;
        carry >>= BITS;
        borrow += out[i] - by[i];
        less[i] = borrow & MASK;
        borrow >>= BITS;
    }
    for (i = 0; i < DIGITS; i++) /* the borrow is -1 if the difference is negative, else 0 */
        out[i] = (out[i] & borrow) | (less[i] & ~borrow);
}

/* For digits that are carried and not negative */
static void digits_to_bytes(u8 out[BYTES], const int32_t in[DIGITS])
{
    uint64_t bits = 0;
    int i, held = 0, written = 0;

    for (i = 0; i < DIGITS; i++) {
        bits |= (uint64_t)in[i] << held;
        for (held += BITS; held >= 8; held -= 8) {
            if (written < BYTES)
                out[written++] = (u8)bits;
            bits >>= 8;
        }
    }
    if (written < BYTES)
        out[written] = (u8)bits;
}

static void prepare_modulus(modulus *to, const u8 bytes[BYTES])
{
    uint32_t inverse = 1;
    int i, borrow = 2;

    memcpy(to->bytes, bytes, BYTES);
    digits_from_bytes(to->digits, bytes);
    for (i = 0; i < BYTES; i++) {
        borrow = bytes[i] - borrow;
        to->minus_two[i] = (u8)borrow;
        borrow = borrow < 0;
    }
    for (i = 0; i < 5; i++) /* each time with twice as many right bits, from the one that any odd number has */
        inverse *= 2 - (uint32_t)to->digits[0] * inverse;
    to->inverse = -inverse & MASK;
    memcpy(to->r_squared, one, sizeof(one));
    for (i = 0; i < 2 * BITS * DIGITS; i++) {
        fe_add(to->r_squared, to->r_squared, to->r_squared);
        digits_reduce_once(to->r_squared, to->r_squared, to->digits);
    }
}

typedef void multiplication(int32_t out[DIGITS], const int32_t a[DIGITS], const int32_t b[DIGITS]);

/* out = a^(modulus - 2), four bits of the exponent at a time. It is no secret, so it may say what is looked up. */
static inline void invert(int32_t out[DIGITS], const int32_t a[DIGITS], const modulus *by, multiplication *multiply,
    multiplication *square)
{
    int32_t power[16][DIGITS];
    int i, j, digit, started = 0;

    memcpy(power[1], a, sizeof(power[1]));
    for (i = 2; i < 16; i++)
        multiply(power[i], power[i - 1], a);
    for (i = 2 * BYTES - 1; i >= 0; i--) {
        for (j = 0; j < 4 && started; j++)
            square(out, out, out);
        digit = (by->minus_two[i / 2] >> (i % 2 * 4)) & 15;
        if (digit == 0)
            continue;
        if (started)
            multiply(out, out, power[digit]);
        else
            memcpy(out, power[digit], sizeof(power[digit]));
        started = 1;
    }
}

static void fe_square(fe out, const fe a, const fe unused)
{
    fe_sqr(out, a);
}

static void fe_invert(fe out, const fe a)
{
    invert(out, a, &prime, fe_mul, fe_square);
}

/* To Montgomery's form of size 1 */
static void fe_from_bytes(fe out, const u8 in[BYTES])
{
    digits_from_bytes(out, in);
    fe_mul(out, out, prime.r_squared); /* of size 2 each, because these are not negative */
}

/* To the only such bytes */
static void fe_to_bytes(u8 out[BYTES], const fe a)
{
    fe t;

    fe_mul(t, a, one); /* 0 <= t <= p */
    digits_reduce_once(t, t, prime.digits);
    digits_to_bytes(out, t);
}

static int fe_is_zero(const fe a)
{
    u8 bytes[BYTES], any = 0;
    int i;

    fe_to_bytes(bytes, a);
    for (i = 0; i < BYTES; i++)
        any |= bytes[i];
    return any == 0;
}

static int fe_from_bn(fe out, const BIGNUM *in)
{
    u8 bytes[BYTES];

    if (BN_is_negative(in) || BN_bn2lebinpad(in, bytes, sizeof(bytes)) < 0) {
        ERR_raise(ERR_LIB_EC, EC_R_BIGNUM_OUT_OF_RANGE);
        return 0;
    }
    fe_from_bytes(out, bytes);
    return 1;
}

static int fe_to_bn(BIGNUM *out, const fe in)
{
    u8 bytes[BYTES];

    fe_to_bytes(bytes, in);
    if (BN_lebin2bn(bytes, sizeof(bytes), out) == NULL) {
        ERR_raise(ERR_LIB_EC, ERR_R_BN_LIB);
        return 0;
    }
    return 1;
}

/* out = 2 * a; they may be the same. z stays zero if it was. */
static void point_double(point *out, const point *a)
{
    fe alpha, beta4, gamma, delta, t, u;

    fe_sqr(delta, a->z); /* size 1 */
    fe_sqr(gamma, a->y); /* 3 * 3, size 1 */
    fe_times(t, gamma, 4);
    fe_mul(beta4, a->x, t); /* 4 * x * gamma: 1 * 4, size 1 */
    fe_sub(t, a->x, delta);
    fe_times(t, t, 3);
    fe_add(u, a->x, delta);
    fe_mul(alpha, t, u); /* 3 * (x - delta) * (x + delta): 6 * 2, size 1 */

    fe_times(t, a->y, 2);
    fe_mul(out->z, t, a->z); /* 6 * 1, size 1 */

    fe_sqr(out->x, alpha);
    fe_times(t, beta4, 2);
    fe_sub(out->x, out->x, t); /* alpha^2 - 2 * beta4 */
    fe_carry(out->x);

    fe_sub(t, beta4, out->x);
    fe_mul(out->y, alpha, t); /* 1 * 2 */
    fe_times(t, gamma, 2);
    fe_sqr(t, t); /* 4 * gamma^2: 2 * 2 */
    fe_times(t, t, 2);
    fe_sub(out->y, out->y, t); /* size 3 */
}

/*
 * The end of an addition: a is (x1, y1, ...) with the coordinates scaled to those of the other point, which differs
 * from them by h in x and by r in y, both of size 2 or less.
 */
static inline void finish_addition(point *out, const fe x1, const fe y1, const fe h, const fe r)
{
    fe hh, hhh, v, s, t;

    fe_sqr(hh, h);
    fe_mul(hhh, hh, h);
    fe_mul(v, x1, hh);
    fe_mul(s, y1, hhh); /* 3 * 1 */

    fe_sqr(out->x, r);
    fe_sub(out->x, out->x, hhh);
    fe_times(t, v, 2);
    fe_sub(out->x, out->x, t); /* r^2 - h^3 - 2 * v: size 4 */
    fe_carry(out->x);

    fe_sub(t, v, out->x);
    fe_mul(out->y, r, t); /* 2 * 2 */
    fe_sub(out->y, out->y, s); /* size 2 */
}

/* out = a + b, which may be the same as a. The z of the sum is zero if a and b have the same x, or one has no z. */
static void point_add(point *out, const point *a, const point *b)
{
    fe z1z1, z2z2, u1, u2, s1, s2, z;

    fe_sqr(z1z1, a->z);
    fe_sqr(z2z2, b->z);
    fe_mul(u1, a->x, z2z2);
    fe_mul(u2, b->x, z1z1);
    fe_mul(s1, b->z, z2z2);
    fe_mul(s1, s1, a->y);
    fe_mul(s2, a->z, z1z1);
    fe_mul(s2, s2, b->y);
    fe_mul(z, a->z, b->z);

    fe_sub(u2, u2, u1); /* h */
    fe_sub(s2, s2, s1); /* r */
    fe_mul(out->z, z, u2);
    finish_addition(out, u1, s1, u2, s2);
}

/* The same for a point b whose z is one */
static void point_add_affine(point *out, const point *a, const affine_point *b)
{
    fe z1z1, u2, s2;

    fe_sqr(z1z1, a->z);
    fe_mul(u2, b->x, z1z1);
    fe_mul(s2, a->z, z1z1);
    fe_mul(s2, s2, b->y);

    fe_sub(u2, u2, a->x); /* h */
    fe_sub(s2, s2, a->y); /* r, 1 + 3 */
    fe_carry(s2);
    fe_mul(out->z, a->z, u2);
    finish_addition(out, a->x, a->y, u2, s2);
}

/* *to = *from if mask is all ones; it stays if mask is zero. */
static inline void copy_if(point *to, const point *from, uint64_t mask)
{
    word *t = (word *)to;
    const word *f = (const word *)from;
    size_t i;

    for (i = 0; i < sizeof(point) / sizeof(word); i++)
        t[i] ^= mask & (t[i] ^ f[i]);
}

/* All ones if a and b, which are small, are equal, and else zero */
static inline uint64_t equal_mask(uint32_t a, uint32_t b)
{
    return (uint64_t)((int64_t)((uint64_t)(a ^ b) - 1) >> 63);
}

/* Copies the |index|th of |count| entries of |size| bytes; what is outside of the table is all zeros. */
static inline void select_entry(void *to, const void *from, size_t size, uint32_t count, uint32_t index)
{
    word *out = (word *)to;
    const word *table = (const word *)from;
    size_t words = size / sizeof(word), j;
    uint32_t i;

    memset(to, 0, size);
    for (i = 0; i < count; i++) {
        uint64_t mask = equal_mask(i, index);

        for (j = 0; j < words; j++)
            out[j] |= mask & table[i * words + j];
    }
}

/*
 * Multiples of a point, in the layout that mul_points() asks for: entry t - 1 of table h is the sum of
 * 2^((2 * i + h) * HALF_SPACING) * P over the bits i of t.
 */
typedef affine_point comb[2][(1 << TEETH) - 1];

/*
 * Those of the generator are made when they are first needed, which takes about as long as a verification, and spares
 * the module tables that no compression makes smaller.
 */
static comb generator_multiples;
static u8 generator_x[BYTES], generator_y[BYTES];
static int prepared = 0;

static void reverse_bytes(u8 out[BYTES], const u8 in[BYTES])
{
    int i;

    for (i = 0; i < BYTES; i++)
        out[i] = in[BYTES - 1 - i];
}

/* Brings points to z = 1, with a single inversion for all of them. */
static void make_affine(affine_point *out, const point *in, int count)
{
    fe products[2 * ((1 << TEETH) - 1)], inverse, t, u;
    int i;

    memcpy(products[0], in[0].z, sizeof(fe));
    for (i = 1; i < count; i++)
        fe_mul(products[i], products[i - 1], in[i].z);
    fe_invert(inverse, products[count - 1]);
    for (i = count - 1; i >= 0; i--) {
        if (i > 0)
            fe_mul(t, inverse, products[i - 1]); /* 1 / z */
        else
            memcpy(t, inverse, sizeof(fe));
        fe_mul(inverse, inverse, in[i].z);
        fe_sqr(u, t);
        fe_mul(out[i].x, in[i].x, u);
        fe_mul(u, u, t);
        fe_mul(out[i].y, in[i].y, u);
    }
}

/* For a point on the curve: no sum here is one of equal or opposite points, because all are below the order. */
static void prepare_comb(comb out, const u8 x[BYTES], const u8 y[BYTES])
{
    point multiples[2][(1 << TEETH) - 1], power;
    int tooth, half, i, j;

    fe_from_bytes(power.x, x);
    fe_from_bytes(power.y, y);
    memcpy(power.z, unit, sizeof(fe));
    for (tooth = 0; tooth < TEETH; tooth++)
        for (half = 0; half < 2; half++) {
            i = 1 << tooth;
            multiples[half][i - 1] = power;
            for (j = 1; j < i; j++)
                point_add(&multiples[half][i + j - 1], &multiples[half][j - 1], &power);
            for (j = 0; j < HALF_SPACING; j++)
                point_double(&power, &power);
        }
    make_affine(out[0], multiples[0], 2 * ((1 << TEETH) - 1));
}

static void prepare(void)
{
    u8 bytes[BYTES];

    if (prepared)
        return;
    reverse_bytes(bytes, CURVE_PARAMS[0]);
    prepare_modulus(&prime, bytes);
    fe_mul(unit, prime.r_squared, one);
    reverse_bytes(generator_x, CURVE_PARAMS[3]);
    reverse_bytes(generator_y, CURVE_PARAMS[4]);
    prepare_comb(generator_multiples, generator_x, generator_y);
    prepared = 1;
}

static uint32_t get_bit(const u8 in[BYTES], int i)
{
    return i < 0 || i >= 8 * BYTES ? 0 : (in[i >> 3] >> (i & 7)) & 1;
}

/* Which entry bits i, i + 2 * HALF_SPACING and so on ask for; zero is none. */
static uint32_t comb_index(const u8 scalar[BYTES], int i)
{
    uint32_t index = 0;
    int tooth;

    for (tooth = TEETH - 1; tooth >= 0; tooth--)
        index = index << 1 | get_bit(scalar, i + tooth * 2 * HALF_SPACING);
    return index;
}

/* The accumulator of mul_points; |empty| is all ones as long as nothing was added to it. */
typedef struct {
    point sum;
    uint64_t empty;
} accumulator;

/* Adds one of the generator's multiples. */
static void add_generator(accumulator *to, const affine_point table[(1 << TEETH) - 1], const u8 scalar[BYTES], int i)
{
    affine_point chosen;
    point sum;
    const uint32_t index = comb_index(scalar, i);
    const uint64_t nothing = equal_mask(index, 0);

    select_entry(&chosen, table, sizeof(chosen), (1 << TEETH) - 1, index - 1);
    point_add_affine(&sum, &to->sum, &chosen);
    copy_if(&to->sum, &sum, ~(nothing | to->empty));
    memset(&sum, 0, sizeof(sum));
    memcpy(sum.x, chosen.x, sizeof(fe));
    memcpy(sum.y, chosen.y, sizeof(fe));
    memcpy(sum.z, unit, sizeof(fe));
    copy_if(&to->sum, &sum, to->empty & ~nothing);
    to->empty &= nothing;
}

/* Adds or subtracts one of the multiples 1 to 16 of a point: bits i - 1 to i + 4 of the scalar, recoded. */
static void add_multiple(accumulator *to, const point table[16], const u8 scalar[BYTES], int i)
{
    point chosen, sum;
    u8 sign, digit, bits = 0;
    uint64_t nothing;
    int j;

    for (j = 4; j >= -1; j--)
        bits = (u8)(bits << 1 | get_bit(scalar, i + j));
    ossl_ec_GFp_nistp_recode_scalar_bits(&sign, &digit, bits);
    nothing = equal_mask(digit, 0);

    select_entry(&chosen, table, sizeof(chosen), 16, (uint32_t)digit - 1);
    for (j = 0; j < DIGITS; j++) /* - y if the sign is set */
        chosen.y[j] = (chosen.y[j] ^ -(int32_t)sign) + sign;
    point_add(&sum, &to->sum, &chosen);
    copy_if(&to->sum, &sum, ~(nothing | to->empty));
    copy_if(&to->sum, &chosen, to->empty & ~nothing);
    to->empty &= nothing;
}

/*
 * g_scalar * G + scalar * p; each may be absent. The multiples of p are in |table|.
 *
 * Nothing is done here for sums of equal or opposite points. They do not occur where a scalar is secret: then there is
 * one point, what is there and what is added are different multiples of it, and both together are less than its order.
 * But for the sum of two products (ECDSA's verification), for a scalar that is zero or not less than the order, or for a
 * point that is not on the curve, they can be made to occur. The z of such a sum is zero, and stays zero whatever is
 * added to it: one look at the end finds them all. Returns 0 then, and the sum has to be found in another way.
 */
static int mul_points(point *out, const u8 *g_scalar, const u8 *scalar, const point table[16])
{
    accumulator to;
    int i;

    memset(&to, 0, sizeof(to));
    to.empty = ~(uint64_t)0;
    for (i = scalar != NULL ? NIST_PRIME_BITS / 5 * 5 : HALF_SPACING - 1; i >= 0; i--) {
        point_double(&to.sum, &to.sum);
        if (g_scalar != NULL && i < HALF_SPACING) {
            add_generator(&to, generator_multiples[1], g_scalar, i + HALF_SPACING);
            add_generator(&to, generator_multiples[0], g_scalar, i);
        }
        if (scalar != NULL && i % 5 == 0)
            add_multiple(&to, table, scalar, i);
    }
    *out = to.sum;
    return !fe_is_zero(out->z);
}

/* Adds one of the multiples of a point; |*started| says whether there is a sum yet. */
static void add_entry_vartime(point *sum, int *started, const affine_point table[(1 << TEETH) - 1],
    const u8 scalar[BYTES], int i)
{
    const uint32_t index = comb_index(scalar, i);

    if (index == 0)
        return;
    if (*started) {
        point_add_affine(sum, sum, &table[index - 1]);
        return;
    }
    memcpy(sum->x, table[index - 1].x, sizeof(fe));
    memcpy(sum->y, table[index - 1].y, sizeof(fe));
    memcpy(sum->z, unit, sizeof(fe));
    *started = 1;
}

/* A public key that signatures were verified with, and its multiples, which are made when it comes a second time */
typedef struct {
    u8 x[BYTES], y[BYTES];
    uint32_t last_use; /* zero: there is none */
    int prepared;
    comb multiples;
} known_key;

/*
 * g_scalar * G + scalar * a known key, where everything is public. Of sums of equal or opposite points the same is true
 * as in mul_points(): their z is zero and stays zero, as is that of a sum of nothing. Returns 0 then.
 */
static int mul_points_vartime(point *out, const u8 *g_scalar, const u8 *scalar, const known_key *key)
{
    int i, half, started = 0;

    memset(out, 0, sizeof(*out));
    for (i = HALF_SPACING - 1; i >= 0; i--) {
        if (started)
            point_double(out, out);
        for (half = 0; half < 2; half++) {
            add_entry_vartime(out, &started, generator_multiples[half], g_scalar, i + half * HALF_SPACING);
            add_entry_vartime(out, &started, key->multiples[half], scalar, i + half * HALF_SPACING);
        }
    }
    return !fe_is_zero(out->z);
}

/*
 * A key whose multiples are there, or NULL if it is new; it is remembered then. A verifier meets the same keys again and again:
 * they are found as long as few others come between.
 */
static const known_key *find_key_vartime(const EC_GROUP *group, const EC_POINT *p, BN_CTX *ctx)
{
    static known_key keys[KNOWN_KEYS];
    static uint32_t uses = 0;
    known_key *key = &keys[0];
    u8 x[BYTES], y[BYTES];
    int i;

    if (!p->Z_is_one || BN_bn2lebinpad(p->X, x, BYTES) != BYTES || BN_bn2lebinpad(p->Y, y, BYTES) != BYTES)
        return NULL;
    if (++uses == 0) { /* after 2^32 uses all are forgotten, so that their order stays right */
        memset(keys, 0, sizeof(keys));
        uses = 1;
    }
    for (i = 0; i < KNOWN_KEYS; i++) {
        if (keys[i].last_use != 0 && memcmp(keys[i].x, x, BYTES) == 0 && memcmp(keys[i].y, y, BYTES) == 0) {
            key = &keys[i];
            break;
        }
        if (keys[i].last_use < key->last_use)
            key = &keys[i];
    }
    key->last_use = uses;
    if (i == KNOWN_KEYS) {
        memcpy(key->x, x, BYTES);
        memcpy(key->y, y, BYTES);
        key->prepared = 0;
        return NULL;
    }
    if (!key->prepared) {
        if (EC_POINT_is_on_curve(group, p, ctx) != 1)
            return NULL;
        prepare_comb(key->multiples, x, y);
        key->prepared = 1;
    }
    return key;
}

/* The multiples 1 to 16 of a point */
static int prepare_multiples(point table[16], const EC_POINT *p)
{
    int i;

    memset(table, 0, 16 * sizeof(table[0]));
    if (!fe_from_bn(table[0].x, p->X) || !fe_from_bn(table[0].y, p->Y) || !fe_from_bn(table[0].z, p->Z))
        return 0;
    for (i = 1; i < 16; i++) {
        if (i & 1)
            point_double(&table[i], &table[i / 2]);
        else
            point_add(&table[i], &table[i - 1], &table[0]);
    }
    return 1;
}

/* The bytes of a scalar; an unusual one is reduced first, not in constant time. */
static int scalar_to_bytes(u8 out[BYTES], const BIGNUM *scalar, const EC_GROUP *group, BN_CTX *ctx)
{
    BIGNUM *reduced = NULL;
    int ok;

    BN_CTX_start(ctx);
    if (BN_num_bits(scalar) > NIST_PRIME_BITS || BN_is_negative(scalar)) {
        reduced = BN_CTX_get(ctx);
        ok = reduced != NULL && BN_nnmod(reduced, scalar, group->order, ctx);
        scalar = reduced;
    } else {
        ok = 1;
    }
    ok = ok && BN_bn2lebinpad(scalar, out, BYTES) == BYTES;
    BN_CTX_end(ctx);
    if (!ok)
        ERR_raise(ERR_LIB_EC, ERR_R_BN_LIB);
    return ok;
}

static int is_standard_generator(const EC_GROUP *group)
{
    u8 x[BYTES], y[BYTES];
    const EC_POINT *g = group->generator;

    return g != NULL && g->Z_is_one && BN_bn2lebinpad(g->X, x, BYTES) == BYTES
        && BN_bn2lebinpad(g->Y, y, BYTES) == BYTES && memcmp(x, generator_x, BYTES) == 0
        && memcmp(y, generator_y, BYTES) == 0;
}

/* scalar * generator + the sum of scalars[i] * points[i]; a scalar that is NULL counts as zero. */
int NAME(points_mul)(const EC_GROUP *group, EC_POINT *r, const BIGNUM *scalar, size_t num,
    const EC_POINT *points[], const BIGNUM *scalars[], BN_CTX *ctx)
{
    u8 g_bytes[BYTES], bytes[BYTES];
    point table[16], sum;
    BIGNUM *x, *y, *z;
    int has_point = num == 1 && points[0] != NULL && scalars[0] != NULL;
    const known_key *key = NULL;
    int ready, found, ok = 0;

    prepare();
    if (num > 1 || (scalar != NULL && !is_standard_generator(group)))
        return ossl_ec_wNAF_mul(group, r, scalar, num, points, scalars, ctx);

    /* A sum of two products is a verification: there are no secrets in it. */
    if (has_point && scalar != NULL)
        key = find_key_vartime(group, points[0], ctx);
    ready = (scalar == NULL || scalar_to_bytes(g_bytes, scalar, group, ctx))
        && (!has_point || scalar_to_bytes(bytes, scalars[0], group, ctx))
        && (!has_point || key != NULL || prepare_multiples(table, points[0]));
    if (ready && key != NULL)
        found = mul_points_vartime(&sum, g_bytes, bytes, key);
    else
        found = ready && mul_points(&sum, scalar != NULL ? g_bytes : NULL, has_point ? bytes : NULL, table);
    OPENSSL_cleanse(g_bytes, sizeof(g_bytes));
    OPENSSL_cleanse(bytes, sizeof(bytes));
    if (!ready)
        return 0;
    if (!found)
        return ossl_ec_wNAF_mul(group, r, scalar, num, points, scalars, ctx);

    BN_CTX_start(ctx);
    x = BN_CTX_get(ctx);
    y = BN_CTX_get(ctx);
    z = BN_CTX_get(ctx);
    ok = z != NULL && fe_to_bn(x, sum.x) && fe_to_bn(y, sum.y) && fe_to_bn(z, sum.z)
        && ossl_ec_GFp_simple_set_Jprojective_coordinates_GFp(group, r, x, y, z, ctx);
    BN_CTX_end(ctx);
    return ok;
}

int NAME(point_get_affine_coordinates)(const EC_GROUP *group, const EC_POINT *p, BIGNUM *x, BIGNUM *y,
    BN_CTX *ctx)
{
    fe t, inverse, z2;

    if (EC_POINT_is_at_infinity(group, p)) {
        ERR_raise(ERR_LIB_EC, EC_R_POINT_AT_INFINITY);
        return 0;
    }
    prepare();
    if (!fe_from_bn(t, p->Z))
        return 0;
    fe_invert(inverse, t);
    fe_sqr(z2, inverse);
    if (x != NULL) {
        if (!fe_from_bn(t, p->X))
            return 0;
        fe_mul(t, t, z2);
        if (!fe_to_bn(x, t))
            return 0;
    }
    if (y != NULL) {
        if (!fe_from_bn(t, p->Y))
            return 0;
        fe_mul(t, t, z2);
        fe_mul(t, t, inverse);
        if (!fe_to_bn(y, t))
            return 0;
    }
    return 1;
}

/*
 * Numbers modulo the order of the group, for ECDSA's inverses. The digits and R are those of the field, but nothing is
 * added or subtracted here, so that they are always carried and not negative.
 */
static __attribute__((noinline)) void order_mul(int32_t out[DIGITS], const int32_t a_in[DIGITS],
    const int32_t b_in[DIGITS])
{
    int64_t a[DIGITS], b[DIGITS], n[DIGITS], m[DIGITS], products, sum = 0;
    int i, k;

    UNROLL for (i = 0; i < DIGITS; i++)
    {
        a[i] = a_in[i];
        b[i] = b_in[i];
        n[i] = order.digits[i];
    }
    UNROLL for (k = 0; k < DIGITS; k++)
    {
        products = 0;
        UNROLL for (i = 0; i < k; i++)
            products += a[i] * b[k - i] + m[i] * n[k - i];
        sum += products + a[k] * b[0];
        m[k] = ((uint32_t)sum * order.inverse) & MASK;
        sum = (sum + m[k] * n[0]) >> BITS;
    }
    UNROLL for (k = DIGITS; k < 2 * DIGITS - 1; k++)
    {
        products = 0;
        UNROLL for (i = k - DIGITS + 1; i < DIGITS; i++)
            products += a[i] * b[k - i] + m[i] * n[k - i];
        sum += products;
        out[k - DIGITS] = (int32_t)(sum & MASK);
        sum >>= BITS;
    }
    out[DIGITS - 1] = (int32_t)sum;
}

/* The inverse of x, whose range is 1 to n - 1, modulo the order of the group */
static int field_inverse_mod_ord(const EC_GROUP *group, BIGNUM *r, const BIGNUM *x, BN_CTX *ctx)
{
    int32_t digits[DIGITS];
    u8 bytes[BYTES];
    int ok;

    if (!BN_is_odd(group->order) || BN_bn2lebinpad(group->order, bytes, BYTES) < 0) {
        ERR_raise(ERR_LIB_EC, EC_R_INVALID_GROUP_ORDER);
        return 0;
    }
    if (memcmp(bytes, order.bytes, BYTES) != 0)
        prepare_modulus(&order, bytes);
    if (BN_is_negative(x) || BN_bn2lebinpad(x, bytes, BYTES) < 0) {
        ERR_raise(ERR_LIB_EC, EC_R_BIGNUM_OUT_OF_RANGE);
        return 0;
    }
    digits_from_bytes(digits, bytes);
    order_mul(digits, digits, order.r_squared);
    invert(digits, digits, &order, order_mul, order_mul);
    order_mul(digits, digits, one);
    digits_reduce_once(digits, digits, order.digits);
    digits_to_bytes(bytes, digits);
    ok = BN_lebin2bn(bytes, sizeof(bytes), r) != NULL;
    OPENSSL_cleanse(bytes, sizeof(bytes));
    OPENSSL_cleanse(digits, sizeof(digits));
    return ok;
}

/* There is nothing to precompute: EC_GROUP_precompute_mult says that it succeeded. */
int NAME(precompute_mult)(EC_GROUP *group, BN_CTX *ctx)
{
    return 1;
}

int NAME(have_precompute_mult)(const EC_GROUP *group)
{
    return 0;
}

PRE_COMP *PRE_COMP_NAME(dup)(PRE_COMP *pre)
{
    return pre;
}

void PRE_COMP_NAME(free)(PRE_COMP *pre)
{
}
