import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { after, describe, test } from 'node:test'
import { mutantsOf } from '../../scripts/lib/mutation/mutants.js'
import { mutationPage } from '../../scripts/lib/mutation/page.js'
import { chooser, withMutants } from '../../scripts/lib/mutation/schemata.js'
import { syntaxOf } from '../../scripts/lib/mutation/syntax.js'

const folder = mkdtempSync(join(tmpdir(), 'holoband-mutation-'))
after(() => rmSync(folder, { recursive: true }))

/** @param {string} text */
async function mutate(text) {
  const file = join(folder, 'sample.cc')
  writeFileSync(file, text)
  const mutants = mutantsOf(await syntaxOf(file, ['-std=c++20']), file, text)
  return mutants.map((mutant, index) => ({ ...mutant, id: index + 1 }))
}

/** @param {string} text */
const changesIn = async (text) => (await mutate(text)).map(({ change }) => change)

/** @param {string} body */
const inFunction = (body) => `namespace holoband { int f(int a, int b, bool c) { ${body} } void g(int& x); }`

describe('the mutants of a source are', () => {
  test('the other side of a limit, and the opposite, of each comparison', async () => {
    assert.deepEqual(await changesIn(inFunction('return a < b;')), ['a < b → a <= b', 'a < b → a >= b'])
    assert.deepEqual(await changesIn(inFunction('return a == b;')), ['a == b → a != b'])
  })

  test('the opposite of a condition, and the return that it decides about left out', async () => {
    assert.deepEqual(await changesIn(inFunction('if (c) return a; return b;')), ['c → !c', 'return a; → ;'])
    assert.deepEqual(await changesIn(inFunction('return !c;')), ['!c → c'])
  })

  test('"or" for "and", and each of the two turned round', async () => {
    assert.deepEqual(await changesIn(inFunction('return c && a > b;')), [
      'c && a > b → c || a > b',
      'c → !c',
      'a > b → a >= b',
      'a > b → a <= b',
    ])
  })

  test('constants one off, and the other truth', async () => {
    assert.deepEqual(await changesIn(inFunction('return 7;')), ['7 → 7 + 1', '7 → 7 - 1'])
    assert.deepEqual(await changesIn('namespace holoband { bool f() { return true; } }'), ['true → false'])
  })

  test('statements left out', async () => {
    const changes = await changesIn('namespace holoband { void g(int& x); void f(int a) { g(a); a += a; } }')
    assert.deepEqual(changes, ['g(a); → ;', 'a += a; → ;', 'a += a → a -= a'])
  })

  test('of a comparison of objects too, however the compiler makes it', async () => {
    const text = `namespace holoband { struct S { int i; friend bool operator==(const S&, const S&); };
      bool f(const S& a, const S& b) { return a != b; } }`
    assert.deepEqual(await changesIn(text), ['a != b → a == b'])
  })

  test('those of a template or a lambda once, and none of what is not written', async () => {
    const text = `namespace holoband { template <class T> bool f(T a) { return a == 0; }
      bool g() { int l[] = {1}; for (int i : l) { (void)i; } return f(1) && f(1L) && [](int x) { return x < 2; }(1); } }`
    const changes = await changesIn(text)
    assert.deepEqual(
      changes.filter((change) => change === 'a == 0 → a != 0' || change === 'x < 2 → x <= 2'),
      ['a == 0 → a != 0', 'x < 2 → x <= 2'],
    )
    assert.deepEqual(
      changes.filter((change) => change.includes('__')),
      [],
    )
  })
})

test('one program has all mutants, and the environment chooses', async () => {
  const text = `namespace holoband { bool f(int a) { if (a > 3) return true; return false; } }
int main() { return (holoband::f(3) ? 1 : 0) + (holoband::f(4) ? 2 : 0) + (holoband::f(5) ? 4 : 0); }
`
  const mutants = await mutate(text)
  const [header, source, program] = ['chooser.h', 'mutated.cc', 'mutated'].map((name) => join(folder, name))
  writeFileSync(header ?? '', chooser)
  writeFileSync(source ?? '', withMutants(text, mutants))
  execFileSync('c++', ['-std=c++20', '-include', header ?? '', source ?? '', '-o', program ?? ''])
  const answers = [0, ...mutants.map(({ id }) => id)].map((id) => {
    try {
      execFileSync(program ?? '', { env: { ...process.env, HOLOBAND_MUTANT: `${id}` } })
      return 0
    } catch (error) {
      return /** @type {{ status: number }} */ (error).status
    }
  })
  const changes = ['none', ...mutants.map(({ change }) => change)]
  assert.deepEqual(Object.fromEntries(changes.map((change, index) => [change, answers[index]])), {
    none: 6,
    'a > 3 → a >= 3': 7,
    'a > 3 → a <= 3': 1,
    '3 → 3 + 1': 4,
    '3 → 3 - 1': 7,
    'return true; → ;': 0,
    'true → false': 0,
    'false → true': 7,
  })
})

test('what survived is on the page, with its reason', async () => {
  const mutants = await mutate(inFunction('return a < b;'))
  const judged = mutants.map((mutant, index) => ({
    ...mutant,
    file: 'f.cc',
    line: 'return a < b;',
    text: mutant.change,
    killedBy: index === 0 ? undefined : /** @type {const} */ ('near'),
  }))
  const page = mutationPage(
    judged,
    judged.slice(0, 1).map((mutant) => ({ ...mutant, why: 'They are never equal.' })),
  )
  assert.match(page, /\*\*1 of 2 changes were noticed: 50\.0 %\.\*\*/)
  assert.match(page, /- `a < b → a <= b`, in `return a < b;`\n\nThey are never equal\.\n/)
})
