/*
 * Montgomery multiplication for WebAssembly, in the place of the portable bn_mul_mont of bn_asm.c, which includes
 * this file.
 *
 * WebAssembly multiplies 64 by 64 bits with one instruction but has no carry flag, so that what costs in the portable
 * code is not the products but the carry between them. Here numbers are cut into digits of 28 bits: the product of two
 * has 56, and a 64-bit column takes the sum of 254 of them before anything must be carried. Four rows are added at a
 * time, so that a column is read and written once for four products.
 *
 * Which instructions run and which addresses they touch depends on |num| and on whether |ap| is |bp|, and on nothing
 * else.
 */
#define DIGIT_BITS 28
#define DIGIT_MASK 0x0fffffffu
#define TWO_DIGITS_MASK 0x00ffffffffffffffull
#define MAX_PRODUCTS 254 /* that a column holds, with what is carried into it */
#define MIN_WORDS 16 /* less than this is not worth the conversions */
#define MAX_WORDS 192 /* RSA with 6144 bits: 220 digits */
#define MAX_DIGITS 224 /* with zeros behind them up to a multiple of four, and less than MAX_PRODUCTS */

/*
 * Cuts |num| words into digits, after a shift to the left by less than a digit. There are |digits| of them, and zeros
 * up to a multiple of four.
 */
static void words_to_digits(uint32_t *to, int digits, const BN_ULONG *from, int num, int shift)
{
    const unsigned char *bytes = (const unsigned char *)from;
    int i, at = 0, size = num * BN_BYTES;
    uint64_t two, shifted, below = 0;

    /* Two digits are seven bytes. */
    for (i = 0; i < ((digits + 3) & ~3); i += 2, at += 7) {
        two = 0;
        if (at + 8 <= size)
            memcpy(&two, bytes + at, 8);
        else if (at < size)
            memcpy(&two, bytes + at, size - at);
        two &= TWO_DIGITS_MASK;
        shifted = two << shift | below;
        below = two >> (2 * DIGIT_BITS - shift);
        to[i] = (uint32_t)shifted & DIGIT_MASK;
        to[i + 1] = (uint32_t)(shifted >> DIGIT_BITS) & DIGIT_MASK;
    }
}

/*
 * column[j] += w0 * d[j] + w1 * d[j - 1] + w2 * d[j - 2] + w3 * d[j - 3] for the |count| digits of d and three columns
 * more. What is before the first digit comes in d1, d2 and d3; what is behind the last is zero.
 */
static inline void add_four_rows(uint64_t *column, const uint32_t *d, int count, uint64_t w0, uint64_t w1, uint64_t w2,
    uint64_t w3, uint64_t d1, uint64_t d2, uint64_t d3)
{
    int j = 0;

    for (; j + 4 <= count; j += 4) {
        uint64_t e0 = d[j], e1 = d[j + 1], e2 = d[j + 2], e3 = d[j + 3];

        column[j] += w0 * e0 + w1 * d1 + w2 * d2 + w3 * d3;
        column[j + 1] += w0 * e1 + w1 * e0 + w2 * d1 + w3 * d2;
        column[j + 2] += w0 * e2 + w1 * e1 + w2 * e0 + w3 * d1;
        column[j + 3] += w0 * e3 + w1 * e2 + w2 * e1 + w3 * e0;
        d1 = e3;
        d2 = e2;
        d3 = e1;
    }
    for (; j < count; j++) {
        uint64_t e0 = d[j];

        column[j] += w0 * e0 + w1 * d1 + w2 * d2 + w3 * d3;
        d3 = d2;
        d2 = d1;
        d1 = e0;
    }
    column[count] += w1 * d1 + w2 * d2 + w3 * d3;
    column[count + 1] += w2 * d1 + w3 * d2;
    column[count + 2] += w3 * d1;
}

static void multiply(uint64_t *column, const uint32_t *a, const uint32_t *b, int digits)
{
    int i = 0, j;

    for (; i + 4 <= digits; i += 4)
        add_four_rows(column + i, b, digits, a[i], a[i + 1], a[i + 2], a[i + 3], 0, 0, 0);
    for (; i < digits; i++)
        for (j = 0; j < digits; j++)
            column[i + j] += (uint64_t)a[i] * b[j];
}

/* The products that are there twice are added once, with one factor doubled. */
static void square(uint64_t *column, const uint32_t *a, int digits)
{
    int i;

    for (i = 0; i < digits; i += 4) {
        uint64_t a0 = a[i], a1 = a[i + 1], a2 = a[i + 2], a3 = a[i + 3];
        uint64_t *c = column + 2 * i;

        c[0] += a0 * a0;
        c[1] += 2 * a0 * a1;
        c[2] += 2 * a0 * a2 + a1 * a1;
        c[3] += 2 * (a0 * a3 + a1 * a2);
        c[4] += 2 * a1 * a3 + a2 * a2;
        c[5] += 2 * a2 * a3;
        c[6] += a3 * a3;
        if (i + 4 < digits)
            add_four_rows(c + 4, a + i + 4, digits - i - 4, 2 * a0, 2 * a1, 2 * a2, 2 * a3, 0, 0, 0);
    }
}

static void carry_columns(uint64_t *column, int columns)
{
    uint64_t carry = 0;
    int i;

    for (i = 0; i < columns; i++) {
        carry += column[i];
        column[i] = carry & DIGIT_MASK;
        carry >>= DIGIT_BITS;
    }
}

/* Adds multiples of |n|, until the lower half of the columns is a multiple of what Montgomery divides by. */
static void reduce(uint64_t *column, const uint32_t *n, int digits, uint32_t n0)
{
    uint64_t low, carry;
    uint32_t m0, m1, m2, m3;
    int i = 0, j;

    for (; i + 4 <= digits; i += 4) {
        uint64_t *c = column + i;

        low = c[0];
        m0 = ((uint32_t)low * n0) & DIGIT_MASK;
        carry = (low + (uint64_t)m0 * n[0]) >> DIGIT_BITS;
        low = c[1] + carry + (uint64_t)m0 * n[1];
        m1 = ((uint32_t)low * n0) & DIGIT_MASK;
        carry = (low + (uint64_t)m1 * n[0]) >> DIGIT_BITS;
        low = c[2] + carry + (uint64_t)m0 * n[2] + (uint64_t)m1 * n[1];
        m2 = ((uint32_t)low * n0) & DIGIT_MASK;
        carry = (low + (uint64_t)m2 * n[0]) >> DIGIT_BITS;
        low = c[3] + carry + (uint64_t)m0 * n[3] + (uint64_t)m1 * n[2] + (uint64_t)m2 * n[1];
        m3 = ((uint32_t)low * n0) & DIGIT_MASK;
        c[4] += (low + (uint64_t)m3 * n[0]) >> DIGIT_BITS;
        add_four_rows(c + 4, n + 4, digits - 4, m0, m1, m2, m3, n[3], n[2], n[1]);
    }
    for (; i < digits; i++) {
        uint64_t *c = column + i;

        m0 = ((uint32_t)c[0] * n0) & DIGIT_MASK;
        c[1] += (c[0] + (uint64_t)m0 * n[0]) >> DIGIT_BITS;
        for (j = 1; j < digits; j++)
            c[j] += (uint64_t)m0 * n[j];
    }
}

/*
 * Carries the columns to digits, of a number less than 2 * |n|; takes |n| off if the difference is not negative; and
 * puts the digits together to |num| words.
 */
static void columns_to_words(BN_ULONG *to, int num, const uint64_t *column, const uint32_t *n, int digits)
{
    uint32_t sum[MAX_DIGITS], difference[MAX_DIGITS], keep;
    unsigned char *bytes = (unsigned char *)to;
    uint64_t carry = 0;
    int32_t borrow = 0;
    int i, at = 0, size = num * BN_BYTES;

    for (i = 0; i < digits; i++) {
        carry += column[i];
        sum[i] = (uint32_t)carry & DIGIT_MASK;
        carry >>= DIGIT_BITS;
        borrow += (int32_t)sum[i] - (int32_t)n[i];
        difference[i] = (uint32_t)borrow & DIGIT_MASK;
        borrow >>= DIGIT_BITS;
    }
    sum[i] = difference[i] = 0; /* the other one of the last two digits */
    keep = (uint32_t)carry + (uint32_t)borrow; /* the sum: all ones, the difference: zero */
    for (i = 0; at < size; i += 2, at += 7) {
        uint64_t low = difference[i] ^ (keep & (sum[i] ^ difference[i]));
        uint64_t high = difference[i + 1] ^ (keep & (sum[i + 1] ^ difference[i + 1]));
        uint64_t two = low | high << DIGIT_BITS;

        if (at + 8 <= size)
            memcpy(bytes + at, &two, 8);
        else
            memcpy(bytes + at, &two, size - at < 7 ? size - at : 7);
    }
    OPENSSL_cleanse(sum, digits * sizeof(sum[0]));
    OPENSSL_cleanse(difference, digits * sizeof(difference[0]));
}

int bn_mul_mont(BN_ULONG *rp, const BN_ULONG *ap, const BN_ULONG *bp, const BN_ULONG *np, const BN_ULONG *n0p, int num)
{
    uint32_t a[MAX_DIGITS], b[MAX_DIGITS], n[MAX_DIGITS];
    uint64_t column[2 * MAX_DIGITS + 8];
    int digits = (num * BN_BITS2 + DIGIT_BITS - 1) / DIGIT_BITS;
    /* We divide by 2^(DIGIT_BITS * digits), the caller by 2^(BN_BITS2 * num): each factor gets half of the difference,
     * which is even. */
    int shift = (DIGIT_BITS * digits - BN_BITS2 * num) / 2;

    if (num < MIN_WORDS || num > MAX_WORDS)
        return 0; /* the caller has another way */

    memset(column, 0, (2 * digits + 8) * sizeof(column[0]));
    words_to_digits(n, digits, np, num, 0);
    words_to_digits(a, digits, ap, num, shift);
    if (ap == bp) {
        square(column, a, digits);
    } else {
        words_to_digits(b, digits, bp, num, shift);
        multiply(column, a, b, digits);
    }
    if (2 * digits > MAX_PRODUCTS) /* there is no room for as many products again */
        carry_columns(column, 2 * digits);
    reduce(column, n, digits, (uint32_t)n0p[0] & DIGIT_MASK);
    columns_to_words(rp, num, column + digits, n, digits);
    OPENSSL_cleanse(column, (2 * digits + 8) * sizeof(column[0]));
    return 1;
}
