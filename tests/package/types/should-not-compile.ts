// What the compiler has to refuse. A line that it accepts is an error: there would be nothing to expect.
import { createIssuer, createVerifier, generateKey, Key, type VerifiedToken } from 'holoband'
import { createAuthClient, HolobandError } from 'holoband/client'
import { createAuthHandler, createGuard, createSessions } from 'holoband/session'
import { createMemoryStore } from 'holoband/stores/memory'

const key = generateKey('HS256')
const store = createMemoryStore()
const names = { issuer: 'https://auth.example', audience: 'https://api.example' }
const policy = { keys: key, algorithms: ['HS256'], ...names } as const

export const attempts = [
  // A policy that leaves out what it must say.
  // @ts-expect-error the algorithms are missing
  () => createVerifier({ keys: key, ...names }),
  // @ts-expect-error the issuer is missing
  () => createVerifier({ keys: key, algorithms: ['HS256'], audience: names.audience }),
  // @ts-expect-error the audience is missing; who wants none writes null
  () => createVerifier({ keys: key, algorithms: ['HS256'], issuer: names.issuer }),
  // @ts-expect-error the keys are missing
  () => createVerifier({ algorithms: ['HS256'], ...names }),
  // @ts-expect-error there is no `none`
  () => createVerifier({ ...policy, algorithms: ['none'] }),
  // @ts-expect-error a string is no key
  () => createVerifier({ ...policy, keys: 'secret' }),
  // @ts-expect-error no option has this name
  () => createVerifier({ ...policy, ignoreExpiration: true }),
  // @ts-expect-error a lifetime is always said
  () => createIssuer({ key, ...names }),
  // @ts-expect-error a string is no key
  () => createIssuer({ key: 'secret', ...names, ttl: 60 }),
  // @ts-expect-error an algorithm is always named
  () => generateKey(),
  // @ts-expect-error there is no such algorithm
  () => generateKey('HS1024'),

  // What nobody but the verifier can say.
  // @ts-expect-error claims are read only when it is known that there are some
  () => createVerifier(policy).check('').claims,
  () => {
    const { claims }: VerifiedToken = createVerifier(policy).verify('')
    // @ts-expect-error claims cannot be changed
    claims.sub = 'eve'
  },
  // @ts-expect-error a promise is no token
  () => createVerifier(policy).verifyAsync('').claims,
  // @ts-expect-error only the package makes keys
  () => new Key('secret'),

  // Sessions.
  // @ts-expect-error the store is missing
  () => createSessions({ key, ...names }),
  // @ts-expect-error an object is no store
  () => createSessions({ key, ...names, store: {} }),
  // @ts-expect-error nobody authenticates
  () => createAuthHandler({ sessions: createSessions({ key, ...names, store }) }),
  // @ts-expect-error sessions are not their store
  () => createGuard({ sessions: store }),
  () => {
    const admission = createGuard({ sessions: createSessions({ key, ...names, store }) })(new Request(''))
    // @ts-expect-error who was refused has no claims
    return admission.claims
  },

  // The client.
  // @ts-expect-error seconds are a number
  () => createAuthClient({ refreshTimeout: '10s' }),
  // @ts-expect-error credentials are an object
  () => createAuthClient().login('ada', 'secret'),
  // @ts-expect-error there is no such code
  () => new HolobandError('ERR_NONSENSE', ''),
]
