import { fileURLToPath } from 'node:url'

const rootDir = fileURLToPath(new URL('../..', import.meta.url))

// What runs are the files that are published, so nothing is transformed.
const common = { rootDir, roots: ['<rootDir>/tests/client'], transform: {} }

export default {
  rootDir,
  watchman: false,
  // A promise that rejects with nobody looking fails its test, though it may be noticed only afterwards.
  waitForUnhandledRejections: true,
  // Time passes as the tests say; what takes this long hangs.
  testTimeout: 60_000,
  projects: [
    {
      ...common,
      displayName: 'page',
      testMatch: ['<rootDir>/tests/client/*.test.js'],
      testEnvironment: '<rootDir>/tests/client/support/page-environment.cjs',
      testEnvironmentOptions: { url: 'https://app.example/start' },
    },
    {
      ...common,
      displayName: 'node',
      testMatch: ['<rootDir>/tests/client/node/*.test.js'],
      testEnvironment: 'node',
    },
  ],
}
