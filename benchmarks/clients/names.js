/** The clients, in the order of the tables. Apart from the clients themselves, which only a page can load. */
export const contestantNames = Object.freeze([
  'holoband/client',
  'ky, beforeRetry',
  'ky, afterResponse',
  'axios-auth-refresh',
  '@badgateway/oauth2-client',
])
