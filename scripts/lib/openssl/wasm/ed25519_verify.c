/*
 * Included by OpenSSL's curve25519.c: a A + b B for public scalars a and b, the generator B and a public key A.
 *
 * A verifier meets the same key again and again, so its multiples are worth keeping until another key comes, and more
 * of them are worth having: digits of 7 bits for A and of 8 bits for B, where the portable code has 5 and 5. Whatever
 * is branched on or looked up here is public; there is one thread.
 */

#define A_WIDTH 7
#define B_WIDTH 8
#define MULTIPLES(width) (1 << ((width)-2))
#define SCALAR_DIGITS 256

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

/* P, 3P, 5P and so on. */
static void odd_multiples(ge_cached *out, int count, const ge_p3 *p)
{
    ge_p1p1 t;
    ge_p3 sum = *p, twice;
    ge_cached step;
    int i;

    ge_p3_dbl(&t, p);
    ge_p1p1_to_p3(&twice, &t);
    ge_p3_to_cached(&step, &twice);
    for (i = 0; i < count; i++) {
        ge_p3_to_cached(&out[i], &sum);
        ge_add(&t, &sum, &step);
        ge_p1p1_to_p3(&sum, &t);
    }
}

static void add_digit(ge_p1p1 *t, int digit, const ge_cached *multiples)
{
    ge_p3 u;

    if (digit == 0)
        return;
    ge_p1p1_to_p3(&u, t);
    if (digit > 0)
        ge_add(t, &u, &multiples[digit / 2]);
    else
        ge_sub(t, &u, &multiples[-digit / 2]);
}

static void ge_double_scalarmult_vartime(ge_p2 *r, const uint8_t *a, const ge_p3 *A, const uint8_t *b)
{
    static const uint8_t generator[32] = {
        0x58, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66,
        0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66
    };
    static ge_cached of_a[MULTIPLES(A_WIDTH)], of_b[MULTIPLES(B_WIDTH)];
    static ge_p3 known;
    static int prepared = 0;
    signed char a_digits[SCALAR_DIGITS], b_digits[SCALAR_DIGITS];
    ge_p1p1 t;
    ge_p3 B;
    int i = SCALAR_DIGITS - 1;

    if (!prepared) {
        ge_frombytes_vartime(&B, generator);
        odd_multiples(of_b, MULTIPLES(B_WIDTH), &B);
    }
    if (!prepared || memcmp(&known, A, sizeof(known)) != 0) {
        known = *A;
        odd_multiples(of_a, MULTIPLES(A_WIDTH), A);
    }
    prepared = 1;
    to_digits(a_digits, a, A_WIDTH);
    to_digits(b_digits, b, B_WIDTH);

    ge_p2_0(r);
    while (i >= 0 && a_digits[i] == 0 && b_digits[i] == 0)
        i--;
    for (; i >= 0; i--) {
        ge_p2_dbl(&t, r);
        add_digit(&t, a_digits[i], of_a);
        add_digit(&t, b_digits[i], of_b);
        ge_p1p1_to_p2(r, &t);
    }
}
