// One value of every kind that JavaScript has, and some that misbehave when they are touched.

const thrower = () => {
  throw new Error('this value must not be touched')
}

const hostileProxy = new Proxy(
  {},
  {
    get: thrower,
    has: thrower,
    ownKeys: thrower,
    getPrototypeOf: thrower,
    getOwnPropertyDescriptor: thrower,
  },
)

const revoked = Proxy.revocable({}, {})
revoked.revoke()

/** @type {ReadonlyArray<readonly [name: string, value: unknown]>} */
export const nonStrings = [
  ['undefined', undefined],
  ['null', null],
  ['true', true],
  ['false', false],
  ['zero', 0],
  ['NaN', Number.NaN],
  ['a number', 12345],
  ['a bigint', 10n],
  ['a symbol', Symbol('token')],
  ['an object', {}],
  ['an array', []],
  ['an array of strings', ['a.b.c']],
  ['a function', () => 'a.b.c'],
  ['a class', class Token {}],
  ['bytes', new Uint8Array([97, 46, 98])],
  ['a Buffer', Buffer.from('a.b.c')],
  ['an ArrayBuffer', new ArrayBuffer(8)],
  ['a String object', Object('a.b.c')],
  ['a Date', new Date(0)],
  ['a RegExp', /a/g],
  ['a Map', new Map()],
  ['a Promise', Promise.resolve('a.b.c')],
  ['an object with toString', { toString: () => 'a.b.c' }],
  ['an object with toPrimitive', { [Symbol.toPrimitive]: thrower }],
  ['an object that looks like a string', { length: 5, split: thrower, charCodeAt: thrower }],
  [
    'an object with getters',
    {
      get length() {
        return thrower()
      },
    },
  ],
  ['a proxy that throws', hostileProxy],
  ['a revoked proxy', revoked.proxy],
]

/**
 * Whether a value throws when it is asked what it is: where a caller hands that over as a key, the caller's own error
 * comes back.
 *
 * @param {string} name
 */
export function isHostile(name) {
  return name.includes('proxy') || name.includes('getters') || name.includes('toPrimitive')
}

/** Values that come near to a length of time and are none. */
export const notDurations = [
  -1,
  -0.001,
  Number.NaN,
  Infinity,
  -Infinity,
  '',
  '15',
  '1.5h',
  '-1s',
  ' 5s',
  '5 s',
  '5min',
  true,
]
